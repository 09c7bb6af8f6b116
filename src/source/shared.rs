//! What several threads make together, and whoever watches them sees.

use std::sync::Mutex;

use crate::evidence::Evidence;

/// Evidence in the making: whoever watches the collecting can take what is there so far.
pub type Shared = Mutex<Evidence>;

/// What two threads make, each a half: both go to who comes last.
pub(super) struct Halves<A, B>(Mutex<(Option<A>, Option<B>)>);

impl<A, B> Default for Halves<A, B> {
    fn default() -> Self {
        Self(Mutex::new((None, None)))
    }
}

impl<A, B> Halves<A, B> {
    /// Leaves the first half, or takes both.
    pub(super) fn first(&self, half: A) -> Option<(A, B)> {
        self.take(|halves| halves.0 = Some(half))
    }

    /// Leaves the second half, or takes both.
    pub(super) fn second(&self, half: B) -> Option<(A, B)> {
        self.take(|halves| halves.1 = Some(half))
    }

    fn take(&self, put: impl FnOnce(&mut (Option<A>, Option<B>))) -> Option<(A, B)> {
        let mut halves = self.0.lock().ok()?;
        put(&mut halves);
        let (first, second) = std::mem::take(&mut *halves);
        match (first, second) {
            (Some(first), Some(second)) => Some((first, second)),
            half => {
                *halves = half;
                None
            }
        }
    }
}

/// A poisoned lock means that the watcher is gone: then nobody reads the evidence.
pub(super) fn put(evidence: &Shared, store: impl FnOnce(&mut Evidence)) {
    if let Ok(mut evidence) = evidence.lock() {
        store(&mut evidence);
    }
}
