//! `pm-ux-summary`

use super::{PROCESS_DATE, PROCESS_PAGE, pm_ux_docs};
use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::docs::summary::{self, Passage, SENTENCE, Summary};
use crate::evidence::docs::{Docs, Topic, quote, words};
use crate::verdict::Judgement;

item! {
    /// A one-paragraph summary of the integration exists.
    ///
    /// Whoever approves a plugin, and everyone who meets it later, should learn from one paragraph what it does and for
    /// whom. Mattermost's page asks for it as a part of the PM/UX review.
    ///
    /// **Passes** when the README has a paragraph of the plugin's own, of at least one sentence, at its top or under a
    /// heading such as "Overview" or "About". Badges, disclaimers, warnings, block quotes, maintainers' names and HTML
    /// titles before it are passed over. A line such as "With this plugin you can:" before a list is no sentence.
    /// Without a README, the first page of `docs/` counts.
    ///
    /// **Fails** when there is none, when it is the starter template's text, or when the draft that
    /// `plugin-ready init --pm-ux` wrote is not filled in.
    ///
    /// One sentence of fewer than twelve words passes, with advice: it is a line rather than a summary.
    ///
    /// **To get there**, write below the title: what the plugin connects or adds, who uses it, and what they get from
    /// it. Three sentences are plenty. `plugin-ready init --pm-ux` drafts the missing parts.
    {
        id: "pm-ux-summary", title: "a one-paragraph summary", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "a one-paragraph summary of the integration exists"),
        needs: [Docs], judge: judge,
    }
}

const HELP: &str = "write one paragraph under the README's title: what the plugin adds, who uses it, and what they \
    get from it; `plugin-ready init --pm-ux` drafts the missing parts";

fn judge(evidence: &Evidence) -> Judgement {
    let docs = match pm_ux_docs::docs(evidence) {
        Ok(docs) => docs,
        Err(judgement) => return judgement.help(help(evidence)),
    };
    if let Some((document, block)) = docs.blanks(&[Topic::About]).next() {
        return Judgement::fail("the drafted summary is not filled in")
            .at(document.place(block))
            .help(format!("replace “{}” by a paragraph of your own", quote(&block.text, 100)));
    }
    match summary::find(docs) {
        Summary::Found(found) => pass(&found),
        Summary::Template(found) => {
            let text = quote(&found.block.text, 80);
            placed(Judgement::fail(format!("the only summary is the starter template's own text: “{text}”")), &found)
                .help(help(evidence))
                .fact("template", true)
        }
        Summary::Fragment(found) => {
            let text = quote(&found.block.text, 80);
            let words = found.words;
            let because = format!("where the summary belongs stands only “{text}”: {words} words, no sentence");
            placed(Judgement::fail(because), &found).help(help(evidence))
        }
        Summary::Nothing => pm_ux_docs::lack(docs, nothing(docs)).help(help(evidence)),
    }
}

fn pass(found: &Passage<'_>) -> Judgement {
    let text = quote(&found.block.text, 100);
    if found.is_thin() {
        let because = format!("the summary is one line of {} words: “{text}”", found.words);
        let help = "a paragraph would serve its readers better: add who uses the plugin and what they get from it";
        return placed(Judgement::pass(because), found).help(help);
    }
    placed(Judgement::pass(format!("the summary says “{text}”")), found)
}

fn nothing(docs: &Docs) -> Judgement {
    match &docs.readme {
        Some(readme) => {
            let because = format!("{} has no paragraph that says what the plugin does", readme.path);
            Judgement::fail(because).at(Place::file(&readme.path))
        }
        None => Judgement::fail("there is no README to hold a summary"),
    }
}

fn placed(judgement: Judgement, found: &Passage<'_>) -> Judgement {
    judgement.at(found.document.place(found.block)).fact("words", found.words).fact("thin", found.is_thin())
}

/// What to write, starting from the manifest's description where it is a sentence.
fn help(evidence: &Evidence) -> String {
    let description = evidence.manifest.seen().and_then(|manifest| manifest.own_description());
    match description.filter(|text| words(text) >= SENTENCE) {
        Some(text) => format!("{HELP}; the manifest's description is a start: “{}”", quote(text, 100)),
        None => HELP.to_owned(),
    }
}
