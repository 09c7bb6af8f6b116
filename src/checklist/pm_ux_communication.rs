//! `pm-ux-communication`

use super::{PROCESS_DATE, PROCESS_PAGE, persons};
use crate::evidence::{Evidence, Role};
use crate::verdict::Judgement;

item! {
    /// Somebody has thought about whether other teams or users must be told of the rollout.
    ///
    /// The page asks to consider it, so what passes is a considered answer, whatever it is: an `[[answer]]` for this
    /// item in plugin-ready.toml. "none needed: no other team is touched" passes; so does "announced in Town Square on
    /// the day".
    ///
    /// Without an answer the item waits for the author. The answer "don't know" is an honest one: the item then waits
    /// for the product manager, who is shown it. An answer without a word in it is none.
    ///
    /// How to get there, in plugin-ready.toml:
    ///
    /// ```toml
    /// [[answer]]
    /// item = "pm-ux-communication"
    /// text = "none needed: no other team is touched"
    /// ```
    {
        id: "pm-ux-communication", title: "communication about the rollout", who: Author,
        page: (PROCESS_PAGE, PROCESS_DATE, "consider whether other teams or users must be told of the rollout"),
        needs: [SignOffs], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let ledger = match persons::ledger(evidence) {
        Ok(ledger) => ledger,
        Err(judgement) => return judgement,
    };
    let Some(answer) = ledger.answer(ITEM.id) else {
        let blank = ledger.answers.iter().find(|answer| answer.item == ITEM.id);
        let because = match blank {
            Some(_) => "the answer to whether other teams or users must be told of the rollout is blank",
            None => "nobody has answered whether other teams or users must be told of the rollout",
        };
        return Judgement::pending(Role::Author, because)
            .help(
                "write the answer into plugin-ready.toml: [[answer]] with item = \"pm-ux-communication\" and \
                 text = \"none needed: ...\", or whom you tell and when; \"don't know\" asks the product manager",
            )
            .at_all(blank.map(|answer| answer.place.clone()));
    };
    let text = persons::shorten(&answer.text);
    let judgement = if answer.is_dont_know() {
        Judgement::pending(
            Role::Pm,
            format!("the author does not know whether others must be told of the rollout: \"{text}\""),
        )
        .help("the product manager decides it with the author, who then replaces the answer in plugin-ready.toml")
    } else {
        Judgement::pass(format!("whether others must be told of the rollout is answered: \"{text}\""))
    };
    judgement.at(answer.place.clone()).fact("answer", answer.text.clone())
}
