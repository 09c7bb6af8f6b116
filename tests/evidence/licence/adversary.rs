//! An adversary's edits, each thought up by hand to look harmless to the matcher and not to a reader. None may pass.

use plugin_ready::evidence::licence::category::{self, Standing};
use plugin_ready::evidence::licence::decode::decode;
use plugin_ready::evidence::licence::residue;

fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    spdx::text::LICENSE_TEXTS.iter().copied().filter(|(id, _)| category::of(id) == Standing::A)
}

fn text(id: &str) -> &'static str {
    texts().find(|(name, _)| *name == id).expect("a text of the list").1
}

fn passes(bytes: &[u8]) -> bool {
    decode(bytes).is_some_and(|text| residue::complete(&text).is_some())
}

type Edit = (&'static str, fn(&str) -> Vec<u8>);

/// Edits of a whole text. Where an edit finds nothing to change it gives back the text, which is then left out.
const EDITS: &[Edit] = &[
    // What shows as something else than it is
    ("a homoglyph in a word", |text| swap(text, "software", "s\u{43e}ftware")),
    ("a clause in homoglyphs", |text| end(text, "N\u{43e}t f\u{43e}r s\u{430}le")),
    ("a clause with unseen characters", |text| end(text, "N\u{200b}o\u{200c}t f\u{2060}or sa\u{ad}le")),
    ("a clause in wide letters", |text| end(text, "Ｎｏｔ　ｆｏｒ　ｓａｌｅ")),
    ("a clause in circled letters", |text| end(text, "ⓝⓞⓣ ⓕⓞⓡ ⓢⓐⓛⓔ")),
    ("a clause in boxed letters", |text| end(text, "🅽🅾🆃 🅵🅾🆁 🆂🅰🅻🅴")),
    ("a clause in mathematical letters", |text| end(text, "𝐍𝐨𝐭 𝐟𝐨𝐫 𝐬𝐚𝐥𝐞")),
    ("a clause in small capitals", |text| end(text, "ɴᴏᴛ ꜰᴏʀ ꜱᴀʟᴇ")),
    ("a clause in superscript", |text| end(text, "ⁿᵒᵗ ᶠᵒʳ ˢᵃˡᵉ")),
    ("a clause upside down", |text| end(text, "ǝlɐs ɹoɟ ʇou")),
    ("a clause in Braille", |text| end(text, "⠝⠕⠞ ⠋⠕⠗ ⠎⠁⠇⠑")),
    ("a clause in pictures", |text| end(text, "🚫💰🏢")),
    ("a sign of negation", |text| middle(text, "¬")),
    ("a sign of inequality", |text| middle(text, "≠")),
    ("a clause in digits for letters", |text| end(text, "N0t f0r s4l3")),
    ("a clause in spaced letters", |text| end(text, "n o t  f o r  s a l e")),
    ("a clause in one word", |text| end(text, "NotForSale")),
    ("a clause in a name", |text| end(text, "not_for_sale")),
    ("a clause in tag characters", |text| end(text, "\u{e006e}\u{e006f}\u{e0074}\u{e0020}\u{e0066}\u{e006f}\u{e0072}")),
    ("a clause in private characters", |text| end(text, "\u{e001}\u{e002}\u{e003}")),
    ("text turned round", |text| around(text, "\u{202e}", "\u{202c}")),
    ("text turned left", |text| around(text, "\u{202d}", "\u{202c}")),
    ("text isolated and turned", |text| around(text, "\u{2067}", "\u{2069}")),
    ("text embedded and turned", |text| around(text, "\u{202b}", "\u{202c}")),
    ("struck through by characters", |text| strike(text)),
    ("struck through in Markdown", |text| around(text, "~~", "~~")),
    ("struck through in HTML, s", |text| around(text, "<s>", "</s>")),
    ("struck through in HTML, del", |text| around(text, "<del>", "</del>")),
    ("struck through in HTML, strike", |text| around(text, "<strike>", "</strike>")),
    ("struck through by a style", |text| around(text, "<span style=\"text-decoration:line-through\">", "</span>")),
    ("not displayed", |text| around(text, "<span style=\"display:none\">", "</span>")),
    ("invisible", |text| around(text, "<div style=\"visibility: hidden\">", "</div>")),
    ("white on white", |text| around(text, "<font color=\"white\">", "</font>")),
    ("of no size", |text| around(text, "<font size=\"0\">", "</font>")),
    ("hidden", |text| around(text, "<p hidden=\"hidden\">", "</p>")),
    ("hidden, as a word", |text| around(text, "<p hidden>", "</p>")),
    ("folded away", |text| around(text, "<details><summary>x</summary>", "</details>")),
    ("a template", |text| around(text, "<template>", "</template>")),
    ("hidden on terminals", |text| around(text, "\u{1b}[8m", "\u{1b}[0m")),
    ("rubbed out on terminals", |text| middle(text, "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}")),
    ("rubbed out", |text| middle(text, "\u{7f}\u{7f}\u{7f}\u{7f}")),
    ("commented out", |text| around(text, "<!--", "-->")),
    ("commented out in TeX", |text| around(text, "\\iffalse ", "\\fi ")),
    ("commented out in C", |text| around(text, "\n#if 0\n", "\n#endif\n")),
    ("a comment in Markdown", |text| end(text, "[//]: # (Not for sale)")),
    ("a comment in HTML", |text| end(text, "<!-- Not for sale -->")),
    ("a comment in a document type", |text| start(text, "<!DOCTYPE html SYSTEM \"not for sale\">")),
    ("a processing instruction", |text| start(text, "<?xml not for sale?>")),
    ("marked content", |text| end(text, "<![CDATA[Not for sale]]>")),
    // What the markup says beside the text
    ("a picture of a clause", |text| end(text, "<img src=\"https://example.com/clause.png\">")),
    ("a picture's words", |text| end(text, "<img src=\"a.png\" alt=\"not for sale\">")),
    ("a picture in Markdown", |text| end(text, "![](https://example.com/clause.png)")),
    ("a title on a word", |text| around(text, "<span title=\"not for sale\">", "</span>")),
    ("a label", |text| around(text, "<span aria-label=\"not for sale\">", "</span>")),
    ("an attribute of one's own", |text| around(text, "<p data-terms=\"not for sale\">", "</p>")),
    ("a link to other terms", |text| around(text, "<a href=\"COMMERCIAL.md\">", "</a>")),
    ("a link to other terms elsewhere", |text| around(text, "<a href=\"https://example.com/eula\">", "</a>")),
    ("a link to other terms in Markdown", |text| around(text, "[", "](COMMERCIAL.md)")),
    ("a link to other terms with its title", |text| around(text, "[", "](# \"not for sale\")")),
    ("a reference to other terms in Markdown", |text| end(text, "[terms]: https://example.com/eula")),
    ("another page instead", |text| {
        start(text, "<meta http-equiv=\"refresh\" content=\"0; url=https://example.com/eula\">")
    }),
    ("a base for links", |text| start(text, "<base href=\"https://example.com/\">")),
    ("a style sheet", |text| start(text, "<style>p { display: none }</style>")),
    ("a script", |text| start(text, "<script>document.write('Not for sale')</script>")),
    ("a frame", |text| end(text, "<iframe src=\"https://example.com/eula\"></iframe>")),
    ("an object", |text| end(text, "<object data=\"eula.pdf\"></object>")),
    ("an input", |text| end(text, "<input value=\"not for sale\">")),
    ("marquee", |text| end(text, "<marquee>Not for sale</marquee>")),
    ("entities", |text| end(text, "&#78;&#111;&#116; for &#115;ale")),
    ("entities in base 16", |text| end(text, "&#x4e;&#x6f;&#x74; for sale")),
    ("an entity of negation", |text| middle(text, "&not;")),
    ("a footnote in Markdown", |text| start(text, "Permissions[^1]\n\n[^1]: outside production")),
    ("a footnote's mark", |text| middle(text, "[^1]")),
    ("a footnote", |text| end(text, "* except in production")),
    ("a footnote with a dagger", |text| end(text, "† except in production")),
    ("a table", |text| end(text, "| use | price |\n|---|---|\n| schools | none |\n| others | 5 a month |")),
    ("a box to tick", |text| end(text, "- [x] hobbyists\n- [ ] companies")),
    ("an included file", |text| end(text, "{% include terms.md %}")),
    ("an included file in reStructuredText", |text| end(text, ".. include:: TERMS.rst")),
    ("an included file in AsciiDoc", |text| end(text, "include::terms.adoc[]")),
    ("front matter", |text| start(text, "---\nusage: noncommercial\n---")),
    // Where nobody looks
    ("after a form feed", |text| end(text, "\u{c}Not for sale")),
    ("after a vertical tab", |text| end(text, "\u{b}Not for sale")),
    ("after an end-of-file sign", |text| end(text, "\u{1a}Not for sale")),
    ("after a thousand lines", |text| end(text, &format!("{}Not for sale", "\n".repeat(1_000)))),
    ("after much space", |text| end(text, &format!("{}Not for sale", " ".repeat(900_000)))),
    ("far to the right", |text| text.replacen('\n', &format!("{}not for sale\n", "\t".repeat(500)), 1).into()),
    ("after two megabytes", |text| end(text, &format!("{}Not for sale", " ".repeat(2 << 20)))),
    ("after a NUL", |text| end(text, "\0Not for sale")),
    ("in UTF-16 at the end", |text| {
        let tail = "Not for sale".encode_utf16().flat_map(u16::to_le_bytes);
        text.bytes().chain(tail).collect()
    }),
    ("in UTF-16 of another script at the end", |text| {
        let tail = "禁止商用".encode_utf16().flat_map(u16::to_le_bytes);
        text.bytes().chain(tail).collect()
    }),
    ("in Shift JIS at the end", |text| [text.as_bytes(), b"\n\x8f\xa4\x97p\x97\x98\x97p\x8b\xd6\x8e~\n"].concat()),
    ("in Windows-1251 at the end", |text| [text.as_bytes(), b"\n\xe7\xe0\xef\xf0\xe5\xf9\xe5\xed\xee\n"].concat()),
    ("in base 64", |text| end(text, "Tm90IGZvciBzYWxl")),
    ("in base 16", |text| end(text, "4e6f7420666f722073616c65")),
    ("in quoted-printable", |text| end(text, "=4E=6F=74 for sale")),
    ("in ROT13", |text| end(text, "Abg sbe fnyr")),
    ("backwards", |text| end(text, "elas rof toN")),
    ("by initials", |text| end(text, "N.C.U.O.")),
    ("by an abbreviation", |text| end(text, "CC BY-NC-SA")),
    ("by a number", |text| end(text, "1")),
    ("by an address", |text| end(text, "https://example.com/")),
    ("by a short address", |text| end(text, "https://bit.ly/3xYz")),
    ("by a file", |text| end(text, "COMMERCIAL.md")),
    // Words around a whole text
    ("see another file", |text| end(text, "See COMMERCIAL.md.")),
    ("see another place", |text| end(text, "See https://example.com/terms for companies.")),
    ("terms elsewhere", |text| end(text, "Subject to the Terms at https://example.com/terms.")),
    ("and the terms", |text| end(text, "and the Example Terms")),
    ("as amended", |text| start(text, "As amended by the rider below.")),
    ("only for a part", |text| start(text, "The following applies only to the docs folder.")),
    ("only for a version", |text| start(text, "Versions before 2.0:")),
    ("only for some", |text| start(text, "For schools:")),
    ("in some countries", |text| start(text, "Outside the European Union:")),
    ("until a day", |text| start(text, "Valid until 2030-01-01.")),
    ("from a day", |text| start(text, "From 2030-01-01 on:")),
    ("a change date", |text| start(text, "Change Date: 2030-01-01\n\nChange License:")),
    ("a draft", |text| start(text, "DRAFT")),
    ("an example", |text| start(text, "Example of a licence that we do not use:")),
    ("superseded", |text| start(text, "Superseded.")),
    ("no longer", |text| start(text, "Formerly:")),
    ("of others", |text| start(text, "Third-party notices")),
    ("of a dependency", |text| start(text, "left-pad")),
    ("a quotation", |text| start(text, "They write:")),
    ("a version number", |text| start(text, "v2")),
    ("modified", |text| start(text, "Modified")),
    ("based on", |text| start(text, "Based on")),
    ("with exceptions", |text| start(text, "With exceptions:")),
    ("a restriction as title", |text| start(text, "Noncommercial Edition")),
    ("a restriction as heading", |text| start(text, "# Community Edition")),
    ("an edition underlined", |text| start(text, "Evaluation Edition\n==================")),
    ("a footer in brackets", |text| end(text, "(personal use)")),
    ("a footer in a foreign bracket", |text| end(text, "【非商用】")),
    ("one word at the start", |text| start(text, "Not")),
    ("one word at the end", |text| end(text, "Not.")),
    ("one word at the end of the last line", |text| format!("{} NOT", text.trim_end()).into()),
    // Clauses in other languages and scripts
    ("in German", |text| end(text, "Gewerbliche Nutzung untersagt")),
    ("in French", |text| end(text, "Usage commercial interdit")),
    ("in Spanish", |text| end(text, "Prohibida su venta")),
    ("in Italian", |text| end(text, "Vietata la vendita")),
    ("in Portuguese", |text| end(text, "Proibida a venda")),
    ("in Polish", |text| end(text, "Zakaz sprzedaży")),
    ("in Turkish", |text| end(text, "Ticari kullanım yasaktır")),
    ("in Finnish", |text| end(text, "Kaupallinen käyttö kielletty")),
    ("in Latin", |text| end(text, "Vendere vetitum est")),
    ("in Russian", |text| end(text, "Коммерческое использование запрещено")),
    ("in Russian capitals", |text| end(text, "ПРОДАЖА ЗАПРЕЩЕНА")),
    ("in Greek", |text| end(text, "Απαγορεύεται η πώληση")),
    ("in Chinese", |text| end(text, "禁止商用")),
    ("in Japanese", |text| end(text, "商用利用禁止")),
    ("in Korean", |text| end(text, "상업적 이용 금지")),
    ("in Arabic", |text| end(text, "يحظر البيع")),
    ("in Hebrew", |text| end(text, "אסור למכירה")),
    ("in Hindi", |text| end(text, "बिक्री निषिद्ध")),
    ("in Thai", |text| end(text, "ห้ามจำหน่าย")),
    ("in Georgian", |text| end(text, "იკრძალება გაყიდვა")),
    ("in Armenian", |text| end(text, "Վաճառքն արգելվում է")),
    ("in Cherokee", |text| end(text, "ᏝᏍᏗ")),
    ("in Klingon's letters", |text| end(text, "\u{f8d0}\u{f8d1}")),
    // Lines that look like SPDX
    ("behind an SPDX line", |text| start(text, "SPDX-License-Identifier: MIT */ not for sale")),
    ("behind an SPDX comment", |text| start(text, "<!-- SPDX-License-Identifier: Apache-2.0 --> not for sale")),
    ("an SPDX line with an addition", |text| start(text, "SPDX-License-Identifier: Apache-2.0 WITH Commons-Clause")),
    ("an SPDX line with an exception", |text| start(text, "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception")),
    ("an SPDX reference", |text| start(text, "SPDX-License-Identifier: LicenseRef-Example")),
    ("two SPDX licences", |text| start(text, "SPDX-License-Identifier: Apache-2.0 AND LicenseRef-Example")),
    ("an SPDX line of a worse licence", |text| start(text, "SPDX-License-Identifier: MIT OR SSPL-1.0")),
    ("an SPDX package line", |text| start(text, "PackageLicenseDeclared: LicenseRef-Example")),
    ("an SPDX comment line", |text| start(text, "SPDX-LicenseComment: not for sale")),
    // The text itself
    ("cut in half", |text| cut(text, 1, 2)),
    ("without its last tenth", |text| cut(text, 9, 10)),
    ("without its last word", |text| text.trim_end().rsplit_once(char::is_whitespace).map_or("", |(t, _)| t).into()),
    ("without its first third", |text| {
        let from = text.char_indices().nth(text.chars().count() / 3).map_or(0, |(at, _)| at);
        text[from..].into()
    }),
    ("without a line in its middle", |text| without_line(text)),
    ("its halves swapped", |text| {
        let at = half(text);
        format!("{} {}", &text[at..], &text[..at]).into()
    }),
    ("twice, the second changed", |text| format!("{text}\n\n{}", string(swap(text, "software", "hardware"))).into()),
    ("twice, the first changed", |text| format!("{}\n\n{text}", string(swap(text, "any", "some"))).into()),
    ("twice, the second cut", |text| format!("{text}\n\n{}", string(cut(text, 1, 2))).into()),
    ("may not", |text| swap(text, "may", "may not")),
    ("not granted", |text| swap(text, "granted", "not granted")),
    ("with restriction", |text| swap(text, "without", "with")),
    ("some for any", |text| swap(text, "any", "some")),
    ("no for all", |text| swap(text, "all", "no")),
    ("or for and", |text| swap(text, "and", "or")),
    ("and for or", |text| swap(text, "or", "and")),
    ("nor dropped", |text| swap(text, "nor", "")),
    ("must for may", |text| swap(text, "may", "must")),
    ("must for shall", |text| swap(text, "shall", "should")),
    ("forbidden for permitted", |text| swap(text, "permitted", "forbidden")),
    ("refused for granted", |text| swap(text, "granted", "refused")),
    ("use dropped", |text| swap(text, "use", "")),
    ("modify dropped", |text| swap(text, "modify", "")),
    ("distribute dropped", |text| swap(text, "distribute", "")),
    ("source dropped", |text| swap(text, "source", "")),
    ("binary for source", |text| swap(text, "source", "binary")),
    ("charge", |text| swap(text, "charge", "a charge")),
    ("natural persons", |text| swap(text, "person", "natural person")),
    ("students", |text| swap(text, "person", "student")),
    ("revocable", |text| swap(text, "irrevocable", "revocable")),
    ("exclusive", |text| swap(text, "non-exclusive", "exclusive")),
    ("royalty-bearing", |text| swap(text, "royalty-free", "royalty-bearing")),
    ("limited", |text| swap(text, "unlimited", "limited")),
    ("purpose", |text| swap(text, "purpose", "noncommercial purpose")),
    ("lawful", |text| swap(text, "purpose", "good purpose")),
    ("unmodified", |text| swap(text, "copies", "unmodified copies")),
    ("a smaller fee", |text| swap(text, "fee", "discount")),
    ("worldwide", |text| swap(text, "worldwide", "domestic")),
    ("perpetual", |text| swap(text, "perpetual", "temporary")),
    ("a number more", |text| swap(text, "following", "following 7")),
    ("another case of a clause", |text| swap(text, "the", "the NON-COMMERCIAL")),
];

/// Clauses for a copyright line, behind "Copyright (c) 2024 Jane Doe".
const TAILS: &[&str] = &[
    ", unpublished",
    " (for paying members)",
    ". Temporary",
    ", unlocked by activation",
    ", who forbids commercial use",
    ", who keeps every right",
    ", all use by companies at $5 a month",
    ", $5 a month",
    ", EUR 500 yearly",
    ", companies 500 EUR yearly",
    " - companies pay, hobbyists don't",
    " (noncommercial)",
    " [hobbyists]",
    " <personal edition>",
    ". Companies pay.",
    ". Hobbyists only.",
    ". Ask first.",
    ". Shareware.",
    ", shareware",
    ", trialware",
    " Crippleware",
    ", donationware; donations mandatory",
    ", postcardware",
    ", freeware, unmodified copies",
    ", beerware",
    ", careware",
    ", nagware",
    ", patrons' edition",
    ", trial edition",
    ", evaluation copy",
    ", preview build, expires 2025",
    ", expires 2025",
    " 2024 until 2025",
    " until 2030",
    ", revoked 2025",
    ", thirty days",
    ", thirty-day trial",
    ", limited to schools",
    ", academics welcome, companies unwelcome",
    ", students",
    ", nonprofits",
    ", charities",
    ", churches and charities alone",
    ", civilian purposes",
    ", peaceful purposes",
    ", lawful purposes",
    ", no warfare",
    ", sans commercial",
    ", minus resale",
    ", save resale",
    ", barring resale",
    ", nonresale",
    ", notforresale",
    ", NotForSale",
    ", not4sale",
    ", n0t f0r s4le",
    ", nоt fоr sаlе",
    ", nοt fοr sαle",
    ", N.O.T. F.O.R. S.A.L.E.",
    ", n o t f o r s a l e",
    ", no-resale",
    ", non profit",
    ", unlicensed",
    ", proprietary",
    ", closed source",
    ", trade secret",
    ", confidential",
    ", internal",
    ", hands off",
    ", keep out",
    ", look, don't touch",
    ", viewing and reading",
    ", read-only",
    ", violators prosecuted",
    ", Violators Prosecuted",
    ", VIOLATORS PROSECUTED",
    ", offenders shot",
    ", pirates beware",
    ", theft punished",
    ", steal and die",
    ", infringers liable",
    ", copying punished",
    ", copying a crime",
    ", forks illegal",
    ", forking unlawful",
    ", forks discouraged",
    ", redistribution unlawful",
    ", unmodified",
    ", verbatim",
    ", intact",
    ", as-is, unmodified",
    ", modifications mine",
    ", modifications belong to me",
    ", derivatives belong to me",
    ", changes returned",
    ", attribution mandatory",
    ", backlink mandatory",
    ", logo mandatory",
    ", badge mandatory",
    ", credit required",
    ", registration required",
    ", registration mandatory",
    ", registered members",
    ", members",
    ", subscribers",
    ", paying customers",
    ", invoices monthly",
    ", billed monthly",
    ", per seat",
    ", one seat",
    ", one server, one CPU",
    ", single machine",
    ", nontransferable",
    ", revocable",
    ", exclusive",
    ", nonexclusive",
    ", void where prohibited",
    ", void in Ohio",
    ", excluding Ohio",
    ", Ohio excluded",
    ", European residents",
    ", export restricted",
    ", sanctions apply",
    ", restrictions apply",
    ", conditions apply",
    ", terms apply",
    ", exceptions apply",
    ", see TERMS",
    ", see the website",
    ", cf. TERMS.md",
    ", EULA.md",
    ", TERMS.md",
    ", https://example.com/eula",
    ", https://example.com/commercial-use-forbidden",
    ", https://example.com/?use=noncommercial",
    ", https://commercial.use.is.forbidden/",
    ", no-commercial-use@example.com",
    ", not@for.sale",
    " (not at home dot com)",
    " (forbidden at companies dot com)",
    " <not for sale>",
    ", superseded",
    ", supplemented",
    ", as supplemented",
    ", overridden",
    ", amended",
    ", plus rider",
    ", plus annex",
    ", annex applies",
    ", Humans Read, Robots Stop",
    ", Send Postcard",
    ", Cite Paper",
    ", Sponsorware",
    ", Maximum Ten Servers",
    ", Licence Withdrawn",
    ", Negotiable",
    ", Får Ej Säljas",
    ", governed by German law",
    ", courts of Berlin",
    ", arbitration mandatory",
    ", indemnity owed",
    ", warranties none",
    ", AGPL",
    ", GPL",
    ", AGPLv3",
    ", SSPL",
    ", BSL 1.1",
    ", BUSL",
    ", Commons Clause",
    ", PolyForm",
    ", CC BY-NC",
    ", Fair Source",
    ", Fair Code",
    ", Sustainable Use",
    ", Anti-996",
    ", Hippocratic",
    ", ethical source",
    ", don't be evil",
    ", do good",
    ", AI training forbidden",
    ", datasets excluded",
    ", keine Nutzung",
    ", gewerblich verboten",
    ", Weitergabe unzulässig",
    ", ohne Gewähr, ohne Weitergabe",
    ", vente interdite",
    ", venta prohibida",
    ", não comercial",
    ", uso não comercial",
    ", vendita vietata",
    ", zakaz sprzedaży",
    ", yasak",
    ", продажа запрещена",
    ", ПРОДАЖА ЗАПРЕЩЕНА",
    ", Продажа Запрещена",
    ", Απαγορεύεται",
    ", 禁止商用",
    ", 仅限个人使用",
    ", 商用不可",
    ", 無断転載禁止",
    ", 상업적 이용 금지",
    ", ممنوع البيع",
    "\nHobbyists",
    "\nSchools and charities",
    "\n\nHobbyists",
    ": hobbyists",
    ": schools and charities",
    " / hobbyists: free / companies: pay",
    " = noncommercial",
    "; noncommercial",
    " + NC",
    " (NC)",
    " | NC",
    " — NC",
    " [1]\n[1] companies pay",
];

/// Clauses for where a name stands in the middle of a text.
const NAMES: &[&str] = &[
    "the buyer",
    "Jane Doe, who forbids commercial use",
    "Jane Doe. Companies pay. Jane Doe",
    "Jane Doe. Schools welcome, companies unwelcome. Jane Doe",
    "Jane Doe\n\nCompanies pay.\n\nJane Doe",
    "the licensee",
    "any user",
    "every company",
    "Example Ltd. (no resale)",
    "a subscription",
    "NotForSale",
    "n0t f0r sale",
    "Jane Doe; violators prosecuted; Jane Doe",
];

// How edits are made

fn start(text: &str, clause: &str) -> Vec<u8> {
    format!("{clause}\n\n{text}").into()
}

fn end(text: &str, clause: &str) -> Vec<u8> {
    format!("{text}\n\n{clause}\n").into()
}

/// The space nearest to the middle of `text`.
fn half(text: &str) -> usize {
    let middle = text.len() / 2;
    let spaces = text.match_indices(' ').map(|(at, _)| at);
    spaces.min_by_key(|at| at.abs_diff(middle)).expect("a space")
}

fn middle(text: &str, clause: &str) -> Vec<u8> {
    let at = half(text);
    format!("{} {clause}{}", &text[..at], &text[at..]).into()
}

/// The five words from the middle of `text` on, put between `before` and `behind`.
fn around(text: &str, before: &str, behind: &str) -> Vec<u8> {
    let from = half(text) + 1;
    let rest = &text[from..];
    let to = from + rest.match_indices(' ').map(|(at, _)| at).nth(5).expect("five words more");
    format!("{}{before}{}{behind}{}", &text[..from], &text[from..to], &text[to..]).into()
}

/// Five words from the middle struck through with a character that strikes.
fn strike(text: &str) -> Vec<u8> {
    let from = half(text) + 1;
    let struck: String = text[from..].chars().take(30).flat_map(|c| [c, '\u{336}']).collect();
    let to = from + text[from..].chars().take(30).map(char::len_utf8).sum::<usize>();
    format!("{}{struck}{}", &text[..from], &text[to..]).into()
}

/// The first `part` of `of` parts.
fn cut(text: &str, part: usize, of: usize) -> Vec<u8> {
    text.chars().take(text.trim_end().chars().count() * part / of).collect::<String>().into()
}

fn without_line(text: &str) -> Vec<u8> {
    let long = |line: &&str| line.split_whitespace().count() >= 5 && !line.to_lowercase().contains("copyright");
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = (lines.len() / 2..lines.len()).find(|at| long(&lines[*at])) else { return text.into() };
    let kept: Vec<&str> = lines.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, line)| *line).collect();
    kept.join("\n").into()
}

