//! Advice on the bundle: its size, what runs in it, and how it is packed.

use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::nightly::Content;
use crate::evidence::nightly::bundle::{Bundle, Fault, Remark};
use crate::evidence::release::{Published, is_bundle};
use crate::evidence::repository::FileKind;
use crate::verdict::Hint;

const SIZE: &str = "bundle-too-large";
const EXECUTABLE: &str = "bundle-executable";
const LAYOUT: &str = "bundle-layout";

const MB: u64 = 1 << 20;
/// What a server takes as an upload unless `FileSettings.MaxFileSize` is raised, in bytes.
const UPLOAD: u64 = 100 * MB;

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [SIZE, EXECUTABLE, LAYOUT].into_iter()
}

/// What the bundles that were seen call for: the nightly one, and with `--github` that of the newest release.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let bundle = bundle(evidence);
    let told = [too_large(evidence), executable(evidence, bundle), layout(bundle)];
    told.into_iter().flatten().collect()
}

fn bundle(evidence: &Evidence) -> Option<&Bundle> {
    match &evidence.nightly.seen()?.served.seen()?.content {
        Content::Bundle(bundle) => Some(bundle),
        _ => None,
    }
}

fn too_large(evidence: &Evidence) -> Option<Hint> {
    let nightly = || {
        let served = evidence.nightly.seen()?.served.seen()?;
        matches!(served.content, Content::Bundle(_)).then_some(("the nightly bundle".to_owned(), served.length?))
    };
    let released = || match evidence.releases.seen()?.published.seen()? {
        Published::Assets(assets) => {
            let bundle = assets.iter().filter(|asset| is_bundle(&asset.name)).max_by_key(|asset| asset.size)?;
            Some((bundle.name.clone(), bundle.size))
        }
        Published::NoRelease => None,
    };
    let (name, size) = [nightly(), released()].into_iter().flatten().max_by_key(|(_, size)| *size)?;
    (size > UPLOAD).then(|| Hint {
        id: SIZE,
        because: format!(
            "{name} has {} MB: a server takes 100 MB as an upload unless its MaxFileSize is raised, and a proxy before it \
             often less",
            size.div_ceil(MB)
        ),
        help: "build the server with `-ldflags \"-s -w\"` and `-trimpath`, the web app for production, and leave out \
               platforms that nobody runs"
            .to_owned(),
        locations: Vec::new(),
    })
}

/// A server that may not be started: in the bundle, or tracked in git without its bit.
fn executable(evidence: &Evidence, bundle: Option<&Bundle>) -> Option<Hint> {
    let tracked = tracked(evidence);
    if let Some(place) = tracked.first() {
        return Some(Hint {
            id: EXECUTABLE,
            because: format!(
                "{} is tracked without its executable bit, so servers answer “permission denied”",
                place.path
            ),
            help: format!("git update-index --chmod=+x {}; or leave what `make dist` builds out of git", place.path),
            locations: tracked,
        });
    }
    let bundle = bundle?;
    let fault = |fault: &&Fault| {
        matches!(fault, Fault::NotExecutable { .. } | Fault::NoExecutable { .. } | Fault::NothingToRun(_))
    };
    if let Some(fault) = bundle.faults.iter().find(fault) {
        return Some(Hint {
            id: EXECUTABLE,
            because: format!("in the nightly build, {fault}"),
            help: fault.help().to_owned(),
            locations: Vec::new(),
        });
    }
    let missing = bundle.remarks.iter().find(|remark| matches!(remark, Remark::NoExecutable(_)))?;
    Some(Hint {
        id: EXECUTABLE,
        because: format!("in the nightly build, {missing}: the plugin does not start on that platform"),
        help: "build every platform that the manifest names, or take the name out".to_owned(),
        locations: Vec::new(),
    })
}

/// Executables that the manifest names and git has, without the bit.
fn tracked(evidence: &Evidence) -> Vec<Place> {
    let Some(manifest) = evidence.manifest.seen() else { return Vec::new() };
    let files = &evidence.repository;
    let Some(server) = &manifest.server else { return Vec::new() };
    let named = server.executables.values().map(|executable| &executable.path).chain(&server.executable);
    let paths =
        named.map(|path| path.value.as_str()).map(|path| format!("{}{}", files.prefix, path.trim_start_matches("./")));
    let plain = |path: &String| {
        files.file(path).is_some_and(|file| matches!(file.kind, FileKind::Regular { executable: false }))
            && !path.ends_with(".exe")
    };
    paths.filter(plain).map(Place::file).collect()
}

fn layout(bundle: Option<&Bundle>) -> Option<Hint> {
    let bundle = bundle?;
    let fault = |fault: &&Fault| {
        matches!(fault, Fault::NoManifest { .. } | Fault::HiddenByAppleDouble(_) | Fault::Outside(_) | Fault::Empty)
    };
    let (because, help) = match bundle.faults.iter().find(fault) {
        Some(fault) => (fault.to_string(), fault.help()),
        None => {
            let remark = bundle.remarks.iter().find(|remark| !matches!(remark, Remark::NoExecutable(_)))?;
            let help = match remark {
                Remark::AppleDouble(_) => Fault::HiddenByAppleDouble(String::new()).help(),
                Remark::TwoManifests { .. } => "keep one of the two manifests, and build again",
                Remark::Skipped(_) => "pack what the link leads to: `tar --dereference`",
                Remark::Trailing | Remark::NoExecutable(_) => "upload dist/*.tar.gz as `make dist` leaves it",
            };
            (remark.to_string(), help)
        }
    };
    Some(Hint {
        id: LAYOUT,
        because: format!("in the nightly build, {because}"),
        help: help.to_owned(),
        locations: Vec::new(),
    })
}
