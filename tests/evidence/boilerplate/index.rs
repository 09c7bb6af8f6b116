use plugin_ready::evidence::boilerplate::index::{Index, Line, Weight, embedded};
use plugin_ready::evidence::boilerplate::line;
use proptest::prelude::*;

use crate::support::template::{lines, parts};

fn sample() -> Vec<u8> {
    let text = lines("make", 12);
    parts(&[
        &[("Makefile", "all: build\n"), ("plugin.json", "{\"id\": \"com.example.template\"}\n")],
        &[("Makefile", &text), ("plugin.json", "{\"id\": \"com.example.template\"}\n"), ("go.sum", "some sum\n")],
    ])
    .encode()
}

#[test]
fn the_same_history_gives_the_same_bytes_and_they_read_back() {
    let (once, again) = (sample(), sample());
    assert_eq!(once, again);
    let index = Index::decode(&once).unwrap();
    assert_eq!(index.tip().unwrap().oid.0[0], 2);
    let paths: Vec<(&str, usize)> = index.files().iter().map(|f| (f.path.as_str(), f.versions.len())).collect();
    assert_eq!(paths, [("Makefile", 2), ("go.sum", 1), ("plugin.json", 1)]);
    let sum = &index.files()[1].versions[0];
    assert!(index.lines(sum).is_empty() && index.oid(sum).is_some(), "of a lockfile only the id is kept");
}

#[test]
fn no_text_of_the_template_is_kept() {
    let bytes = sample();
    let index = Index::decode(&bytes).unwrap();
    let shown = format!("{index:?}");
    assert!(!shown.contains("telling") && !shown.contains("com.example"), "{shown}");
}

#[test]
fn a_foreign_a_newer_and_a_damaged_file_are_told_apart() {
    let good = sample();
    let what = |bytes: &[u8]| Index::decode(bytes).unwrap_err().what;
    assert_eq!(what(b""), "this is not a template index");
    assert_eq!(what(b"{\"json\": true}, and more of it"), "this is not a template index");
    let mut newer = good.clone();
    newer[8] = 9;
    assert_eq!(what(&newer), "the template index has format 9; this version reads 2");
    assert_eq!(what(&good[..good.len() - 3]), "the template index is damaged");
    let mut longer = good.clone();
    longer[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(what(&longer), "the template index is damaged");
}

#[test]
fn common_lines_weigh_little() {
    let shared = "this line stands in many a file\n";
    let paths = ["a.mk", "b.mk", "c.mk", "d.mk"];
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, shared)).collect();
    let index = Index::decode(&parts(&[&files, &[("e.mk", "this one stands in one\n\"fmt\"\nreturn nil\n")]]).encode())
        .unwrap();
    let weight = |text: &str| index.weight(index.line(line::key(text.as_bytes(), &mut Vec::new()).unwrap()).unwrap());
    assert_eq!(weight(shared), Weight::Weak.quarters());
    assert_eq!(weight("\"fmt\""), Weight::Weak.quarters());
    assert_eq!(weight("return nil"), Weight::Weak.quarters());
    assert_eq!(weight("this one stands in one"), Weight::Full.quarters());
    assert_eq!(index.weight(Line::TRIVIAL), 0);
}

#[test]
fn the_embedded_index_is_whole_small_and_of_the_template() {
    let index = embedded().unwrap();
    assert!(plugin_ready::data::template::INDEX.len() < 150_000);
    assert_eq!(index.commits().len(), 204);
    assert_eq!(index.tip().unwrap().oid.to_string(), "e1f9f8811c10a59b9d2ff983812a878689fd3a0b");
    let hash = |text: &str| line::hash(text.as_bytes(), &mut Vec::new());
    for id in plugin_ready::data::template::IDS {
        assert!(index.is_as_written(hash(&format!("\"id\": \"{id}\","))), "{id}");
    }
    for module in plugin_ready::data::template::MODULES {
        assert!(index.is_as_written(hash(&format!("module {module}"))), "{module}");
    }
    let has = |path: &str| index.files().iter().any(|file| file.path == path);
    assert!(has("Makefile") && has("build/manifest/main.go"));
    assert!(!has("server/team_hooks.go"), "the demonstration plugin's code is left out");
    let wiring: Vec<&str> = index.wiring().map(|(_, file)| file.path.as_str()).collect();
    assert!(wiring.contains(&"webapp/src/reducer.js") && !has("webapp/src/reducer.js"), "{wiring:?}");
    assert!(!wiring.iter().any(|path| path.contains("hooks") || path.contains("sidebar")), "{wiring:?}");
    assert!(!index.files().iter().any(|file| file.path.contains("vendor/")), "of vendored code only ids are kept");
}

proptest! {
    #[test]
    fn damage_is_an_error_and_never_a_panic(at in 0usize..10_000, bit in 0u8..8) {
        let mut bytes = sample();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        // A deflated stream has bits that nobody reads: then what is read is what was written, as its hash proves.
        if let Ok(index) = Index::decode(&bytes) {
            let intact = Index::decode(&sample()).unwrap();
            prop_assert_eq!(format!("{:?}", index.files()), format!("{:?}", intact.files()));
            prop_assert_eq!(format!("{:?}", index.commits()), format!("{:?}", intact.commits()));
        }
    }

    #[test]
    fn noise_is_an_error_and_never_a_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Index::decode(&bytes).is_err());
        let header = sample();
        bytes.splice(0..0, header[..24].iter().copied());
        prop_assert!(Index::decode(&bytes).is_err());
    }
}
