//! A file as the template's text and the author's edits to it.

use std::collections::HashMap;
use std::ops::Range;

use similar::DiffOp;

use super::identity::Identity;
use super::line::{self, Key};
use super::{Class, Scope};
use crate::evidence::difference;

/// Most lines, of both sides together and between what they begin and end with alike, that are compared in their order;
/// beyond it a line is new where the other side has fewer of it.
const MOST_LINES: usize = 50_000;

/// One line on the way from the template's side of a file to the plugin's, with its line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// On both sides.
    Keep(&'a [u8]),
    /// The author's.
    Add(&'a [u8]),
    /// On the template's side only.
    Remove(&'a [u8]),
}

/// Without the template's text: the author's lines are added to all others, and nothing is removed.
///
/// `scope` must speak of `content`.
pub fn additions<'a>(content: &'a [u8], scope: &Scope) -> Vec<Step<'a>> {
    let step = |(line, own)| if own { Step::Add(line) } else { Step::Keep(line) };
    split(content).into_iter().zip(own_lines(scope)).map(step).collect()
}

/// From `before` to `content`: what the author added, and those lines of `before` that are gone and that `counts` names
/// by their number, from 0. Lines of `content` that are the template's are on both sides, wherever they came from.
pub fn edits<'a>(
    before: &'a [u8],
    content: &'a [u8],
    scope: &Scope,
    identity: &Identity,
    counts: impl Fn(usize) -> bool,
) -> Vec<Step<'a>> {
    let (old, new) = (split(before), split(content));
    let own = own_lines(scope);
    let mut steps = Vec::with_capacity(new.len());
    let remove = |steps: &mut Vec<Step<'a>>, from: usize, count: usize| {
        let gone = old.iter().enumerate().skip(from).take(count).filter(|(number, _)| counts(*number));
        steps.extend(gone.map(|(_, line)| Step::Remove(line)));
    };
    let add = |steps: &mut Vec<Step<'a>>, from: usize, count: usize| {
        let lines = new.iter().zip(&own).skip(from).take(count);
        steps.extend(lines.map(|(line, own)| if *own { Step::Add(line) } else { Step::Keep(line) }));
    };
    let (old_keys, new_keys) = (keys(&old, identity), keys(&new, identity));
    let start = old_keys.iter().zip(&new_keys).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (old_keys.get(start..).unwrap_or_default(), new_keys.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let (old_keys, new_keys) =
        (old_keys.get(start..old_end).unwrap_or_default(), new_keys.get(start..new_end).unwrap_or_default());
    let keep = |steps: &mut Vec<Step<'a>>, from: usize, count: usize| {
        steps.extend(new.iter().skip(from).take(count).map(|line| Step::Keep(line)));
    };
    keep(&mut steps, 0, start);
    if old_keys.len() + new_keys.len() > MOST_LINES {
        let mut spare = counts_of(old_keys);
        for (number, key) in new_keys.iter().enumerate() {
            if take(&mut spare, *key) {
                keep(&mut steps, start + number, 1);
            } else {
                add(&mut steps, start + number, 1);
            }
        }
        let mut spare = counts_of(new_keys);
        for (number, _) in old_keys.iter().enumerate().filter(|(_, key)| !take(&mut spare, **key)) {
            remove(&mut steps, start + number, 1);
        }
    } else {
        for op in difference::edits(old_keys, new_keys) {
            match op {
                DiffOp::Equal { new_index, len, .. } => keep(&mut steps, start + new_index, len),
                DiffOp::Delete { old_index, old_len, .. } => remove(&mut steps, start + old_index, old_len),
                DiffOp::Insert { new_index, new_len, .. } => add(&mut steps, start + new_index, new_len),
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    remove(&mut steps, start + old_index, old_len);
                    add(&mut steps, start + new_index, new_len);
                }
            }
        }
    }
    keep(&mut steps, new_end, end);
    steps
}

fn counts_of(keys: &[Key]) -> HashMap<Key, usize> {
    let mut counts = HashMap::new();
    keys.iter().for_each(|key| *counts.entry(*key).or_default() += 1);
    counts
}

/// Whether one of `key` was left, which is gone now.
fn take(spare: &mut HashMap<Key, usize>, key: Key) -> bool {
    let left = spare.get_mut(&key).filter(|left| **left > 0);
    left.map(|left| *left -= 1).is_some()
}

/// `steps` from the template's text, with every line that `scope` calls the author's as an addition: some of them the
/// template has too, but later or elsewhere.
pub fn with_own<'a>(steps: Vec<Step<'a>>, scope: &Scope) -> Vec<Step<'a>> {
    let mut own = scope.own.iter().cloned().flatten().peekable();
    let mut number = 0;
    let step = |step| match step {
        Step::Remove(line) => Step::Remove(line),
        Step::Keep(line) | Step::Add(line) => {
            let is_own = own.next_if_eq(&number).is_some();
            number += 1;
            if is_own || matches!(step, Step::Add(_)) { Step::Add(line) } else { Step::Keep(line) }
        }
    };
    steps.into_iter().map(step).collect()
}

/// The lines of `scope`'s file that are the author's and that `steps` add, from 0; trivial lines are left out.
pub fn added(steps: &[Step<'_>], scope: &Scope) -> Vec<Range<u32>> {
    let mut own = scope.own.iter().cloned().flatten().peekable();
    let mut added = Vec::new();
    let here = steps.iter().filter(|step| !matches!(step, Step::Remove(_)));
    for (number, step) in (0u32..).zip(here) {
        if own.next_if_eq(&number).is_some() && matches!(step, Step::Add(_)) {
            super::push(&mut added, number);
        }
    }
    added
}

/// The template's side of `steps`; only its last line may be without a line end.
pub fn base(steps: &[Step<'_>]) -> Vec<u8> {
    let lines = steps.iter().filter_map(|step| match step {
        Step::Keep(line) | Step::Remove(line) => Some(*line),
        Step::Add(_) => None,
    });
    let mut text: Vec<u8> = Vec::new();
    for line in lines {
        if !text.is_empty() && !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        text.extend_from_slice(line);
    }
    text
}

/// For each line of `scope`'s file, whether it is the author's. A trivial line goes with the lines around it: it is the
/// template's only between two lines of the template.
pub fn own_lines(scope: &Scope) -> Vec<bool> {
    let mut whose = vec![None; scope.lines];
    for (ranges, own) in [(&scope.own, true), (&scope.boilerplate, false)] {
        for range in ranges {
            let range = range.start as usize..range.end as usize;
            whose.get_mut(range).unwrap_or_default().fill(Some(own));
        }
    }
    if scope.boilerplate.is_empty() {
        return vec![scope.class != Class::Boilerplate; whose.len()];
    }
    let mut after = Vec::with_capacity(whose.len());
    let mut next = None;
    for own in whose.iter().rev() {
        next = own.or(next);
        after.push(next);
    }
    let mut before = None;
    let around = whose.iter().zip(after.iter().rev());
    around
        .map(|(own, after)| {
            before = own.or(before);
            own.unwrap_or(before == Some(true) || *after == Some(true))
        })
        .collect()
}

/// The lines of `content`, each with its line end.
fn split(content: &[u8]) -> Vec<&[u8]> {
    content.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Keys under which equal lines meet, re-indented or renamed as they may be.
fn keys(lines: &[&[u8]], identity: &Identity) -> Vec<Key> {
    let mut buffer = Vec::new();
    let key = |line: &&[u8]| match identity.normalise(line) {
        Some(normal) => line::hash(&normal, &mut buffer),
        None => line::hash(line, &mut buffer),
    };
    lines.iter().map(key).collect()
}
