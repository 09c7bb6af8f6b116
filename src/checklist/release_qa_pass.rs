//! `release-qa-pass`

use super::{PROCESS_DATE, PROCESS_PAGE, persons};
use crate::error::text::shell_word;
use crate::evidence::release::Releases;
use crate::evidence::sign_off::{SignOff, Standing};
use crate::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use crate::verdict::Judgement;

item! {
    /// QA has passed exactly the release that is to be deployed, on ci-extensions-release.
    ///
    /// Passes with a valid sign-off by somebody of QA (`people.qa`) whose `release` is the newest release and whose
    /// `commit` is the one that the release's tag points to. Later changes on the default branch do not matter: what is
    /// deployed is the release. A sign-off of another release is void for this one, and so is one whose tag was moved.
    ///
    /// The newest release is the tag with the highest semantic version; pre-releases count only where there is nothing
    /// else. In a shallow clone tags may be missing, and the report says so.
    ///
    /// How to get there: deploy the release to ci-extensions-release and let QA try it there. Then
    /// `plugin-ready sign-off release-qa-pass --by HANDLE --release TAG`.
    {
        id: "release-qa-pass", title: "QA pass of the release to deploy", who: Qa,
        page: (PROCESS_PAGE, PROCESS_DATE, "QA passes the release to deploy on ci-extensions-release"),
        needs: [SignOffs, Releases], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let ledger = match persons::ledger(evidence) {
        Ok(ledger) => ledger,
        Err(judgement) => return judgement,
    };
    let newest = evidence.releases.seen().and_then(Releases::newest).map(|release| release.tag.name.as_str());
    let all: Vec<&SignOff> = ledger.of(ID).collect();
    let valid = || all.iter().rev().filter(|sign_off| sign_off.standing == Standing::Valid);
    let Some(any) = valid().next() else { return unsigned(evidence, newest) };
    let this = valid().find(|sign_off| newest.is_some() && sign_off.entry.release.as_deref() == newest);
    let sign_off = this.unwrap_or(any);
    let told = persons::tell(sign_off, ledger);
    let judgement = match (&evidence.releases, this, newest) {
        (Fact::Seen(releases), Some(_), Some(tag)) if releases.shallow => Judgement::unknown(Cause::new(
            CauseKind::Shallow,
            format!("{told}; this clone is shallow, so there may be a newer release than {tag}"),
        ))
        .help("fetch all of history first: `git fetch --unshallow --tags`"),
        (_, Some(_), Some(_)) => Judgement::pass(told),
        (Fact::Blind(cause), ..) => Judgement::unknown(Cause::new(
            cause.kind,
            format!("{told}; which release is the newest is not known: {cause}"),
        )),
        (_, _, Some(tag)) => {
            let other = sign_off.entry.release.as_deref().unwrap_or_default();
            Judgement::pending(Role::Qa, format!("void: the release to deploy is {tag}, not {other}: {told}"))
                .help(how(tag))
        }
        (_, _, None) => Judgement::pending(Role::Qa, format!("there is no release to deploy: {told}")).help(how("TAG")),
    };
    persons::with_facts(judgement, &all, ledger, evidence).at_all(persons::places(sign_off))
}

const ID: &str = "release-qa-pass";

/// No sign-off is valid, whatever the release.
fn unsigned(evidence: &Evidence, newest: Option<&str>) -> Judgement {
    let missing = match newest {
        Some(tag) => format!("nobody of QA has signed off the release to deploy, {tag}"),
        None => "nobody of QA has signed off a release to deploy, and there is none yet".to_owned(),
    };
    let judgement = persons::judge(evidence, &ITEM, &missing, "QA tries the release on ci-extensions-release");
    let asked = evidence.sign_offs.seen().is_some_and(|ledger| ledger.of(ID).next().is_some());
    if asked { judgement } else { judgement.help(how(newest.unwrap_or("TAG"))) }
}

fn how(tag: &str) -> String {
    let tag = shell_word(tag);
    format!(
        "QA tries the release on ci-extensions-release; then: `plugin-ready sign-off {ID} --by HANDLE --release {tag}`, \
         and commit plugin-ready.toml"
    )
}
