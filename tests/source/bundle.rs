//! Bundles as streams: what servers take, what they do not, and what must not hurt us.

use std::io::{self, Read};

use plugin_ready::evidence::nightly::bundle::{Bundle, End, Fault, Remark};
use plugin_ready::evidence::{Cause, CauseKind};
use plugin_ready::source::bundle::{Limits, Scan, scan};
use proptest::prelude::*;
use tar::EntryType;

use crate::support::bundle::{BUILT, Pack, gzip, manifest};

const ID: &str = "com.example.dice";

fn read(bytes: &[u8]) -> Scan {
    scan(&mut &bytes[..], Limits::default())
}

fn bundle(bytes: &[u8]) -> Bundle {
    read(bytes).bundle.unwrap()
}

fn faults(pack: Pack) -> Vec<Fault> {
    bundle(&pack.gz()).faults
}

fn cause(bytes: &[u8], limits: Limits) -> Cause {
    scan(&mut &bytes[..], limits).bundle.unwrap_err()
}

#[test]
fn a_good_bundle_has_no_fault() {
    let bytes = Pack::of("1.2.0+4f3a2b1").gz();
    let Scan { bundle, read } = read(&bytes);
    let bundle = bundle.unwrap();
    assert_eq!(bundle.faults, []);
    assert_eq!(bundle.remarks, []);
    assert_eq!(bundle.end, End::Whole { trailing: false });
    assert_eq!(bundle.folder.as_deref(), Some(ID));
    assert_eq!(bundle.manifest.as_deref(), Some("com.example.dice/plugin.json"));
    assert_eq!((bundle.id.as_deref(), bundle.version.as_deref()), (Some(ID), Some("1.2.0+4f3a2b1")));
    assert_eq!(bundle.min_server_version.as_deref(), Some("9.5.0"));
    assert_eq!(bundle.newest, Some(BUILT as i64));
    assert_eq!(bundle.entries, 5);
    assert_eq!(read, bytes.len() as u64);
}

#[test]
fn a_flat_root_and_dotted_paths_are_fine() {
    let pack = Pack::new()
        .folder("./")
        .file("./plugin.json", 0o644, manifest(ID, "1.0.0").as_bytes())
        .file("./server/dist/plugin-linux-amd64", 0o755, b"")
        .file("./server/dist/plugin-windows-amd64.exe", 0o644, b"")
        .file("./webapp/./dist//main.js", 0o644, b"");
    let bundle = bundle(&pack.gz());
    assert_eq!(bundle.faults, []);
    assert_eq!(bundle.folder, None);
}

#[test]
fn the_manifest_is_found_where_servers_look() {
    let json = manifest(ID, "1.0.0");
    let deep = Pack::new().file("dist/x/plugin.json", 0o644, json.as_bytes());
    assert!(matches!(&faults(deep)[..], [Fault::NoManifest { elsewhere, .. }] if elsewhere == &["dist/x/plugin.json"]));

    let two_roots = Pack::of("1.0.0").file("README.md", 0o644, b"hi");
    let faults_of_two = faults(two_roots);
    assert!(
        matches!(&faults_of_two[..], [Fault::NoManifest { tops, .. }] if tops == &["README.md", ID]),
        "{faults_of_two:?}"
    );

    assert!(matches!(&faults(Pack::new().file("x/y", 0o644, b""))[..], [Fault::NoManifest { .. }]));
    assert_eq!(faults(Pack::new()), [Fault::Empty]);
}

#[test]
fn a_leftover_of_macos_hides_the_manifest() {
    let first = Pack::new().file("._com.example.dice", 0o644, b"x");
    let pack = first.file("com.example.dice/plugin.json", 0o644, manifest(ID, "1.0.0").as_bytes()).file(
        "com.example.dice/webapp/dist/main.js",
        0o644,
        b"",
    );
    assert_eq!(faults(pack), [Fault::HiddenByAppleDouble("._com.example.dice".to_owned())]);

    let inside = bundle(&Pack::of("1.0.0").file("com.example.dice/._plugin.json", 0o644, b"").gz());
    assert_eq!(inside.faults, []);
    assert_eq!(inside.remarks, [Remark::AppleDouble("com.example.dice/._plugin.json".to_owned())]);
}

#[test]
fn of_two_manifests_servers_read_the_yaml() {
    let pack = Pack::of("1.0.0").file("com.example.dice/plugin.yaml", 0o644, b"id: com.example.other\nname: x\n");
    let bundle = bundle(&pack.gz());
    assert_eq!(bundle.id.as_deref(), Some("com.example.other"));
    assert!(matches!(&bundle.remarks[..], [Remark::TwoManifests { read, .. }] if read.ends_with("plugin.yaml")));
}

