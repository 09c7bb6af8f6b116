//! Collects the evidence: each part at most once, and only if somebody needs it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::files::{Compared, Files};
use super::github::GitHub;
use super::shared::{Halves, Shared, put};
use super::web::{Deadline, Url, Web};
use super::{Source, ledger, nightly, tags};
use crate::config::{self, Config};
use crate::error::Error;
use crate::evidence::boilerplate::base::Base;
use crate::evidence::boilerplate::identity::Names;
use crate::evidence::boilerplate::index::{self, Index};
use crate::evidence::manifest::{Manifest, Spanned};
use crate::evidence::nightly::{MAX_AGE, Nightly};
use crate::evidence::release::{Published, Releases};
use crate::evidence::sign_off::{Claims, Ledger, Linked};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, Need, ci, docs, repository};

/// What the user allows and asks for.
#[derive(Clone)]
pub struct Ask<'a> {
    /// What plugin-ready.toml and the policy say.
    pub config: &'a Config,
    /// Only the policy's people count.
    pub official: bool,
    /// Who asks servers; [`super::web::Offline`] asks none.
    pub web: &'a dyn Web,
    /// Most time for one probe of a server.
    pub timeout: Duration,
    /// The nightly URL of the command line, which goes before the configuration's.
    pub nightly_url: Option<&'a str>,
    /// The base address of GitHub's API, if GitHub is to be asked.
    pub github: Option<Url>,
    /// An index of the template that goes before the embedded one.
    pub index: Option<&'a Index>,
    /// The time of the run: the one clock that everything is judged by.
    pub now: Timestamp,
}

impl<'a> Ask<'a> {
    /// The index of the template to compare with, unless even the embedded one is broken.
    fn template(&self) -> Result<&'a Index, &'static Error> {
        match self.index {
            Some(index) => Ok(index),
            None => index::embedded(),
        }
    }
}

impl Source {
    /// What is known before anything is collected: parts that `needs` names are not known yet, `because` of that cause.
    pub fn nothing_yet(&self, manifest: Fact<Manifest>, needs: &[Need], because: &Cause) -> Evidence {
        fn waiting<T>(needed: bool, because: &Cause) -> Fact<T> {
            if needed { Fact::Blind(because.clone()) } else { Fact::NotAsked }
        }
        let needed = |need: Need| needs.contains(&need);
        Evidence {
            repository: self.repository.clone(),
            manifest,
            licence: waiting(needed(Need::Licence), because),
            ci: waiting(needed(Need::Ci), because),
            releases: waiting(needed(Need::Releases), because),
            nightly: waiting(needed(Need::Nightly), because),
            docs: waiting(needed(Need::Docs), because),
            sign_offs: waiting(needed(Need::SignOffs), because),
            boilerplate: waiting(needed(Need::Boilerplate), because),
            code: waiting(needed(Need::Code), because),
        }
    }

