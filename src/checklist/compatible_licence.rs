//! `compatible-licence`

use serde_json::Value;

use super::{PROCESS_DATE, PROCESS_PAGE};
use crate::data::licence::PAGE;
use crate::error::Place;
use crate::evidence::licence::category::{self, Standing, preferred};
use crate::evidence::licence::expression::{self, Terms as Written};
use crate::evidence::licence::files::{Role as Part, Unusable};
use crate::evidence::licence::headers::Claim;
use crate::evidence::licence::identify::{Content, Difference, Known};
use crate::evidence::licence::part::is_annotation;
use crate::evidence::licence::readme::Readme;
use crate::evidence::licence::terms::{Choice, Terms};
use crate::evidence::licence::{Folder, Licence, LicenceFile, Share};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, Role, Unread};
use crate::verdict::Judgement;

item! {
    /// The plugin's own code must be under a licence of Apache's Category A. Mattermost's page recommends Apache-2.0,
    /// MIT, BSD-2-Clause and BSD-3-Clause.
    ///
    /// **What passes.** A tracked `LICENSE` file (or `COPYING`, `LICENSE.md`, `LICENSE-MIT`, `LICENSES/`) in the
    /// plugin's folder that holds the complete, unchanged text of a Category-A licence. Wrapping, case, quotes,
    /// encoding and markup do not matter; words do. Copyright lines and titles may stand beside the text.
    ///
    /// | in the repository | verdict |
    /// |---|---|
    /// | an unmodified recommended licence, or another of Category A | pass |
    /// | a Category-A licence, and other terms for one named folder | pass, and the folder is named |
    /// | Category B or X, with another address, title or appendix, too | fail |
    /// | Category B or X, and words beside it that may allow more | a person decides |
    /// | `LICENSE-MIT` beside `LICENSE-GPL`, and no text says "at your option" | a person decides |
    /// | unlisted, custom or modified text; only a notice or a name; terms that take something back | a person decides |
    /// | no tracked licence file | fail |
    /// | a Category-A licence, and sources' headers, packages or a README that say something else | a person decides |
    /// | a licence file, README, package.json or source that could not be read, or too many sources to read all | unknown |
    ///
    /// **Why.** Without a licence nobody may use the code; with an unclear one, nobody may rely on it. Mattermost runs
    /// the plugin on its own server and has to know that it may.
    ///
    /// **How to get there.** Copy the text from <https://spdx.org/licenses/>, fill in the copyright line, and commit it
    /// as
    /// `LICENSE`. `plugin-ready licence` shows which words differ.
    {
        id: "compatible-licence", title: "a compatible licence", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "the plugin has a licence of Apache Category A"),
        needs: [Licence], judge: judge,
    }
}

/// The recommendation of Mattermost's page.
const RECOMMENDATION: &str = "the recommended licences are Apache-2.0, MIT, BSD-2-Clause and BSD-3-Clause";

fn judge(evidence: &Evidence) -> Judgement {
    match &evidence.licence {
        Fact::Seen(licence) => judge_licence(licence),
        Fact::Blind(cause) => Judgement::unknown(cause.clone()),
        Fact::Absent | Fact::NotAsked => judge_licence(&Licence::default()),
    }
}

/// How one licence file counts.
enum Weight {
    Accepted,
    Refused(Standing, String),
    Doubtful(Doubt),
    Unread(Cause),
}

/// Why a person has to decide.
struct Doubt {
    who: Role,
    because: String,
    help: String,
    category: &'static str,
    places: Vec<Place>,
}

/// Judges the licence by its files first, and then by what takes something back.
pub fn judge_licence(licence: &Licence) -> Judgement {
    judge_accepting(licence, |_| false)
}

/// As [`judge_licence`], with files that are fine as the terms of a folder, whatever Apache says of them.
pub(super) fn judge_accepting(licence: &Licence, is_fine: fn(&LicenceFile) -> bool) -> Judgement {
    let terms = licence.terms();
    let expression = terms.expression();
    let (judgement, category) = decide(licence, &terms, expression.as_deref().unwrap_or_default(), is_fine);
    let files: Vec<Value> = terms.files.iter().map(|file| file.path.clone().into()).collect();
    judgement
        .fact("expression", expression)
        .fact("category", category)
        .fact("recommended", category == "A" && is_recommended(&terms))
        .fact("files", files)
}

