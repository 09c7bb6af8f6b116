//! `pm-ux-use-cases`

use super::{PROCESS_DATE, PROCESS_PAGE, pm_ux_docs};
use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::docs::uses::{self, Sign, UseList};
use crate::evidence::docs::{Docs, Topic, quote, template};
use crate::verdict::Judgement;

item! {
    /// The main use cases are written as bullets.
    ///
    /// The PM/UX review runs through the primary use cases, so they have to be written down: one bullet for each thing
    /// that someone does with the plugin. Mattermost's page asks for the form as well, since a list can be ticked off.
    ///
    /// **Passes** with a list of at least two items in the README or in `docs/`,
    /// - under a heading that means features or use cases ("Features", "Why teams use it", "What it does", "功能"), a
    ///   table there counts too; or
    /// - after a line that introduces it ("With this plugin you can:") where the README presents the plugin; or
    /// - under a heading on usage, as bullets; numbered steps, and lists of settings or of what to do in the System
    ///   Console, are no use cases.
    ///
    /// **Fails** without such a list, also where uses are told by headings or pictures only, and when the draft that
    /// `plugin-ready init --pm-ux` wrote is not filled in.
    ///
    /// **To get there**, add a heading "Use cases" with a bullet each: who does what, and what they get.
    {
        id: "pm-ux-use-cases", title: "main use cases as bullets", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "the main use cases are written as bullets"),
        needs: [Docs], judge: judge,
    }
}

const HELP: &str = "add a heading “Use cases” to the README with one bullet for each thing that someone does with \
    the plugin; `plugin-ready init --pm-ux` drafts it";

fn judge(evidence: &Evidence) -> Judgement {
    let docs = match pm_ux_docs::docs(evidence) {
        Ok(docs) => docs,
        Err(judgement) => return judgement.help(HELP),
    };
    if let Some((document, block)) = docs.blanks(&[Topic::Uses]).next() {
        return Judgement::fail("the drafted use cases are not filled in")
            .at(document.place(block))
            .help(format!("replace “{}” by a use case, and so on, or delete the line", quote(&block.text, 100)));
    }
    match uses::find(docs) {
        Some(list) => pass(&list),
        None => pm_ux_docs::lack(docs, fail(docs)),
    }
}

fn pass(list: &UseList<'_>) -> Judgement {
    let where_ = list.heading.map_or_else(|| "at the top".to_owned(), |h| format!("under “{}”", quote(&h.text, 40)));
    let first = quote(&list.first.text, 60);
    let judgement = Judgement::pass(format!("{} uses are listed {where_}, the first “{first}”", list.items))
        .at(list.document.place(list.heading.unwrap_or(list.first)))
        .fact("items", list.items);
    if list.sign == Sign::Usage {
        let help = "name them: a heading “Use cases” or “Features” tells a reviewer what to run through";
        return judgement.help(help).fact("thin", true);
    }
    judgement.fact("thin", false)
}

fn fail(docs: &Docs) -> Judgement {
    if let Some((document, block, count)) = uses::almost(docs) {
        let text = quote(&block.text, 60);
        let because = match count {
            1 => format!("“{text}” tells how the plugin is used, but not as a list"),
            _ => format!("{count} headings from “{text}” on tell how the plugin is used, but no list does"),
        };
        return Judgement::fail(because).at(document.place(block)).help(HELP);
    }
    let because = match &docs.readme {
        Some(readme) if template::is_readme(readme) => {
            format!("{} is still mostly the starter template's", readme.path)
        }
        Some(readme) => format!("{} lists neither features nor use cases", readme.path),
        None => "no document lists features or use cases".to_owned(),
    };
    Judgement::fail(because).at_all(docs.readme.iter().map(|readme| Place::file(&readme.path))).help(HELP)
}
