//! `osi-licence`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, compatible_licence};
use crate::error::Place;
use crate::evidence::licence::LicenceFile;
use crate::evidence::licence::identify::{Content, Known};
use crate::evidence::licence::terms::Choice;
use crate::evidence::{Evidence, Role};
use crate::verdict::{Judgement, Verdict};

item! {
    /// The marketplace takes plugins under an open-source licence: one that the Open Source Initiative has approved.
    /// That is another test than `compatible-licence`: GPL-3.0 and MPL-2.0 pass here and fail there, WTFPL the other
    /// way round.
    ///
    /// **What passes.** A tracked licence file with the text of an approved licence; of several that hold together,
    /// each must be approved, and of a choice, one. Main folders of the plugin with a licence of their own count among
    /// them. The approvals are those of the SPDX list.
    ///
    /// **A person decides** where the text is changed, unknown, or not there in full, and where one of several in a
    /// folder `LICENSES` is not approved: REUSE keeps those of pictures and sounds there as well.
    ///
    /// **How to get there.** Copy a text from <https://opensource.org/licenses> into `LICENSE`. With Apache-2.0, MIT,
    /// BSD-2-Clause or BSD-3-Clause both items pass.
    {
        id: "osi-licence", title: "an OSI-approved licence", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "the plugin is under an open-source licence"),
        needs: [Licence], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let Some(licence) = evidence.licence.seen() else { return (compatible_licence::ITEM.judge)(evidence) };
    let terms = licence.terms();
    let approvals: Vec<(&LicenceFile, Option<bool>)> = terms.files.iter().map(|file| (*file, approved(file))).collect();
    let any = |sought: bool| approvals.iter().any(|(_, approval)| *approval == Some(sought));
    let all = approvals.iter().all(|(_, approval)| *approval == Some(true));
    let decided = match terms.choice {
        _ if all => (!approvals.is_empty()).then_some(true),
        Choice::Offered => any(true).then_some(true),
        // In doubt whether it is a choice, as for `compatible-licence`.
        Choice::Named if any(true) => None,
        Choice::Named | Choice::None => any(false).then_some(false),
    };
    let expression = terms.expression();
    let shown = expression.clone().unwrap_or_default();
    let compatible = compatible_licence::judge_accepting(licence, |file| approved(file) == Some(true));
    let taken_back = || {
        matches!(compatible.verdict, Verdict::Pending(_))
            && terms.files.iter().all(|file| !file.accepted_ids().is_empty())
    };
    match decided {
        Some(true) if !taken_back() => {
            let told = compatible_licence::other_terms(licence);
            Judgement::pass(format!("{shown}: approved by the Open Source Initiative{told}"))
                .at_all(terms.files.iter().map(|file| Place::file(&file.path)))
                .at_all(licence.folders.iter().map(|folder| Place::file(&folder.file.path)))
                .fact("expression", expression)
        }
        Some(false) => {
            let refused = || approvals.iter().filter(|(_, approval)| *approval == Some(false)).map(|(file, _)| *file);
            let (path, what) =
                refused().next().map_or(("", String::new()), |file| (file.path.as_str(), file.describe()));
            let because = format!("{path} is {what}, which the Open Source Initiative has not approved");
            let judgement = if any(true) && refused().all(LicenceFile::may_spare_code) {
                Judgement::pending(Role::CoreCommitter, format!("{because}; nothing tells if any code is under it"))
                    .help(format!("a core committer looks what {what} covers; if it is no code, say so in a waiver"))
            } else {
                Judgement::fail(because).help(
                    "choose one of https://opensource.org/licenses; Apache-2.0, MIT, BSD-2-Clause and BSD-3-Clause pass everywhere",
                )
            };
            judgement.at(Place::file(path)).fact("expression", expression)
        }
        // Missing, changed and unknown texts are the same question for both items.
        _ => compatible,
    }
}

/// Whether the licence in `file` is approved; `None` where that is not known.
fn approved(file: &LicenceFile) -> Option<bool> {
    let is_approved = |id: &str| spdx::license_id(id).is_some_and(|id| id.is_osi_approved());
    match &file.content {
        Ok(Content::Complete { ids, choice: true }) => Some(ids.iter().any(|id| is_approved(id))),
        Ok(Content::Complete { ids, .. }) => Some(ids.iter().all(|id| is_approved(id))),
        Ok(Content::Known { licence: Known::Ids(ids), beside }) => {
            Some(ids.iter().any(|id| is_approved(id)) && beside.iter().all(|id| is_approved(id)))
        }
        Ok(Content::Known { licence: Known::Titled(_), .. }) => Some(false),
        _ => None,
    }
}
