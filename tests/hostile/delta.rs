//! An object that git keeps as a change of another one, which nobody names and which would fill any memory.

use std::fs;
use std::io::Write;
use std::process::Command;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::support::hostile::Victim;

/// A number as deltas write it, seven bits a byte, the lowest first.
fn size(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The head of a packed object: its kind and size.
fn head(kind: u8, number: usize) -> Vec<u8> {
    let first = kind << 4 | (number & 15) as u8;
    if number < 16 { vec![first] } else { [vec![first | 0x80], size(number >> 4)].concat() }
}

#[test]
fn a_small_object_may_be_the_change_of_a_vast_one() {
    const MEBIBYTE: usize = 1 << 20;
    const VAST: usize = 16 << 30;
    let victim = Victim::new();
    let id = victim.git(&["rev-parse", "HEAD^{tree}"]).trim().to_owned();
    let tree = Command::new("git").args(["cat-file", "tree", &id]).current_dir(victim.root()).output().unwrap().stdout;
    // Zeros, in pieces that stand alone, and their checksum.
    let mut piece = DeflateEncoder::new(Vec::new(), Compression::best());
    piece.write_all(&vec![0; MEBIBYTE]).unwrap();
    piece.flush().unwrap();
    let checksum = ((VAST % 65521) as u32) << 16 | 1;
    let zeros = [&[0x78, 1], &*piece.get_ref().repeat(VAST / MEBIBYTE), &[3, 0], &checksum.to_be_bytes()].concat();
    let inserted = tree.chunks(127).flat_map(|part| [&[part.len() as u8], part].concat());
    let delta: Vec<u8> = size(VAST).into_iter().chain(size(tree.len())).chain(inserted).collect();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&delta).unwrap();

    let mut pack = [&b"PACK"[..], &2u32.to_be_bytes(), &2u32.to_be_bytes(), &head(2, VAST), &zeros].concat();
    let at = pack.len();
    // How far back the vast one is: seven bits a byte, the highest first, each but the last one too high by one.
    let mut back = at - 12;
    let mut offset = vec![(back & 0x7f) as u8];
    while back > 0x7f {
        back = (back >> 7) - 1;
        offset.insert(0, 0x80 | (back & 0x7f) as u8);
    }
    pack.extend([head(6, delta.len()), offset, packed.finish().unwrap()].concat());
    let sum = |bytes: &[u8]| digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec();
    pack.extend(sum(&pack));
    let oid: Vec<u8> = (0..20).map(|byte| u8::from_str_radix(&id[byte * 2..byte * 2 + 2], 16).unwrap()).collect();
    let mut entries = [(oid, at as u32), (vec![1; 20], 12)];
    entries.sort();
    let fan =
        (0..=255u8).flat_map(|byte| (entries.iter().filter(|(id, _)| id[0] <= byte).count() as u32).to_be_bytes());
    let mut index: Vec<u8> = [0xff, b't', b'O', b'c', 0, 0, 0, 2].into_iter().chain(fan).collect();
    index.extend(entries.iter().flat_map(|(id, _)| id.clone()));
    index.extend([0; 8]);
    index.extend(entries.iter().flat_map(|(_, at)| at.to_be_bytes()));
    index.extend(&pack[pack.len() - 20..]);
    index.extend(sum(&index));
    let name = format!(".git/objects/pack/pack-{}", "1".repeat(40));
    victim.write(&format!("{name}.pack"), pack);
    victim.write(&format!("{name}.idx"), index);
    fs::remove_file(victim.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();

    let kind = victim.git(&["cat-file", "-t", &id]);
    assert_eq!(kind.trim(), "tree", "git itself takes the pack");
    let report = victim.report();
    assert_eq!(report.item("plugin-manifest")["verdict"], "pass", "{report:?}");
    assert_eq!(report.item("compatible-licence")["verdict"], "pass", "{report:?}");
    assert!(report.json.to_string().to_lowercase().contains("out of memory"), "{report:?}");
}
