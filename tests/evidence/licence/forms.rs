//! The forms in which real plugins and packages have their licences.

use plugin_ready::evidence::licence::identify::{Content, identify};

fn text(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

#[track_caller]
fn is(text: &str, id: &str) {
    let content = identify(text);
    assert!(matches!(&content, Content::Complete { ids, .. } if ids == &[id]), "{content:?}");
}

#[track_caller]
fn is_not_complete(text: &str) {
    let content = identify(text);
    assert!(!matches!(content, Content::Complete { .. }), "{text}");
}

#[test]
fn apache_in_its_real_forms_passes() {
    let full = text("Apache-2.0");
    let body = &full[..full.find("APPENDIX").expect("the appendix")];
    let notice = &full[full.find("Licensed under the Apache").expect("the notice")..];
    for form in [
        body.to_owned(),
        body.replace("END OF TERMS AND CONDITIONS", ""),
        full.replace("[yyyy] [name of copyright owner]", "2019-2024 Example Ltd."),
        full.replace("[yyyy] [name of copyright owner]", "{yyyy} {name of copyright owner}")
            .replace("brackets \"[]\"", "brackets \"{}\""),
        format!("{body}\nCopyright 2018 Blue Example Networks\n\n{notice}"),
        format!("{body}\n   Copyright 2018 Blue Example Networks\n"),
        format!("Copyright (c) 2018 Example\n\n{full}"),
    ] {
        is(&form, "Apache-2.0");
    }
}

#[test]
fn mit_in_its_real_forms_passes() {
    let full = text("MIT");
    let body = &full[full.find("Permission").expect("the body")..];
    for head in [
        "",
        "Copyright (c) 2020 Jane Doe\n",
        "Copyright 2023 Beispiel AS\n",
        "The MIT License (MIT)\n\nCopyright (c) 2018 Jane Doe <jane@example.org>\n",
        "MIT License\n\nCopyright (c) 2019 Example Ltd. All rights reserved.\n",
        "MIT License\n\nCopyright (c) 2016-present Example, Inc.\nCopyright (c) 2020 John Roe\nCopyright 2021 The Demo Authors\n",
        "# MIT License\n\n**Copyright © 2020 Jane Doe**\n",
        "SPDX-License-Identifier: MIT\n\nCopyright (c) 2020 Jane Doe\n",
        "LICENSE\n=======\n\nThe MIT License\n\nCopyright 2020 Jane Doe\n",
        "License\n\nCopyright 2020 Jane Doe\n",
        "** Software License **\n\nCopyright 2020 Jane Doe\n",
        "Portions Copyright 2019 Example Ltd.\nCopyright 2020 Jane Doe\n",
    ] {
        is(&format!("{head}\n{body}"), "MIT");
    }
    for head in ["Parts:", "Portions", "License of the parts", "The license:\nAcme's"] {
        is_not_complete(&format!("{head}\n\nCopyright 2020 Jane Doe\n\n{body}"));
    }
}

#[test]
fn bsd_with_a_named_organisation_passes() {
    for (id, from, to) in [
        ("BSD-3-Clause", "the name of the copyright holder", "the name of Example Networks GmbH"),
        ("BSD-3-Clause", "the copyright holder nor", "Mattermost, Inc. nor"),
        ("BSD-3-Clause", "COPYRIGHT HOLDER OR", "COPYRIGHT OWNER OR"),
        ("BSD-2-Clause", "BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS", "BY JANE DOE AND CONTRIBUTORS"),
        ("BSD-2-Clause", "EXPRESS OR", "EXPRESSED OR"),
    ] {
        let form = text(id).replace(from, to);
        assert_ne!(form, text(id), "{from}");
        is(&form, id);
    }
}

#[test]
fn apache_with_a_list_of_products_passes() {
    let full = text("Apache-2.0");
    for list in [
        "This product includes software developed by Example Ltd. (https://example.com/).",
        "This product includes software developed by\nThe Example Software Foundation (http://www.example.org/).\n\n\
         This product includes software developed by Jane Doe.",
        "This product bundles Demo Widget 1.2.3, which is available under a \"3-clause BSD\" license.\n\
         For details, see deps/demo-widget/.",
        "This product bundles jdoe-lib, which is available under the MIT license.",
    ] {
        is(&format!("{full}\n{list}\n"), "Apache-2.0");
    }
    for list in [
        "This product includes software developed by Example Ltd. Resale is forbidden.",
        "This product includes software developed by companies under other terms.",
        "This product bundles Demo Widget, which is available under the Demo License.",
        "This product bundles Demo Widget, which is available under the GNU General Public License.",
        "This product bundles Demo Widget, which is available under the MIT license, if you pay.",
        "This product bundles Demo Widget, which is not available under the MIT license.",
        "This product bundles Demo Widget.",
        "This product includes the following software: Demo Widget, under its own terms.",
    ] {
        is_not_complete(&format!("{full}\n{list}\n"));
    }
    // Only Apache's guide knows such lists.
    is_not_complete(&format!(
        "{}\nThis product bundles jdoe-lib, which is available under the MIT license.\n",
        text("MIT")
    ));
}

#[test]
fn isc_with_a_holder_in_the_authors_place_passes() {
    let author = text("ISC");
    is(&author.replace("THE AUTHOR", "THE COPYRIGHT HOLDER"), "ISC");
    is(
        &author.replace("AND THE AUTHOR DISCLAIMS", "AND JANE DOE DISCLAIMS").replace("THE AUTHOR BE", "JANE DOE BE"),
        "ISC",
    );
}

/// Copyright lines as they are found in some hundreds of real files, with other names.
const HOLDERS: &[&str] = &[
    "Copyright (c) 2019 Example Org and its licensors",
    "Copyright (c) Individual contributors",
    "Copyright (c) 2014 Example Ltd. and other contributors",
    "Copyright (c) 2014 Jane Doe and other Demo contributors",
    "Copyright JS Demo and other contributors, https://demo.foundation/",
    "Copyright (c) 2015 Jane Q. Public & other authors listed in AUTHORS",
    "Copyright Jane Doe <https://janedoe.be/>",
    "Copyright (c) 2012-2016 Jane Doe <jane@doe.name>",
    "Copyright (c) 2020, Jane Doe <me@example.org>",
    "Copyright (c) 2020 Jane Doe <github at example.de>",
    "Copyright (c) 2014 Jane \"J-01\" Doe (jane at example dot com)",
    "Original work Copyright 2010 Jane Doe (jane@example.net)\nModified work Copyright 2014 Contributors (ben@example.org)",
    "Copyright (c) 2017-2019 anna bella carla. All rights reserved.",
    "Copyright 2024 Jane Doe et al.",
    "Copyright (c) The demo-rs Project Contributors",
    "Copyright 2017 jdoe kel",
    "Copyright (c) 2018 jdoe (Jane Doe)",
    "Copyright 1998 J. R. R. Example and Sons, Inc.",
    "Copyright (c) 2020 Université d'Exemple S.A.",
    "Copyright (c) 2021 Иван Иванов",
    "Copyright (c) 2021 Γιάννης Παπαδόπουλος",
    "Copyright (c) 2021 山田太郎",
    "Copyright (c) 2024 npm, Inc. and Contributors",
    "Copyright (c) 2016-present, Example, Inc. and its affiliates.",
    "Copyright (c) 2019 Example, Inc. and its subsidiaries.",
    "Copyright: 2020 Jane Doe",
    "(c) 2020: Jane Doe",
    "Copyright ©️ 2020 Jane Doe",
];

#[test]
fn holders_as_they_are_written_pass() {
    let body = text("MIT");
    let body = &body[body.find("Permission").expect("the body")..];
    for holder in HOLDERS {
        is(&format!("MIT License\n\n{holder}\n\n{body}"), "MIT");
        is(&format!("{}\n\n{}", holder, text("Apache-2.0")), "Apache-2.0");
    }
}

#[test]
fn texts_in_html_pass_with_ordinary_markup_alone() {
    let body = text("MIT");
    is(&format!("<!DOCTYPE html>\n<p class=\"a b\" id=\"x\">{body}</p>"), "MIT");
    is(&format!("<a href=\"https://opensource.org/licenses/MIT\">MIT License</a>\n<p>{}", &body[12..]), "MIT");
    is(&format!("<!-- SPDX-License-Identifier: MIT -->\n{body}"), "MIT");
    is_not_complete(&format!("<a href=\"https://example.com/MIT\">MIT License</a>\n<p>{}", &body[12..]));
}

#[test]
fn what_only_names_a_licence_is_told_by_its_name() {
    let named = |text: &str| match identify(text) {
        Content::Named { ids, .. } => ids,
        other => panic!("{other:?}"),
    };
    assert_eq!(named("MIT OR Apache-2.0"), ["MIT", "Apache-2.0"]);
    let gnu = "Copyright 2017 Example\n\nThis program is free software: you can redistribute it under the terms of the GNU Affero \
               General Public License, version 3, as published by the Free Software Foundation.";
    assert_eq!(named(gnu), ["AGPL-3.0-only"]);
    assert_eq!(named("Released under the GNU Lesser General Public License version 2.1."), ["LGPL-2.1-only"]);
    assert_eq!(identify("This software is for you."), Content::Custom { all_rights_reserved: false });
}
