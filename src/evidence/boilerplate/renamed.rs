//! Files of a later state that are files of an earlier one under another name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::line::{self, Key};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::file_name;

/// Two contents are one file when this share of the longer one's telling lines is in both, in percent: git's measure.
const SIMILAR: usize = 50;
/// A line in more of the earlier files than this tells of none of them.
const COMMON: usize = 16;

/// A file that only one of the two states has: its path and its content.
pub type Lone = (String, Arc<[u8]>);

/// The pairs of an earlier and a later file, as positions in the two lists, and no file twice: first those that are
/// equal, then the most similar.
pub fn pairs(earlier: &[Lone], later: &[Lone]) -> Vec<(usize, usize)> {
    let mut pairs = Pairs { found: Vec::new(), free: vec![true; earlier.len()], new: vec![true; later.len()] };
    pairs.equal(earlier, later, |(path, content)| (file_name(path), &**content));
    pairs.equal(earlier, later, |(_, content)| ("", &**content));
    pairs.similar(earlier, later);
    pairs.found
}

struct Pairs {
    found: Vec<(usize, usize)>,
    /// Of each earlier file, whether it is in no pair.
    free: Vec<bool>,
    /// The same of each later one.
    new: Vec<bool>,
}

impl Pairs {
    fn add(&mut self, from: usize, to: usize) {
        if let (Some(free @ true), Some(new @ true)) = (self.free.get_mut(from), self.new.get_mut(to)) {
            (*free, *new) = (false, false);
            self.found.push((from, to));
        }
    }

    fn equal<'f>(&mut self, earlier: &'f [Lone], later: &'f [Lone], key: impl Fn(&'f Lone) -> (&'f str, &'f [u8])) {
        let mut holders: HashMap<_, Vec<usize>> = HashMap::new();
        let free = earlier.iter().enumerate().zip(&self.free).filter(|(_, free)| **free);
        free.rev().for_each(|((from, file), _)| holders.entry(key(file)).or_default().push(from));
        for (to, file) in later.iter().enumerate() {
            if self.new.get(to) == Some(&true)
                && let Some(from) = holders.get_mut(&key(file)).and_then(Vec::pop)
            {
                self.add(from, to);
            }
        }
    }

    fn similar(&mut self, earlier: &[Lone], later: &[Lone]) {
        let keys_of = |file: &Lone, is_left: bool| if is_left { keys(&file.1) } else { BTreeSet::new() };
        let old: Vec<BTreeSet<Key>> = earlier.iter().zip(&self.free).map(|(file, free)| keys_of(file, *free)).collect();
        let mut holders: HashMap<Key, Vec<usize>> = HashMap::new();
        for (from, keys) in old.iter().enumerate() {
            keys.iter().for_each(|key| holders.entry(*key).or_default().push(from));
        }
        let is_telling = |key: &&Key| holders.get(key).is_none_or(|holders| holders.len() <= COMMON);
        let sizes: Vec<usize> = old.iter().map(|keys| keys.iter().filter(is_telling).count()).collect();
        let mut candidates = Vec::new();
        for (to, (file, new)) in later.iter().zip(&self.new).enumerate() {
            let here = keys_of(file, *new);
            let telling: Vec<&Key> = here.iter().filter(is_telling).collect();
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for from in telling.iter().filter_map(|key| holders.get(key)).flatten() {
                *shared.entry(*from).or_default() += 1;
            }
            for (from, shared) in shared {
                let (Some((path, _)), Some(size)) = (earlier.get(from), sizes.get(from)) else { continue };
                let percent = shared * 100 / telling.len().max(*size);
                if percent >= SIMILAR {
                    candidates.push((Reverse(percent), file_name(path) != file_name(&file.0), from, to));
                }
            }
        }
        candidates.sort_unstable();
        candidates.into_iter().for_each(|(_, _, from, to)| self.add(from, to));
    }
}

fn keys(content: &[u8]) -> BTreeSet<Key> {
    let mut buffer = Vec::new();
    line::lines(content).filter_map(|line| line::key(line, &mut buffer)).gather()
}