#[test]
fn what_the_manifest_names_must_be_there_and_run() {
    let base = || Pack::new().file("d/plugin.json", 0o644, manifest(ID, "1.0.0").as_bytes());
    let linux = "server/dist/plugin-linux-amd64";
    let missing = faults(base().file("d/webapp/dist/main.js", 0o644, b""));
    assert_eq!(missing, [Fault::NoExecutable { platform: "linux-amd64".to_owned(), path: linux.to_owned() }]);

    let unset = base().file(&format!("d/{linux}"), 0o644, b"").file("d/webapp/dist/main.js", 0o644, b"");
    let unset = bundle(&unset.gz());
    assert_eq!(unset.faults, [Fault::NotExecutable { path: linux.to_owned(), mode: 0o644 }]);
    assert!(matches!(&unset.remarks[..], [Remark::NoExecutable(path)] if path.ends_with(".exe")));

    let no_webapp = faults(base().file(&format!("d/{linux}"), 0o755, b""));
    assert_eq!(no_webapp, [Fault::NoWebapp("webapp/dist/main.js".to_owned())]);

    let mac = r#"{"id": "com.example.dice", "server": {"executables": {"darwin-arm64": "p"}}}"#;
    let mac = faults(Pack::new().file("d/plugin.json", 0o644, mac.as_bytes()).file("d/p", 0o755, b""));
    assert_eq!(mac, [Fault::NothingToRun(vec!["darwin-arm64".to_owned()])]);

    let single = r#"{"id": "com.example.dice", "server": {"executable": "p"}}"#;
    assert_eq!(faults(Pack::new().file("d/plugin.json", 0o644, single.as_bytes()).file("d/p", 0o755, b"")), []);
}