    /// The facts that `needs` names, for who does not watch.
    pub fn evidence(&self, manifest: Fact<Manifest>, needs: &[Need], ask: &Ask<'_>) -> Evidence {
        let unfinished = Cause::new(CauseKind::Internal, "this was not collected");
        let evidence = Mutex::new(self.nothing_yet(manifest, needs, &unfinished));
        self.collect(&evidence, needs, ask);
        evidence.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the facts in `evidence` that `needs` names by what is seen, each as soon as it is.
    ///
    /// What only reads files goes to other threads; git's handle and the network stay on this one.
    pub fn collect(&self, evidence: &Shared, needs: &[Need], ask: &Ask<'_>) {
        let needed = |need: Need| needs.contains(&need);
        let (repository, reader) = (&self.repository, self.reader());
        let manifest = evidence.lock().map(|evidence| evidence.manifest.clone()).unwrap_or_default();
        let manifest = manifest.seen();
        let halves = Halves::default();
        let whole = |both: Option<(Option<Compared<'_>>, Option<Base>)>| {
            if let Some((Some(compared), base)) = both {
                let fact = compared.fact(base);
                put(evidence, |evidence| evidence.boilerplate = fact);
            }
        };
        rayon::in_place_scope(|scope| {
            // First what one thread must do alone; what shares its files out fills the gaps.
            if needed(Need::Ci) {
                scope.spawn(|_| {
                    let fact = ci::collect(repository, reader);
                    put(evidence, |evidence| evidence.ci = fact);
                });
            }
            if needed(Need::Docs) {
                scope.spawn(|_| {
                    let fact = docs::collect(repository, reader);
                    put(evidence, |evidence| evidence.docs = fact);
                });
            }
            if [Need::Licence, Need::Code, Need::Boilerplate].into_iter().any(needed) {
                let index = ask.template();
                let files =
                    Files { repository, reader, names: names(manifest), accepted: &ask.config.dependencies, index };
                scope.spawn(|_| {
                    let files = files;
                    whole(halves.first(files.collect(evidence, needs)));
                });
            }
            if needed(Need::Boilerplate) {
                let base = ask.template().ok().and_then(|index| self.base(index)).map(|(base, _)| base);
                whole(halves.second(base));
            }
            if needed(Need::Releases) {
                let mut fact = self.releases(manifest);
                if let Fact::Seen(releases) = &mut fact {
                    releases.published = self.published(releases, ask);
                }
                put(evidence, |evidence| evidence.releases = fact);
            }
            if needed(Need::SignOffs) {
                let ledger = self.ledger(ask);
                put(evidence, |evidence| evidence.sign_offs = Fact::Seen(ledger));
            }
            if needed(Need::Nightly) {
                let nightly = self.nightly(manifest, ask);
                put(evidence, |evidence| evidence.nightly = Fact::Seen(nightly));
            }
        });
    }

    fn nightly(&self, manifest: Option<&Manifest>, ask: &Ask<'_>) -> Nightly {
        let web = ask.web;
        let build = &ask.config.build;
        let configured = || build.nightly_url.as_ref().map(|url| (url.value.clone(), Some(url.place.clone())));
        let max_age = build.max_age.as_ref().and_then(|age| i64::try_from(age.value.as_secs()).ok());
        let ask = nightly::Ask {
            stated: ask.nightly_url.map(|url| (url.to_owned(), None)).or_else(configured),
            id: manifest.and_then(|manifest| manifest.id.as_ref()).map(|id| id.value.clone()),
            max_age: max_age.unwrap_or(MAX_AGE),
            now: ask.now.as_second(),
            ..nightly::Ask::new(ask.timeout)
        };
        nightly::collect(self, web, &ask)
    }

    fn ledger(&self, ask: &Ask<'_>) -> Ledger {
        let claims = Claims {
            path: format!("{}{}", self.repository.prefix, config::NAME),
            entries: ask.config.sign_offs.clone(),
            answers: ask.config.answers.clone(),
            people: ask.config.people.clone(),
            official: ask.official,
        };
        let index = ask.template();
        let is_template = |oid| index.is_ok_and(|index| index.blob(&oid).is_some());
        let latest_date = ledger::latest_date(ask.now);
        let pull_requests = self.pull_requests(ask);
        ledger::collect(self.git(), &self.repository, claims, pull_requests, &is_template, latest_date)
    }

    /// What GitHub shows of the newest release, if it is to be asked.
    fn published(&self, releases: &Releases, ask: &Ask<'_>) -> Fact<Published> {
        let origin = self.repository.origin();
        match (&ask.github, origin, releases.newest()) {
            (Some(api), Some(origin), Some(newest)) => {
                GitHub::new(ask.web, api.clone(), Deadline::after(ask.timeout)).release(origin, &newest.tag.name)
            }
            _ => Fact::NotAsked,
        }
    }

    fn pull_requests(&self, ask: &Ask<'_>) -> Vec<Linked> {
        let Some(api) = &ask.github else { return Vec::new() };
        let origin = self.repository.origin();
        let links = ask.config.sign_offs.iter().filter_map(|entry| entry.link.as_deref());
        GitHub::new(ask.web, api.clone(), Deadline::after(ask.timeout)).pull_requests(origin, links)
    }

    /// What `look` sees in git; blind where there is none.
    /// The releases, as the tags tell.
    pub fn releases(&self, manifest: Option<&Manifest>) -> Fact<Releases> {
        let has_own_id = manifest.is_some_and(Manifest::has_own_id);
        self.with_git(|git| tags::releases(git, &self.repository.prefix, has_own_id))
    }

    fn with_git<T>(&self, look: impl FnOnce(&git2::Repository) -> Fact<T>) -> Fact<T> {
        match (self.git(), &self.repository.git) {
            (Some(git), _) => look(git),
            (None, Fact::Blind(cause)) => Fact::Blind(Cause::clone(cause)),
            (None, _) => Fact::Blind(repository::no_git()),
        }
    }
}

/// What the plugin calls itself, for telling its name from the template's.
pub(crate) fn names(manifest: Option<&Manifest>) -> Names<'_> {
    fn text(value: &Option<Spanned<String>>) -> Option<&str> {
        value.as_ref().map(|spanned| spanned.value.as_str())
    }
    manifest.map_or_else(Names::default, |manifest| Names {
        id: text(&manifest.id),
        name: text(&manifest.name),
        description: text(&manifest.description),
        icon: text(&manifest.icon_path),
        homepage: text(&manifest.homepage_url),
        support: text(&manifest.support_url),
        module: None,
    })
}
