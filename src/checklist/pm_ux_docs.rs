//! `pm-ux-docs`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::error::Place;
use crate::evidence::code::SightingKind;
use crate::evidence::docs::guides::{self, Guides};
use crate::evidence::docs::uses::{Sign, UseList};
use crate::evidence::docs::{Docs, Topic, quote, template, uses};
use crate::evidence::manifest::Setting;
use crate::evidence::{Cause, CauseKind, Evidence, Fact};
use crate::verdict::Judgement;

item! {
    /// Documentation supports the plugin.
    ///
    /// An administrator must be able to install and configure the plugin, and a user to use it, without asking its
    /// author. Mattermost's page asks for documentation, and accepts that helper text in the plugin is a part of it.
    ///
    /// **Passes** when two of these three parts are there, in the README, in `docs/` or in files such as `INSTALL.md`:
    /// - *install*: how the plugin gets onto a server;
    /// - *configure*: what the settings mean. Help text on every setting in the manifest counts, and a plugin without
    ///   settings needs none;
    /// - *use*: what users do with it: its slash commands, buttons, or a list of its features.
    ///
    /// A link to product documentation elsewhere passes alone, where its heading or its sentence tells that it is the
    /// plugin's ("the documentation of this plugin"), or what it is for ("to learn how to install it"). Whatever part
    /// is missing is named in any case.
    ///
    /// **Fails** when there is no document, when only notes for developers or the starter template's text are there,
    /// or when the draft that `plugin-ready init --pm-ux` wrote is not filled in.
    ///
    /// **To get there**, add the headings "Installation", "Configuration" and "Usage" to the README, and `help_text` to
    /// every setting in the manifest.
    {
        id: "pm-ux-docs", title: "documentation that supports the plugin", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "documentation supports the plugin, help text included"),
        needs: [Docs, Code], judge: judge,
    }
}

/// The documents, or the judgement of every item that needs them where there are none.
pub(super) fn docs(evidence: &Evidence) -> Result<&Docs, Judgement> {
    let judgement = match &evidence.docs {
        Fact::Seen(docs) => match docs.readme_unread() {
            Some(unread) => Judgement::unknown(unread.cause.clone()).at(Place::file(&unread.path)),
            None => return Ok(docs),
        },
        Fact::Absent => Judgement::fail("the repository has neither a README nor a docs folder"),
        Fact::Blind(cause) => Judgement::unknown(cause.clone()),
        Fact::NotAsked => Judgement::unknown(Cause::new(CauseKind::Internal, "the documents were not collected")),
    };
    Err(judgement)
}

/// What the documents lack, unless it may stand in one that could not be read; those that git does not track are named.
pub(super) fn lack(docs: &Docs, judgement: Judgement) -> Judgement {
    let Some(unread) = docs.unread.first() else {
        let paths = quote(&docs.untracked.join(", "), 100);
        let told = if paths.is_empty() { String::new() } else { format!("; not in git, and so not read: {paths}") };
        return Judgement { because: judgement.because + &told, ..judgement };
    };
    let detail = format!("{}; but {}", judgement.because, unread.cause.detail);
    let unknown = Judgement::unknown(Cause::new(unread.cause.kind, detail)).at(Place::file(&unread.path));
    Judgement { help: judgement.help, facts: judgement.facts, ..unknown }
}

fn help(settings: Option<Settings>) -> String {
    let configure = match settings {
        Some(Settings { all: 0, .. }) => "“Installation” and “Usage” to the README",
        _ => "“Installation”, “Configuration” and “Usage” to the README, and help_text to every setting",
    };
    format!("add the headings {configure}; `plugin-ready init --pm-ux` drafts the missing parts")
}

/// Settings that the System Console shows as it finds them, and those with help text among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Settings {
    explained: usize,
    all: usize,
}

impl Settings {
    fn of(evidence: &Evidence) -> Option<Self> {
        let manifest = evidence.manifest.seen()?;
        let is = |setting: &Setting, kind: &str| setting.kind.as_ref().is_some_and(|known| known.value == kind);
        let shown = manifest.settings().filter(|setting| !is(setting, "custom"));
        Some(shown.fold(Self { explained: 0, all: 0 }, |sum, setting| {
            let explained = setting.help_text.as_ref().is_some_and(|text| is_told(&text.value));
            Self { explained: sum.explained + usize::from(explained), all: sum.all + 1 }
        }))
    }

    fn are_explained(self) -> bool {
        self.explained == self.all
    }
}

/// Whether a help text says something: our own draft of one does not.
fn is_told(text: &str) -> bool {
    !text.trim().is_empty() && !text.to_ascii_lowercase().contains(template::BLANK)
}

