//! `compatible-licence`

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::data::licence::PAGE;
use crate::error::Place;
use crate::evidence::licence::category::{self, Standing};
use crate::evidence::licence::files::{Role as Part, Unusable};
use crate::evidence::licence::identify::{Content, Known};
use crate::evidence::licence::{Licence, LicenceFile};
use crate::evidence::{Evidence, Fact, Role};
use crate::verdict::Judgement;

item! {
    /// The plugin's own code must be under a licence of Apache's Category A. Mattermost's page recommends Apache-2.0, MIT,
    /// BSD-2-Clause and BSD-3-Clause.
    ///
    /// **What passes.** A tracked `LICENSE` file (or `COPYING`, `LICENSE.md`, `LICENSE-MIT`, `LICENSES/`) in the plugin's folder
    /// that holds the complete, unchanged text of a Category-A licence. Wrapping, case, quotes, encoding and markup do not matter;
    /// words do. Copyright lines and titles may stand beside the text.
    ///
    /// | in the repository | verdict |
    /// |---|---|
    /// | an unmodified recommended licence, or another of Category A | pass |
    /// | a Category-A licence, and other terms for one named folder | pass, and the folder is named |
    /// | Category B or X | fail |
    /// | unlisted, custom or modified text; only a notice or a name; terms that take something back | a person decides |
    /// | no tracked licence file | fail |
    ///
    /// **Why.** Without a licence nobody may use the code; with an unclear one, nobody may rely on it. Mattermost runs the
    /// plugin on its own server and has to know that it may.
    ///
    /// **How to get there.** Copy the text from <https://spdx.org/licenses/>, fill in the copyright line, and commit it as
    /// `LICENSE`. `plugin-ready licence` shows which words differ.
    {
        id: "compatible-licence", title: "a compatible licence", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "the plugin has a licence of Apache Category A"),
        needs: [Licence], judge: judge,
    }
}

const RECOMMENDATION: &str = "Apache-2.0, MIT, BSD-2-Clause and BSD-3-Clause are the recommended licences";

fn judge(evidence: &Evidence) -> Judgement {
    match &evidence.licence {
        Fact::Seen(licence) => licence_found(licence),
        Fact::Blind(cause) => Judgement::unknown(cause.clone()),
        Fact::Absent | Fact::NotAsked => nothing(&[]),
    }
}

/// How one file counts.
enum Weight {
    /// These Category-A ids, all of them or a choice.
    Accepted,
    Refused { standing: Standing, because: String },
    Doubtful { who: Role, because: String, help: String },
}

fn licence_found(licence: &Licence) -> Judgement {
    let counted: Vec<&LicenceFile> =
        licence.files.iter().filter(|f| f.content != Fact::Seen(Content::Empty)).collect();
    let terms: Vec<&LicenceFile> =
        counted.iter().copied().filter(|file| !matches!(file.part(), Part::Restricting(_))).collect();
    let judgement = if terms.is_empty() { nothing_usable(licence) } else { weigh(licence, &terms) };
    let files = counted.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    judgement.fact("files", files)
}

fn weigh(licence: &Licence, terms: &[&LicenceFile]) -> Judgement {
    let weights: Vec<(&LicenceFile, Weight)> = terms.iter().map(|file| (*file, weight(file))).collect();
    let choice = terms.len() > 1 && terms.iter().all(|file| matches!(file.part(), Part::Named(_)));
    let accepted = |w: &Weight| matches!(w, Weight::Accepted);
    if !(choice && weights.iter().any(|(_, w)| accepted(w))) {
        if let Some((file, Weight::Refused { standing, because })) =
            weights.iter().filter(|(_, w)| matches!(w, Weight::Refused { .. })).max_by_key(|(_, w)| w.standing())
        {
            return Judgement::fail(because.clone())
                .at(Place::file(&file.path))
                .help(format!("choose a Category-A licence: {RECOMMENDATION} (see {PAGE})"))
                .fact("expression", expression(terms, choice))
                .fact("category", standing.name())
                .fact("recommended", false);
        }
        if let Some((file, Weight::Doubtful { who, because, help })) = weights.iter().find(|(_, w)| !accepted(w)) {
            let places: Vec<Place> = file.differences.iter().map(|(place, _)| place.clone()).collect();
            let places = if places.is_empty() { vec![Place::file(&file.path)] } else { places };
            return Judgement::pending(*who, because.clone())
                .at_all(places)
                .help(help.clone())
                .fact("expression", expression(terms, choice))
                .fact("category", category_name(file))
                .fact("recommended", false);
        }
    }
    accept(licence, terms, choice)
}

