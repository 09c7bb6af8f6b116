//! One reading of a repository's files, shared by all who look into every one of them.

use std::sync::Arc;

use rayon::prelude::*;

use super::repository::{File, Repository};
use super::{Cause, LARGE, Reader};

/// Most files that stay on one core: some take long, and the others shall not wait for these at the end.
const TOGETHER: usize = 16;

/// What `look` sees of each file, in the order of their paths. Files are looked at side by side.
pub fn sweep<T: Send>(
    repository: &Repository,
    reader: &dyn Reader,
    look: impl Fn(&File, &mut Content<'_>) -> T + Sync,
) -> Vec<T> {
    let files = repository.files.par_iter().with_max_len(TOGETHER);
    files.map_init(Vec::new, |buffer, file| look(file, &mut Content { reader, file, buffer, held: None })).collect()
}

/// The path of the first of `files` behind the first `most` that are `wanted`: that one and what follows is too much.
pub fn beyond(files: &[File], most: usize, wanted: impl Fn(&File) -> bool) -> Option<&str> {
    if files.len() <= most {
        return None;
    }
    files.iter().filter(|file| wanted(file)).nth(most).map(|file| file.path.as_str())
}

/// A file's content: read when somebody first asks for it, into a buffer that the next file takes over.
pub struct Content<'a> {
    reader: &'a dyn Reader,
    file: &'a File,
    buffer: &'a mut Vec<u8>,
    held: Option<Held>,
}

/// Who holds the bytes.
enum Held {
    /// The reader, which has them for others too.
    Shared(Arc<[u8]>),
    /// The buffer.
    Buffer,
}

impl Content<'_> {
    /// The bytes, at most `limit`.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn bytes(&mut self, limit: u64) -> Result<&[u8], Cause> {
        if self.held.is_none() {
            self.held = Some(self.fetch(limit)?);
        }
        let bytes = match &self.held {
            Some(Held::Shared(bytes)) => bytes,
            _ => self.buffer.as_slice(),
        };
        if bytes.len() as u64 > limit { Err(Cause::too_large(&self.file.path, limit)) } else { Ok(bytes) }
    }

    /// Documents and settings are read elsewhere too, sources only here. A size of 0 is one that nobody knows.
    fn fetch(&mut self, limit: u64) -> Result<Held, Cause> {
        let path = &self.file.path;
        if (1..=LARGE).contains(&self.file.size) && !self.file.is_source() {
            return self.reader.read(path, limit).map(Held::Shared);
        }
        self.reader.read_into(path, limit, self.buffer).map(|()| Held::Buffer)
    }
}
