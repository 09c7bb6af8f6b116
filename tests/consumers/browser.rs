//! The pages in a real Chromium.

use std::fs;
use std::process::Command;

use plugin_ready::render::{Format, Medium, fleet, render, render_all};
use plugin_ready::report::Report;
use plugin_ready::report::fleet::{Fleet, Row};

use super::tools::{node, root, succeed, tools};
use crate::support;
use crate::support::fixture::Fixture;
use crate::support::report::Sketch;

/// A script of ours, told where the browser is.
fn chromium(script: &str) -> Command {
    let mut command = node(script);
    command.arg(std::env::var_os("CHROMIUM").expect("tests/consumers/run says where Chromium is"));
    command
}

/// As many plugins as fill a screen, of which a few are ready.
fn many() -> Fleet {
    let rows = (0..24).map(|nth| {
        let sketch = if nth % 5 == 0 { Sketch::new() } else { Sketch::mixed() };
        Row {
            label: Some(format!("Plugin {nth}")),
            ..support::fleet::row(&format!("plugins/mattermost-plugin-{nth}"), &sketch.report())
        }
    });
    support::fleet::fleet(rows.collect(), None)
}

#[test]
fn pages_are_sound_in_a_browser() {
    let folder = tools().join("pages");
    fs::create_dir_all(&folder).unwrap();
    let page = |report: Report| render(&report, Format::Html, Medium::default());
    let (one, two) = (Sketch::mixed().folder("a").report(), Sketch::new().folder("b").report());
    let fleet = |fleet| fleet::render(&fleet, fleet::Format::Html, Medium::default());
    let pages = [
        ("ready", page(Sketch::new().report())),
        ("mixed", page(Sketch::mixed().target("marketplace").report())),
        ("hostile", page(Sketch::hostile().report())),
        ("raw", page(Sketch::raw())),
        ("several", render_all(&[&one, &two], Format::Html, Medium::default())),
        ("fleet", fleet(support::fleet::mixed())),
        ("fleet-many", fleet(many())),
    ];
    let mut browser = chromium("browser.mjs");
    for (name, text) in &pages {
        let path = folder.join(format!("{name}.html"));
        fs::write(&path, text).unwrap();
        browser.arg(path);
    }
    let told = succeed(&mut browser);
    assert!(told.contains(&format!("{} pages, 0 faults", pages.len())), "{told}");
}

/// The words above the items are kept beside the picture, and are the page's of today: `BLESS=1` takes both anew.
#[test]
fn the_readme_shows_a_picture_of_the_page() {
    let (picture, words) = ("fixtures/report.png", "fixtures/report.txt");
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(&format!("]({picture})")), "the README shows {picture}");
    let page = tools().join("pages/picture.html");
    fs::create_dir_all(page.parent().unwrap()).unwrap();
    fs::write(&page, Fixture::new("licence-problem").check(&["--offline", "--format", "html"]).stdout).unwrap();
    let taken = tools().join("pages/picture.png");
    let told = succeed(chromium("picture.mjs").arg(&page).arg(&taken));
    if std::env::var_os("BLESS").is_some() {
        fs::copy(&taken, root().join(picture)).unwrap();
        fs::write(root().join(words), &told).unwrap();
    }
    assert_eq!(fs::read_to_string(root().join(words)).unwrap(), told, "BLESS=1 takes the picture anew");
    let size = |path| fs::read(path).unwrap()[16..24].to_vec();
    assert_eq!(size(root().join(picture)), size(taken), "the picture's width and height");
}