fn accept(licence: &Licence, terms: &[&LicenceFile], choice: bool) -> Judgement {
    let ids: Vec<&str> = terms.iter().flat_map(|file| file.accepted_ids()).copied().collect();
    let expression = expression(terms, choice);
    if let Some(restricting) = licence.files.iter().find(|file| matches!(file.part(), Part::Restricting(_))) {
        return Judgement::pending(Role::CoreCommitter, format!("{} stands beside the {expression} licence and may restrict it", restricting.path))
            .at(Place::file(&restricting.path))
            .help("say in the README which folder these terms are about and move the file there, or remove it; else a core committer decides")
            .fact("expression", expression)
            .fact("category", "modified")
            .fact("recommended", false);
    }
    let recommended = ids.iter().all(|id| category::is_recommended(id));
    let mut because = match (recommended, ids.as_slice()) {
        (true, _) => format!("{expression}: complete, unmodified, and recommended"),
        (false, [id]) => {
            let row = category::row(id).map_or("", |row| row.name);
            format!("{expression}: complete and unmodified, Category A (\"{row}\")")
        }
        (false, _) => format!("{expression}: complete and unmodified, Category A"),
    };
    for folder in &licence.folders {
        because.push_str(&format!("; {} has other terms ({})", folder.path, describe(&folder.file)));
    }
    Judgement::pass(because)
        .at_all(terms.iter().map(|file| Place::file(&file.path)))
        .at_all(licence.folders.iter().map(|folder| Place::file(&folder.file.path)))
        .fact("expression", expression)
        .fact("category", "A")
        .fact("recommended", recommended)
}

impl Weight {
    fn standing(&self) -> Option<Standing> {
        match self {
            Self::Refused { standing, .. } => Some(*standing),
            _ => None,
        }
    }
}

fn weight(file: &LicenceFile) -> Weight {
    let path = &file.path;
    let doubt = |who, because: String, help: &str| Weight::Doubtful { who, because, help: help.to_owned() };
    let content = match &file.content {
        Fact::Seen(content) => content,
        Fact::Blind(cause) => return doubt(Role::Author, format!("{path}: {cause}"), "give the licence as a plain text file"),
        Fact::Absent | Fact::NotAsked => return doubt(Role::Author, format!("{path} was not read"), "run again"),
    };
    match content {
        Content::Complete { .. } => Weight::Accepted,
        Content::Known { licence: Known::Titled(titled), .. } => Weight::Refused {
            standing: Standing::X,
            because: if titled.listed {
                format!("{path} holds the {}, Category X: {}", titled.name, titled.reason)
            } else {
                format!("{path} is the {}: {}", titled.name, titled.reason)
            },
        },
        Content::Known { licence: Known::Ids(ids), .. } => {
            let id = preferred(ids);
            let standing = category::of(id);
            match (standing, category::row(id)) {
                (Standing::B | Standing::X, row) => Weight::Refused {
                    standing,
                    because: format!(
                        "{path} is {id}, Category {standing}: {}",
                        row.map_or("it forbids commercial use", |row| row.reason)
                    ),
                },
                _ => match category::close_row(id) {
                    Some(row) => doubt(
                        Role::CoreCommitter,
                        format!("{path} is {id}: Category A by name (\"{}\"), but the page does not name this text", row.name),
                        "ask a core committer to confirm, or choose a recommended licence: Apache-2.0, MIT, BSD-2-Clause, BSD-3-Clause",
                    ),
                    None => doubt(
                        Role::CoreCommitter,
                        format!("{path} is {id}, which the page of Apache's categories does not list"),
                        "ask a core committer to decide, or choose a recommended licence: Apache-2.0, MIT, BSD-2-Clause, BSD-3-Clause",
                    ),
                },
            }
        }
        Content::Modified { nearest, differences, more } => {
            let count = differences.len() + more;
            let because = match differences.first() {
                _ if count == 0 => format!("{path} is like {nearest}, with changes"),
                Some(d) if d.expected.is_empty() => format!("{path} is {nearest} with added words: \"{}\"", d.found),
                Some(d) if d.found.is_empty() => format!("{path} is {nearest} without the words \"{}\"", d.expected),
                Some(d) => format!("{path} is {nearest} with \"{}\" in place of \"{}\"", d.found, d.expected),
                None => format!("{path} is {nearest}, changed"),
            };
            doubt(
                Role::Author,
                if count > 1 { format!("{because}, and {} more changes", count - 1) } else { because },
                &format!("restore the exact text of {nearest} from https://spdx.org/licenses/{nearest}.html; if the change is wanted, a core committer has to decide"),
            )
        }
        Content::Named { ids, .. } => doubt(
            Role::Author,
            format!("{path} only names {}; the text of the licence is not there", ids.join(" and ")),
            &format!("add the full text, from https://spdx.org/licenses/{}.html", ids.first().copied().unwrap_or("")),
        ),
        Content::Custom { all_rights_reserved: true } => doubt(
            Role::CoreCommitter,
            format!("{path} is a text of its own that reserves all rights"),
            "choose a recommended licence: Apache-2.0, MIT, BSD-2-Clause, BSD-3-Clause; else a core committer has to decide",
        ),
        Content::Custom { .. } | Content::Empty => doubt(
            Role::CoreCommitter,
            format!("{path} is no licence that is known here"),
            "choose a recommended licence: Apache-2.0, MIT, BSD-2-Clause, BSD-3-Clause; else a core committer has to decide",
        ),
    }
}

