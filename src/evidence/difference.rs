//! How one sequence became another.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

/// The edits from `old` to `new`, by Myers' algorithm; a choice of algorithms would put all of them into the program.
pub fn edits<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let mut numbers = HashMap::new();
    let mut number = |item| {
        let next = numbers.len();
        *numbers.entry(item).or_insert(next)
    };
    let old: Vec<usize> = old.iter().map(&mut number).collect();
    let new: Vec<usize> = new.iter().map(&mut number).collect();
    between(&old, &new)
}

/// For each item of `new`, the item of `old` that it was; `None` where so much changed that to tell takes more than the
/// `work` that is left: the square of how many items there are between equal heads and tails that both sides have.
pub fn kept<T: Hash + Eq + Copy>(old: &[T], new: &[T], work: &mut usize) -> Option<Vec<Option<usize>>> {
    let is_same = |(old, new): &(&T, &T)| old == new;
    let head = old.iter().zip(new).take_while(is_same).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(is_same).count();
    let mut kept: Vec<Option<usize>> = vec![None; new.len()];
    kept.iter_mut().zip(0..head).for_each(|(slot, at)| *slot = Some(at));
    kept.iter_mut().rev().zip((0..old.len()).rev()).take(tail).for_each(|(slot, at)| *slot = Some(at));

    // What only one side has can be left out.
    let middle = |items: &[T]| -> Vec<(usize, T)> {
        items.iter().copied().enumerate().take(items.len() - tail).skip(head).collect()
    };
    let (old, new) = (middle(old), middle(new));
    let here: [HashSet<T>; 2] = [&old, &new].map(|items| items.iter().map(|(_, item)| *item).collect());
    let in_both = |items: Vec<(usize, T)>| -> (Vec<usize>, Vec<T>) {
        items.into_iter().filter(|(_, item)| here.iter().all(|here| here.contains(item))).unzip()
    };
    let ((old_places, old), (new_places, new)) = (in_both(old), in_both(new));
    let both = old.len() + new.len();
    *work = work.checked_sub(both.saturating_mul(both))?;
    for edit in edits(&old, &new) {
        if let DiffOp::Equal { old_index, new_index, len } = edit {
            let places = old_places.iter().skip(old_index).zip(new_places.iter().skip(new_index)).take(len);
            places.for_each(|(old, new)| kept.get_mut(*new).into_iter().for_each(|slot| *slot = Some(*old)));
        }
    }
    Some(kept)
}

/// As [`edits`], of numbers: the algorithm is in the program once, whatever is compared.
fn between(old: &[usize], new: &[usize]) -> Vec<DiffOp> {
    let mut edits = Compact::new(Replace::new(Capture::new()), old, new);
    // Nothing that only takes notes can fail.
    let _ = myers::diff(&mut edits, old, 0..old.len(), new, 0..new.len());
    edits.into_inner().into_inner().into_ops()
}
