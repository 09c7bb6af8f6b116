//! The other 38 licences of Category A.

use super::Beside::{Stretch, Words};
use super::Edit::{Optional, Or};
use super::Template;

pub(super) const TEMPLATES: &[Template] = &[
    Template {
        id: "Apache-1.1",
        body: ("redistribution and use in source", "possibility of such damage"),
        edits: &[
            Optional("for written permission please contact", "apache apache org"),
            Or("any expressed or", &["any express or"]),
        ],
        beside: &[
            Words("the apache software license version 1.1"),
            Words("apache software license version 1.1"),
            Words("apache software license 1.1"),
            Words("apache license 1.1"),
            Stretch("this software consists of voluntary contributions", "illinois urbana champaign"),
            Stretch("this software consists of voluntary contributions", "please see http www apache org"),
        ],
    },
    Template {
        id: "PHP-3.01",
        body: ("redistribution and use in source", "available at http www zend com"),
        edits: &[],
        beside: &[Words("the php license version 3.01"), Words("php license v3.01")],
    },
    Template {
        id: "BSD-3-Clause-LBNL",
        body: ("redistribution and use in source", ""),
        edits: &[Or(
            "shall the copyright owner or contributors",
            &["shall the copyright owner the united states government or contributors"],
        )],
        beside: &[
            Stretch("copyright 2003 the regents", "u s dept of energy all rights reserved"),
            Words("subject to receipt of any required approvals from the u s dept of energy all rights reserved"),
            Words("bsd 3 clause license"),
            Words("lawrence berkeley national labs bsd variant license"),
            Words("lbnl bsd"),
        ],
    },
    Template {
        id: "Plexus",
        body: ("redistribution and use of this software", ""),
        edits: &[],
        beside: &[Words("plexus classworlds license"), Words("bsd style license")],
    },
    Template {
        id: "PostgreSQL",
        body: ("permission to use copy modify", ""),
        edits: &[
            Or("shall the university of california be liable", &["shall {} be liable"]),
            Or("if the university of california has been", &["if {} has been"]),
            Or("the university of california specifically", &["{} specifically"]),
            Or("and the university of california has no", &["and {} has no"]),
        ],
        beside: &[
            Stretch("postgresql database management system", "then as postgres95"),
            Words("postgresql database management system"),
            Words("postgresql license"),
            Words("the postgresql license"),
            Words("the postgresql licence tpl"),
        ],
    },
    Template {
        id: "MIT-0",
        body: ("permission is hereby granted", ""),
        edits: &[Or("shall the authors or copyright holders be", &["shall {!} be"])],
        beside: &[
            Words("mit no attribution"),
            Words("mit no attribution license"),
            Words("the mit zero license"),
            Words("mit zero license"),
            Words("mit 0"),
        ],
    },
    Template {
        id: "ISC",
        body: ("permission to use copy modify", ""),
        edits: &[
            // The text before 2007 had no "or"; both are on the SPDX list as one licence.
            Or("copy modify and or distribute", &["copy modify and distribute"]),
            Or(
                "is and the author disclaims",
                &[
                    "is and the authors disclaim",
                    "is and {!} disclaims",
                    "is and {!} disclaim",
                    // npm's own packages.
                    "is and the copyright holder disclaims",
                ],
            ),
            Or("shall the author be", &["shall the authors be", "shall {!} be", "shall the copyright holder be"]),
        ],
        beside: &[
            Words("isc license"),
            Words("the isc license"),
            Words("isc license isc"),
            Words("the isc license isc"),
            Words("isc license iscl"),
        ],
    },
    Template {
        id: "SMLNJ",
        body: ("permission to use copy modify", ""),
        edits: &[],
        beside: &[
            Words("standard ml of new jersey copyright notice license and disclaimer"),
            Words("standard ml of new jersey license"),
        ],
    },
    Template {
        id: "ICU",
        body: ("permission is hereby granted", ""),
        edits: &[],
        beside: &[
            Words("icu license icu 1.8.1 and later"),
            Words("icu license"),
            Words("copyright and permission notice"),
            Words("icu license icu 1.8.1 and later copyright and permission notice"),
        ],
    },
    Template {
        id: "NCSA",
        body: ("permission is hereby granted", ""),
        edits: &[Or(
            "the names of name of development group name of institution nor",
            &["the names of {} nor", "the name of {} nor"],
        )],
        beside: &[
            Words("university of illinois ncsa open source license"),
            Words("the university of illinois ncsa open source license ncsa"),
            Words("developed by {}"),
            Stretch("developed by name", "url for development group institution"),
        ],
    },
    Template {
        id: "W3C",
        body: ("by obtaining using and or copying", "at all times remain with copyright holders"),
        edits: &[],
        beside: &[
            Words("w3c software notice and license"),
            Words("w3c software notice and license 2002 12 31"),
            Stretch("this work and included software", "under the following license"),
            Words("license"),
            Stretch("notes this version", "open source definition"),
        ],
    },
    Template {
        id: "Xnet",
        body: ("permission is hereby granted", ""),
        edits: &[],
        beside: &[Words("the x net inc license"), Words("x net license")],
    },
    Template {
        id: "Zlib",
        body: ("this software is provided as is", ""),
        edits: &[Or("will the authors be", &["will the author be"])],
        beside: &[
            Words("zlib license"),
            Words("the zlib license"),
            Words("the zlib libpng license"),
            Words("zlib libpng license"),
        ],
    },
    Template {
        id: "Libpng",
        body: ("libpng versions 1.2.6", "but would be appreciated"),
        edits: &[],
        beside: &[
            Stretch("this copy of the libpng notices", "the latter shall prevail"),
            Words("copyright notice disclaimer and license"),
            Stretch("if you modify libpng", "following this sentence"),
            Stretch("this code is released under the libpng", "libpng license"),
            Stretch("a png get copyright function", "copyright null"),
            Stretch("also the png logo", "98x31"),
            Stretch("libpng is osi certified", "open source initiative"),
            Stretch("glenn randers pehrson glennrp at users", "december 9 2010"),
        ],
    },
    Template {
        id: "libpng-2.0",
        body: ("the software is supplied", ""),
        edits: &[],
        beside: &[Words("png reference library license version 2"), Words("png reference library version 2")],
    },
    Template {
        id: "FSFAP",
        body: ("copying and distribution of this file", ""),
        edits: &[Or("without any warranty", &["without warranty of any kind"])],
        beside: &[Words("fsf all permissive license"), Words("gnu all permissive license")],
    },
    Template {
        id: "Bitstream-Vera",
        body: ("permission is hereby granted", ""),
        edits: &[],
        beside: &[
            Words("bitstream vera fonts copyright"),
            Words("bitstream vera font license"),
            Stretch("bitstream vera is a trademark", "trademark of bitstream inc"),
        ],
    },
    Template {
        id: "AFL-3.0",
        body: ("grant of copyright license licensor grants", ""),
        edits: &[],
        beside: &[
            Stretch("academic free license", "afl 3.0"),
            Words("academic free license"),
            Words("academic free license version 3.0"),
            Words("academic free license v 3.0"),
            Words("academic free license 3.0"),
            Stretch("this academic free license the license", "original work"),
            Stretch("this academic free license the license", "academic free license version 3.0"),
            Words("licensed under the academic free license version 3.0"),
        ],
    },
    Template {
        id: "MS-PL",
        body: ("this license governs use", ""),
        edits: &[],
        beside: &[
            Words("microsoft public license ms pl"),
            Words("microsoft public license"),
            Words("the microsoft public license ms pl"),
        ],
    },
    Template {
        id: "CC-PDDC",
        body: ("the person or persons who", ""),
        edits: &[],
        beside: &[
            Words("copyright only dedication based on united states law or public domain certification"),
            Words("creative commons public domain dedication and certification"),
            Words("public domain dedication"),
        ],
    },
    Template {
        id: "Python-2.0",
        body: ("python software foundation license version 2", ""),
        edits: &[],
        beside: &[Words("psf license agreement"), Words("python license")],
    },
    Template {
        id: "APAFML",
        body: ("this file and the 14 postscript", ""),
        edits: &[],
        beside: &[Words("adobe postscript afm license")],
    },
    Template {
        id: "BSL-1.0",
        body: ("permission is hereby granted", ""),
        edits: &[],
        beside: &[
            Words("boost software license version 1.0 august 17th 2003"),
            Words("boost software license version 1.0"),
            Words("boost software license 1.0"),
            Words("boost software license 1.0 bsl 1.0"),
        ],
    },
    Template {
        id: "OGL-UK-3.0",
        body: ("you are encouraged to use", "the oglv3.0 is open definition compliant"),
        edits: &[],
        beside: &[
            Words("open government license v3.0"),
            Words("open government license"),
            Stretch("further context best practice", "national archives website"),
        ],
    },
    Template {
        id: "WTFPL",
        body: ("everyone is permitted to copy", "you just do what the fuck you want to"),
        edits: &[],
        beside: &[
            Words("do what the fuck you want to public license"),
            Stretch("do what the fuck you want to public license version", "version 2 december 2004"),
            Words("wtfpl"),
        ],
    },
    Template {
        id: "Unicode-DFS-2016",
        body: ("permission is hereby granted", ""),
        edits: &[],
        beside: &[
            Words("unicode inc license agreement data files and software"),
            Words("see terms of use for definitions of unicode inc s data files and software"),
            Words("see terms of use for definitions of unicode incs data files and software"),
            Stretch(
                "unicode data files include all",
                "org utility trac browser unicode data files do not include pdf online code charts under the directory http www unicode org public",
            ),
            Stretch("software includes any source code published", "utility trac browser notice"),
            Stretch("software includes any source code published", "utility trac browser"),
            Stretch("notice to user carefully read", "data files or software"),
            Words("copyright and permission notice"),
            Words("distributed under the terms of use in http www unicode org copyright html"),
        ],
    },
    Template {
        id: "ZPL-2.0",
        body: ("redistribution and use in source", "possibility of such damage"),
        edits: &[],
        beside: &[
            Words("zope public license zpl version 2.0"),
            Words("zope public license"),
            Stretch("this software is copyright", "contributors all rights reserved"),
            Stretch("this license has been certified", "software foundation fsf"),
            Stretch("this software consists of contributions", "accompanying credits file"),
        ],
    },
    Template {
        id: "DOC",
        body: ("ace tao ciao dance and cosmic henceforth", "to appear in their names"),
        edits: &[],
        beside: &[
            Stretch("copyright and licensing information for ace", "and cosmic"),
            Stretch("if you have any suggestions", "let me know"),
            Words("douglas c schmidt"),
            Words("douglas schmidt"),
        ],
    },
    Template {
        id: "UPL-1.0",
        body: ("subject to the condition set forth", ""),
        edits: &[],
        beside: &[
            Words("the universal permissive license upl version 1.0"),
            Words("universal permissive license upl version 1.0"),
            Words("universal permissive license v 1.0"),
            Words("universal permissive license 1.0"),
        ],
    },
    Template {
        id: "Unlicense",
        body: ("this is free and unencumbered", "or other dealings in the software"),
        edits: &[],
        beside: &[
            Words("the unlicense"),
            Words("unlicense"),
            Stretch("for more information please refer", "unlicense org"),
        ],
    },
    Template {
        id: "HPND",
        body: ("permission to use copy modify", ""),
        edits: &[
            Or("the name of copyright holder or related entities not", &["the name of {} not"]),
            Or("copyright holder makes no", &["{} makes no"]),
            Or("copyright holder disclaims all", &["{} disclaims all", "{} disclaim all"]),
            Or("shall copyright holder be", &["shall {} be"]),
        ],
        beside: &[Words("historical permission notice and disclaimer")],
    },
    Template {
        id: "MulanPSL-2.0",
        // Either language is the licence: section 6 of the text holds them equal.
        body: ("your reproduction use modification", "end of the terms and conditions"),
        edits: &[],
        beside: &[
            Stretch("木 兰", "条 款 结 束"),
            Stretch("如 何 将", "放 入 每 个 源 文 件 的 头 部 注 释 中"),
            Stretch("mulan permissive software license version 2", "license coscl org cn mulanpsl2"),
            Stretch("how to apply the mulan", "beginning of each source file"),
            Stretch("software name is licensed under mulan", "mulan psl v2 for more details"),
            Words("{} is licensed under mulan psl v2"),
        ],
    },
    Template {
        id: "BlueOak-1.0.0",
        body: ("purpose this license gives", ""),
        edits: &[],
        beside: &[Words("blue oak model license version 1.0.0"), Words("blue oak model license")],
    },
    Template {
        id: "EPICS",
        body: ("software license agreement software", ""),
        edits: &[
            Or("agreement software product", &["agreement software {}"]),
            Or("below refers to product in either", &["below refers to {} in either"]),
            // The list's text has lost words here ("do not represent that use").
            Or("do not repthat use", &["do not represent that use"]),
        ],
        beside: &[
            Words("epics open license terms"),
            Stretch("the following is the text of the epics", "extensions and support modules"),
            Words("{} is distributed subject to the following license conditions"),
        ],
    },
    Template {
        id: "0BSD",
        body: ("permission to use copy modify", ""),
        edits: &[
            Or("is and the author disclaims", &["is and the authors disclaim", "is and {!} disclaims"]),
            Or("shall the author be", &["shall the authors be", "shall {!} be"]),
        ],
        beside: &[
            Words("bsd zero clause license"),
            Words("zero clause bsd"),
            Words("zero clause bsd license"),
            Words("bsd zero clause license 0bsd"),
            Words("zero clause bsd license 0bsd"),
            Words("0bsd license"),
        ],
    },
    Template {
        id: "TCL",
        body: ("the following terms apply to all files", ""),
        edits: &[],
        beside: &[
            Stretch("this software is copyrighted by", "and other parties"),
            Words("tcl tk license"),
            Words("tcl tk license terms"),
        ],
    },
    Template {
        id: "CC-PDM-1.0",
        body: ("this work has been identified", ""),
        edits: &[],
        beside: &[
            Words("no copyright"),
            Words("public domain mark 1.0"),
            Words("creative commons public domain mark 1.0 universal"),
            Words("cc pdm 1.0 universal"),
        ],
    },
    Template {
        id: "CC0-1.0",
        body: ("statement of purpose the laws", ""),
        edits: &[],
        beside: &[
            Words("creative commons legal code"),
            Words("creative commons"),
            Words("cc0 1.0 universal"),
            Words("creative commons cc0 1.0 universal"),
            Words("creative commons legal code cc0 1.0 universal"),
            Stretch(
                "creative commons corporation is not a law firm",
                "from the use of this document or the information or works provided hereunder",
            ),
            Words("for more information please see http creativecommons org publicdomain zero 1.0"),
        ],
    },
];
