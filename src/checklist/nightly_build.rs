//! `nightly-build`

use serde_json::{Value, json};

use super::builds::{packing, unmade};
use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::evidence::ci::{Event, Outcome};
use crate::evidence::nightly::address::Address;
use crate::evidence::nightly::bundle::{Bundle, Fault};
use crate::evidence::nightly::freshness::{self, Freshness};
use crate::evidence::nightly::{Content, Nightly, Served, Stated, candidate, timestamp};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, release};
use crate::verdict::Judgement;

item! {
    /// Mattermost pulls the newest build of your default branch every night and runs it on ci-extensions. So one
    /// address must always serve that build, to anybody, without a login. State it in `plugin-ready.toml`:
    ///
    /// ```toml
    /// [build]
    /// nightly-url = "https://github.com/example/mattermost-plugin-example/releases/tag/nightly"
    /// ```
    ///
    /// It passes when the address serves
    ///
    /// - a bundle that a server installs: a gzipped tar archive with one folder or a flat root, `plugin.json` in it,
    ///   and what the manifest names: the executable for linux-amd64 with its x bit, the webapp's script;
    /// - of this plugin: the id is the repository's, and the version is not older than the newest release;
    /// - of the default branch: by the commit in its version (`1.2.0+4f3a2b1`), else by its date, it lacks no commit
    ///   that is older than `max-age` under `[build]` (48 h when left out).
    ///
    /// The page of a rolling release on GitHub (`…/releases/tag/nightly`) is resolved to its asset. An address of the
    /// newest release (`…/releases/latest/…`, `…-latest.tar.gz`) or of a certain one never serves master, and artifacts
    /// of GitHub Actions need a login.
    ///
    /// Trouble with the network is unknown, never a fail; `plugin-ready probe URL` shows what this item sees.
    {
        id: "nightly-build", title: "a URL serves the latest master build", who: Ci,
        page: (PROCESS_PAGE, PROCESS_DATE, "the author gives a URL where the latest master build can be pulled every night"),
        needs: [Nightly, Releases], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let id = evidence.manifest.seen().and_then(|manifest| manifest.id.as_ref());
    judge_for(evidence, id.map(|id| id.value.as_str()))
}

/// As the item judges, for the plugin called `id` whatever the manifest says.
pub fn judge_for(evidence: &Evidence, id: Option<&str>) -> Judgement {
    let nightly = match &evidence.nightly {
        Fact::Seen(nightly) => nightly,
        Fact::Blind(cause) => return Judgement::unknown(cause.clone()),
        Fact::Absent | Fact::NotAsked => {
            return Judgement::unknown(Cause::new(CauseKind::NotAsked, "the nightly URL was not looked at"));
        }
    };
    let branch = candidate::branch(&evidence.repository);
    let advice = || {
        let first = if is_unbuilt(evidence) { nightly.setup.first(branch) } else { String::new() };
        first + &nightly.setup.advice(branch, packing(evidence), &unmade(evidence))
    };
    let Some(stated) = &nightly.stated else { return unstated(nightly, &advice) };
    let judgement = match by_address(stated, branch, &advice) {
        Some(judgement) => judgement,
        None => match &nightly.served {
            Fact::Seen(served) => of_answer(evidence, nightly, served, id),
            Fact::Blind(cause) => Judgement::unknown(cause.clone()),
            Fact::Absent | Fact::NotAsked => {
                Judgement::unknown(Cause::new(CauseKind::NotAsked, format!("{} was not asked", stated.url)))
            }
        },
    };
    with_facts(judgement, nightly, stated).at_all(stated.place.clone())
}

/// Whether CI is known to build no push to the default branch.
fn is_unbuilt(evidence: &Evidence) -> bool {
    evidence.ci.seen().is_some_and(|ci| {
        ci.configurations.iter().all(|file| file.blind.is_empty())
            && ci.on(Event::Push).all(|run| matches!(run.outcome, Outcome::Not(_)))
    })
}

/// No address: how to get one, and what may be one already.
fn unstated(nightly: &Nightly, advice: &dyn Fn() -> String) -> Judgement {
    let because = "no URL is stated that serves the latest master build";
    let judgement = match nightly.candidates.as_slice() {
        [] => Judgement::fail(because).help(advice()),
        [first, rest @ ..] => {
            let others = if rest.is_empty() { String::new() } else { format!(" (or one of {} more)", rest.len()) };
            Judgement::fail(format!("{because}; {} at {} may be one{others}", first.url, first.place))
                .help(format!(
                    "try it with `plugin-ready probe {}`, then state it in plugin-ready.toml as nightly-url under [build]",
                    first.url
                ))
                .at_all(nightly.candidates.iter().map(|candidate| candidate.place.clone()))
        }
    };
    let urls: Vec<&str> = nightly.candidates.iter().map(|candidate| candidate.url.as_str()).collect();
    judgement.fact("url", Value::Null).fact("candidates", urls)
}

/// What the address itself gives away.
fn by_address(stated: &Stated, branch: &str, advice: &dyn Fn() -> String) -> Option<Judgement> {
    let url = &stated.url;
    let because = match Address::of(url) {
        Address::Direct(_) | Address::Rolling { .. } => return None,
        Address::LatestRelease => format!("{url} serves the latest release, not the latest build of {branch}"),
        Address::FixedRelease(tag) => {
            format!("{url} serves the release {tag} for ever, not the latest build of {branch}")
        }
        Address::Page(what) => format!("{url} is {what}, not a bundle"),
        Address::Malformed(how) => format!("the nightly URL {url} is no address that can be pulled: {how}"),
    };
    Some(Judgement::fail(because).help(advice()))
}

fn of_answer(evidence: &Evidence, nightly: &Nightly, served: &Served, own: Option<&str>) -> Judgement {
    let url = &served.final_url;
    let branch = candidate::branch(&evidence.repository);
    let publish = || {
        format!("publish each build of {branch} there, readable by anybody; `plugin-ready probe` shows what is served")
    };
    match (served.status, &served.content) {
        (_, Content::AccessDenied) => Judgement::fail(format!("{url} is not public: its store answered AccessDenied"))
            .help("make the object readable by anybody, and check its name: stores answer the same for missing ones"),
        (404 | 410, _) => {
            Judgement::fail(format!("{url} answered {}: there is no such file", served.status)).help(publish())
        }
        (401, _) => {
            Judgement::fail(format!("{url} answered 401: it asks for a login, which the nightly pull does not have"))
                .help(publish())
        }
        (_, Content::LoginPage) => {
            Judgement::fail(format!("{url} is a login page, and the nightly pull cannot log in")).help(publish())
        }
        (_, Content::Empty) => {
            Judgement::fail(format!("{url} answered {} with nothing in it", served.status)).help(publish())
        }
        (_, Content::Other(form)) => Judgement::fail(format!("{url} serves {form}, not a plugin bundle"))
            .help("the address must serve the .tar.gz that `make dist` builds, not a page about it"),
        (_, Content::NoAsset(how)) => Judgement::fail(how.clone())
            .help(format!("upload exactly one dist/*.tar.gz to it after each build of {branch}")),
        (_, Content::Bundle(bundle)) => of_bundle(evidence, nightly, bundle, own),
        (status, Content::Unread) => Judgement::unknown(Cause::new(
            CauseKind::Network,
            format!("{url} answered {status}, which does not tell whether there is a bundle"),
        )),
    }
}

fn of_bundle(evidence: &Evidence, nightly: &Nightly, bundle: &Bundle, own: Option<&str>) -> Judgement {
    if let Some(fault) = bundle.faults.first() {
        let more = bundle.faults.len() - 1;
        let because = if more > 0 { format!("{fault} (and {more} more)") } else { fault.to_string() };
        return Judgement::fail(because).help(help_for(fault));
    }
    let id = bundle.id.as_deref().unwrap_or_default();
    let branch = candidate::branch(&evidence.repository);
    if let Some(own) = own.filter(|own| *own != id) {
        return Judgement::fail(format!("the bundle is of another plugin: its id is {id}, this one's is {own}"))
            .help("state the address of this plugin's own build");
    }
    let version = bundle.version.as_deref();
    if let Some(judgement) = older_than_release(evidence, version, branch) {
        return judgement;
    }
    let named = match version {
        Some(version) => format!("{id} {version}"),
        None => id.to_owned(),
    };
    match freshness::of(nightly, version) {
        Freshness::Fresh(how) => {
            let notes = notes(nightly, bundle).into_iter().chain(uncompared(evidence, version));
            let notes: Vec<String> = notes.map(|note| format!("; {note}")).collect();
            Judgement::pass(format!("the URL serves {named}: {how}{}", notes.concat()))
        }
        Freshness::Stale(how) => Judgement::fail(format!("the URL serves {named}, which is stale: {how}")).help(format!(
            "see why the last build of {branch} was not published there, or set max-age under [build] in plugin-ready.toml"
        )),
        Freshness::Elsewhere(how) => Judgement::fail(format!("the URL serves {named}, but {how}"))
            .help(format!("publish there only from the job that builds {branch}")),
        Freshness::Unclear(cause) => {
            let detail = format!("the URL serves {named}, but {}", cause.detail);
            Judgement::unknown(Cause { detail, ..cause })
        }
    }
}

fn help_for(fault: &Fault) -> String {
    format!("{}; `plugin-ready probe` lists all that is wrong with it", fault.help())
}

/// A build of master has at least the version of the newest release.
fn older_than_release(evidence: &Evidence, version: Option<&str>, branch: &str) -> Option<Judgement> {
    let releases = evidence.releases.seen().filter(|releases| !releases.shallow)?;
    let newest = releases.newest_stable()?;
    let built = release::version(version?)?;
    if built.cmp_precedence(&newest.version).is_ge() {
        return None;
    }
    let tag = &newest.tag.name;
    let help = if (built.major, built.minor, built.patch) == (0, 0, 0) {
        "let the build see the tags, from which it takes the version: `fetch-depth: 0` for actions/checkout".to_owned()
    } else {
        format!("see why {branch} was not built since {tag}")
    };
    Some(Judgement::fail(format!("the bundle's version {built} is older than the newest release {tag}")).help(help))
}

/// A version that cannot be held against the newest release.
fn uncompared(evidence: &Evidence, version: Option<&str>) -> Option<String> {
    let newest = evidence.releases.seen()?.newest_stable()?;
    let version = version.filter(|version| release::version(version).is_none())?;
    Some(format!("{version} is no semantic version, so that nothing tells if it is older than {}", newest.tag.name))
}

/// What does not keep a bundle from passing, and is worth a word.
fn notes(nightly: &Nightly, bundle: &Bundle) -> Vec<String> {
    let mut notes: Vec<String> = bundle.remarks.first().map(ToString::to_string).into_iter().collect();
    notes.extend(oversize(nightly));
    if let Fact::Seen(served) = &nightly.served {
        if served.encoded {
            notes.push("it is sent with Content-Encoding: gzip, so that Go's clients unpack it on the way".to_owned());
        }
        if served.proxied {
            notes.push("a proxy asked, so that the address it asked was not checked".to_owned());
        }
    }
    notes
}

/// What servers take as an upload: 100 MB, 50 MB before Mattermost 5.33.
fn oversize(nightly: &Nightly) -> Option<String> {
    const MB: u64 = 1 << 20;
    let length = nightly.served.seen()?.length?;
    let size = length.div_ceil(MB);
    if length > 100 * MB {
        Some(format!("it has {size} MB, and servers take 100 as an upload unless MaxFileSize is raised"))
    } else if length > 50 * MB {
        Some(format!("it has {size} MB, and servers before 5.33 take 50 as an upload"))
    } else {
        None
    }
}

fn with_facts(judgement: Judgement, nightly: &Nightly, stated: &Stated) -> Judgement {
    let served = nightly.served.seen();
    let bundle = served.and_then(|served| match &served.content {
        Content::Bundle(bundle) => Some(of_facts(bundle)),
        _ => None,
    });
    judgement
        .fact("url", stated.url.as_str())
        .fact("final_url", served.map(|served| served.final_url.as_str()))
        .fact("status", served.map(|served| served.status))
        .fact("bytes_read", served.map(|served| served.bytes_read))
        .fact("size", served.and_then(|served| served.length))
        .fact("built", nightly.built().map(timestamp))
        .fact("proxied", served.map(|served| served.proxied))
        .fact("bundle", bundle)
}

fn of_facts(bundle: &Bundle) -> Value {
    json!({
        "id": bundle.id,
        "version": bundle.version,
        "min_server_version": bundle.min_server_version,
        "folder": bundle.folder,
        "manifest": bundle.manifest,
        "entries": bundle.entries,
        "unpacked": bundle.unpacked,
        "faults": bundle.faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "remarks": bundle.remarks.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
