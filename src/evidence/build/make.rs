//! Calls of make: which goals of which Makefile, and what their rules come to.

use std::rc::Rc;

use super::folder::shown_folder;
use super::makefile::{self, Makefile};
use super::shell;
use super::{EffectKind, Found, Project};
use crate::evidence::repository::Status;

/// Goals that by custom make the bundle: where they do not, that is worth telling.
const PACKING: [&str; 4] = ["dist", "bundle", "package", "release"];

impl Project<'_> {
    /// What `make` with these arguments does.
    pub(super) fn make(&self, arguments: &[&str], at: &str, depth: usize) -> Vec<Found> {
        let mut directory = at.to_owned();
        let mut file = None;
        let mut goals = Vec::new();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match *word {
                "-C" | "--directory" => directory = self.join(&directory, words.next().unwrap_or(&"")),
                "-f" | "--file" | "--makefile" => file = words.next().copied(),
                "-j" | "-l" | "-o" | "-W" | "-I" => {
                    if words.as_slice().first().is_some_and(|next| next.parse::<u32>().is_ok() || *word != "-j") {
                        words.next();
                    }
                }
                word => {
                    if let Some(to) = word.strip_prefix("--directory=").or_else(|| word.strip_prefix("-C")) {
                        directory = self.join(&directory, to);
                    } else if let Some(name) = word.strip_prefix("--file=").or_else(|| word.strip_prefix("--makefile="))
                    {
                        file = Some(name);
                    } else if matches!(word, "-n" | "--dry-run" | "--just-print" | "-q" | "--question" | "--version") {
                        return Vec::new();
                    } else if !word.starts_with('-') && !word.contains('=') && !word.starts_with(['>', '<']) {
                        goals.push(word);
                    }
                }
            }
        }
        let makefile = match file {
            Some(name) => {
                Makefile::read(&format!("{directory}{name}"), &directory, self.repository, self.reader).map(Rc::new)
            }
            None => self.makefile(&directory),
        };
        let Some(makefile) = makefile else {
            let here = |name: &&str| {
                let file = self.repository.file(&format!("{directory}{name}"));
                file.is_some_and(|file| file.status != Status::Deleted)
            };
            let names = file.as_ref().map_or(makefile::NAMES.as_slice(), std::slice::from_ref);
            if let Some(name) = names.iter().find(|name| here(name)) {
                let text = format!("`make`: {directory}{name} or what it includes could not be read");
                return vec![EffectKind::Opaque(text).into()];
            }
            // What else would fail for want of a Makefile (tests, lint) has nothing to do with the bundle.
            let packs = goals.is_empty() || goals.iter().any(|goal| PACKING.contains(goal));
            let inside = self.repository.files.iter().any(|file| file.path.starts_with(&directory));
            let effect = if inside {
                EffectKind::Broken(format!("there is no Makefile in `{}`", shown_folder(&directory)))
            } else {
                EffectKind::Opaque(format!(
                    "make in `{}`, a folder that is not in the repository",
                    shown_folder(&directory)
                ))
            };
            return packs.then_some(effect.into()).into_iter().collect();
        };
        if let Some(path) = makefile.untracked.as_ref().or(self.is_untracked(&makefile.path).then_some(&makefile.path))
        {
            return vec![EffectKind::Untracked(path.clone()).into()];
        }
        if goals.is_empty() {
            goals.extend(makefile.default_goal());
        }
        goals.iter().flat_map(|goal| self.goal(&makefile, goal, &directory, depth)).collect()
    }

    /// What making `goal` does, worked out once a folder and depth.
    fn goal(&self, makefile: &Makefile, goal: &str, directory: &str, depth: usize) -> Vec<Found> {
        let key = (format!("{} {directory} {goal}", makefile.path), depth);
        if let Some(known) = self.goals.borrow().get(&key) {
            return known.clone();
        }
        let effects = self.rules(makefile, goal, directory, depth);
        self.goals.borrow_mut().insert(key, effects.clone());
        effects
    }

    fn rules(&self, makefile: &Makefile, goal: &str, directory: &str, depth: usize) -> Vec<Found> {
        let rules = makefile.behind(goal);
        if rules.is_empty() && goal.contains('$') {
            return vec![EffectKind::Opaque(format!("`make {goal}`, a goal that only the run knows")).into()];
        }
        let mut effects: Vec<Found> = Vec::new();
        for (needed, line) in rules.iter().flat_map(|(rule, on)| rule.recipe.iter().map(move |line| (*on, line))) {
            let command = line.command.trim_start_matches(['@', '-', '+', ' ', '\t']);
            for effect in self.script(command, directory, depth - 1) {
                let condition = needed.or(line.condition.as_deref()).map(str::to_owned);
                let condition = shell::both(condition, effect.condition);
                let found = Found { kind: effect.kind, condition };
                if !effects.contains(&found) {
                    effects.push(found);
                }
            }
        }
        // Of what recipes make in their turn, only a want that keeps the bundle from being made counts.
        let wants = effects.extract_if(.., |effect| matches!(effect.kind, EffectKind::Broken(_))).next();
        // What else is missing (tests, lint) has nothing to do with the bundle.
        let is_empty = effects.iter().all(|effect| matches!(effect.kind, EffectKind::Compiles(_)));
        let is_asked = PACKING.contains(&goal) || effects.iter().any(|effect| effect.kind == EffectKind::Bundle);
        if let Some(why) = hindrance(makefile, goal, is_empty).filter(|_| is_asked) {
            return vec![why.into()];
        }
        if is_empty && is_asked {
            let path = &makefile.path;
            let nothing = || match rules.as_slice() {
                [] => format!("no rule of {path} makes `{goal}`"),
                _ => format!("the rule `{goal}` of {path} packs nothing: neither it nor what it needs runs `tar`"),
            };
            effects.push(wants.unwrap_or_else(|| EffectKind::Broken(nothing()).into()));
        }
        effects
    }
}

/// What keeps make from making `goal` of `makefile`, whatever its rules say; what is missing on a condition may hold the
/// rule that is not there.
fn hindrance(makefile: &Makefile, goal: &str, is_empty: bool) -> Option<EffectKind> {
    if let Some((path, line)) = &makefile.spaces {
        let text = format!("make refuses {path}: line {line} begins with spaces, where a tab belongs");
        return Some(EffectKind::Broken(text));
    }
    let missing = makefile.missing.first().filter(|_| is_empty).or(makefile.lacking.first())?;
    Some(EffectKind::Opaque(format!("`make {goal}`: {}", makefile.without(missing))))
}
