//! All tests in one binary; the folders mirror `src`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::single_range_in_vec_init,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected has failed"
)]

mod config;
mod exit;
mod fixtures;
#[path = "../fuzz/src/entries.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets see it from outside")]
mod fuzz_entries;
mod house;
mod readme;
mod support;
mod versions;

mod error {
    mod text;
}
mod evidence {
    mod manifest {
        mod find;
        mod json;
        mod rules;
        mod settings;
        mod url;
    }
    mod ci {
        mod azure;
        mod circle;
        mod drone;
        mod expression;
        mod github;
        mod gitlab;
        mod hostile;
        mod jenkins;
        mod logic;
        mod packs;
        mod pattern;
        mod reusable;
        mod travis;
    }
    mod boilerplate;
    mod build;
    mod code;
    mod difference;
    mod docs;
    mod licence;
    mod lockfile;
    mod nightly;
    mod release;
    mod sign_off;
    mod signature {
        mod openpgp;
        mod ssh;
    }
    mod text;
    mod yaml;
}

mod cli {
    mod check;
    mod explain;
    mod fix;
    mod fleet;
    mod github;
    mod init;
    mod licence;
    mod named;
    mod output;
    mod probe;
    mod review;
    mod sign_off;
    mod template;
}

mod render {
    mod fleet;
    mod github;
    mod gitlab;
    mod html;
    mod human;
    mod json;
    mod junit;
    mod markdown;
    mod ndjson;
    mod review;
    mod sarif;
}

mod hostile {
    mod arguments;
    #[cfg(target_os = "linux")]
    mod delta;
    mod files;
    mod injection;
    mod interrupt;
    mod objects;
    mod process;
    mod repository;
    mod same;
    mod seeds;
    mod special;
    mod surroundings;
    mod time;
    mod unpacked;
}

mod report {
    mod boilerplate;
    mod hints;
}

mod source {
    mod bundle;
    mod github;
    mod history;
    mod ledger;
    mod main_line;
    mod nightly;
    mod tree;
    mod web;
}

mod checklist {
    mod basic_code_review;
    mod changelog;
    mod ci_master;
    mod ci_release;
    mod compatible_licence;
    mod complete_code_review;
    mod issue_tracker;
    mod min_server_version;
    mod nightly_build;
    mod osi_licence;
    mod plugin_manifest;
    mod pm_ux_communication;
    mod pm_ux_docs;
    mod pm_ux_summary;
    mod pm_ux_use_cases;
    mod production_version;
    mod public_source;
    mod release_created;
    mod release_qa_pass;
    mod stable_id;
    mod unique_id;
    mod usage_documentation;
    mod vulnerability_contact;
    mod hints {
        mod bundle;
        mod ci;
        mod code;
        mod docs;
        mod leftovers;
        mod licence;
        mod manifest;
        mod release;
    }
}
