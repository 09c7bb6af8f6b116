//! Files of a later state that are files of an earlier one under another name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::line::{self, Key};

/// Two contents are one file when this share of the longer one's distinct lines is in both, in percent: as git has it.
const SIMILAR: usize = 50;
/// A line in more of the earlier files than this tells of none of them.
const COMMON: usize = 16;

/// A file that only one of the two states has: its path and its content.
pub type Lone = (String, Arc<[u8]>);

/// The pairs of an earlier and a later file, as positions in the two lists; the most similar first, and no file twice.
pub fn pairs(earlier: &[Lone], later: &[Lone]) -> Vec<(usize, usize)> {
    let keys: Vec<BTreeSet<Key>> = earlier.iter().map(|(_, content)| keys(content)).collect();
    let mut holders: HashMap<Key, Vec<usize>> = HashMap::new();
    for (from, keys) in keys.iter().enumerate() {
        keys.iter().for_each(|key| holders.entry(*key).or_default().push(from));
    }
    holders.retain(|_, holders| holders.len() <= COMMON);
    let mut found = Vec::new();
    for (to, (path, content)) in later.iter().enumerate() {
        let here = self::keys(content);
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for from in here.iter().filter_map(|key| holders.get(key)).flatten() {
            *shared.entry(*from).or_default() += 1;
        }
        for (from, shared) in shared {
            let (Some((old, _)), Some(keys)) = (earlier.get(from), keys.get(from)) else { continue };
            let percent = shared * 100 / keys.len().max(here.len());
            if percent >= SIMILAR {
                found.push((Reverse(percent), name(old) != name(path), from, to));
            }
        }
    }
    found.sort_unstable();
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    let pairs = found.into_iter().map(|(_, _, from, to)| (from, to));
    pairs
        .filter(|(from, to)| !taken.contains(from) && !given.contains(to) && taken.insert(*from) && given.insert(*to))
        .collect()
}

fn keys(content: &[u8]) -> BTreeSet<Key> {
    let mut buffer = Vec::new();
    line::lines(content).filter_map(|line| line::key(line, &mut buffer)).collect()
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
