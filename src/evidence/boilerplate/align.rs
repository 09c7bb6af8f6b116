//! The heaviest common subsequence of a file's lines and a version's.

use super::index::{Index, Line};

/// Most cells of the table of one alignment; beyond it the file's tail is left out. Only hostile files come near.
const MOST_CELLS: usize = 8 << 20;

/// One line of a file under study. Trivial lines are left out beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLine {
    /// Its number in the file, from 0.
    pub number: u32,
    /// The template's line that it equals, if any.
    pub line: Option<Line>,
    /// How many letters and digits it holds; 0 where it pins a version, as any project's list of dependencies may.
    pub letters: u32,
}

/// A line of the file paired with the same line of the version: positions in the two sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Position in the file's sequence of lines that are not trivial.
    pub file: usize,
    /// Position in the version's sequence of lines that are not trivial.
    pub version: usize,
}

/// The pairs of the heaviest common subsequence, in order.
pub fn align(index: &Index, file: &[FileLine], version: &[Line]) -> Vec<Pair> {
    let mut here = vec![false; index.line_count()];
    version.iter().for_each(|line| mark(&mut here, *line));
    let left: Vec<(usize, Line)> = file
        .iter()
        .enumerate()
        .filter_map(|(at, line)| line.line.filter(|line| is_marked(&here, *line)).map(|line| (at, line)))
        .collect();
    here.fill(false);
    left.iter().for_each(|(_, line)| mark(&mut here, *line));
    let right: Vec<(usize, Line)> =
        version.iter().copied().enumerate().filter(|(_, line)| is_marked(&here, *line)).collect();
    let pair = |a: &(usize, Line), b: &(usize, Line)| Pair { file: a.0, version: b.0 };

    // Equal heads and tails belong to some heaviest subsequence, and leave little for the table.
    let head = left.iter().zip(&right).take_while(|(a, b)| a.1 == b.1).count();
    let (left_head, left) = left.split_at(head);
    let (right_head, right) = right.split_at(head);
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a.1 == b.1).count();
    let (left, left_tail) = left.split_at(left.len() - tail);
    let (right, right_tail) = right.split_at(right.len() - tail);

    let mut pairs: Vec<Pair> = left_head.iter().zip(right_head).map(|(a, b)| pair(a, b)).collect();
    pairs.extend(table(index, left, right).into_iter().filter_map(|(i, j)| Some(pair(left.get(i)?, right.get(j)?))));
    pairs.extend(left_tail.iter().zip(right_tail).map(|(a, b)| pair(a, b)));
    pairs
}

fn mark(here: &mut [bool], line: Line) {
    if let Some(slot) = here.get_mut(line.0 as usize) {
        *slot = true;
    }
}

fn is_marked(here: &[bool], line: Line) -> bool {
    here.get(line.0 as usize).copied().unwrap_or_default()
}

/// The textbook table, filled from the ends so that the walk goes forward.
fn table(index: &Index, left: &[(usize, Line)], right: &[(usize, Line)]) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    let left = left.get(..MOST_CELLS / width).unwrap_or(left);
    let mut best = vec![0u32; (left.len() + 1) * width];
    for (i, (_, a)) in left.iter().enumerate().rev() {
        let (rows, below) = best.split_at_mut((i + 1) * width);
        let Some(row) = rows.get_mut(i * width..) else { continue };
        let weight = index.weight(*a);
        let mut from_right = 0;
        let cells = row.iter_mut().zip(below.windows(2)).zip(right);
        for ((cell, below), (_, b)) in cells.rev() {
            let &[straight, diagonal] = below else { continue };
            let paired = if a == b { diagonal + weight } else { 0 };
            *cell = paired.max(straight).max(from_right);
            from_right = *cell;
        }
    }
    let score = |i: usize, j: usize| best.get(i * width + j).copied().unwrap_or_default();
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some((_, a)), Some((_, b))) = (left.get(i), right.get(j)) {
        if a == b && score(i, j) == score(i + 1, j + 1) + index.weight(*a) {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if score(i, j) == score(i + 1, j) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
