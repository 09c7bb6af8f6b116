//! Hints on bundles: size, what runs, and how they are packed.

use plugin_ready::checklist::hints;
use plugin_ready::evidence::nightly::bundle::{Bundle, Fault, Remark};
use plugin_ready::evidence::nightly::{Content, Nightly, Served};
use plugin_ready::evidence::release::{Asset, Published};
use plugin_ready::evidence::repository::FileKind;
use plugin_ready::evidence::{Evidence, Fact};
use plugin_ready::verdict::Hint;

use crate::support::documents;
use crate::support::releases::{tag, with_tags};

const MB: u64 = 1 << 20;

fn served(length: Option<u64>, content: Content) -> Evidence {
    let served = Served {
        final_url: "https://builds.example.org/dice-ci.tar.gz".to_owned(),
        status: 200,
        bytes_read: 1000,
        length,
        last_modified: None,
        proxied: false,
        encoded: false,
        content,
    };
    let nightly = Nightly { served: Fact::Seen(served), ..Nightly::default() };
    Evidence { nightly: Fact::Seen(nightly), ..Evidence::default() }
}

fn of_bundle(bundle: Bundle) -> Vec<Hint> {
    hints::bundle::hints(&served(None, Content::Bundle(bundle)))
}

fn released(assets: &[(&str, u64)]) -> Evidence {
    let assets = assets.iter().map(|(name, size)| Asset { name: (*name).to_owned(), size: *size });
    let mut evidence = with_tags(Evidence::default(), vec![tag("v1.0.0", "demo", None)], false);
    if let Fact::Seen(releases) = &mut evidence.releases {
        releases.published = Fact::Seen(Published::Assets(assets.collect()));
    }
    evidence
}

#[test]
fn a_bundle_over_what_servers_take_is_told() {
    let nightly = |length| hints::bundle::hints(&served(length, Content::Bundle(Bundle::default())));
    let hints = nightly(Some(100 * MB + 1));
    assert_eq!(hints[0].id, "bundle-too-large");
    assert!(hints[0].because.starts_with("the nightly bundle has 101 MB"), "{}", hints[0].because);
    assert_eq!(nightly(Some(100 * MB)), []);
    assert_eq!(nightly(None), []);
    assert_eq!(hints::bundle::hints(&served(Some(200 * MB), Content::Other("a zip archive"))), [], "no bundle");
    let hints = hints::bundle::hints(&released(&[("demo-1.0.0.tar.gz", 140 * MB), ("demo.tar.gz.sig", 1)]));
    assert!(hints[0].because.starts_with("demo-1.0.0.tar.gz has 140 MB"), "{}", hints[0].because);
    assert_eq!(hints::bundle::hints(&released(&[("demo.tar.gz", 30 * MB), ("debug-symbols.zip", 900 * MB)])), []);
}

#[test]
fn a_server_that_cannot_be_started_is_told() {
    let path = || "server/dist/plugin-linux-amd64".to_owned();
    for (fault, says) in [
        (Fault::NotExecutable { path: path(), mode: 0o644 }, "may not be executed (mode 0644)"),
        (
            Fault::NoExecutable { platform: "linux-amd64".to_owned(), path: path() },
            "lacks server/dist/plugin-linux-amd64",
        ),
        (Fault::NothingToRun(vec!["windows-amd64".to_owned()]), "only on windows-amd64"),
    ] {
        let hints = of_bundle(Bundle { faults: vec![fault], ..Bundle::default() });
        assert_eq!(hints.len(), 1);
        assert_eq!(hints[0].id, "bundle-executable");
        assert!(hints[0].because.contains(says), "{}", hints[0].because);
    }
    let remark = Remark::NoExecutable("server/dist/plugin-linux-arm64".to_owned());
    let hints = of_bundle(Bundle { remarks: vec![remark], ..Bundle::default() });
    assert!(hints[0].help.contains("take the name out"), "{}", hints[0].help);
    assert_eq!(of_bundle(Bundle::default()), []);
}

#[test]
fn a_tracked_server_without_its_bit_is_told() {
    let manifest = r#"{"id": "com.example.demo", "server": {"executables": {
        "linux-amd64": "server/dist/plugin-linux-amd64", "windows-amd64": "./server/dist/plugin-windows-amd64.exe"}}}"#;
    let mut evidence = documents::evidence(&[
        ("plugin.json", manifest),
        ("server/dist/plugin-linux-amd64", "x"),
        ("server/dist/plugin-windows-amd64.exe", "x"),
    ]);
    let hints = hints::bundle::hints(&evidence);
    assert_eq!(hints.len(), 1);
    assert_eq!(hints[0].locations.len(), 1, "Windows knows no such bit");
    assert!(hints[0].help.contains("git update-index --chmod=+x server/dist/plugin-linux-amd64"), "{}", hints[0].help);
    for file in &mut evidence.repository.files {
        file.kind = FileKind::Regular { executable: true };
    }
    assert_eq!(hints::bundle::hints(&evidence), []);
    assert_eq!(hints::bundle::hints(&documents::evidence(&[("plugin.json", manifest)])), [], "built, not tracked");
}

#[test]
fn a_bundle_that_is_packed_oddly_is_told() {
    let apple = || "._com.example.dice".to_owned();
    let hints = of_bundle(Bundle { faults: vec![Fault::HiddenByAppleDouble(apple())], ..Bundle::default() });
    assert_eq!(hints[0].id, "bundle-layout");
    assert!(hints[0].help.contains("COPYFILE_DISABLE=1"), "{}", hints[0].help);
    let lost = Fault::NoManifest { elsewhere: vec!["a/b/plugin.json".to_owned()], tops: Vec::new() };
    let hints = of_bundle(Bundle { faults: vec![lost], ..Bundle::default() });
    assert!(hints[0].because.contains("a/b/plugin.json"), "{}", hints[0].because);
    for (remark, says) in [
        (Remark::AppleDouble(apple()), "COPYFILE_DISABLE=1"),
        (Remark::TwoManifests { read: "plugin.json".to_owned(), ignored: "plugin.yaml".to_owned() }, "one of the two"),
        (Remark::Skipped("link".to_owned()), "--dereference"),
        (Remark::Trailing, "`make dist`"),
    ] {
        let hints = of_bundle(Bundle { remarks: vec![remark], ..Bundle::default() });
        assert_eq!((hints.len(), hints[0].id), (1, "bundle-layout"));
        assert!(hints[0].help.contains(says), "{}", hints[0].help);
    }
}
