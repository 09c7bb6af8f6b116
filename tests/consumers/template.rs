//! The committed tables against the real template's history, each at the commit that it was made from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugin_ready::evidence::boilerplate::index;

use super::tools::succeed;
use crate::support::run::run;

/// A clone of the template whose main branch ends at `tip`.
fn clone_at(tip: &str, folder: &Path) -> PathBuf {
    let template = std::env::var_os("TEMPLATE").expect("tests/consumers/run says where a clone of the template is");
    let clone = folder.join("template.git");
    succeed(Command::new("git").args(["init", "--quiet", "--bare"]).arg(&clone));
    succeed(Command::new("git").arg("-C").arg(&clone).args(["fetch", "--quiet"]).arg(template).arg("+refs/*:refs/*"));
    succeed(Command::new("git").arg("-C").arg(&clone).args(["update-ref", "refs/heads/master", tip]));
    clone
}

fn made_by(command: &str, tip: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (clone, out) = (clone_at(tip, folder.path()), folder.path().join("out"));
    let ran = run(&["template", command, clone.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    fs::read(out).unwrap()
}

#[test]
fn the_table_of_sentences_is_what_the_command_writes() {
    let table = include_str!("../../src/data/template_readme.rs");
    let tip = table.split_once("up to commit ").unwrap().1.split_once('.').unwrap().0;
    assert!(made_by("readme", tip) == table.as_bytes(), "write it anew: plugin-ready template readme");
}

#[test]
fn the_index_is_what_the_command_writes() {
    let tip = index::embedded().unwrap().tip().unwrap().oid.to_string();
    let index = include_bytes!("../../src/data/template.index");
    assert!(made_by("index", &tip) == index, "write it anew: plugin-ready template index");
}