fn judge(evidence: &Evidence) -> Judgement {
    let settings = Settings::of(evidence);
    let docs = match docs(evidence) {
        Ok(docs) => docs,
        Err(judgement) => return judgement.help(help(settings)),
    };
    if let Some((document, block)) = docs.blanks(&[Topic::Install, Topic::Configure, Topic::Use]).next() {
        return Judgement::fail("the drafted documentation is not filled in")
            .at(document.place(block))
            .help(format!("replace “{}”, and so on", quote(&block.text, 100)));
    }
    let guides = guides::find(docs);
    let listed = uses::find(docs);
    let configured = guides.parts.contains_key(&Topic::Configure) || settings.is_some_and(Settings::are_explained);
    let parts = [
        ("install", guides.parts.contains_key(&Topic::Install)),
        ("configure", configured),
        ("use", guides.parts.contains_key(&Topic::Use) || listed.is_some()),
    ];
    let missing: Vec<&str> = parts.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    let judgement = if missing.len() <= 1 {
        told(&guides, listed, settings, command(evidence)).help_if(&missing)
    } else if let Some(product) = &guides.product {
        let text = quote(&product.link.text, 40);
        Judgement::pass(format!("documentation stands elsewhere: “{text}” leads to {}", quote(&product.link.url, 80)))
            .at(product.document.place(product.block))
    } else if let Some((url, place)) = homepage(evidence) {
        Judgement::pass(format!("documentation stands elsewhere: homepage_url is {}", quote(&url, 80))).at(place)
    } else {
        lack(docs, thin(docs, &guides, &missing)).help(help(settings))
    };
    let judgement = judgement.fact("missing", missing);
    match settings {
        Some(settings) => judgement.fact("settings", settings.all).fact("settings_explained", settings.explained),
        None => judgement,
    }
}

/// The manifest's homepage where it is a manual.
fn homepage(evidence: &Evidence) -> Option<(String, Place)> {
    let manifest = evidence.manifest.seen()?;
    let url = manifest.homepage_url.as_ref().filter(|url| guides::is_documentation_url(&url.value))?;
    Some((url.value.clone(), manifest.place(&url.span)))
}

impl Judgement {
    /// Names the part that a pass lacks.
    fn help_if(self, missing: &[&str]) -> Self {
        let heading = match missing {
            [] => return self,
            ["install", ..] => "Installation",
            ["configure", ..] => "Configuration",
            _ => "Usage",
        };
        let parts = missing.join(" or ");
        self.help(format!("nothing tells how to {parts} it: a section “{heading}” in the README would"))
    }
}

/// What helps people who type the plugin's slash command; nothing for a plugin without one.
fn command(evidence: &Evidence) -> Option<String> {
    let code = evidence.code.seen().filter(|code| code.has(SightingKind::AddsCommand))?;
    let completes = code.has(SightingKind::CompletesCommand);
    Some(format!("a slash command {} autocomplete", if completes { "with" } else { "without" }))
}

/// The pass, with the parts that were found and their places.
fn told(
    guides: &Guides<'_>,
    listed: Option<UseList<'_>>,
    settings: Option<Settings>,
    command: Option<String>,
) -> Judgement {
    let found = [(Topic::Install, "install"), (Topic::Configure, "configure"), (Topic::Use, "use")];
    let mut words = Vec::new();
    let mut places = Vec::new();
    for (topic, name) in found {
        if let Some(part) = guides.parts.get(&topic) {
            words.push(format!("{name} (“{}”)", quote(&part.block.text, 40)));
            places.push(part.document.place(part.block));
        } else if let (Topic::Use, Some(list)) = (topic, listed) {
            // Below the title the heading says nothing of it.
            let heading = list.heading.filter(|_| list.sign != Sign::LeadIn);
            let block = heading.unwrap_or(list.first);
            words.push(format!("{name} (“{}”)", quote(&block.text, 40)));
            places.push(list.document.place(block));
        }
    }
    let how = match words.as_slice() {
        [first, middle @ .., last] if !middle.is_empty() => format!("{first}, {} and {last}", middle.join(", ")),
        words => words.join(" and "),
    };
    let settings = settings.map(|settings| match settings {
        Settings { all: 0, .. } => "no settings to explain".to_owned(),
        Settings { explained, all } => format!("help text on {explained} of {all} settings"),
    });
    let beside: String = settings.into_iter().chain(command).map(|fact| format!("; {fact}")).collect();
    Judgement::pass(format!("the documents tell how to {how}{beside}")).at_all(places)
}

fn thin(docs: &Docs, guides: &Guides<'_>, missing: &[&str]) -> Judgement {
    if let Some(readme) = docs.readme.as_ref().filter(|readme| template::is_readme(readme)) {
        let because = format!("{} is still mostly the starter template's", readme.path);
        return Judgement::fail(because).at(Place::file(&readme.path));
    }
    let telling = [Topic::Install, Topic::Configure, Topic::Use, Topic::Develop];
    let parts = guides.parts.iter().filter(|(topic, _)| telling.contains(topic));
    let found: Vec<String> = parts.clone().map(|(_, part)| format!("“{}”", quote(&part.block.text, 40))).collect();
    let only = if found.is_empty() { String::new() } else { format!("; there is only {}", found.join(", ")) };
    Judgement::fail(format!("no document tells how to {} the plugin{only}", missing.join(" or ")))
        .at_all(parts.map(|(_, part)| part.document.place(part.block)))
}