/// `text` with the last of its words `from` (in whatever case) as `to`; words of copyright lines are left alone.
fn swap(text: &str, from: &str, to: &str) -> Vec<u8> {
    let lower = text.to_ascii_lowercase();
    let stands_alone = |at: usize| {
        let before = text[..at].chars().next_back();
        let behind = text[at + from.len()..].chars().next();
        let line = lower[..at].rfind('\n').map_or(0, |i| i + 1);
        let line = &lower[line..lower[at..].find('\n').map_or(lower.len(), |i| at + i)];
        let named = line.contains("copyright (c)") || line.trim_start().starts_with("copyright ") || line.contains('<');
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric) && !named
    };
    match lower.match_indices(from).map(|(at, _)| at).filter(|at| stands_alone(*at)).last() {
        Some(at) => format!("{}{to}{}", &text[..at], &text[at + from.len()..]).into(),
        None => text.into(),
    }
}

fn string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("a text")
}

#[test]
fn no_edit_of_a_text_passes() {
    let mut tried = 0;
    let mut passed = Vec::new();
    for (number, (id, text)) in texts().enumerate() {
        for (other, (name, edit)) in EDITS.iter().enumerate() {
            // Every edit of the four texts that are recommended, and every third of each other text.
            if !category::is_recommended(id) && (number + other) % 3 != 0 {
                continue;
            }
            let edited = edit(text);
            let twice =
                name.starts_with("twice") && edited.starts_with(text.as_bytes()) && edited.ends_with(text.as_bytes());
            if edited == text.as_bytes() || twice {
                continue;
            }
            tried += 1;
            if passes(&edited) {
                passed.push(format!("{id}: {name}"));
            }
        }
    }
    assert!(EDITS.len() >= 150 && tried >= 2_500, "{} edits, {tried} tried", EDITS.len());
    assert!(passed.is_empty(), "{} of {tried} pass:\n{}", passed.len(), passed.join("\n"));
}

