//! Lockfiles: which packages a plugin depends on, and what the lockfile says of their licences.
//!
//! package-lock.json (versions 1 to 3), npm-shrinkwrap.json, yarn.lock (classic and berry), pnpm-lock.yaml, go.mod.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A package that a lockfile names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Its name or module path.
    pub name: String,
    /// Its version, as written.
    pub version: String,
    /// Where npm installs it, from the lockfile's folder; empty for others.
    pub installed: String,
    /// The licence, where the lockfile says it.
    pub licence: Option<String>,
}

/// Where packages come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ecosystem {
    /// npm, yarn and pnpm.
    Npm,
    /// Go modules.
    Go,
}

/// A lockfile's packages: those that are shipped, as far as the lockfile tells them from those for development.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lockfile {
    /// The packages, each once, sorted.
    pub packages: Vec<Package>,
    /// It does not tell which packages are for development only.
    pub development_included: bool,
    /// How many more it names: a lockfile's first 20,000 are kept.
    pub left_out: usize,
}

/// Most packages of one lockfile.
const MOST: usize = 20_000;

/// The lockfiles that [`parse`] reads.
pub const NAMES: &[&str] = &["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "go.mod"];

/// Reads the lockfile called `name`; `None` when it is none that is known, or broken.
pub fn parse(name: &str, text: &str) -> Option<Lockfile> {
    let mut lockfile = match name {
        "package-lock.json" | "npm-shrinkwrap.json" => npm(text)?,
        "yarn.lock" => yarn(text),
        "pnpm-lock.yaml" => pnpm(text),
        "go.mod" => go(text),
        _ => return None,
    };
    lockfile.packages.sort_unstable();
    lockfile.packages.dedup();
    lockfile.left_out = lockfile.packages.len().saturating_sub(MOST);
    lockfile.packages.truncate(MOST);
    Some(lockfile)
}

#[derive(Deserialize)]
struct NpmLock<'t> {
    /// Where nothing is installed, npm writes no more than this.
    #[serde(rename = "lockfileVersion")]
    version: Option<IgnoredAny>,
    #[serde(borrow)]
    packages: Option<BTreeMap<Cow<'t, str>, NpmPackage>>,
    #[serde(borrow)]
    dependencies: Option<BTreeMap<Cow<'t, str>, NpmDependency>>,
}

/// An entry of versions 2 and 3, by the path it is installed at.
#[derive(Deserialize)]
struct NpmPackage {
    name: Option<String>,
    version: Option<String>,
    license: Option<Said>,
    licenses: Option<Said>,
    #[serde(default)]
    dev: bool,
    #[serde(default)]
    link: bool,
    #[serde(default, rename = "inBundle")]
    in_bundle: bool,
}

/// An entry of version 1, by its name.
#[derive(Deserialize)]
struct NpmDependency {
    version: Option<String>,
    #[serde(default)]
    dev: bool,
    #[serde(default)]
    dependencies: BTreeMap<String, NpmDependency>,
}

/// A licence in one of npm's three notations.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Name(String),
    Old { r#type: String },
    All(Vec<Said>),
    Other(serde::de::IgnoredAny),
}

