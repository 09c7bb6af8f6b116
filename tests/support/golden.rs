//! Expected texts that are kept in files: compared, or written anew with `BLESS=1`.

use std::path::Path;

/// Fails unless `actual` is what the file at `path` holds; with `BLESS=1` in the environment, writes it there instead.
#[track_caller]
pub(crate) fn same(path: &Path, actual: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected != actual {
        let diff = similar::TextDiff::from_lines(&expected, actual).unified_diff().context_radius(2).to_string();
        panic!("{} is not what came out (BLESS=1 writes it anew):\n{diff}", path.display());
    }
}
