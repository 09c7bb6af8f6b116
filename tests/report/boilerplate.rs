//! The map of own and template code by folder.

use plugin_ready::report::{Boilerplate, Folder};

use crate::support::report::Sketch;

fn map(files: &[(&str, u32, u32)]) -> Boilerplate {
    Sketch::new().code(files).report().boilerplate.expect("a map")
}

fn names(map: &Boilerplate) -> Vec<String> {
    map.folders.iter().map(|f| format!("{}{}", f.path, if f.deep { "/**" } else { "" })).collect()
}

#[test]
fn heavy_folders_are_told_apart_and_light_ones_are_not() {
    let map = map(&[
        ("Makefile", 0, 300),
        ("server/main.go", 10, 40),
        ("server/api/handler.go", 400, 0),
        ("server/store/db.go", 300, 0),
        ("webapp/src/index.js", 1, 1),
        ("webapp/src/deep/er/x.js", 1, 1),
    ]);
    assert_eq!(names(&map), [".", "server", "server/api", "server/store", "webapp/**"]);
    assert_eq!(map.lines.own, 712);
}

#[test]
fn together_the_folders_hold_every_file_and_line() {
    let files: Vec<(String, u32, u32)> =
        (0..2000).map(|n| (format!("{}/{}/{}/f{n}.go", n % 7, n % 5, n % 3), n % 11, n % 5)).collect();
    let files: Vec<(&str, u32, u32)> =
        files.iter().map(|(path, own, template)| (path.as_str(), *own, *template)).collect();
    let map = map(&files);
    let sum = |of: fn(&Folder) -> usize| map.folders.iter().map(of).sum::<usize>();
    assert_eq!(sum(|f| f.files), 2000);
    assert_eq!(sum(|f| f.lines.own), map.lines.own);
    assert_eq!(sum(|f| f.lines.boilerplate), map.lines.boilerplate);
    assert!((8..=36).contains(&map.folders.len()), "{:?}", names(&map));
}

#[test]
fn thousands_of_folders_beside_each_other_take_no_time() {
    let files: Vec<String> = (0..50_000).map(|n| format!("folder{n}/sub/file.go")).collect();
    let files: Vec<(&str, u32, u32)> = files.iter().map(|path| (path.as_str(), 1, 0)).collect();
    assert_eq!(map(&files).folders.len(), 50_000);
}

#[test]
fn without_facts_there_is_no_map() {
    assert_eq!(Sketch::new().report().boilerplate, None);
}
