//! What go.mod and package.json say of dependencies: those that nobody mends, and versions that nothing pins.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::text;
use crate::data::retired::{GO, NPM, Retired};
use crate::error::Place;
use crate::evidence::Reader;
use crate::evidence::repository::Repository;

/// Where the web app's package may be, from the plugin's folder.
const PACKAGES: &[&str] = &["webapp/package.json", "package.json"];
/// What pins versions, beside a package.json or in the root of the repository.
const LOCKFILES: &[&str] =
    &["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

/// A dependency that nobody mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outdated {
    /// Which.
    pub dependency: &'static Retired,
    /// Where it is asked for.
    pub place: Place,
}

/// The retired dependencies that the plugin asks for itself.
pub fn outdated(repository: &Repository, reader: &dyn Reader) -> Vec<Outdated> {
    let mut all = Vec::new();
    for name in ["go.mod", "server/go.mod"] {
        if let Some((path, text)) = text(repository, reader, name) {
            all.extend(in_go(&path, &text));
        }
    }
    for name in PACKAGES {
        if let Some((path, text)) = text(repository, reader, name) {
            all.extend(in_npm(&path, &text));
        }
    }
    all
}

/// A package.json whose dependencies no lockfile pins.
pub fn unpinned(repository: &Repository, reader: &dyn Reader) -> Option<Place> {
    PACKAGES.iter().find_map(|name| {
        let (path, text) = text(repository, reader, name)?;
        let package: Package = serde_json::from_str(&text).ok()?;
        let folder = path.strip_suffix("package.json")?;
        let pinned = [folder, repository.prefix.as_str(), ""]
            .iter()
            .any(|folder| LOCKFILES.iter().any(|lockfile| repository.file(&format!("{folder}{lockfile}")).is_some()));
        (!pinned && !package.dependencies.is_empty()).then(|| Place::file(path))
    })
}

/// Requirements of the module itself: `require path version`, on a line of its own or in a block. What the module
/// replaces by something else is not what it builds with.
fn in_go(path: &str, text: &str) -> Vec<Outdated> {
    let mut block = "";
    let (mut found, mut replaced) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        let mut words = line.split("//").next().unwrap_or_default().split_whitespace();
        let first = words.next().unwrap_or_default();
        let (keyword, module) = match first {
            ")" => {
                block = "";
                continue;
            }
            "require" | "replace" | "exclude" | "retract" => match words.next() {
                Some("(") => {
                    block = first;
                    continue;
                }
                module => (first, module.unwrap_or_default()),
            },
            module => (block, module),
        };
        match keyword {
            "replace" => replaced.push(module),
            "require" if !line.contains("// indirect") => {
                let is_it = |retired: &&Retired| {
                    module.strip_prefix(retired.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                if let Some(dependency) = GO.iter().find(is_it) {
                    found.push((module, Outdated { dependency, place: Place::line(path, text, index + 1) }));
                }
            }
            _ => {}
        }
    }
    found.into_iter().filter(|(module, _)| !replaced.contains(module)).map(|(_, outdated)| outdated).collect()
}

#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    dependencies: BTreeMap<String, IgnoredAny>,
    #[serde(default, rename = "devDependencies")]
    for_building: BTreeMap<String, IgnoredAny>,
}

fn in_npm(path: &str, text: &str) -> Vec<Outdated> {
    let Ok(package) = serde_json::from_str::<Package>(text) else { return Vec::new() };
    let asked = NPM.iter().filter(|retired| {
        package.dependencies.contains_key(retired.name) || package.for_building.contains_key(retired.name)
    });
    let place = |name: &str| {
        let key = format!("\"{name}\":");
        let line = text.lines().position(|line| line.trim_start().starts_with(&key));
        line.map_or_else(|| Place::file(path), |index| Place::line(path, text, index + 1))
    };
    asked.map(|dependency| Outdated { dependency, place: place(dependency.name) }).collect()
}