#[test]
fn manifests_that_servers_refuse_are_faults() {
    for (content, told) in [("", "is empty"), ("[]", "a list"), ("{", "JSON")] {
        let found = faults(Pack::new().file("d/plugin.json", 0o644, content.as_bytes()));
        assert!(matches!(&found[..], [Fault::UnreadableManifest(how)] if how.contains(told)), "{found:?}");
    }
    let found = faults(Pack::new().file("d/plugin.json", 0o644, br#"{"id": "a b c"}"#));
    assert!(matches!(&found[..], [Fault::Id(_)]), "{found:?}");
    let found = faults(Pack::new().file("d/plugin.json", 0o644, b"{}"));
    assert_eq!(found, [Fault::Id("is missing".to_owned())]);
}

#[test]
fn links_and_devices_are_left_out_and_ways_out_refused() {
    let pack = Pack::of("1.0.0")
        .entry(EntryType::Symlink, "com.example.dice/link", 0o777, b"")
        .entry(EntryType::Char, "com.example.dice/null", 0o666, b"")
        .entry(EntryType::Fifo, "com.example.dice/fifo", 0o666, b"");
    let found = bundle(&pack.gz());
    assert_eq!(found.faults, []);
    assert_eq!(found.remarks.len(), 3);
    // A link is not the file that the manifest names.
    let linked = Pack::new()
        .file("d/plugin.json", 0o644, br#"{"id": "com.example.dice", "webapp": {"bundle_path": "main.js"}}"#)
        .entry(EntryType::Symlink, "d/main.js", 0o777, b"");
    assert_eq!(faults(linked), [Fault::NoWebapp("main.js".to_owned())]);

    for path in ["../../plugin.json", "com.example.dice/../../x", "/../etc/passwd"] {
        let found = faults(Pack::of("1.0.0").file(path, 0o644, b""));
        assert_eq!(found, [Fault::Outside(path.to_owned())]);
    }
    assert_eq!(faults(Pack::of("1.0.0").file("/com.example.dice/a/../b", 0o644, b"")), []);
}

#[test]
fn long_names_come_in_headers_of_their_own() {
    let long = format!("com.example.dice/{}/x", "deep/".repeat(40));
    let mut name = long.clone().into_bytes();
    name.push(0);
    let gnu = Pack::of("1.0.0").entry(EntryType::GNULongName, "././@LongLink", 0, &name).file("cut", 0o644, b"");
    assert_eq!(faults(gnu), []);

    let record = format!("path={long}\nmtime=1800000000.5\n");
    let lines: String = record.lines().map(pax).collect();
    let pack = Pack::of("1.0.0").entry(EntryType::XHeader, "PaxHeaders/x", 0, lines.as_bytes()).file("cut", 0o644, b"");
    let found = bundle(&pack.gz());
    assert_eq!((found.faults, found.newest), (vec![], Some(1_800_000_000)));

    let git = Pack::new().entry(EntryType::XGlobalHeader, "pax_global_header", 0, pax("comment=abc").as_bytes());
    let git = git.file("d/plugin.json", 0o644, br#"{"id": "com.example.dice"}"#);
    assert_eq!(faults(git), []);
}

fn pax(record: &str) -> String {
    let mut length = record.len() + 3;
    if length > 9 {
        length = record.len() + 4;
    }
    if length > 99 {
        length = record.len() + 5;
    }
    format!("{length} {record}\n")
}

#[test]
fn broken_streams_are_faults() {
    let good = Pack::of("1.0.0").gz();
    let half = bundle(&good[..good.len() / 2]);
    assert_eq!((half.faults, half.end), (vec![Fault::Truncated], End::Broken));
    assert_eq!(bundle(&good[..good.len() - 4]).faults, [Fault::Truncated]);

    let mut bad_sum = good.clone();
    let checksum = bad_sum.len() - 8;
    bad_sum[checksum] ^= 0xff;
    assert!(matches!(&bundle(&bad_sum).faults[..], [Fault::BadGzip(_)]));

    assert!(matches!(&bundle(b"\x1f\x8b\x08garbage that is no deflate stream").faults[..], [Fault::BadGzip(_)]));
    assert!(matches!(&bundle(&gzip(&[b'x'; 2000])).faults[..], [Fault::BadTar(_)]));
    let cut_inside = gzip(&Pack::of("1.0.0").tar()[..700]);
    assert!(matches!(&bundle(&cut_inside).faults[..], [Fault::BadTar(_)]));
    assert_eq!(bundle(&gzip(b"")).faults, [Fault::Empty]);

    let two_sizes =
        Pack::new().entry(EntryType::XHeader, "p", 0, pax("size=100").as_bytes()).file("d/x", 0o644, b"1234");
    assert!(matches!(&faults(two_sizes)[..], [Fault::BadTar(_)]));
}

#[test]
fn several_members_are_one_stream_and_what_follows_is_remarked() {
    let tar = Pack::of("1.0.0").tar();
    let (left, right) = tar.split_at(1000);
    let members = [gzip(left), gzip(right)].concat();
    assert_eq!(bundle(&members), bundle(&gzip(&tar)));

    let garbage = bundle(&[gzip(&tar), b"garbage".to_vec()].concat());
    assert_eq!(garbage.faults, []);
    assert_eq!(garbage.remarks, [Remark::Trailing]);
}

/// A stream that goes on after a bundle was seen, and counts how much of it is read.
struct Endless {
    start: io::Cursor<Vec<u8>>,
    more: gzip_noise::Noise,
    given: u64,
}

mod gzip_noise {
    //! Stored deflate blocks without end.
    use std::io::{self, Read};

    #[derive(Default)]
    pub(super) struct Noise(usize);

    const BLOCK: [u8; 5] = [0x00, 0xff, 0xff, 0x00, 0x00];

    impl Read for Noise {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            for byte in buffer.iter_mut() {
                *byte = if self.0 < 5 { BLOCK[self.0] } else { 0x61 };
                self.0 = (self.0 + 1) % (5 + 0xffff);
            }
            Ok(buffer.len())
        }
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match self.start.read(buffer)? {
            0 => self.more.read(buffer)?,
            count => count,
        };
        self.given += count as u64;
        Ok(count)
    }
}

/// `tar` in stored blocks that are not the stream's last, so that more can follow.
fn unfinished_gzip(tar: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    for chunk in tar.chunks(0xffff) {
        let length = u16::try_from(chunk.len()).unwrap();
        bytes.push(0);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&(!length).to_le_bytes());
        bytes.extend_from_slice(chunk);
    }
    bytes
}

#[test]
fn reading_stops_soon_after_everything_was_seen() {
    let tar = Pack::of("1.0.0").hollow(EntryType::Regular, "com.example.dice/huge", 8 << 30).tar();
    // Without the two empty blocks that end an archive.
    let tar = &tar[..tar.len() - 1024];
    let mut stream =
        Endless { start: io::Cursor::new(unfinished_gzip(tar)), more: gzip_noise::Noise::default(), given: 0 };
    let Scan { bundle, read } = scan(&mut stream, Limits::default());
    let bundle = bundle.unwrap();
    assert_eq!((bundle.faults, bundle.end), (vec![], End::Enough));
    assert!(read <= (1 << 20) + (64 << 10), "{read}");
    assert_eq!(read, stream.given);
}

#[test]
fn every_cap_ends_in_a_cause() {
    let never_seen = |pack: Pack| {
        unfinished_gzip(&{
            let tar = pack.tar();
            tar[..tar.len() - 1024].to_vec()
        })
    };
    let endless = never_seen(Pack::new().hollow(EntryType::Regular, "d/huge", 8 << 30));
    let mut stream = Endless { start: io::Cursor::new(endless), more: gzip_noise::Noise::default(), given: 0 };
    let limits = Limits { packed: 1 << 20, ..Limits::default() };
    let scanned = scan(&mut stream, limits);
    assert_eq!(scanned.bundle.unwrap_err().kind, CauseKind::TooLarge);
    assert_eq!(scanned.read, 1 << 20);

    let bomb = gzip(&Pack::new().file("d/zeros", 0o644, &vec![0; 4 << 20]).tar());
    assert!(bomb.len() < 100_000);
    let unpacked = cause(&bomb, Limits { unpacked: 1 << 20, ..Limits::default() });
    assert!(unpacked.kind == CauseKind::TooLarge && unpacked.detail.contains("unpacks"), "{unpacked}");

    let many = (0..200).fold(Pack::new(), |pack, n| pack.file(&format!("d/{n}"), 0o644, b"")).gz();
    let entries = cause(&many, Limits { entries: 100, ..Limits::default() });
    assert!(entries.detail.contains("over 100 entries"), "{entries}");
    assert_eq!(cause(&many, Limits { paths: 500, ..Limits::default() }).kind, CauseKind::TooLarge);

    let big = format!("{{\"id\": \"{}\"}}", "x".repeat(2 << 20));
    let big = cause(&Pack::new().file("d/plugin.json", 0o644, big.as_bytes()).gz(), Limits::default());
    assert!(big.detail.contains("d/plugin.json"), "{big}");
}

#[test]
fn headers_without_end_are_refused_before_they_are_read() {
    for kind in [EntryType::XHeader, EntryType::GNULongName] {
        let tar = Pack::new().hollow(kind, "header", 3 << 30).tar();
        let mut stream = Endless {
            start: io::Cursor::new(unfinished_gzip(&tar[..tar.len() - 1024])),
            more: gzip_noise::Noise::default(),
            given: 0,
        };
        let scanned = scan(&mut stream, Limits::default());
        assert!(matches!(&scanned.bundle.unwrap().faults[..], [Fault::BadTar(how)] if how.contains("1 MiB")));
        assert!(scanned.read < 2 << 20);
    }
}

/// A stream that breaks off with a trouble of the network.
struct Breaking<'a>(&'a [u8]);

impl Read for Breaking<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
            count => Ok(count),
        }
    }
}

