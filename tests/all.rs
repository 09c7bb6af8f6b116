//! All tests in one binary; the folders mirror `src`.

mod config;
mod fixtures;
mod house;
mod readme;
mod support;

mod evidence {
    mod docs;
    mod yaml;
}

mod render {
    mod github;
    mod gitlab;
    mod json;
    mod junit;
    mod ndjson;
    mod sarif;
}

mod source {
    mod web;
}

mod checklist {
    mod pm_ux_docs;
    mod pm_ux_summary;
    mod pm_ux_use_cases;
}
