//! The index as a file: a header, then the parts, deflated.
//!
//! Header: eight bytes of magic, the format's version and the length of what follows once inflated (both four bytes,
//! little endian), and its xxh3 hash (eight bytes).

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use xxhash_rust::xxh3::xxh3_64;

use super::bytes::{Cursor, Writer, unzigzag, zigzag};
use super::{Blob, Commit, Line, Parts, TemplateFile, Version, Weight};
use crate::error::Error;
use crate::evidence::boilerplate::line::Key;
use crate::evidence::repository::Oid;

const MAGIC: &[u8; 8] = b"plugrdy\x1a";
/// Raised whenever the layout, a line's key or a weight changes its meaning.
const VERSION: u32 = 2;
/// Longest index that is read, in bytes once inflated.
const LIMIT: u32 = 16 << 20;

impl Parts {
    /// The bytes of an index file. The same parts always give the same bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.number(self.commits.len() as u64);
        let mut before = 0;
        for commit in &self.commits {
            out.raw(&commit.oid.0);
            out.raw(&commit.tree.0);
            out.signed(commit.seconds.wrapping_sub(before));
            before = commit.seconds;
        }
        out.number(self.lines.len() as u64);
        for (key, weight) in &self.lines {
            out.raw(&key.0.to_le_bytes());
            out.number(u64::from(weight.quarters()));
        }
        out.number(self.aliases.len() as u64);
        for (key, line) in &self.aliases {
            out.raw(&key.0.to_le_bytes());
            out.number(u64::from(line.0));
        }
        out.number(self.blobs.len() as u64);
        for blob in &self.blobs {
            out.raw(&blob.oid.0);
            out.number(blob.lines.len() as u64);
            let mut expected = 0;
            for line in &blob.lines {
                // Versions of a file number their lines in order, so most lines are "one more than the last".
                let step = if *line == Line::TRIVIAL { 0 } else { zigzag(i64::from(line.0) - expected) + 1 };
                out.number(step);
                if *line != Line::TRIVIAL {
                    expected = i64::from(line.0) + 1;
                }
            }
        }
        files(&mut out, &self.files);
        files(&mut out, &self.wiring);
        seal(&out.0)
    }
}

fn files(out: &mut Writer, files: &[TemplateFile]) {
    out.number(files.len() as u64);
    for file in files {
        out.text(&file.path);
        out.number(u64::from(file.family));
        out.number(file.versions.len() as u64);
        for version in &file.versions {
            out.number(u64::from(version.blob));
            out.number(u64::from(version.first));
            out.number(u64::from(version.last));
        }
    }
}

fn seal(payload: &[u8]) -> Vec<u8> {
    let mut sealed = MAGIC.to_vec();
    sealed.extend_from_slice(&VERSION.to_le_bytes());
    sealed.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    sealed.extend_from_slice(&xxh3_64(payload).to_le_bytes());
    let mut encoder = DeflateEncoder::new(sealed, Compression::best());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(payload);
    encoder.finish().unwrap_or_default()
}

/// The parts that [`Parts::encode`] wrote, with every position checked.
pub(super) fn decode(bytes: &[u8]) -> Result<Parts, Error> {
    let payload = open(bytes)?;
    let mut cursor = Cursor(&payload);
    match parts(&mut cursor) {
        Some(parts) if cursor.0.is_empty() => Ok(parts),
        _ => Err(damaged()),
    }
}

fn damaged() -> Error {
    Error::new("the template index is damaged").help("rebuild it: plugin-ready template index GITDIR --out FILE")
}

fn open(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut header = Cursor(bytes);
    if header.array::<8>() != Some(*MAGIC) {
        return Err(Error::new("this is not a template index")
            .help("build one from a clone of the template: plugin-ready template index GITDIR --out FILE"));
    }
    let version = header.array().map(u32::from_le_bytes).ok_or_else(damaged)?;
    if version != VERSION {
        return Err(Error::new(format!("the template index has format {version}; this version reads {VERSION}"))
            .help("rebuild it: plugin-ready template index GITDIR --out FILE"));
    }
    let length = header.array().map(u32::from_le_bytes).filter(|length| *length <= LIMIT).ok_or_else(damaged)?;
    let hash = header.array().map(u64::from_le_bytes).ok_or_else(damaged)?;
    let mut payload = Vec::with_capacity(length as usize);
    let read = DeflateDecoder::new(header.0).take(u64::from(length) + 1).read_to_end(&mut payload);
    if read.is_err() || payload.len() != length as usize || xxh3_64(&payload) != hash {
        return Err(damaged());
    }
    Ok(payload)
}

fn parts(cursor: &mut Cursor<'_>) -> Option<Parts> {
    let mut seconds = 0i64;
    let mut commits = Vec::new();
    for _ in 0..cursor.count()? {
        let (oid, tree) = (Oid(cursor.array()?), Oid(cursor.array()?));
        seconds = seconds.wrapping_add(cursor.signed()?);
        commits.push(Commit { oid, tree, seconds });
    }
    let lines = cursor.many(|cursor| {
        let key = Key(u64::from_le_bytes(cursor.array()?));
        let weight = match cursor.number()? {
            1 => Weight::Weak,
            4 => Weight::Full,
            _ => return None,
        };
        Some((key, weight))
    })?;
    let line_count = lines.len() + 1;
    let aliases =
        cursor.many(|cursor| Some((Key(u64::from_le_bytes(cursor.array()?)), Line(cursor.position(line_count)?))))?;
    let blobs = cursor.many(|cursor| blob(cursor, line_count))?;
    let file = |cursor: &mut Cursor<'_>| {
        let path = cursor.text()?.to_owned();
        let family = u32::try_from(cursor.number()?).ok()?;
        let versions = cursor.many(|cursor| {
            Some(Version {
                blob: cursor.position(blobs.len())?,
                first: cursor.position(commits.len())?,
                last: cursor.position(commits.len())?,
            })
        })?;
        Some(TemplateFile { path, family, versions })
    };
    let (files, wiring) = (cursor.many(file)?, cursor.many(file)?);
    Some(Parts { commits, files, wiring, blobs, lines, aliases })
}

fn blob(cursor: &mut Cursor<'_>, line_count: usize) -> Option<Blob> {
    let oid = Oid(cursor.array()?);
    let mut expected = 0i64;
    let mut lines = Vec::new();
    for _ in 0..cursor.count()? {
        let line = match cursor.number()? {
            0 => Line::TRIVIAL,
            step => {
                let line = expected.checked_add(unzigzag(step - 1))?;
                expected = line.checked_add(1)?;
                Line(u32::try_from(line).ok().filter(|line| *line != 0 && (*line as usize) < line_count)?)
            }
        };
        lines.push(line);
    }
    Some(Blob { oid, lines })
}
