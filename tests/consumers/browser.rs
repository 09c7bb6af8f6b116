//! The page in a real Chromium.

use std::fs;

use plugin_ready::render::{Format, Medium, render, render_all};
use plugin_ready::report::Report;

use super::tools::{node, succeed, tools};
use crate::support::report::Sketch;

#[test]
fn pages_are_sound_in_a_browser() {
    let folder = tools().join("pages");
    fs::create_dir_all(&folder).unwrap();
    let page = |report: Report| render(&report, Format::Html, Medium::default());
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::new().folder("b").report());
    let pages = [
        ("ready", page(Sketch::new().report())),
        ("mixed", page(Sketch::mixed().target("marketplace").report())),
        ("hostile", page(Sketch::hostile().report())),
        ("raw", page(Sketch::raw())),
        ("several", render_all(&[&one, &two], Format::Html, Medium::default())),
    ];
    let mut browser = node("browser.mjs");
    browser.arg(std::env::var_os("CHROMIUM").expect("tests/consumers/run says where Chromium is"));
    for (name, text) in pages {
        let path = folder.join(format!("{name}.html"));
        fs::write(&path, text).unwrap();
        browser.arg(path);
    }
    let told = succeed(&mut browser);
    assert!(told.contains("5 pages, 0 faults"), "{told}");
}