impl Said {
    fn written(&self) -> Option<String> {
        match self {
            Self::Name(name) | Self::Old { r#type: name } => Some(name.clone()),
            Self::All(all) => {
                let names: Vec<String> = all.iter().filter_map(Self::written).collect();
                (!names.is_empty()).then(|| format!("({})", names.join(" OR ")))
            }
            Self::Other(_) => None,
        }
    }
}

fn npm(text: &str) -> Option<Lockfile> {
    let lock: NpmLock<'_> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let mut packages = Vec::new();
    if let Some(entries) = lock.packages {
        for (path, entry) in entries {
            // The root, links to folders of the repository, and those folders are the plugin's own.
            let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
            if entry.dev || entry.link || entry.in_bundle {
                continue;
            }
            packages.push(Package {
                ecosystem: Ecosystem::Npm,
                name: entry.name.unwrap_or_else(|| name.to_owned()),
                version: entry.version.unwrap_or_default(),
                licence: entry.license.or(entry.licenses).and_then(|said| said.written()),
                installed: path.into_owned(),
            });
        }
    } else {
        let none = || lock.version.map(|_| BTreeMap::new());
        for (name, entry) in lock.dependencies.or_else(none)? {
            npm_1(&name, &format!("node_modules/{name}"), entry, &mut packages);
        }
    }
    Some(Lockfile { packages, development_included: false, left_out: 0 })
}

fn npm_1(name: &str, installed: &str, entry: NpmDependency, packages: &mut Vec<Package>) {
    for (name, entry) in entry.dependencies {
        npm_1(&name, &format!("{installed}/node_modules/{name}"), entry, packages);
    }
    if !entry.dev {
        packages.push(Package {
            ecosystem: Ecosystem::Npm,
            name: name.to_owned(),
            version: entry.version.unwrap_or_default(),
            licence: None,
            installed: installed.to_owned(),
        });
    }
}

fn npm_package(name: &str, version: &str) -> Package {
    Package {
        ecosystem: Ecosystem::Npm,
        name: name.to_owned(),
        version: version.to_owned(),
        licence: None,
        installed: format!("node_modules/{name}"),
    }
}

/// Both kinds: a line `"name@range", name@range:` and, under it, `version "1.2.3"` or `version: 1.2.3`.
fn yarn(text: &str) -> Lockfile {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for line in text.lines() {
        if let Some(head) = line.strip_suffix(':').filter(|_| !line.starts_with([' ', '#'])) {
            let first = head.split(',').next().unwrap_or(head).trim_matches('"');
            // Workspaces and patches are the plugin's own; the range follows the last `@` but the first.
            let own = first.contains("@workspace:") || first.contains("@link:") || first.contains("@file:");
            name = first.get(1..).and_then(|rest| rest.find('@')).and_then(|at| first.get(..=at)).filter(|_| !own);
        } else if let Some(version) = line.strip_prefix("  version")
            && let Some(name) = name.take()
        {
            packages.push(npm_package(name, version.trim_matches([':', ' ', '"'])));
        }
    }
    Lockfile { packages, development_included: true, left_out: 0 }
}

/// The keys of `packages:`: `/name/1.2.3`, `/name@1.2.3(peer)` or `name@1.2.3`; with `dev: true` where the format has
/// it.
fn pnpm(text: &str) -> Lockfile {
    let mut packages: Vec<Package> = Vec::new();
    let mut inside = false;
    let mut tells = false;
    for line in text.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            inside = line.trim_end() == "packages:";
        } else if inside && line.starts_with("  ") && !line.starts_with("   ") {
            let key = line.trim().trim_end_matches(':').trim_matches(['\'', '"']).trim_start_matches('/');
            let key = key.split('(').next().unwrap_or(key);
            let at = key.get(1..).and_then(|rest| rest.rfind('@')).map(|at| at + 1).or_else(|| key.rfind('/'));
            if let Some((name, version)) = at.and_then(|at| key.split_at_checked(at)) {
                packages.push(npm_package(name, version.get(1..).unwrap_or_default()));
            }
        } else if inside && line.trim() == "dev: true" {
            tells = true;
            packages.pop();
        } else if inside && line.trim() == "dev: false" {
            tells = true;
        }
    }
    Lockfile { packages, development_included: !tells, left_out: 0 }
}

/// The `require` lines; direct and indirect modules are both built in.
fn go(text: &str) -> Lockfile {
    let mut packages = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or(line).trim();
        let requirement = match line.strip_prefix("require") {
            Some(rest) if rest.trim() == "(" => {
                inside = true;
                continue;
            }
            Some(rest) if rest.starts_with(' ') => rest,
            _ if inside && line == ")" => {
                inside = false;
                continue;
            }
            _ if inside => line,
            _ => continue,
        };
        let mut parts = requirement.split_whitespace();
        if let (Some(name), Some(version)) = (parts.next(), parts.next()) {
            packages.push(Package {
                ecosystem: Ecosystem::Go,
                name: name.trim_matches('"').to_owned(),
                version: version.to_owned(),
                installed: String::new(),
                licence: None,
            });
        }
    }
    Lockfile { packages, development_included: false, left_out: 0 }
}
