//! What headers of sources say, in sources of all kinds.

use plugin_ready::evidence::SMALL;
use plugin_ready::evidence::licence;
use plugin_ready::evidence::repository::{FileKind, Repository};

use crate::support::tree::Tree;

/// What the source at `path` claims that takes something back.
fn claims(path: &str, source: &str) -> Vec<String> {
    let tree = Tree::of(&[("LICENSE", "MIT"), (path, source)]);
    let fact = licence::collect(&tree.repository(), &tree);
    let headers = &fact.seen().expect("the licence is seen").statements.headers;
    headers.keys().filter(|claim| !claim.is_harmless()).map(|claim| format!("{claim:?}")).collect()
}

/// What the comment `header` of a source in Go claims that takes something back.
fn of_go(header: &str) -> Vec<String> {
    let comment = header.lines().map(|line| format!("// {line}\n")).collect::<String>();
    claims("server/a.go", &format!("{comment}\npackage main\n"))
}

#[test]
fn headers_are_read_in_sources_of_all_kinds() {
    for (path, [before, behind]) in [
        ("a.GO", ["// ", ""]),
        ("a.py", ["#!/usr/bin/env python3\n# ", ""]),
        ("a.bash", ["# ", ""]),
        ("a.ps1", ["# ", ""]),
        ("a.bat", ["REM ", ""]),
        ("a.mts", ["// ", ""]),
        ("a.hpp", ["// ", ""]),
        ("a.cs", ["// ", ""]),
        ("a.lua", ["-- ", ""]),
        ("a.erl", ["% ", ""]),
        ("a.html", ["<!DOCTYPE html>\n<!-- ", " -->"]),
        ("a.hbs", ["{{!-- ", " --}}"]),
        ("a.ejs", ["<%# ", " %>"]),
        ("a.tmpl", ["{{/* ", " */}}"]),
        ("a.sass", ["// ", ""]),
        ("a.yml", ["# ", ""]),
        ("a.toml", ["# ", ""]),
        ("a.jsonc", ["// ", ""]),
        ("a.xml", ["<?xml version=\"1.0\"?>\n<!-- ", " -->"]),
        ("Makefile", ["# ", ""]),
        ("build/Dockerfile", ["# ", ""]),
        ("Dockerfile", ["# ", ""]),
        ("setup.py", ["# ", ""]),
    ] {
        let of = |header: &str| claims(path, &format!("{before}{header}{behind}\n\nall of it\n"));
        for header in [
            "SPDX-License-Identifier: GPL-3.0-only",
            "Released under the GNU General Public License, version 3.",
            "Copyright Acme. Proprietary and confidential.",
        ] {
            assert_eq!(of(header).len(), 1, "{path}: {header}");
        }
        let harmless = "Copyright Acme. All rights reserved. SPDX-License-Identifier: MIT";
        assert_eq!(of(harmless), [""; 0], "{path}");
    }
    let gpl = "<!-- SPDX-License-Identifier: GPL-3.0-only -->\n";
    for path in ["docs/guide.md", "assets/icon.svg", "vendor/a.html"] {
        assert_eq!(claims(path, gpl), [""; 0], "{path}");
    }
}

#[test]
fn a_script_needs_no_ending() {
    let tree = Tree::of(&[("LICENSE", "MIT"), ("build/run", "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-only\n")]);
    let mut repository = tree.repository();
    let claimed = |repository: &Repository| {
        let fact = licence::collect(repository, &tree);
        fact.seen().expect("the licence is seen").statements.headers.len()
    };
    assert_eq!(claimed(&repository), 0, "it may be anything");
    let script = repository.files.iter_mut().find(|file| file.path == "build/run").expect("the script");
    script.kind = FileKind::Regular { executable: true };
    assert_eq!(claimed(&repository), 1);
    repository.files.iter_mut().for_each(|file| file.size = SMALL + 1);
    assert_eq!(claimed(&repository), 0, "no script is so large, but programs are");
}

#[test]
fn behind_a_copyright_few_words_restrict() {
    for words in
        ["Use is limited to customers.", "Permission is required.", "Weitergabe verboten.", "需要许可，禁止使用"]
    {
        assert_eq!(of_go(words), [""; 0], "{words}");
        for sign in ["Copyright 2024 Acme.", "COPYRIGHT ACME", "© Acme", "(c) Copyright Acme. All rights reserved."] {
            assert_eq!(of_go(&format!("{sign}\n{words}")).len(), 1, "{sign} {words}");
            let far = format!("{}\n\n{words}", sign);
            assert_eq!(of_go(&far).len(), 1, "{sign} {words}");
            // Another comment is about something else.
            let other = format!("// {sign}\n\n// Package main: {words}\npackage main\n");
            assert_eq!(claims("server/a.go", &other), [""; 0], "{sign} {words}");
        }
    }
}

