//! The four licences that Mattermost recommends, in the forms that real plugins and packages have.

use super::Beside::{Stretch, Words};
use super::Edit::{self, Or};
use super::Template;

/// Whom BSD-style disclaimers protect.
const BY_HOLDERS: Edit = Or(
    "by the copyright holders and contributors",
    &["by the copyright holder and contributors", "by the copyright owners and contributors", "by {}"],
);
const HOLDERS_LIABLE: Edit = Or(
    "shall the copyright holder or contributors",
    &[
        "shall the copyright holders or contributors",
        "shall the copyright owner or contributors",
        "shall the copyright owners or contributors",
        "shall the copyright holder and contributors",
        "shall the copyright holder or its contributors",
        "shall the copyright holder",
        // opensource.org's template as it is: "<COPYRIGHT HOLDER>".
        "shall copyright holder",
        "shall {}",
    ],
);
const EXPRESS: Edit = Or("any express or", &["any expressed or"]);

pub(super) const TEMPLATES: &[Template] = &[
    Template {
        id: "Apache-2.0",
        body: ("terms and conditions for use", "such warranty or additional liability"),
        edits: &[],
        beside: &[
            Stretch("apache license version 2.0 january", "apache org licenses"),
            Words("apache license version 2.0 january 2004"),
            Words("apache license"),
            Words("apache license version 2.0"),
            Words("apache license 2.0"),
            Words("the apache license version 2.0"),
            // choosealicense.com and opensource.org head their copies this way.
            Words("apache license version 2.0 apache license version 2.0 january 2004 http www apache org licenses"),
            Stretch("end of terms and conditions", "end of terms and conditions"),
            Stretch("appendix how to apply the apache license", "within third party archives"),
            Stretch("licensed under the apache license version", "permissions and limitations under the license"),
            Words("http www apache org licenses license 2.0"),
            Words("http opensource org licenses apache 2.0"),
        ],
    },
    Template {
        id: "BSD-2-Clause",
        body: ("redistribution and use in source", ""),
        edits: &[BY_HOLDERS, HOLDERS_LIABLE, EXPRESS],
        beside: &[
            Words("bsd 2 clause license"),
            Words("the bsd 2 clause license"),
            Words("bsd two clause license"),
            Words("the 2 clause bsd license"),
            Words("2 clause bsd license"),
            Words("simplified bsd license"),
            Words("the simplified bsd license"),
            Words("bsd 2 clause simplified license"),
            Words("freebsd license"),
            Words("bsd license"),
            Words("the bsd license"),
        ],
    },
    Template {
        id: "BSD-3-Clause",
        body: ("redistribution and use in source", ""),
        edits: &[
            BY_HOLDERS,
            HOLDERS_LIABLE,
            EXPRESS,
            Or(
                "neither the name of the copyright holder nor the names of its contributors may",
                &[
                    "neither the name of the copyright holders nor the names of its contributors may",
                    "neither the name of the copyright holder nor the names of any contributors may",
                    "neither the name of the copyright holders nor the names of any contributors may",
                    "neither the name of the copyright holder nor the names of their contributors may",
                    "neither the name of the copyright holders nor the names of their contributors may",
                    "neither the name of the copyright owner nor the names of its contributors may",
                    "neither the name of {} nor the names of its contributors may",
                    "neither the name of {} nor the names of any contributors may",
                    "neither the name of {} nor the names of their contributors may",
                    "neither the name of {} nor the names of its authors and contributors may",
                    "neither the name {} nor the names of its contributors may",
                    "neither the names of {} nor the names of its contributors may",
                    "neither the names of {} nor the names of their contributors may",
                    // Mozilla's packages.
                    "neither the names of {} nor the names of project contributors may",
                    "neither name of copyright holders nor the names of its contributors may",
                    "the name of {} may not",
                    "the names of its contributors may not",
                    "the names of any contributors may not",
                    "the names of the contributors may not",
                ],
            ),
        ],
        beside: &[
            Words("bsd 3 clause license"),
            Words("the bsd 3 clause license"),
            Words("bsd three clause license"),
            Words("the 3 clause bsd license"),
            Words("3 clause bsd license"),
            Words("new bsd license"),
            Words("the new bsd license"),
            Words("modified bsd license"),
            Words("revised bsd license"),
            Words("bsd 3 clause new or revised license"),
            Words("bsd license"),
            Words("the bsd license"),
            Words("eclipse distribution license v 1.0"),
            Words("eclipse distribution license version 1.0"),
        ],
    },
    Template {
        id: "MIT",
        body: ("permission is hereby granted", ""),
        edits: &[
            // The X.Org form, which SPDX holds to be MIT.
            Or("permission notice shall be", &["permission notice including the next paragraph shall be"]),
            Or(
                "shall the authors or copyright holders be",
                &["shall the authors or copyright holder be", "shall {!} be"],
            ),
        ],
        beside: &[
            Words("mit license"),
            Words("the mit license"),
            Words("the mit license mit"),
            Words("mit license mit"),
            Words("mit x11 license"),
            Words("mit expat license"),
            Words("the mit license expat"),
            Words("mit license expat"),
            Words("mit"),
            Words("expat license"),
            Words("http opensource org licenses mit"),
            Words("http www opensource org licenses mit license php"),
            Words("http opensource org licenses mit license php"),
        ],
    },
];
