//! All tests in one binary; the folders mirror `src`.

mod config;
mod fixtures;
mod house;
mod readme;
mod support;

mod evidence {
    mod code;
    mod docs;
    mod sign_off;
    mod yaml;
}

mod cli {
    mod output;
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
    mod ledger;
    mod web;
}

mod checklist {
    mod basic_code_review;
    mod complete_code_review;
    mod pm_ux_communication;
    mod pm_ux_docs;
    mod pm_ux_summary;
    mod pm_ux_use_cases;
    mod release_qa_pass;
}
