//! Sentences that restrict, and those that only sound like it.

use plugin_ready::evidence::licence::restriction::{Talk, find};

#[test]
fn what_takes_back_is_heard_anywhere() {
    for (text, words) in [
        ("This project is for\nnon-commercial use only.", "noncommercial use only"),
        ("It is not licensed for any commercial purpose.", "not licensed for any commercial purpose"),
        (
            "MIT. It may not be used in\n// production without our permission.",
            "not be used in production without our permission",
        ),
        (
            "You cannot use this software without our prior written consent.",
            "cannot use this software without our prior written consent",
        ),
        (
            "Must not be redistributed without the author's permission.",
            "not be redistributed without the authors permission",
        ),
        (
            "Commercial use of this plugin is strictly prohibited.",
            "commercial use of this plugin is strictly prohibited",
        ),
        ("Commercial use is not permitted.", "commercial use is not permitted"),
        ("Commercial users need a contract.", "commercial users need"),
        ("Free for personal and non-commercial use.", "free for personal and noncommercial use"),
        ("Use is restricted to private, non-commercial purposes.", "restricted to private noncommercial"),
        ("Non-commercial use is free.", "noncommercial use is free"),
        ("Companies may not use it commercially.", "not use it commercially"),
        ("You may not sell it.", "may not sell"),
        ("NOT FOR RESALE", "not for resale"),
        ("MIT with the Commons Clause", "commons clause"),
    ] {
        let found = find(text, Talk::OfAnything);
        assert_eq!(found.map(|found| found.words).unwrap_or_default(), words, "{text}");
    }
}

#[test]
fn some_words_restrict_only_where_the_talk_is_of_a_licence() {
    for text in ["For internal use only.", "You must buy a key.", "Strictly confidential."] {
        assert!(find(text, Talk::OfLicence).is_some(), "{text}");
        assert_eq!(find(text, Talk::OfAnything), None, "{text}");
    }
    for text in ["The endpoints are for internal use only.", "Package demo is for internal use only."] {
        assert!(find(text, Talk::OfTerms).is_some(), "{text}");
        assert_eq!(find(text, Talk::OfLicence), None, "{text}");
    }
}

#[test]
fn what_a_header_takes_back_is_heard_where_the_talk_is_of_a_licence() {
    for text in [
        "Acme Confidential",
        "This is an unpublished work of Acme.",
        "Acme, strictly private.",
        "Restricted rights: Acme.",
        "Licensed exclusively to Acme.",
        "It may be used by customers of Acme only.",
        "For Acme employees only.",
        "Licensed to Acme Ltd. for internal use only.",
        "Closed source, but free.",
        "Copyright Acme.\nProprietary.",
        "This file is Acme proprietary.",
        "This program is closed source.",
        "Unauthorised copying is a crime.",
        "Reproduction or redistribution of this file is strictly prohibited.",
        "You must not use this software unless you have a contract.",
        "You may not use this file except with a subscription of Acme.",
        "Use is governed by the Acme Enterprise License.",
        "MIT, except for commercial use.",
        "Use is subject to license terms.",
        "Subject to the Acme Enterprise Agreement.",
        "Licensed to Acme customers.",
        "Licensed to Acme employees.",
        "For customers of Acme only.",
        "Additional Use Grant: none.",
        "No rights granted.",
        "The Software shall be used for Good, not Evil.",
        "It holds trade secrets of Acme.",
        "Kommerzielle Nutzung nur mit Vertrag.",
        "Kommerzielle Nutzung ist nicht erlaubt.",
        "Not open source.",
        "This is not open-source software.",
        "For Acme internal use",
        "This plugin is for Acme's internal use.",
        "You may not copy this file.",
        "You must not use this file.",
        "You cannot distribute or publish this source code.",
        "This software may not be copied.",
        "Do not copy.",
        "DO NOT COPY OR DISTRIBUTE",
        "Not for public release.",
        "Not to be distributed.",
        "Proprietary source code of Acme.",
        "This source code is proprietary.",
        "This file contains confidential information.",
        "The contents of this file are confidential.",
        "This file is the property of Acme.",
        "Licensed Materials - Property of Acme",
        "Unauthorized use is prohibited.",
        "Use without a license is prohibited.",
        "Distribution is prohibited.",
        "Redistribution and use in source and binary forms is not permitted.",
        "Use of this file is restricted.",
        "No part of this file may be reproduced.",
        "No license, express or implied, is granted.",
        "Permission to use it is not granted.",
        "This file is not covered by the MIT license.",
        "It is not under the MIT License.",
        "The license does not apply to this folder.",
        "This file is excluded from the license.",
        "This file has a separate license.",
        "Licensed only to Acme.",
        "Ask us for permission before using it.",
        "Written permission of Acme is required.",
        "A license is required to use this file.",
        "A commercial license is required.",
        "You need a commercial license.",
        "Use is governed by the terms of the Acme User Agreement.",
        "You may not use it except as permitted by your agreement with Acme.",
        "Use it only in accordance with the terms of your license.",
        "MIT for non-commercial purposes.",
        "版权所有，未经许可不得使用",
        "禁止商用",
    ] {
        assert!(find(text, Talk::OfLicence).is_some(), "{text}");
    }
    for text in [
        "Unauthorized use of the API is logged.",
        "Confidential channels are left out, and so are private ones.",
        "You may not use this file except in compliance with the License.",
        "Do not copy locks.",
        "It can be used in closed source projects.",
        "Subject to the terms of the MIT license.",
        "Callers must not copy this, nor the file.",
        "Do not copy this struct.",
        "It must not be copied after first use.",
        "No part of a message may be lost.",
        "The use of this function is limited to ten calls.",
        "Permission is required for this endpoint.",
        "A license of Mattermost Enterprise is required to use this plugin.",
        "It is not covered by tests.",
        "The property of a monoid holds.",
        "Proprietary headers are stripped.",
        "It does not require a commercial license.",
        "MIT, with no additional restrictions, without any additional restrictions.",
        "Die kommerzielle Nutzung ist erlaubt.",
        "未经授权的请求返回 401",
    ] {
        assert_eq!(find(text, Talk::OfLicence), None, "{text}");
    }
}

