//! Apache's page of third-party licence categories, row by row, with the SPDX ids of each row.
//!
//! Sources: the page <https://www.apache.org/legal/resolved.html> (`P`: its source at 50938bcf, spring 2023), the SPDX
//! ids that ASF Tooling gives its rows (`A`: apache/tooling-trusted-releases 123d46d6, 2025-10-09), and the ids of the
//! foundation's machine-readable draft (`J`: www-site pull request 569, 2025-10-08). SPDX list 3.29.

/// Date of the newest of the sources, as `YYYY-MM-DD`.
pub const DATE: &str = "2025-10-09";

/// Address of the page.
pub const PAGE: &str = "https://www.apache.org/legal/resolved.html";

/// A category of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// May be included.
    A,
    /// May be included in binary form, labelled.
    B,
    /// May not be included.
    X,
}

/// A row of the page.
#[derive(Debug)]
pub struct Row {
    /// Its category.
    pub category: Category,
    /// Its words on the page.
    pub name: &'static str,
    /// The SPDX ids that mean this row; none where it has no id.
    pub ids: &'static [&'static str],
    /// Ids that are close to this row, and that no source asserts to be it: a person has to confirm.
    pub close: &'static [&'static str],
    /// Why the page refuses or limits it.
    pub reason: &'static str,
    /// Which sources have the row.
    pub sources: &'static str,
}

/// The licences that Mattermost's page recommends.
pub const RECOMMENDED: &[&str] = &["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"];

const A: Category = Category::A;
const B: Category = Category::B;
const X: Category = Category::X;

const fn row(
    category: Category,
    name: &'static str,
    ids: &'static [&'static str],
    close: &'static [&'static str],
    reason: &'static str,
    sources: &'static str,
) -> Row {
    Row { category, name, ids, close, reason, sources }
}

const BINARY: &str = "it is weak copyleft: only binaries may be included, labelled";
const MEDIA: &str = "only unmodified media, no source code";
const UNMODIFIED: &str = "it allows no modification";
const FIELD: &str = "it restricts the field of use";
const NONCOMMERCIAL: &str = "it forbids commercial use";
const LARGER: &str = "it puts its own terms on larger works";
const NOT_OPEN: &str = "it does not meet the Open Source Definition";
const ADVERTISING: &str = "its advertising clause binds every user";
const OTHER: &str = "the page names legal concerns with it";
const NONSENSE: &str = "its terms cannot be met with certainty";