/// The judgement, and the category for machines.
fn decide(
    licence: &Licence,
    terms: &Terms<'_>,
    expression: &str,
    is_fine: fn(&LicenceFile) -> bool,
) -> (Judgement, &'static str) {
    if terms.files.is_empty() {
        return (nothing(&licence.unusable), "none");
    }
    let weights: Vec<(&LicenceFile, Weight)> = terms.files.iter().map(|file| (*file, weigh(file, terms))).collect();
    let accepted = weights.iter().filter(|(_, weight)| matches!(weight, Weight::Accepted)).count();
    if terms.choice == Choice::Named && (1..weights.len()).contains(&accepted) {
        return (unsaid(&weights, expression), "unlisted");
    }
    let is_chosen = terms.choice != Choice::None && accepted > 0;
    if !is_chosen && let Some(decided) = refused(&weights).or_else(|| unread(&weights)) {
        return decided;
    }
    let doubtful = |(_, weight)| match weight {
        Weight::Doubtful(doubt) => Some(doubt),
        _ => None,
    };
    let of_files = weights.into_iter().filter(|_| !is_chosen).find_map(doubtful);
    let of_files = of_files.or_else(|| differing_copies(terms).filter(|_| !is_chosen));
    if let Some(doubt) = of_files.or_else(|| taken_back(licence, expression, is_fine)) {
        let judgement = Judgement::pending(doubt.who, doubt.because).at_all(doubt.places).help(doubt.help);
        return (judgement, doubt.category);
    }
    let Some(Unread { path, cause }) = licence.statements.unread.first() else {
        return (accept(licence, terms, expression), "A");
    };
    let detail = format!("{}, so nothing tells whether it restricts what {expression} allows", cause.detail);
    let judgement = Judgement::unknown(Cause::new(cause.kind, detail))
        .at(Place::file(path))
        .help(format!("a core committer reads {path} and what is like it, or the files are made fewer and smaller"));
    (judgement, "unlisted")
}

/// The judgement on the file whose licence is worst, if any is refused.
fn refused(weights: &[(&LicenceFile, Weight)]) -> Option<(Judgement, &'static str)> {
    let refused = weights.iter().filter_map(|(file, weight)| match weight {
        Weight::Refused(standing, because) => Some((standing, file, because)),
        _ => None,
    });
    let (standing, file, because) = refused.max_by_key(|(standing, ..)| **standing)?;
    let judgement = Judgement::fail(because.as_str())
        .at(Place::file(&file.path))
        .help(format!("put the plugin under a Category-A licence: {RECOMMENDATION} (categories: {PAGE})"));
    Some((judgement, standing.name()))
}

/// The judgement on the first file that could not be read.
fn unread(weights: &[(&LicenceFile, Weight)]) -> Option<(Judgement, &'static str)> {
    let cause = weights.iter().find_map(|(_, weight)| match weight {
        Weight::Unread(cause) => Some(cause),
        _ => None,
    })?;
    let judgement = Judgement::unknown(cause.clone());
    let judgement = match cause.kind {
        CauseKind::Malformed | CauseKind::TooLarge => {
            judgement.help("keep the licence in a plain text file of its own: LICENSE")
        }
        _ => judgement,
    };
    Some((judgement, "none"))
}

/// Files named after licences that are not all of Category A, and no text that lets users choose.
fn unsaid(weights: &[(&LicenceFile, Weight)], expression: &str) -> Judgement {
    let others: Vec<&LicenceFile> =
        weights.iter().filter(|(_, weight)| !matches!(weight, Weight::Accepted)).map(|(file, _)| *file).collect();
    let paths: Vec<&str> = others.iter().map(|file| file.path.as_str()).collect();
    Judgement::pending(
        Role::Author,
        format!("no text says whether users may choose between the licences ({expression}): {} alone would not pass", paths.join(" and ")),
    )
    .at_all(others.iter().map(|file| Place::file(&file.path)))
    .help("say in the README that they may, if that is so: \"licensed under either of … at your option\"; else remove what does not hold")
}

/// What to do about a text that is not of Category A for certain.
const DECIDE: &str =
    "choose a recommended licence (Apache-2.0, MIT, BSD-2-Clause or BSD-3-Clause), or let a core committer decide";