#[test]
fn few_words_restrict_where_there_is_talk_of_nothing_but_terms() {
    for text in [
        "MIT for the webapp; the server is proprietary.",
        "Open core: MIT.",
        "A modified MIT license.",
        "Evaluation copy.",
        "Provided under NDA.",
        "You need a contract to use this.",
        "MIT, but hosting providers pay.",
        "See the EULA.",
        "This plugin is source available.",
        "Source-available software.",
        "MIT for individuals, companies need a paid license.",
        "Commercial",
        "Enter your license key.",
        "MIT. Teams buy a license from Acme.",
        "MIT, but please ask for permission.",
        "MIT. $5 per user.",
        "MIT for up to 10 users.",
        "MIT, not for more than ten users.",
        "MIT, if permission is required it is given.",
        "MIT. Production requires a license.",
        "MIT, not without our written approval.",
        "MIT, but it is not to be redistributed.",
        "It is not MIT licensed.",
        "It is no longer open source.",
        "No license for companies.",
        "MIT, only for customers.",
        "MIT for students.",
        "MIT for educational purposes.",
        "MIT. Use is limited.",
        "MIT with the following exceptions.",
        "MIT. Resale is forbidden.",
        "MIT unless used by a company.",
        "MIT, but no military.",
        "Large companies must pay.",
        "It does not require a license for hobbyists, while firms have to buy a subscription.",
        "Not as a hosted service.",
        "Not for a competing product.",
        "The terms of service of Acme hold.",
        "Subject to the Acme user policy.",
        "MIT. Weitergabe verboten.",
        "MIT 禁止转载",
    ] {
        assert!(find(text, Talk::OfTerms).is_some(), "{text}");
        assert_eq!(find(text, Talk::OfLicence), None, "{text}");
    }
    for text in [
        "This project is licensed under the MIT License - see the LICENSE file for details.",
        "See the LICENSE file for license rights and limitations.",
        "You are free to use, modify, and distribute this plugin, including commercially, subject to the terms of the license.",
        "A short, permissive license with conditions only requiring preservation of the notices.",
        "Shall be dual licensed as above, without any additional terms or conditions.",
        "Compatible with these licensing terms.",
        "For personal and commercial use.",
        "Source available at https://example.com/demo.",
        "Copyright 2024 Example Ltd. All rights reserved. Licensed under MIT.",
        "You may obtain a copy of the License at https://www.apache.org/licenses/.",
        "MIT. No warranty, no rights reserved.",
        "MIT, with no additional restrictions.",
        "The feature is for TLS 1.2 only.",
        "You do not need permission to use it.",
        "Its use is not restricted.",
    ] {
        assert_eq!(find(text, Talk::OfTerms), None, "{text}");
    }
}

#[test]
fn what_grants_or_speaks_of_something_else_does_not_restrict() {
    for text in [
        "Commercial use is allowed, but you must keep the notice.",
        "You may use it for commercial and non-commercial purposes.",
        "Free for commercial and non-commercial use.",
        "If you need commercial support, please contact us.",
        "It does not require a commercial license.",
        "The bot cannot be used without the manage_system permission.",
        "Commands can not be used without permission from an admin.",
        "Not recommended for use in production.",
        "We do not sell your data. Tokens are never sold.",
        "It is not free. For commercial use, see below.",
        "Copyright 2024 Example Ltd. All rights reserved.",
        "Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote \
         products derived from this software without specific prior written permission.",
    ] {
        assert_eq!(find(text, Talk::OfLicence), None, "{text}");
    }
}

#[test]
fn a_restriction_has_its_place() {
    let text = "# Demo\n\nA plugin.\n\nFree, *not for commercial use*.\n";
    let found = find(text, Talk::OfAnything).expect("it restricts");
    assert_eq!(&text[found.range], "not for commercial use");
}