#[test]
fn no_clause_in_a_copyright_line_passes() {
    let mit = text("MIT");
    let mit = &mit[mit.find("Permission").expect("the body")..];
    let isc = text("ISC");
    let isc = &isc[isc.find("Permission").expect("the body")..];
    let bsd = text("BSD-3-Clause");
    let bsd = &bsd[bsd.find("Redistribution").expect("the body")..];
    let apache = text("Apache-2.0");
    let mut passed = Vec::new();
    let mut tried = 0;
    for tail in TAILS {
        let line = format!("Copyright (c) 2024 Jane Doe{tail}");
        for (form, text) in [
            ("MIT", format!("{line}\n\n{mit}")),
            ("MIT, reserved", format!("{line}. All rights reserved.\n\n{mit}")),
            ("MIT, second holder", format!("Copyright 2020 Example Ltd.\n{line}\n\n{mit}")),
            ("MIT, shouted", format!("{}\n\n{mit}", line.to_uppercase())),
            ("MIT, at the end", format!("{mit}\n{line}\n")),
            ("ISC", format!("ISC License\n\n{line}\n\n{isc}")),
            ("BSD-3-Clause, a sign", format!("© 2024 Jane Doe{tail}\n\n{bsd}")),
            ("BSD-3-Clause, REUSE", format!("SPDX-FileCopyrightText: 2024 Jane Doe{tail}\n\n{bsd}")),
            ("Apache-2.0", apache.replace("[yyyy] [name of copyright owner]", &format!("2024 Jane Doe{tail}"))),
            ("Apache-2.0, on top", format!("{line}\n\n{apache}")),
        ] {
            tried += 1;
            if passes(text.as_bytes()) {
                passed.push(format!("{form}: {tail:?}"));
            }
        }
    }
    assert!(TAILS.len() >= 200);
    assert!(passed.is_empty(), "{} of {tried} pass:\n{}", passed.len(), passed.join("\n"));
}

#[test]
fn no_clause_in_a_name_inside_a_text_passes() {
    let mut passed = Vec::new();
    for name in NAMES {
        for (id, from, to) in [
            ("BSD-3-Clause", "the name of the copyright holder nor", format!("the name of {name} nor")),
            ("BSD-3-Clause", "BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS", format!("BY {name}")),
            ("BSD-2-Clause", "COPYRIGHT HOLDER OR CONTRIBUTORS", name.to_string()),
            ("MIT", "AUTHORS OR COPYRIGHT HOLDERS", name.to_string()),
            ("ISC", "AND THE AUTHOR DISCLAIMS", format!("AND {name} DISCLAIMS")),
        ] {
            let edited = text(id).replace(from, &to);
            assert_ne!(edited, text(id), "{id} has {from:?}");
            if passes(edited.as_bytes()) {
                passed.push(format!("{id}: {to:?}"));
            }
        }
    }
    assert!(passed.is_empty(), "{} pass:\n{}", passed.len(), passed.join("\n"));
}