/// Of the ids that share a text, the one to name: listed on the page, not deprecated.
fn preferred(ids: &[&'static str]) -> &'static str {
    let listed = |id: &&&str| category::of(id) != Standing::Unlisted;
    let current = |id: &&&str| spdx::license_id(id).is_some_and(|id| !id.is_deprecated());
    let mut by_worth = ids.iter().filter(|id| listed(id) && current(id));
    by_worth.next().or_else(|| ids.iter().find(listed)).or_else(|| ids.iter().find(current)).or(ids.first()).copied().unwrap_or_default()
}

fn describe(file: &LicenceFile) -> String {
    match &file.content {
        Fact::Seen(Content::Known { licence: Known::Titled(titled), .. }) => titled.name.to_owned(),
        Fact::Seen(Content::Known { licence: Known::Ids(ids), .. }) => preferred(ids).to_owned(),
        Fact::Seen(Content::Modified { nearest, .. }) => format!("like {nearest}, changed"),
        Fact::Seen(Content::Named { ids, .. }) => format!("{} by name", ids.join(" and ")),
        Fact::Seen(Content::Complete { ids, .. }) => ids.join(" AND "),
        Fact::Seen(_) => "its own text".to_owned(),
        _ => "not readable here".to_owned(),
    }
}

fn category_name(file: &LicenceFile) -> &'static str {
    match &file.content {
        Fact::Seen(Content::Modified { .. }) => "modified",
        Fact::Seen(Content::Named { .. } | Content::Empty) | Fact::Blind(_) => "none",
        _ => "unlisted",
    }
}

fn expression(terms: &[&LicenceFile], choice: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    for file in terms {
        let part = match &file.content {
            Fact::Seen(Content::Complete { ids, choice }) => ids.join(if *choice { " OR " } else { " AND " }),
            Fact::Seen(Content::Known { licence: Known::Ids(ids), beside }) => {
                beside.iter().copied().chain([preferred(ids)]).collect::<Vec<_>>().join(" AND ")
            }
            Fact::Seen(Content::Named { ids, choice }) => ids.join(if *choice { " OR " } else { " AND " }),
            _ => continue,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(if choice { " OR " } else { " AND " })
}

fn nothing_usable(licence: &Licence) -> Judgement {
    nothing(&licence.unusable)
}

fn nothing(unusable: &[(Place, Unusable)]) -> Judgement {
    let (because, help) = match unusable.first() {
        None => ("there is no licence file".to_owned(), "copy a text from https://spdx.org/licenses/ into LICENSE and commit it".to_owned()),
        Some((place, why)) => {
            let path = &place.path;
            match why {
                Unusable::Dangling => (format!("{path} is a link to nothing"), format!("replace {path} by the text of the licence")),
                Unusable::Looping => (format!("{path} is a link that leads back to itself"), format!("replace {path} by the text of the licence")),
                Unusable::Outside => (format!("{path} is a link out of the repository"), format!("replace {path} by the text of the licence")),
                Unusable::Untracked => (format!("{path} is not tracked by git"), format!("git add {path} && git commit")),
                Unusable::Deleted => (format!("{path} is deleted from the work tree"), format!("git restore {path}")),
                Unusable::NoFile => (format!("{path} is no file"), format!("replace {path} by the text of the licence")),
            }
        }
    };
    Judgement::fail(because)
        .at_all(unusable.first().map(|(place, _)| place.clone()))
        .help(format!("{help}; {RECOMMENDATION}"))
        .fact("expression", serde_json::Value::Null)
        .fact("category", "none")
        .fact("recommended", false)
        .fact("files", Vec::<String>::new())
}