fn weigh(file: &LicenceFile, terms: &Terms<'_>) -> Weight {
    let path = &file.path;
    let content = match &file.content {
        Ok(content) => content,
        Err(cause) => return Weight::Unread(cause.clone()),
    };
    let (who, category, because, help) = match content {
        Content::Complete { ids, .. } => match &file.role {
            Part::Reuse(id) if !ids.iter().any(|held| held.eq_ignore_ascii_case(id)) => (
                Role::Author,
                "modified",
                format!("{path} holds {}, not what its name says", ids.join(" and ")),
                format!("put the text of {id} there, or rename the file"),
            ),
            _ => return Weight::Accepted,
        },
        Content::Known { licence: Known::Titled(titled), .. } => {
            let (standing, holds) = match titled.listed {
                true => (Standing::X, format!("holds the {}, Category X", titled.name)),
                false => (Standing::Unlisted, format!("is the {}", titled.name)),
            };
            return Weight::Refused(standing, format!("{path} {holds}: {}", titled.reason));
        }
        Content::Known { licence: Known::Ids(ids), .. } => return outside(file, preferred(ids), terms),
        Content::Modified { nearest, differences, more } => return changed(file, nearest, differences, *more),
        Content::Named { ids, .. } if ids.iter().all(|id| category::of(id) != Standing::A) => {
            let standings: Vec<String> = ids
                .iter()
                .map(|id| match category::of(id) {
                    Standing::Unlisted => format!("{id} (not listed)"),
                    standing => format!("{id} (Category {standing})"),
                })
                .collect();
            (
                Role::Author,
                "none",
                format!("{path} only names {}; the text of the licence is not there", standings.join(" and ")),
                format!("put the full text of a Category-A licence there instead: {RECOMMENDATION}"),
            )
        }
        Content::Named { ids, .. } => (
            Role::Author,
            "none",
            format!("{path} only names {}; the text of the licence is not there", ids.join(" and ")),
            format!(
                "add the full text that is on https://spdx.org/licenses/{}.html",
                ids.first().copied().unwrap_or_default()
            ),
        ),
        Content::PatentGrant => (
            Role::Author,
            "none",
            format!("{path} is Google's grant of patent rights, Category A by name, and no licence to the code"),
            "put the text of the licence into LICENSE beside it".to_owned(),
        ),
        Content::Custom { all_rights_reserved: true } => {
            let because = format!("{path} reserves all rights and grants none that are known");
            (Role::CoreCommitter, "unlisted", because, DECIDE.to_owned())
        }
        Content::Custom { .. } | Content::Empty => {
            let because = format!("{path} is a text of its own, no known licence");
            (Role::CoreCommitter, "unlisted", because, DECIDE.to_owned())
        }
    };
    Weight::Doubtful(Doubt { who, because, help, category, places: vec![Place::file(path)] })
}

/// A known licence that is not of Category A.
fn outside(file: &LicenceFile, id: &str, terms: &Terms<'_>) -> Weight {
    let path = &file.path;
    let is_beside_others = || file.may_spare_code() && terms.files.iter().any(|other| !other.accepted_ids().is_empty());
    let (because, help) = match (category::of(id), category::close_row(id)) {
        (standing @ (Standing::B | Standing::X), _) if is_beside_others() => (
            format!("{path} says that some files are under {id}, Category {standing}"),
            format!("keep those files in a folder with a LICENSE of its own, or remove {path}"),
        ),
        (standing @ (Standing::B | Standing::X), _) => {
            let reason = category::row(id).map_or("it forbids commercial use", |row| row.reason);
            return Weight::Refused(standing, format!("{path} is {id}, Category {standing}: {reason}"));
        }
        (_, Some(row)) => (
            format!("{path} is {id}: close to Category A's \"{}\", which names another text", row.name),
            DECIDE.to_owned(),
        ),
        (_, None) => (format!("{path} is {id}, which Apache's page of categories does not list"), DECIDE.to_owned()),
    };
    let places = vec![Place::file(path)];
    Weight::Doubtful(Doubt { who: Role::CoreCommitter, because, help, category: "unlisted", places })
}

/// The text of a licence with changes.
fn changed(file: &LicenceFile, nearest: &str, differences: &[Difference], more: usize) -> Weight {
    let path = &file.path;
    let help = match differences {
        _ if is_refused(nearest) => format!("{nearest} itself is Category {}: {DECIDE}", category::of(nearest)),
        [] => format!("put the exact text there (https://spdx.org/licenses/{nearest}.html); else {DECIDE}"),
        _ => format!(
            "restore the exact text (https://spdx.org/licenses/{nearest}.html); `plugin-ready licence {path}` shows \
             every change; if a change is wanted, a core committer has to decide"
        ),
    };
    Weight::Doubtful(Doubt {
        who: if is_refused(nearest) { Role::CoreCommitter } else { Role::Author },
        because: modified(path, nearest, differences, more),
        help,
        category: "modified",
        places: match file.differences.as_slice() {
            [] => vec![Place::file(path)],
            differences => differences.iter().map(|(place, _)| place.clone()).collect(),
        },
    })
}

/// Whether `id` is of Category B or X.
fn is_refused(id: &str) -> bool {
    matches!(category::of(id), Standing::B | Standing::X)
}

