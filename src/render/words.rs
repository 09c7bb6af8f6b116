//! Sentences that several formats share.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::evidence::{CauseKind, Role};
use crate::report::{ItemReport, Report, Status};
use crate::verdict::Verdict;

/// Who, as a reader of the report is addressed: the author is "you".
pub(crate) fn who(role: Role) -> &'static str {
    match role {
        Role::Author => "you",
        Role::Ci => "your CI",
        Role::CoreCommitter => "core committer",
        Role::Security => "security",
        Role::Qa => "QA",
        Role::Pm => "PM",
    }
}

/// Who, in a sentence.
pub(crate) fn a_who(role: Role) -> &'static str {
    match role {
        Role::Author => "the author",
        Role::Ci => "CI",
        Role::CoreCommitter => "a core committer",
        Role::Security => "a security reviewer",
        Role::Qa => "QA",
        Role::Pm => "a PM",
    }
}

/// `number` with a comma between each three digits.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// The first digits of a commit's id.
pub(crate) fn commit(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// `text` with a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default() + letters.as_str()
}

/// A path as a relative reference in an address: what has a meaning there is escaped.
pub(crate) fn reference(path: &str) -> String {
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    utf8_percent_encode(path, ESCAPED).to_string()
}

/// A tier's status, as a person would say it.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Ready => "ready",
        Status::Waiting => "waiting for people",
        Status::Unknown => "not known",
        Status::Blocked => "blocked",
    }
}

/// What is said of tiers above the first that is not ready.
pub(crate) const NOT_REACHED: &str = "not reached";

/// Where the tier at `index` stands on the path; `None` above the first that is not ready.
pub(crate) fn stage(report: &Report, index: usize) -> Option<Status> {
    let here = report.tiers.iter().position(|tier| tier.status != Status::Ready);
    let tier = report.tiers.get(index)?;
    here.is_none_or(|here| index <= here).then_some(tier.status)
}

/// The line that says what ran and where the target tier stands, as in
/// `ci-extensions: 3 of 5 pass, 1 fails (nightly-build), 1 awaits a core committer (basic-code-review)`.
pub(crate) fn verdict_line(report: &Report) -> String {
    let items: Vec<&ItemReport> = report.targeted().collect();
    let passed = ids(&items, |i| i.verdict == Verdict::Pass).len();
    let skipped = ids(&items, |i| i.verdict == Verdict::NotApplicable).len();
    let mut parts = vec![format!("{passed} of {} pass", items.len() - skipped)];
    let mut part = |ids: Vec<&str>, one: &str, many: &str| {
        if !ids.is_empty() {
            parts.push(format!("{} {} ({})", ids.len(), if ids.len() == 1 { one } else { many }, ids.join(", ")));
        }
    };
    part(ids(&items, |i| i.verdict == Verdict::Fail && i.waived.is_none()), "fails", "fail");
    part(ids(&items, |i| i.waived.is_some()), "is waived", "are waived");
    for role in Role::ALL {
        let awaiting = ids(&items, |i| i.verdict == Verdict::Pending(*role) && i.waived.is_none());
        part(awaiting, &format!("awaits {}", a_who(*role)), &format!("await {}", a_who(*role)));
    }
    let blind = |offline| ids(&items, move |i| i.waived.is_none() && is_unknown(i, offline));
    part(blind(false), "could not be looked at", "could not be looked at");
    let mut line = format!("{}: {}", report.target.id, parts.join(", "));
    if report.run.offline {
        line.push_str("; offline");
        let unseen = blind(true);
        if !unseen.is_empty() {
            line.push_str(&format!(": {} not looked at ({})", unseen.len(), unseen.join(", ")));
        }
    }
    line
}

fn is_unknown(item: &ItemReport, offline: bool) -> bool {
    matches!(&item.verdict, Verdict::Unknown(cause) if (cause.kind == CauseKind::Offline) == offline)
}

fn ids(items: &[&ItemReport], wanted: impl Fn(&ItemReport) -> bool) -> Vec<&'static str> {
    items.iter().filter(|i| wanted(i)).map(|i| i.item.id).collect()
}

/// A space at which no line ends.
const GLUE: &str = "\u{a0}";

/// The lines of `text` wrapped at spaces to `width`: the first after `first`, the others `indent` columns in.
pub(crate) fn wrapped(text: &str, width: usize, first: &str, indent: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(20))
        .break_words(false)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    // A command in backticks is copied as a whole, so it stays on one line.
    let text: String = text
        .split('`')
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { part.replace(' ', GLUE) } else { part.to_owned() })
        .collect::<Vec<_>>()
        .join("`");
    let lines = textwrap::wrap(&text, options);
    let lead = |at: usize| if at == 0 { first.to_owned() } else { " ".repeat(indent) };
    lines.iter().enumerate().map(|(at, line)| format!("{}{}", lead(at), line.replace(GLUE, " "))).collect()
}