/// All rows.
#[rustfmt::skip]
pub static ROWS: &[Row] = &[
    row(A, "Apache License 2.0", &["Apache-2.0"], &[], "", "PAJ"),
    row(A, "Apache Software License 1.1", &["Apache-1.1"], &[], "", "PAJ"),
    row(A, "PHP License 3.01", &["PHP-3.01"], &[], "", "PAJ"),
    row(A, "MX4J License", &[], &[], "", "PAJ"),
    row(A, "BSD 2-clause", &["BSD-2-Clause"], &[], "", "PAJ"),
    row(A, "BSD 3-clause", &["BSD-3-Clause"], &[], "", "PAJ"),
    row(A, "DOM4J License", &["Plexus"], &[], "", "PAJ"),
    row(A, "PostgreSQL License", &["PostgreSQL"], &[], "", "PAJ"),
    row(A, "Eclipse Distribution License 1.0", &["BSD-3-Clause"], &[], "", "PAJ"),
    row(A, "Lawrence Berkeley National Labs BSD", &["BSD-3-Clause-LBNL"], &[], "", "PAJ"),
    row(A, "MIT/X11", &["MIT"], &["X11"], "", "PAJ"),
    row(A, "ISC", &["ISC"], &[], "", "PAJ"),
    row(A, "Standard ML of New Jersey", &["SMLNJ"], &["StandardML-NJ"], "", "PAJ"),
    row(A, "Cup Parser Generator", &[], &[], "", "PAJ"),
    row(A, "MIT No Attribution (MIT-0)", &["MIT-0"], &[], "", "AJ"),
    row(A, "ICU", &["ICU"], &[], "", "PAJ"),
    row(A, "University of Illinois/NCSA", &["NCSA"], &[], "", "PAJ"),
    row(A, "W3C Software License", &["W3C"], &[], "", "PAJ"),
    row(A, "W3C Community Contributor License Agreement", &[], &[], "", "PAJ"),
    row(A, "X.Net", &["Xnet"], &[], "", "PAJ"),
    row(A, "zlib/libpng", &["Zlib", "Libpng", "libpng-2.0"], &[], "", "PAJ"),
    row(A, "FSF autoconf license", &["FSFAP"], &[], "", "PAJ"),
    row(A, "DejaVu Fonts (Bitstream Vera/Arev licenses)", &["Bitstream-Vera"], &[], "", "PAJ"),
    row(A, "Academic Free License 3.0", &["AFL-3.0"], &[], "", "PAJ"),
    row(A, "Service+Component+Architecture+Specifications", &[], &[], "", "PAJ"),
    row(A, "OOXML XSD ECMA License", &[], &[], "", "PAJ"),
    row(A, "Microsoft Public License (MsPL)", &["MS-PL"], &[], "", "PAJ"),
    row(A, "Creative Commons Copyright-Only Dedication", &["CC-PDDC"], &[], "", "PAJ"),
    row(A, "Python Software Foundation License", &["Python-2.0"], &["PSF-2.0", "Python-2.0.1"], "", "PAJ"),
    row(A, "Python Imaging Library Software License", &[], &["MIT-CMU"], "", "PAJ"),
    row(A, "Adobe Postcript(R) AFM files", &["APAFML"], &[], "", "PAJ"),
    row(A, "Boost Software License Version 1.0", &["BSL-1.0"], &[], "", "PAJ"),
    row(A, "License for CERN packages in COLT", &[], &[], "", "PAJ"),
    row(A, "UK Open Government Licence", &["OGL-UK-3.0"], &[], "", "PAJ"),
    row(A, "WTF Public License", &["WTFPL"], &[], "", "PAJ"),
    row(A, "The Romantic WTF public license", &[], &[], "", "PAJ"),
    row(A, "UNICODE, INC. LICENSE AGREEMENT - DATA FILES AND SOFTWARE", &["Unicode-DFS-2016"], &["Unicode-DFS-2015", "Unicode-3.0"], "", "PAJ"),
    row(A, "Zope Public License 2.0", &["ZPL-2.0"], &[], "", "PAJ"),
    row(A, "ACE license", &["DOC"], &[], "", "PAJ"),
    row(A, "Oracle Universal Permissive License (UPL) Version 1.0", &["UPL-1.0"], &[], "", "PAJ"),
    row(A, "Open Grid Forum License", &[], &[], "", "PAJ"),
    row(A, "Google \"Additional IP Rights Grant (Patents)\" file", &[], &[], "", "PAJ"),
    row(A, "The Unlicense", &["Unlicense"], &[], "", "PAJ"),
    row(A, "Historical Permission Notice and Disclaimer", &["HPND"], &[], "", "PAJ"),
    row(A, "Mulan Permissive Software License, Version 2", &["MulanPSL-2.0"], &[], "", "PAJ"),
    row(A, "Blue Oak Model License 1.0.0", &["BlueOak-1.0.0"], &[], "", "PAJ"),
    row(A, "EPICS Open License", &["EPICS"], &[], "", "AJ"),
    row(A, "Zero-Clause BSD (0BSD)", &["0BSD"], &[], "", "AJ"),
    row(A, "TCL/TK License", &["TCL"], &[], "", "AJ"),
    row(A, "Public Domain Mark", &["CC-PDM-1.0"], &[], "", "PA"),
    row(A, "a suitable dedication (to the public domain) by the authors", &[], &[], "", "PA"),
    row(A, "CC0 \"No Rights Reserved\"", &["CC0-1.0"], &[], "", "PAJ"),
    row(A, "Creative Commons Public Domain Certification", &["CC-PDDC"], &[], "", "PAJ"),
    row(B, "CDDL 1.0", &["CDDL-1.0"], &[], BINARY, "PAJ"),
    row(B, "CDDL 1.1", &["CDDL-1.1"], &[], BINARY, "PAJ"),
    row(B, "CPL 1.0", &["CPL-1.0"], &[], BINARY, "PAJ"),
    row(B, "EPL 1.0", &["EPL-1.0"], &[], BINARY, "PAJ"),
    row(B, "IPL 1.0", &["IPL-1.0"], &[], BINARY, "PAJ"),
    row(B, "MPL 1.0", &["MPL-1.0"], &[], BINARY, "PAJ"),
    row(B, "MPL 1.1", &["MPL-1.1"], &[], BINARY, "PAJ"),
    row(B, "MPL 2.0", &["MPL-2.0"], &[], BINARY, "PAJ"),
    row(B, "SPL 1.0", &["SPL-1.0"], &[], BINARY, "PAJ"),
    row(B, "Open Software License 3.0", &["OSL-3.0"], &[], BINARY, "PAJ"),
    row(B, "Erlang Public License", &["ErlPL-1.1"], &[], BINARY, "PAJ"),
    row(B, "SIL Open Font License", &["OFL-1.1"], &[], BINARY, "PAJ"),
    row(B, "Ubuntu Font License Version 1.0", &["Ubuntu-font-1.0"], &[], BINARY, "PAJ"),
    row(B, "IPA Font License Agreement v1.0", &["IPA"], &[], BINARY, "PAJ"),
    row(B, "EPL 2.0", &["EPL-2.0"], &[], BINARY, "PAJ"),
    row(B, "UnRAR License", &["UnRAR"], &[], BINARY, "PAJ"),
    row(B, "Ruby License (incl. the older GPLv2-alternative text)", &["Ruby"], &[], BINARY, "PAJ"),
    row(B, "Creative Commons Attribution (CC-BY) 2.5, 3.0, 4.0", &["CC-BY-2.5", "CC-BY-3.0", "CC-BY-4.0"], &[], BINARY, "PAJ"),
    row(B, "Creative Commons Attribution-Share Alike 2.5, 3.0, 4.0", &["CC-BY-SA-2.5", "CC-BY-SA-3.0", "CC-BY-SA-4.0"], &[], MEDIA, "PAJ"),
    row(B, "Doug Lea's concurrent library", &[], &[], BINARY, "PAJ"),
    row(B, "CMaps for PDF CJK Fonts", &[], &[], UNMODIFIED, "PA"),
    row(B, "JCR API jar (Day Spec License + Additional License)", &[], &[], UNMODIFIED, "PA"),
    row(B, "WSDL (2004) Schema Files License", &[], &[], UNMODIFIED, "PA"),
    row(X, "Binary Code License (BCL)", &[], &[], NOT_OPEN, "PAJ"),
    row(X, "Intel Simplified Software License", &[], &[], NOT_OPEN, "PAJ"),
    row(X, "JSR-275 License", &[], &[], NOT_OPEN, "PAJ"),
    row(X, "Microsoft Limited Public License", &["MS-LPL"], &[], FIELD, "PAJ"),
    row(X, "Amazon Software License (ASL)", &[], &[], FIELD, "PAJ"),
    row(X, "Java SDK for Satori RTM license", &[], &[], FIELD, "PAJ"),
    row(X, "Redis Source Available License (RSAL)", &[], &[], FIELD, "PAJ"),
    row(X, "Booz Allen Public License", &[], &[], FIELD, "PAJ"),
    row(X, "Confluent Community License Version 1.0", &[], &[], FIELD, "PAJ"),
    row(X, "Business Source License 1.1", &["BUSL-1.1"], &[], FIELD, "PAJ"),
    row(X, "Any license including the Commons Clause License Condition v1.0", &[], &[], FIELD, "PAJ"),
    row(X, "Sun Community Source License 3.0", &[], &[], NONCOMMERCIAL, "PAJ"),
    row(X, "GNU GPL 1, 2, 3", &["GPL-1.0-only", "GPL-1.0-or-later", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "GPL-1.0", "GPL-1.0+", "GPL-2.0", "GPL-2.0+", "GPL-2.0-with-GCC-exception", "GPL-2.0-with-autoconf-exception", "GPL-2.0-with-bison-exception", "GPL-2.0-with-classpath-exception", "GPL-2.0-with-font-exception", "GPL-3.0", "GPL-3.0+", "GPL-3.0-with-GCC-exception", "GPL-3.0-with-autoconf-exception"], &[], LARGER, "PAJ"),
    row(X, "GNU Affero GPL 3", &["AGPL-3.0-only", "AGPL-3.0-or-later", "AGPL-3.0"], &[], LARGER, "PAJ"),
    row(X, "GNU LGPL 2, 2.1, 3", &["LGPL-2.0-only", "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "LGPL-2.0", "LGPL-2.0+", "LGPL-2.1", "LGPL-2.1+", "LGPL-3.0", "LGPL-3.0+"], &[], LARGER, "PAJ"),
    row(X, "QPL", &["QPL-1.0"], &[], LARGER, "PAJ"),
    row(X, "Sleepycat License", &["Sleepycat"], &[], LARGER, "PAJ"),
    row(X, "Server Side Public License (SSPL) version 1", &["SSPL-1.0"], &[], LARGER, "PAJ"),
    row(X, "Code Project Open License (CPOL)", &["CPOL-1.02"], &[], LARGER, "PAJ"),
    row(X, "BSD-4-Clause", &["BSD-4-Clause"], &[], ADVERTISING, "PAJ"),
    row(X, "BSD-4-Clause (University of California-Specific)", &["BSD-4-Clause-UC"], &[], ADVERTISING, "PAJ"),
    row(X, "Facebook BSD+Patents license", &[], &[], OTHER, "PAJ"),
    row(X, "NPL 1.0 / NPL 1.1", &["NPL-1.0", "NPL-1.1"], &[], OTHER, "PAJ"),
    row(X, "The Solipsistic Eclipse Public License", &[], &[], NONSENSE, "PAJ"),
    row(X, "The \"Don't Be A Dick\" Public License", &[], &[], NONSENSE, "PAJ"),
    row(X, "JSON License", &["JSON"], &[], NONSENSE, "PAJ"),
    row(X, "Special exceptions to the GNU GPL (e.g. GNU Classpath) unless otherwise permitted elsewhere on this page", &[], &[], LARGER, "PAJ"),
    row(X, "Creative Commons Non-Commercial variants", &["CC-BY-NC-1.0", "CC-BY-NC-2.0", "CC-BY-NC-2.5", "CC-BY-NC-3.0", "CC-BY-NC-3.0-DE", "CC-BY-NC-3.0-IGO", "CC-BY-NC-4.0", "CC-BY-NC-ND-1.0", "CC-BY-NC-ND-2.0", "CC-BY-NC-ND-2.5", "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-3.0-DE", "CC-BY-NC-ND-3.0-IGO", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-1.0", "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-2.0-DE", "CC-BY-NC-SA-2.0-FR", "CC-BY-NC-SA-2.0-UK", "CC-BY-NC-SA-2.5", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-3.0-DE", "CC-BY-NC-SA-3.0-IGO", "CC-BY-NC-SA-4.0"], &[], NONCOMMERCIAL, "PAJ"),
];