#[test]
fn a_copyright_makes_a_header_of_a_comment_further_down() {
    let terms = "Copyright Acme.\nUse is restricted to employees.";
    let lines = terms.replace('\n', "\n// ");
    for (path, source) in [
        ("server/a.go", format!("package main\n\n// {lines}\n\nfunc main() {{}}\n")),
        ("webapp/a.js", format!("import a from 'a';\n/*! {terms} */\n")),
        ("webapp/a.ts", format!("import a from 'a';\n\n/**\n * {}\n */\n", terms.replace('\n', "\n * "))),
        ("a.py", format!("#!/usr/bin/env python3\n\"\"\"A tool.\n\n{terms}\n\"\"\"\nimport os\n")),
        ("a.py", format!("'''\n{terms}\n'''\n")),
        ("server/a.go", format!("\u{feff}// {lines}\npackage main\n")),
    ] {
        assert_eq!(claims(path, &source).len(), 1, "{source}");
    }
    for source in [
        "package main\n\nconst notice = \"Copyright Acme. Use is restricted.\"\n",
        "// Copyright Acme.\npackage restricted // where use is restricted\n",
        "/* Copyright Acme. */\nconst use = is.restricted(to.employees);\n",
    ] {
        assert_eq!(claims("webapp/a.js", source), [""; 0], "{source}");
    }
}

#[test]
fn what_a_licence_says_with_its_own_words_restricts_nothing() {
    let text = |id: &str| spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text").1;
    for header in [
        format!("Copyright Acme.\n\n{}", text("BSD-2-Clause")),
        format!("Copyright Acme.\n\n{}", text("MIT")),
        "Copyright Acme.\n\nLicensed under the Apache License, Version 2.0 (the \"License\");\nyou may not use this file\n\
         except in compliance with the License."
            .to_owned(),
        "Copyright Acme.\nNeither its name nor those of its contributors may be used to endorse or promote products\n\
         without specific prior written permission."
            .to_owned(),
    ] {
        assert_eq!(of_go(&header), [""; 0], "{header}");
    }
    let other = "You may not use this file except in compliance with the Acme User Agreement.";
    assert_eq!(of_go(&format!("Copyright Acme.\n{other}")).len(), 1);
}

#[test]
fn a_licence_outside_of_category_a_counts_unless_a_choice_has_it_beside_one_of_it() {
    for header in [
        "Licensed under the GNU General Public License version 3.\nParts are under the MIT License.",
        "Licensed under the MIT License.\nParts are under the Mozilla Public License 2.0.",
        "Licensed under a Creative Commons Attribution-NonCommercial 4.0 International License.",
        "Licensed under a Creative Commons Attribution-ShareAlike 4.0 License.",
        "Licensed under FSL-1.1-MIT.",
        "Licensed under the OSL 3.0.",
        "License: MIT\nNot for commercial use.",
        "Licensed under the BSD 2-Clause License.\nFor internal use only.",
        "License: Acme",
        "Use of this software is governed by the Business Source License.",
        "The MIT License for the server, and the GNU General Public License version 3 for this file.",
        "Adapted from an answer under CC BY-SA 4.0.",
    ] {
        assert_eq!(of_go(header).len(), 1, "{header}");
    }
    for header in [
        "Licensed under the MIT License or the GNU General Public License version 3.",
        "Licensed under the MIT License.\nAlternatively, the GNU General Public License version 2 may hold.",
        "Licensed under either.",
        "Dual licensed under the MIT and GPL licenses.",
        "MIT or GPL",
        "License: see below",
        "@license Acme",
        "Licensed under Apache-2.0.",
        "SPDX-License-Identifier: (MIT OR GPL-3.0-only)",
    ] {
        assert_eq!(of_go(header), [""; 0], "{header}");
    }
}

#[test]
fn a_licence_that_python_states_counts() {
    for (stated, count) in [("GPLv3", 1), ("Proprietary", 1), ("MIT", 0), ("Apache 2.0", 0)] {
        let source = format!("import os\n\n__author__ = 'Jane'\n__license__ = \"{stated}\"\n");
        assert_eq!(claims("a.py", &source).len(), count, "{stated}");
    }
}
