//! What was read of a repository's files: several items ask for the same few.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::evidence::{Cause, CauseKind};

/// Most bytes of files that are kept for others to read.
const MOST_KEPT: u64 = 32 << 20;

/// A file's content, once it was read.
type Slot = Mutex<Option<Arc<[u8]>>>;

/// Files that were read, so that none is read twice.
#[derive(Default)]
pub(super) struct Cache {
    /// By path; who reads a file first has the others wait.
    files: Mutex<HashMap<String, Arc<Slot>>>,
    /// Bytes of all of them.
    kept: AtomicU64,
}

impl Cache {
    /// The content of the file at `path`, which `read` gives unless somebody has it.
    ///
    /// # Errors
    /// Those of `read`; the next one tries again.
    pub(super) fn get(&self, path: &str, read: impl FnOnce() -> Result<Arc<[u8]>, Cause>) -> Result<Arc<[u8]>, Cause> {
        let broken = || Cause::new(CauseKind::Internal, "an earlier read panicked");
        let file = {
            let mut files = self.files.lock().map_err(|_| broken())?;
            Arc::clone(files.entry(path.to_owned()).or_default())
        };
        let mut file = file.lock().map_err(|_| broken())?;
        if let Some(bytes) = &*file {
            return Ok(Arc::clone(bytes));
        }
        let bytes = read()?;
        let size = bytes.len() as u64;
        if self.kept.fetch_add(size, Ordering::Relaxed) + size <= MOST_KEPT {
            *file = Some(Arc::clone(&bytes));
        }
        Ok(bytes)
    }

    /// The content of the file at `path`, if somebody has read it.
    pub(super) fn kept(&self, path: &str) -> Option<Arc<[u8]>> {
        let file = Arc::clone(self.files.lock().ok()?.get(path)?);
        file.lock().ok()?.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::thread;

    use super::*;

    #[test]
    fn a_file_is_read_once_however_many_ask_at_a_time() {
        let (cache, reads) = (Cache::default(), AtomicUsize::new(0));
        let read = || {
            thread::sleep(std::time::Duration::from_millis(20));
            reads.fetch_add(1, Ordering::Relaxed);
            Ok(Arc::from(*b"text"))
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(*cache.get("README.md", read).unwrap(), *b"text"));
            }
        });
        assert_eq!(reads.into_inner(), 1);
        assert_eq!(cache.kept("README.md").as_deref(), Some(b"text".as_slice()));
        assert_eq!(cache.kept("LICENSE"), None);
    }

    #[test]
    fn what_fails_is_tried_again_and_what_is_too_much_is_not_kept() {
        let cache = Cache::default();
        let failed = || Err(Cause::new(CauseKind::Unreadable, "it is gone"));
        assert!(cache.get("a", failed).is_err());
        assert!(cache.get("a", || Ok(Arc::from(*b"a"))).is_ok());
        assert!(cache.kept("a").is_some());
        let much = || Ok(Arc::from(vec![0; MOST_KEPT as usize]));
        assert!(cache.get("b", much).is_ok());
        assert_eq!(cache.kept("b"), None);
    }
}
