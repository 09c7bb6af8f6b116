//! A plugin bundle as a stream: gzip, then tar, with caps; nothing is written to disk.
//!
//! Reading stops soon after everything that the manifest names has come, so that a bundle of a hundred megabytes costs
//! as little of both sides' network as it can.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::GzDecoder;
use tar::{Archive, Entry, EntryType, PaxExtensions};

use super::web::cause_of;
use crate::evidence::nightly::bundle::{Bundle, End, Fault, Kind, Listing};
use crate::evidence::{Cause, CauseKind, SMALL};

/// Caps on what one bundle may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes off the network.
    pub packed: u64,
    /// Bytes after unpacking.
    pub unpacked: u64,
    /// Entries in the archive.
    pub entries: usize,
    /// Bytes of all paths together, which are kept in memory.
    pub paths: usize,
    /// Packed bytes still read after everything was seen, so that small bundles are checked to their end.
    pub grace: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { packed: 64 << 20, unpacked: 256 << 20, entries: 100_000, paths: 8 << 20, grace: 1 << 20 }
    }
}

/// Bytes are taken off the network in blocks of this size, so that what was read does not depend on its mood.
const BLOCK: u64 = 32 << 10;
/// The longest name in an archive: the limit of Go's reader for such headers, and so of servers.
const LONGEST_HEADER: u64 = SMALL;

/// What was read, and how much of it.
#[derive(Debug)]
pub struct Scan {
    /// The bundle, or why it cannot be told what it is.
    pub bundle: Result<Bundle, Cause>,
    /// Packed bytes read.
    pub read: u64,
}

/// Reads a bundle off `stream`, as far as it has to be read.
pub fn scan(stream: &mut dyn Read, limits: Limits) -> Scan {
    let meter = Meter { limits, stop_at: Cell::new(limits.packed), ..Meter::default() };
    let mut unpacked = Unpacked::new(stream, &meter);
    let mut listing = Listing::default();
    let listed = list(&mut unpacked, &mut listing, &meter);
    let drained = listed.and_then(|()| io::copy(&mut unpacked, &mut io::sink()));
    let bytes = meter.unpacked.get();
    let bundle = match (drained, meter.stopped.take(), meter.broken.take()) {
        (_, Some(_), _) if listing.seen_all() => Ok(listing.judge(End::Enough, None, bytes)),
        (_, Some(cause), _) => Err(cause),
        (Ok(_), None, _) => Ok(listing.judge(End::Whole { trailing: unpacked.trailing }, None, bytes)),
        (Err(_), None, Some(fault)) => Ok(listing.judge(End::Broken, Some(fault), bytes)),
        (Err(error), None, None) => Ok(listing.judge(End::Broken, Some(Fault::BadTar(error.to_string())), bytes)),
    };
    Scan { bundle, read: meter.packed.get() }
}

/// What all layers of the stream know together.
#[derive(Default)]
struct Meter {
    limits: Limits,
    packed: Cell<u64>,
    unpacked: Cell<u64>,
    /// The packed bytes after which no more are wanted.
    stop_at: Cell<u64>,
    /// Why reading was stopped, if not by the stream itself.
    stopped: RefCell<Option<Cause>>,
    /// What is wrong with the gzip stream.
    broken: RefCell<Option<Fault>>,
}

impl Meter {
    /// Ends all reading because of `cause`; the error is for whoever has to return one.
    fn stop(&self, cause: Cause) -> io::Error {
        let text = cause.detail.clone();
        self.stopped.borrow_mut().get_or_insert(cause);
        io::Error::other(text)
    }

    fn too_large(&self, what: String) -> io::Error {
        self.stop(Cause::new(CauseKind::TooLarge, format!("the bundle was not read to where it can be judged: {what}")))
    }
}

/// Takes in the archive's entries, in order.
fn list(unpacked: &mut Unpacked<'_>, listing: &mut Listing, meter: &Meter) -> io::Result<()> {
    let mut archive = Archive::new(unpacked);
    let mut next = Extension::default();
    let mut paths = 0;
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        if listing.count() == meter.limits.entries {
            return Err(meter.too_large(format!("it has over {} entries", meter.limits.entries)));
        }
        let kind = match entry.header().entry_type() {
            EntryType::XHeader | EntryType::GNULongName => {
                next.read(&mut entry)?;
                continue;
            }
            EntryType::XGlobalHeader | EntryType::GNULongLink => continue,
            EntryType::Directory => Kind::Folder,
            EntryType::Regular | EntryType::Continuous => Kind::File { mode: entry.header().mode()? },
            _ => Kind::Other,
        };
        let Extension { path, modified, size } = std::mem::take(&mut next);
        if size.is_some_and(|size| entry.header().entry_size().is_ok_and(|stated| stated != size)) {
            return Err(io::Error::other("an entry has two sizes"));
        }
        let path = path.unwrap_or_else(|| String::from_utf8_lossy(&entry.path_bytes()).into_owned());
        paths += path.len();
        if paths > meter.limits.paths {
            return Err(meter.too_large("the names of its entries are too long".to_owned()));
        }
        let kind = if path.ends_with('/') && kind != Kind::Other { Kind::Folder } else { kind };
        let modified = modified.or_else(|| entry.header().mtime().ok().and_then(|time| i64::try_from(time).ok()));
        let Some(path) = listing.add(&path, kind, modified) else { continue };
        if kind != Kind::Folder && listing.is_manifest(&path) {
            let mut content = Vec::new();
            entry.take(SMALL + 1).read_to_end(&mut content)?;
            if content.len() as u64 > SMALL {
                return Err(meter.too_large(format!("{path} is over {SMALL} bytes")));
            }
            listing.add_manifest(&path, content);
        }
        if listing.seen_all() {
            let enough = meter.packed.get().saturating_add(meter.limits.grace);
            meter.stop_at.set(meter.stop_at.get().min(enough));
        }
    }
    Ok(())
}

