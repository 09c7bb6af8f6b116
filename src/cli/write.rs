//! Writing files: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::watch::unbroken;
use crate::error::Error;

/// Writes `text` to `path`, replacing what is there: a reader sees the old file or the new one, never a part.
///
/// A link is followed, and a device or a pipe is written to rather than replaced.
///
/// # Errors
/// The folder does not exist, or the file cannot be written; what was there is then untouched.
pub(crate) fn replace(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Error> {
    let text = text.as_ref();
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let there = fs::metadata(&target).ok();
    if there.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Error::new(format!("{} is a folder", path.display())).help("name a file in it"));
    }
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        let mut device = OpenOptions::new().write(true).open(&target).map_err(|e| trouble(path, &e))?;
        return device.write_all(text).map_err(|e| trouble(path, &e));
    }
    // Ctrl-C leaves no half of it behind.
    unbroken(|| {
        let (beside, mut file) = temporary(&target).map_err(|e| trouble(path, &e))?;
        let written = file
            .write_all(text)
            .and_then(|()| there.map_or(Ok(()), |there| file.set_permissions(there.permissions())))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&beside, &target));
        written.map_err(|error| {
            let _ = fs::remove_file(&beside);
            trouble(path, &error)
        })
    })
}

/// Writes a file that is not there yet.
///
/// # Errors
/// Something is there already, or it cannot be written.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(|e| trouble(folder, &e))?;
    let (beside, mut file) = temporary(path).map_err(|e| trouble(path, &e))?;
    // A hard link, unlike a rename, never replaces what came there in the meantime.
    let written = file.write_all(text.as_bytes()).and_then(|()| fs::hard_link(&beside, path));
    let _ = fs::remove_file(&beside);
    written.map_err(|error| trouble(path, &error))
}

/// Adds `text` to the end of the file that a CI runner named.
///
/// # Errors
/// It cannot be written.
pub(crate) fn append(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(|e| trouble(path, &e))?;
    file.write_all(text.as_bytes()).map_err(|e| trouble(path, &e))
}

/// A new file in the folder of `target`, so that renaming it does not leave the file system.
fn temporary(target: &Path) -> std::io::Result<(PathBuf, File)> {
    let name = target.file_name().ok_or(ErrorKind::InvalidInput)?.to_string_lossy();
    let mut number = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{}-{number}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 100 => number += 1,
            other => return other.map(|file| (path, file)),
        }
    }
}

fn trouble(path: &Path, error: &std::io::Error) -> Error {
    let told = Error::new(format!("{} cannot be written: {error}", path.display()));
    match error.kind() {
        ErrorKind::NotFound => told.help("make the folder first"),
        ErrorKind::AlreadyExists => Error::new(format!("{} is there already", path.display())),
        _ => told,
    }
}

#[cfg(test)]
mod tests {
    use super::{create, replace};
    use std::fs;

    fn names(folder: &std::path::Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        replace(&path, "a long first text").unwrap();
        replace(&path, "short").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
        assert_eq!(names(folder.path()), ["out.json"]);
    }

    #[test]
    fn a_failure_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let error = replace(&folder.path().join("missing/out.json"), "x").unwrap_err();
        assert_eq!(error.help.as_deref(), Some("make the folder first"));
        fs::create_dir(folder.path().join("out")).unwrap();
        assert!(replace(&folder.path().join("out"), "x").unwrap_err().what.ends_with("is a folder"));
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn links_stay_links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real", &link).unwrap();
        replace(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        replace(std::path::Path::new("/dev/null"), "x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/new.toml");
        create(&path, "mine").unwrap();
        assert!(create(&path, "other").unwrap_err().what.ends_with("is there already"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(names(path.parent().unwrap()), ["new.toml"]);
    }
}
