//! `plugin-manifest`

use serde_json::{Value, json};

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::error::Place;
use crate::evidence::manifest::{Manifest, Problem, Rule, Severity, Spanned, url};
use crate::evidence::{Cause, CauseKind, Evidence, Fact};
use crate::verdict::Judgement;

item! {
    /// A Mattermost server can install the plugin and start it: the ground of every other item.
    ///
    /// Servers look for plugin.yml, plugin.yaml and plugin.json, in that order, and read the first that exists. The
    /// manifest is judged by what servers themselves enforce, not by taste:
    ///
    /// - it can be read, and every value has the type that the server's decoder takes;
    /// - `id` is 3 to 190 letters, digits, `.`, `-` and `_` (servers use it in lower case);
    /// - there is a `server` part with an executable that runs on Linux, or a `webapp` part with a `bundle_path`, both
    ///   inside the bundle;
    /// - `min_server_version`, where there is one, is a semantic version.
    ///
    /// Every problem is listed at once, each with its place. A `version` is not asked for: the starter template's build
    /// derives it from the tag.
    ///
    /// What a server takes but `manifest check` does not (the template's tool, run by `make check-style` since
    /// 2024-04-22) is a hint and fails nothing: an unknown key, a name that is missing, an address that is none.
    ///
    /// How to get there: correct the lines named, then run `make check-style`, which calls `manifest check`.
    {
        id: "plugin-manifest", title: "a manifest that a server accepts", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "(ours) a plugin that a server can install, the ground of every other item"),
        needs: [], judge: judge,
    }
}

/// Problems told in one message; `facts` has them all.
const MOST: usize = 5;
/// Problems shown at their places.
const MOST_PLACES: usize = 50;

/// The manifest, or the judgement of an item that needs one when it cannot be read.
pub(super) fn manifest(evidence: &Evidence) -> Result<&Manifest, Judgement> {
    let cause = match &evidence.manifest {
        Fact::Seen(manifest) => return Ok(manifest),
        Fact::Blind(cause) => cause.clone(),
        Fact::Absent | Fact::NotAsked => Cause::new(CauseKind::Internal, "the manifest was not looked for"),
    };
    let judgement = Judgement::unknown(cause);
    Err(judgement.help("make the manifest readable first: plugin-ready explain plugin-manifest"))
}

fn judge(evidence: &Evidence) -> Judgement {
    if let Fact::Blind(cause) = &evidence.manifest
        && cause.kind == CauseKind::Malformed
    {
        return Judgement::fail(cause.detail.clone())
            .at_all(cause.place.clone())
            .help("mend the file there; a server stops at the same place and installs nothing");
    }
    let manifest = match manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement.help("read the file by hand: it could not be judged"),
    };
    let refused: Vec<&Problem> = manifest.problems_of(Severity::ServerRefuses).collect();
    let judgement = match refused.as_slice() {
        [] => Judgement::pass(accepted(manifest)).at(Place::file(&manifest.path)),
        [only] => Judgement::fail(only.what.clone()).help(only.help.clone()),
        several => Judgement::fail(format!("{} problems: {}", several.len(), told(several, |p| &p.what)))
            .help(told(several, |p| &p.help)),
    };
    judgement
        .at_all(refused.iter().take(MOST_PLACES).map(|problem| manifest.place(&problem.span)))
        .fact("manifest", manifest.path.clone())
        .fact("server", manifest.server.is_some())
        .fact("webapp", manifest.webapp.is_some())
        .fact("version_from_tag", manifest.surroundings.version_from_tag.clone())
        .fact("problems", problems(&refused, manifest))
        .fact("refused_by_manifest_check", manifest.problems_of(Severity::ManifestCheckRefuses).count())
}

/// Whether the build still has to fill in `value`, so that the source cannot tell.
pub(super) fn is_placeholder(manifest: &Manifest, value: &Spanned<String>) -> bool {
    manifest.problems.iter().any(|problem| problem.rule == Rule::Placeholder && problem.span == value.span)
}

/// Fails for a `key` without a value, where it stands empty or as something else than text, else for the whole
/// manifest.
pub(super) fn lacks(manifest: &Manifest, key: &str, value: Option<&Spanned<String>>, help: String) -> Judgement {
    let (because, place) = match (value, manifest.mistyped(key)) {
        (Some(empty), _) => (format!("{key} is empty"), manifest.place(&empty.span)),
        (None, Some(wrong)) => (wrong.what.clone(), manifest.place(&wrong.span)),
        (None, None) => (format!("{} has no {key}", manifest.path), Place::file(&manifest.path)),
    };
    Judgement::fail(because).help(help).at(place)
}

/// The address under `key`, or the judgement where it leads nobody to anything of the plugin's; `help` says what to write.
pub(super) fn address<'m>(
    manifest: &'m Manifest,
    key: &str,
    value: Option<&'m Spanned<String>>,
    help: &dyn Fn() -> String,
) -> Result<&'m Spanned<String>, Judgement> {
    let Some(address) = value.filter(|address| !address.value.trim().is_empty()) else {
        return Err(lacks(manifest, key, value, help()));
    };
    if is_placeholder(manifest, address) {
        return Err(placeholder(manifest, key, address));
    }
    let because = if let Some(fault) = url::fault(&address.value) {
        format!("{key} is {:?}, and {fault}", address.value)
    } else if let Some(why) = url::nobodys(&address.value) {
        format!("{key} is {:?}: {why}", address.value)
    } else if manifest.is_starter(address) {
        format!("{key} still leads to the starter template")
    } else {
        return Ok(address);
    };
    let judgement = Judgement::fail(because).help(help()).at(manifest.place(&address.span));
    Err(judgement.fact(key, address.value.as_str()))
}

/// The judgement of an item that needs the value of such a placeholder.
pub(super) fn placeholder(manifest: &Manifest, key: &str, value: &Spanned<String>) -> Judgement {
    let because = format!("{key} is a placeholder, {:?}, which the build has to fill in", value.value);
    Judgement::unknown(Cause::new(CauseKind::Unclear, because))
        .help("look into the built bundle's plugin.json for what it becomes")
        .at(manifest.place(&value.span))
}

fn told(problems: &[&Problem], part: fn(&Problem) -> &String) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for problem in problems {
        if !parts.contains(&part(problem).as_str()) {
            parts.push(part(problem));
        }
    }
    let more = parts.len().saturating_sub(MOST);
    parts.truncate(MOST);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("{}{more}", parts.join("; "))
}

fn problems(refused: &[&Problem], manifest: &Manifest) -> Value {
    let one = |problem: &&Problem| {
        let start = manifest.place(&problem.span).span.map(|span| span.start);
        json!({
            "rule": problem.rule.name(),
            "because": problem.what,
            "help": problem.help,
            "line": start.map(|at| at.line),
            "column": start.map(|at| at.column),
        })
    };
    refused.iter().take(MOST_PLACES).map(one).collect()
}

fn accepted(manifest: &Manifest) -> String {
    let id = manifest.id.as_ref().map_or("", |id| id.value.as_str());
    let parts = match (&manifest.server, &manifest.webapp) {
        (Some(_), Some(_)) => "a server and a webapp part",
        (Some(_), None) => "a server part",
        _ => "a webapp part",
    };
    let version = match (&manifest.version, &manifest.surroundings.version_from_tag) {
        (Some(version), _) if !version.value.is_empty() => format!("version {}", version.value),
        (_, Some(build)) => format!("its version from the tag ({build})"),
        (_, None) => "no version".to_owned(),
    };
    format!("a server takes {}: {id} with {parts}, {version}", manifest.path)
}