#[test]
fn trouble_of_the_network_is_a_cause_unless_everything_was_seen() {
    let tar = Pack::of("1.0.0").tar();
    let stored = unfinished_gzip(&tar[..tar.len() - 1024]);
    let early = scan(&mut Breaking(&stored[..1500]), Limits::default()).bundle.unwrap_err();
    assert_eq!(early.kind, CauseKind::Network);
    let late = scan(&mut Breaking(&stored), Limits::default()).bundle.unwrap();
    assert_eq!((late.faults, late.end), (vec![], End::Enough));
}

#[test]
fn a_real_bundle_of_many_entries_is_read_in_bounded_time() {
    let many = (0..20_000).fold(Pack::of("1.0.0"), |pack, n| pack.file(&format!("com.example.dice/a/{n}"), 0o644, b""));
    let start = std::time::Instant::now();
    assert_eq!(faults(many), []);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = read(&bytes);
        let _ = read(&gzip(&bytes));
    }

    #[test]
    fn no_change_of_a_good_bundle_makes_it_panic(at in 0_usize..6000, byte: u8) {
        let mut tar = Pack::of("1.0.0").tar();
        let at = at % tar.len();
        tar[at] = byte;
        let _ = bundle(&gzip(&tar));
    }

    #[test]
    fn no_cut_of_a_good_bundle_passes(cut in 1_usize..200) {
        let good = Pack::of("1.0.0").gz();
        let cut = good.len() - cut.min(good.len() - 3);
        prop_assert!(!bundle(&good[..cut]).faults.is_empty());
    }
}
