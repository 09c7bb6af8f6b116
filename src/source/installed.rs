//! Packages that are installed beside the repository's files: `node_modules`, and Go's module cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::evidence::SMALL;
use crate::evidence::licence::dependencies::Installed;
use crate::evidence::licence::files::{self, Role};
use crate::evidence::lockfile::{Ecosystem, Package};

/// Looks in the usual folders, where they exist; it downloads nothing.
pub struct Folders {
    root: PathBuf,
    modules: Option<PathBuf>,
}

impl Folders {
    /// The folders for the repository at `root`.
    pub fn of(root: &Path) -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let modules = variable("GOMODCACHE")
            .or_else(|| variable("GOPATH").map(|path| path.join("pkg/mod")))
            .or_else(|| variable("HOME").map(|home| home.join("go/pkg/mod")))
            .filter(|path| path.is_dir());
        Self { root: root.to_owned(), modules }
    }

    /// The folder at `path` from the root, if it is there and no link on the way leads out of the repository.
    fn within(&self, path: &str) -> Option<PathBuf> {
        let folder = self.root.join(path).canonicalize().ok()?;
        folder.starts_with(self.root.canonicalize().ok()?).then_some(folder)
    }
}

impl Installed for Folders {
    fn texts(&self, folder: &str, package: &Package) -> Vec<(String, Arc<[u8]>)> {
        // Names come from the lockfile: none of them may lead out of its folder.
        let plain = |path: &str| !path.split('/').any(|part| matches!(part, "" | "." | "..")) && !path.contains('\\');
        match package.ecosystem {
            Ecosystem::Npm if plain(&package.installed) => {
                let inside = format!("{folder}{}/", package.installed);
                let Some(installed) = self.within(&inside) else { return Vec::new() };
                let manifest = read(&installed.join("package.json"));
                let mut texts: Vec<_> =
                    manifest.map(|bytes| (format!("{inside}package.json"), bytes)).into_iter().collect();
                let licences = texts_in(&installed);
                texts.extend(licences.into_iter().map(|(name, bytes)| (format!("{inside}{name}"), bytes)));
                texts
            }
            Ecosystem::Go if plain(&package.name) && plain(&package.version) => {
                let Some(modules) = &self.modules else { return Vec::new() };
                texts_in(&modules.join(format!("{}@{}", escaped(&package.name), escaped(&package.version))))
            }
            _ => Vec::new(),
        }
    }
}

/// The licence files directly in `folder`.
fn texts_in(folder: &Path) -> Vec<(String, Arc<[u8]>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut texts: Vec<(String, Arc<[u8]>)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            match files::role(&name)? {
                Role::Main | Role::Named(_) => Some((name, read(&entry.path())?)),
                _ => None,
            }
        })
        .collect();
    texts.sort_unstable();
    texts
}

fn read(path: &Path) -> Option<Arc<[u8]>> {
    let about = fs::symlink_metadata(path).ok()?;
    (about.is_file() && about.len() <= SMALL).then(|| fs::read(path).ok())?.map(Into::into)
}

/// The module cache writes capitals as `!` and the small letter.
fn escaped(name: &str) -> String {
    name.chars()
        .flat_map(|c| c.is_ascii_uppercase().then_some('!').into_iter().chain([c.to_ascii_lowercase()]))
        .collect()
}