/// What headers before an entry say of it.
#[derive(Default)]
struct Extension {
    path: Option<String>,
    modified: Option<i64>,
    size: Option<u64>,
}

impl Extension {
    fn read(&mut self, entry: &mut Entry<'_, impl Read>) -> io::Result<()> {
        let mut content = Vec::new();
        entry.take(LONGEST_HEADER + 1).read_to_end(&mut content)?;
        if content.len() as u64 > LONGEST_HEADER {
            return Err(io::Error::other("a header is over 1 MiB"));
        }
        if entry.header().entry_type() == EntryType::GNULongName {
            let name = content.split(|byte| *byte == 0).next().unwrap_or_default();
            self.path = Some(String::from_utf8_lossy(name).into_owned());
            return Ok(());
        }
        for record in PaxExtensions::new(&content) {
            let record = record?;
            let value = String::from_utf8_lossy(record.value_bytes());
            match record.key_bytes() {
                b"path" => self.path = Some(value.into_owned()),
                b"mtime" => self.modified = value.split('.').next().and_then(|seconds| seconds.parse().ok()),
                b"size" => self.size = Some(value.parse().map_err(io::Error::other)?),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Bytes off the network in whole blocks, counted and capped.
struct Packed<'a> {
    stream: &'a mut dyn Read,
    meter: &'a Meter,
    block: Vec<u8>,
    start: usize,
}

impl BufRead for Packed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.block.len() {
            self.start = 0;
            self.block.clear();
            let left = self.meter.stop_at.get().saturating_sub(self.meter.packed.get());
            if self.meter.stopped.borrow().is_some() {
                // As at an end: the decoder gives out what it still holds.
            } else if left == 0 {
                self.meter.too_large(format!("{} bytes were not enough", self.meter.packed.get()));
            } else {
                let read = (&mut *self.stream).take(left.min(BLOCK)).read_to_end(&mut self.block);
                self.meter.packed.set(self.meter.packed.get() + self.block.len() as u64);
                if let Err(error) = read {
                    self.meter.stop(cause_of(&error));
                }
            }
        }
        Ok(self.block.get(self.start..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.block.len());
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// The gzip stream unpacked, member after member, counted and capped.
struct Unpacked<'a> {
    /// `None` after the last member.
    member: Option<GzDecoder<Packed<'a>>>,
    meter: &'a Meter,
    /// Something that is not gzip follows the last member.
    trailing: bool,
}

impl<'a> Unpacked<'a> {
    fn new(stream: &'a mut dyn Read, meter: &'a Meter) -> Self {
        let packed = Packed { stream, meter, block: Vec::new(), start: 0 };
        Self { member: Some(GzDecoder::new(packed)), meter, trailing: false }
    }

    /// Goes on to the next member, if there is one.
    fn turn(&mut self) -> io::Result<()> {
        let Some(mut packed) = self.member.take().map(GzDecoder::into_inner) else { return Ok(()) };
        let rest = packed.fill_buf()?;
        if rest.starts_with(&[0x1f]) {
            self.member = Some(GzDecoder::new(packed));
        } else {
            self.trailing = !rest.is_empty();
        }
        Ok(())
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => self.turn()?,
                Ok(count) => {
                    let unpacked = self.meter.unpacked.get() + count as u64;
                    self.meter.unpacked.set(unpacked);
                    if unpacked > self.meter.limits.unpacked {
                        return Err(self
                            .meter
                            .too_large(format!("it unpacks to over {} bytes", self.meter.limits.unpacked)));
                    }
                    return Ok(count);
                }
                Err(error) => {
                    let fault = match error.kind() {
                        ErrorKind::UnexpectedEof => Fault::Truncated,
                        _ => Fault::BadGzip(error.to_string()),
                    };
                    self.meter.broken.borrow_mut().get_or_insert(fault);
                    return Err(error);
                }
            }
        }
        Ok(0)
    }
}
