//! For a person who is about to review a plugin.

use super::beside_code;
use crate::evidence::boilerplate::base::Proof;
use crate::render::Medium;
use crate::render::sheet::Sheet;
use crate::render::words::{commit as short, count, grouped};
use crate::report::review::{Commit, Review};

/// Most files shown in one list.
const MOST: usize = 20;
/// Most files behind the template shown.
const MOST_BEHIND: usize = 10;

/// The review for people; `asked` is what a command like this one began with, as in ` plugins/demo --since v1.0.0`.
pub fn render(review: &Review, asked: &str, medium: Medium) -> String {
    let mut page = Page { sheet: Sheet::new(medium, 80, 160) };
    page.head(review);
    page.start(review);
    page.sums(review);
    page.own(review);
    page.machinery(review);
    page.pointers(review);
    page.drift(review);
    page.missing(review);
    page.apart(review);
    page.foot(asked, review.plugin.commit.is_some());
    page.sheet.into_text()
}

struct Page {
    sheet: Sheet,
}

impl Page {
    fn title(&mut self, text: &str) {
        self.sheet.blank();
        let text = self.sheet.paint.bold(text);
        self.sheet.line(&text);
    }

    fn head(&mut self, review: &Review) {
        let plugin = &review.plugin;
        let name = self.sheet.paint.bold(plugin.title());
        let commit = plugin.commit.as_deref().map(|commit| format!(" at {}", short(commit))).unwrap_or_default();
        let dirty = if plugin.dirty { " with uncommitted changes" } else { "" };
        let since = match &review.since {
            Some(since) => format!(", since {} ({})", since.revision, short(&since.commit)),
            None => String::new(),
        };
        self.sheet.line(&format!("{name}{commit}{dirty}{since}"));
    }

    fn start(&mut self, review: &Review) {
        let range = |[first, last]: &[Commit; 2]| match first == last {
            true => named(first),
            false => format!("{} to {}", named(first), named(last)),
        };
        match (&review.base, &review.range) {
            (Some((base, proof)), _) => {
                // A plugin that merged the template later did not start there.
                let (how, what) = match proof {
                    Proof::SharedHistory => ("is based on", "commit"),
                    Proof::EqualTree => ("started from", "tree"),
                };
                self.sheet.line(&format!("  {how} the template's {}: its history holds that {what}", named(base)));
                if let Some(now) = &review.range {
                    self.sheet.line(&format!("  its template files are now nearest to {}", range(now)));
                }
            }
            (None, Some(now)) => {
                self.sheet.line(&format!("  its template files are nearest to the template's {}", range(now)));
            }
            (None, None) => self.sheet.line("  nothing of it comes from the starter template"),
        }
        self.sheet.line(&format!("  compared with the template up to {}", named(&review.template)));
    }

    fn sums(&mut self, review: &Review) {
        let lines = &review.lines;
        let files = review.areas.iter().map(|area| area.files).sum();
        let new = match (review.since.is_some(), lines.own) {
            (false, _) => "",
            (true, 1) => " that is new",
            (true, _) => " that are new",
        };
        self.title(&format!("{}{new} in {}", count(lines.own, "own line"), count(files, "file")));
        for area in review.areas.iter().filter(|area| area.files > 0) {
            self.sheet.line(&format!(
                "  {:<8}{:>9} in {}",
                area.area.name(),
                grouped(area.own),
                count(area.files, "file")
            ));
        }
        for sum in review.beside_code() {
            self.sheet.line(&format!("  {}", beside_code(sum)));
        }
        self.sheet.line(&format!(
            "  {} are the template's, {} trivial",
            grouped(lines.boilerplate),
            grouped(lines.trivial)
        ));
    }

    fn own(&mut self, review: &Review) {
        let own = review.own();
        if own.is_empty() {
            return;
        }
        self.title("Own code by file");
        for file in own.iter().take(MOST) {
            let theirs = match file.scope.boilerplate_lines() {
                0 => String::new(),
                lines => self.sheet.paint.dim(&format!("  (beside {} of the template's)", grouped(lines))),
            };
            self.sheet.line(&format!("{:>9}  {}{theirs}", grouped(file.scope.own_lines()), file.path));
        }
        self.rest(own.len(), MOST);
    }

    fn rest(&mut self, all: usize, shown: usize) {
        if all > shown {
            self.sheet.line(&format!("           and {} more: see --format json", grouped(all - shown)));
        }
    }

    fn machinery(&mut self, review: &Review) {
        if review.machinery.is_empty() {
            return;
        }
        self.title("Own lines in files that build, test or deploy: these deserve eyes");
        for file in review.machinery.iter().take(MOST) {
            let place = self.sheet.paint.place(&file.place.to_string());
            self.sheet.line(&format!("{:>9}  {place}", grouped(file.own)));
        }
        self.rest(review.machinery.len(), MOST);
    }

    fn pointers(&mut self, review: &Review) {
        if review.pointers.is_empty() {
            return;
        }
        self.title("Where to look first (not into what tests, mocks and tools do)");
        let width = review.pointers.iter().map(|pointer| pointer.subject.says().len()).max().unwrap_or_default();
        for pointer in &review.pointers {
            let first = pointer.places.first().map(ToString::to_string).unwrap_or_default();
            let first = self.sheet.paint.place(&first);
            let more = match pointer.places.len() {
                0 | 1 => String::new(),
                places => format!(" and {} more", grouped(places - 1)),
            };
            self.sheet.line(&format!("  {:<width$}  {first}{more}", pointer.subject.says()));
        }
    }

    fn drift(&mut self, review: &Review) {
        if review.drift.is_empty() {
            return;
        }
        self.title("Behind the template");
        for drift in review.drift.iter().take(MOST_BEHIND) {
            let what = if drift.removed { "last changed or removed" } else { "last changed" };
            let text = format!("{:>10}  {}", count(drift.behind, "change"), drift.path);
            self.sheet.line(&format!("{text}  ({what} in {})", named(&drift.newest)));
        }
        self.rest(review.drift.len(), MOST_BEHIND);
    }

    fn missing(&mut self, review: &Review) {
        if review.missing.is_empty() {
            return;
        }
        self.title("Files of the template that it does not have");
        for missing in review.missing.iter().take(MOST_BEHIND) {
            let why = if missing.machinery { "  (it builds, tests or deploys)" } else { "" };
            self.sheet.line(&format!("           {}{why}", missing.template_path));
        }
        self.rest(review.missing.len(), MOST_BEHIND);
    }

    fn apart(&mut self, review: &Review) {
        if review.apart.is_empty() {
            return;
        }
        self.title("Listed apart, not counted");
        for apart in &review.apart {
            let why = apart.why.map_or("generated", |why| why.name());
            let first = apart.paths.first().map(String::as_str).unwrap_or_default();
            let more = if apart.paths.len() > 1 { ", ..." } else { "" };
            self.sheet.line(&format!("  {:<13}{}: {first}{more}", why, count(apart.paths.len(), "file")));
        }
    }

    fn foot(&mut self, asked: &str, is_committed: bool) {
        self.sheet.blank();
        let steps = [
            ("next:", "--format patch   ", "the own code as a diff"),
            ("     ", "--branches       ", "branches for a pull request of the own code"),
            ("     ", "--format markdown", "the text of that pull request"),
        ];
        for (lead, how, what) in steps.into_iter().take(if is_committed { 3 } else { 1 }) {
            self.sheet.line(&format!("{lead} plugin-ready review{asked} {how}  {what}"));
        }
    }
}

fn named(commit: &Commit) -> String {
    format!("{} of {}", short(&commit.id), commit.date)
}