/// The first change in words, and how many more there are.
fn modified(path: &str, nearest: &str, differences: &[Difference], more: usize) -> String {
    let quote = |words: &str| {
        let mut shown: String = words.chars().take(80).collect();
        if shown.len() < words.len() {
            shown.push('…');
        }
        format!("\"{shown}\"")
    };
    let Some(first) = differences.first() else { return format!("{path} is like {nearest}, with many changes") };
    let change = match (first.found.as_str(), first.expected.as_str()) {
        (found, "") => format!("{path} is {nearest} with added words: {}", quote(found)),
        ("", expected) => format!("{path} is {nearest} without the words {}", quote(expected)),
        (found, expected) => format!("{path} is {nearest} with {} in place of {}", quote(found), quote(expected)),
    };
    match differences.len() + more - 1 {
        0 => change,
        1 => format!("{change}, and one more change"),
        others => format!("{change}, and {others} more changes"),
    }
}

/// `LICENSE` and `COPYING` that hold different licences: which one holds?
fn differing_copies(terms: &Terms<'_>) -> Option<Doubt> {
    let mut mains = terms.files.iter().filter(|file| file.role == Part::Main);
    let first = mains.next()?;
    let other = mains.find(|file| file.accepted_ids() != first.accepted_ids())?;
    Some(Doubt {
        who: Role::Author,
        because: format!("{} is {}, but {} is {}", first.path, first.describe(), other.path, other.describe()),
        help: "keep one of them; if users may choose, name the files LICENSE-<ID> and say \"at your option\" in the README".to_owned(),
        category: "unlisted",
        places: vec![Place::file(&first.path), Place::file(&other.path)],
    })
}

/// What takes something back from a licence that would pass.
fn taken_back(licence: &Licence, expression: &str, is_fine: fn(&LicenceFile) -> bool) -> Option<Doubt> {
    let doubt = |who, because: String, help: &str, places: Vec<Place>| {
        Some(Doubt { who, because, help: help.to_owned(), category: "unlisted", places })
    };
    if let Some(file) =
        licence.files.iter().find(|file| matches!(file.role, Part::Restricting(_)) && !is_patent_grant(file))
    {
        return doubt(
            Role::CoreCommitter,
            format!("{} stands beside {expression} and may restrict it ({})", file.path, file.describe()),
            "move it into the folder that it is about, or remove it; else a core committer has to decide",
            vec![Place::file(&file.path)],
        );
    }
    let broken = licence
        .unusable
        .iter()
        .find(|(_, why)| matches!(why, Unusable::Dangling | Unusable::Looping | Unusable::Outside | Unusable::NoFile));
    if let Some((place, why)) = broken {
        let (what, help) = why_unusable(&place.path, *why);
        return doubt(
            Role::Author,
            format!("{} {what}, so nothing tells whether it restricts {expression}", place.path),
            &help,
            vec![place.clone()],
        );
    }
    let is_doubtful = |folder: &&Folder| folder.share == Share::Main && !is_fine(&folder.file);
    if let Some(folder) = licence.folders.iter().find(is_doubtful) {
        return doubt(
            Role::CoreCommitter,
            format!("{} has other terms than {expression}: {}", folder.path, folder.file.describe()),
            "put the whole plugin under one licence that passes, or keep the rest in a small folder of its own",
            vec![Place::file(&folder.file.path)],
        );
    }
    for (claim, claimed) in &licence.statements.headers {
        let Some(path) = claimed.paths.iter().find(|path| licence.folder_of(path).is_none()) else { continue };
        let what = match claim {
            Claim::File(name) => format!("points to {name}"),
            Claim::Restricts(words) => format!("says \"{words}\""),
            Claim::Named(ids) => format!("names {}", ids.join(" and ")),
            Claim::Spdx(written) => format!("says {written}"),
        };
        if !claim.is_harmless() {
            let others = claimed.paths.len() - 1;
            let more = if others > 0 { format!(" (and {others} more)") } else { String::new() };
            let subject = if is_annotation(path) { path.clone() } else { format!("the header of {path}") };
            return doubt(
                Role::Author,
                format!("{subject}{more} {what}, not {expression}"),
                "correct that, or keep those files in a folder with a LICENSE of its own",
                claimed.places.clone(),
            );
        }
    }
    if let Some(doubt) = licence.statements.readmes.iter().find_map(|readme| contradicted(readme, licence, expression))
    {
        return Some(doubt);
    }
    let conflicting = licence.statements.packages.iter().find(|package| match package.terms() {
        Written::Expression(parsed) => expression::standing(&parsed) != Standing::A,
        Written::Nothing => true,
        Written::Invalid => package.is_other(),
    })?;
    doubt(
        Role::Author,
        format!("{} says \"license\": \"{}\", not {expression}", conflicting.place.path, conflicting.written),
        &format!("set \"license\": \"{expression}\" there, if that is what holds"),
        vec![conflicting.place.clone()],
    )
}

