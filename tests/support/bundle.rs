//! Plugin bundles, good and bad, made in memory.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

/// 2026-11-20 00:00:00 UTC, when these bundles were built unless they say otherwise.
pub(crate) const BUILT: u64 = 1_795_132_800;

/// An archive in the making.
pub(crate) struct Pack {
    builder: Builder<Vec<u8>>,
    date: u64,
}

impl Pack {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self { builder: Builder::new(Vec::new()), date: BUILT }
    }

    /// A bundle as `make dist` builds it for `com.example.dice`, at `version`.
    pub(crate) fn of(version: &str) -> Self {
        Self::new()
            .folder("com.example.dice/")
            .file("com.example.dice/plugin.json", 0o644, manifest("com.example.dice", version).as_bytes())
            .file("com.example.dice/server/dist/plugin-linux-amd64", 0o755, b"\x7fELF")
            .file("com.example.dice/server/dist/plugin-windows-amd64.exe", 0o644, b"MZ")
            .file("com.example.dice/webapp/dist/main.js", 0o644, b"window")
    }

    /// Later entries carry this date.
    pub(crate) fn dated(mut self, date: u64) -> Self {
        self.date = date;
        self
    }

    /// A regular file.
    pub(crate) fn file(self, path: &str, mode: u32, content: &[u8]) -> Self {
        self.entry(EntryType::Regular, path, mode, content)
    }

    /// A folder.
    pub(crate) fn folder(self, path: &str) -> Self {
        self.entry(EntryType::Directory, path, 0o755, b"")
    }

    /// Any entry, its path written as it is.
    pub(crate) fn entry(mut self, kind: EntryType, path: &str, mode: u32, content: &[u8]) -> Self {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_mtime(self.date);
        header.set_size(content.len() as u64);
        // `set_path` refuses what hostile archives hold.
        let name = &mut header.as_gnu_mut().unwrap().name;
        name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        self.builder.append(&header, content).unwrap();
        self
    }

    /// A header that lies about its size: nothing follows it.
    pub(crate) fn hollow(mut self, kind: EntryType, path: &str, size: u64) -> Self {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(0o644);
        header.set_size(size);
        header.set_path(path).unwrap();
        header.set_cksum();
        self.builder.get_mut().extend_from_slice(header.as_bytes());
        self
    }

    /// The tar archive.
    pub(crate) fn tar(self) -> Vec<u8> {
        self.builder.into_inner().unwrap()
    }

    /// The archive, gzipped.
    pub(crate) fn gz(self) -> Vec<u8> {
        gzip(&self.tar())
    }
}

/// `bytes` as one gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A manifest with a server and a webapp.
pub(crate) fn manifest(id: &str, version: &str) -> String {
    format!(
        r#"{{"id": "{id}", "name": "Dice", "version": "{version}", "min_server_version": "9.5.0",
            "server": {{"executables": {{"linux-amd64": "server/dist/plugin-linux-amd64",
                                         "windows-amd64": "server/dist/plugin-windows-amd64.exe"}}}},
            "webapp": {{"bundle_path": "webapp/dist/main.js"}}}}"#
    )
}