/// A README that takes something back, speaks of other licences, or of none.
fn contradicted(readme: &Readme, licence: &Licence, expression: &str) -> Option<Doubt> {
    let path = &readme.place.path;
    // What it says of a folder with terms of its own is so.
    let is_held = |id: &&'static str| licence.folders.iter().any(|folder| folder.file.holds(id));
    let others = readme.others.iter().find(|(_, ids)| !ids.iter().all(&is_held));
    let (because, place) = match (&readme.restriction, others, &readme.silent) {
        (Some((place, words)), ..) => (format!("{path} restricts what {expression} allows: \"{words}\""), place),
        (None, Some((place, ids)), _) => (format!("{path} says {}, not {expression}", ids.join(" and ")), place),
        (None, None, Some(place)) => (format!("{path} does not say {expression} in its section on the licence"), place),
        (None, None, None) => return None,
    };
    Some(Doubt {
        who: Role::Author,
        because,
        help: format!(
            "say {expression} there, if that is what holds; else put the terms that hold into the licence file"
        ),
        category: "unlisted",
        places: vec![place.clone()],
    })
}

/// Go's patent grant is Category A by name; it takes nothing back that the licence gave.
fn is_patent_grant(file: &LicenceFile) -> bool {
    file.content == Ok(Content::PatentGrant)
}

fn is_recommended(terms: &Terms<'_>) -> bool {
    terms.files.iter().flat_map(|file| file.accepted_ids()).all(|id| category::is_recommended(id))
}

fn accept(licence: &Licence, terms: &Terms<'_>, expression: &str) -> Judgement {
    let ids: Vec<&str> = terms.files.iter().flat_map(|file| file.accepted_ids()).copied().collect();
    let because = match (is_recommended(terms), ids.as_slice()) {
        (true, [] | [_]) => "the complete text of a recommended licence".to_owned(),
        (true, _) => "complete texts of recommended licences".to_owned(),
        (false, [id]) => {
            let row = category::row(id).map_or("", |row| row.name);
            format!("the complete text of a Category-A licence (row \"{row}\")")
        }
        (false, _) => "complete texts, all of Category A".to_owned(),
    };
    let mut folders: Vec<Value> = licence.folders.iter().map(|folder| folder.path.clone().into()).collect();
    folders.dedup();
    Judgement::pass(format!("{expression}: {because}{}", other_terms(licence)))
        .at_all(terms.files.iter().map(|file| Place::file(&file.path)))
        .at_all(licence.folders.iter().map(|folder| Place::file(&folder.file.path)))
        .fact("other_terms", folders)
}

/// A note of the folders with terms of their own.
pub(super) fn other_terms(licence: &Licence) -> String {
    let note = |folder: &Folder| match &folder.file.content {
        Ok(_) => format!("; {} has other terms: {}", folder.path, folder.file.describe()),
        Err(cause) => format!("; {}", cause.detail),
    };
    let mut notes: Vec<String> = licence.folders.iter().map(note).collect();
    notes.dedup();
    notes.concat()
}

fn nothing(unusable: &[(Place, Unusable)]) -> Judgement {
    let Some((place, why)) = unusable.first() else {
        return Judgement::fail("there is no licence file")
            .help(format!("copy a text from https://spdx.org/licenses/ into LICENSE and commit it; {RECOMMENDATION}"));
    };
    let path = &place.path;
    let (what, help) = why_unusable(path, *why);
    Judgement::fail(format!("{path} {what}")).at(place.clone()).help(help)
}

/// Why the file at `path` cannot count, and what helps.
fn why_unusable(path: &str, why: Unusable) -> (&'static str, String) {
    match why {
        Unusable::Dangling => ("is a link to nothing", format!("replace {path} by the text of the licence")),
        Unusable::Looping => {
            ("is a link that leads back to itself", format!("replace {path} by the text of the licence"))
        }
        Unusable::Outside => ("is a link out of the repository", format!("replace {path} by the text of the licence")),
        Unusable::Untracked => ("is not tracked by git", format!("git add {path} && git commit")),
        Unusable::Deleted => ("is deleted from the work tree", format!("git restore {path}")),
        Unusable::NoFile => ("is no file", format!("replace {path} by the text of the licence")),
        Unusable::Empty => {
            ("is empty", format!("copy a text from https://spdx.org/licenses/ into {path}; {RECOMMENDATION}"))
        }
    }
}
