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

/// The pairs of the heaviest common subsequence, in order; of several equally heavy ones, of one with fewest breaks.
pub fn align(index: &Index, file: &[FileLine], version: &[Line]) -> Vec<Pair> {
    let Both { head, tail, left, right } = Both::of(index, file, version);
    let (file_end, version_end) = (file.len() - tail, version.len() - tail);
    let mut pairs: Vec<Pair> = (0..head).map(|at| Pair { file: at, version: at }).collect();
    pairs.extend(table(index, &left, &right, head));
    pairs.extend((0..tail).map(|at| Pair { file: file_end + at, version: version_end + at }));
    pairs
}

/// The weight of the pairs that [`align`] gives, for less: which they are takes far longer to tell.
pub fn weigh(index: &Index, file: &[FileLine], version: &[Line]) -> u32 {
    let Both { head, tail, left, right } = Both::of(index, file, version);
    let ends = version.iter().take(head).chain(version.iter().rev().take(tail));
    let mut best = vec![0u32; right.len()];
    for (_, line) in bounded(&left, right.len()) {
        let weight = index.weight(*line);
        let (mut diagonal, mut before) = (0, 0);
        for (best, (_, other)) in best.iter_mut().zip(&right) {
            let paired = if line == other { diagonal + weight } else { 0 };
            diagonal = *best;
            before = paired.max(diagonal).max(before);
            *best = before;
        }
    }
    ends.map(|line| index.weight(*line)).sum::<u32>() + best.last().copied().unwrap_or_default()
}

/// What an alignment has to tell apart.
struct Both {
    /// How many equal lines both begin with, and how many both end with: they belong to some heaviest subsequence, and
    /// leave little for the table.
    head: usize,
    tail: usize,
    /// The lines between that both have, with their positions: the file's, and the version's.
    left: Vec<(usize, Line)>,
    right: Vec<(usize, Line)>,
}

impl Both {
    fn of(index: &Index, file: &[FileLine], version: &[Line]) -> Self {
        let is_same = |(a, b): &(&FileLine, &Line)| a.line == Some(**b);
        let head = file.iter().zip(version).take_while(is_same).count();
        let rest = file.len().min(version.len()) - head;
        let tail = file.iter().rev().zip(version.iter().rev()).take(rest).take_while(is_same).count();
        let (file_end, version_end) = (file.len() - tail, version.len() - tail);

        let left = || file.iter().enumerate().take(file_end).skip(head).filter_map(|(at, line)| Some((at, line.line?)));
        let right = || version.iter().copied().enumerate().take(version_end).skip(head);
        let in_version = marks(index, right().map(|(_, line)| line));
        let in_file = marks(index, left().map(|(_, line)| line));
        let left = left().filter(|(_, line)| is_marked(&in_version, *line)).collect();
        let right = right().filter(|(_, line)| is_marked(&in_file, *line)).collect();
        Self { head, tail, left, right }
    }
}

/// As many of the file's lines as a table with so many columns has room for.
fn bounded(left: &[(usize, Line)], columns: usize) -> &[(usize, Line)] {
    left.get(..MOST_CELLS / (columns + 1)).unwrap_or(left)
}

fn marks(index: &Index, lines: impl Iterator<Item = Line>) -> Vec<bool> {
    let mut here = vec![false; index.line_count()];
    lines.for_each(|line| here.get_mut(line.0 as usize).into_iter().for_each(|slot| *slot = true));
    here
}

fn is_marked(here: &[bool], line: Line) -> bool {
    here.get(line.0 as usize).copied().unwrap_or_default()
}

/// What a quarter of a line is worth; a pair of neighbours that goes on from another is worth 1 more. No table has room
/// for so many of those.
const QUARTER: u32 = 1 << 12;

/// How the best subsequence begins, from one place in both sequences on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Without the file's line.
    Left,
    /// Without the version's line.
    Right,
    /// With the pair of both.
    Pair,
}

/// What is known of one place.
#[derive(Debug, Clone, Copy)]
struct Cell {
    step: Step,
    /// Behind the pair of both, that of their neighbours comes next.
    goes_on: bool,
}

/// What is to be had from one place on.
#[derive(Debug, Clone, Copy, Default)]
struct Worth {
    best: u32,
    /// Beginning with the pair of both lines; 0 where they differ.
    paired: u32,
}

/// The textbook table, filled from the ends so that the walk goes forward; `head` pairs come before.
///
/// Where lines of the version gave way to the author's, the author's come first: the line behind them is the last that
/// it can be.
fn table(index: &Index, left: &[(usize, Line)], right: &[(usize, Line)], head: usize) -> Vec<Pair> {
    let width = right.len();
    let left = bounded(left, width);
    let is_next = |pair: &[(usize, Line)]| matches!(pair, [(a, _), (b, _)] if a + 1 == *b);
    let has_next = |lines: &[(usize, Line)]| -> Vec<bool> { lines.windows(2).map(is_next).chain([false]).collect() };
    let right_has_next = has_next(right);
    let is_behind_gap: Vec<bool> = [right.first().is_some_and(|(at, _)| *at > head)]
        .into_iter()
        .chain(right_has_next.iter().map(|has_next| !has_next))
        .collect();
    let mut cells = vec![Cell { step: Step::Left, goes_on: false }; left.len() * width];
    let mut below = vec![Worth::default(); width + 1];
    let mut row = below.clone();
    let rows = left.iter().zip(has_next(left)).zip(cells.chunks_exact_mut(width.max(1)));
    for (((_, a), left_has_next), cells) in rows.rev() {
        let weight = index.weight(*a) * QUARTER;
        let mut after = 0;
        let columns = right.iter().zip(&right_has_next).zip(&is_behind_gap).zip(cells);
        let columns = columns.zip(row.iter_mut().zip(below.windows(2)));
        for (((((_, b), right_has_next), is_behind_gap), cell), (worth, below)) in columns.rev() {
            let &[straight, diagonal] = below else { continue };
            let run = if left_has_next && *right_has_next && diagonal.paired > 0 { diagonal.paired + 1 } else { 0 };
            let paired = if a == b { weight + run.max(diagonal.best) } else { 0 };
            let best = paired.max(straight.best).max(after);
            let step = match best {
                0 => Step::Left,
                _ if best == paired && !(*is_behind_gap && best == straight.best) => Step::Pair,
                _ if best == straight.best => Step::Left,
                _ => Step::Right,
            };
            *cell = Cell { step, goes_on: run > 0 && run >= diagonal.best };
            *worth = Worth { best, paired };
            after = best;
        }
        std::mem::swap(&mut below, &mut row);
    }
    let (mut i, mut j, mut goes_on) = (0, 0, false);
    let mut pairs = Vec::new();
    while let (Some((file, _)), Some((version, _))) = (left.get(i), right.get(j)) {
        let Some(cell) = cells.get(i * width + j) else { break };
        let step = if goes_on { Step::Pair } else { cell.step };
        goes_on = step == Step::Pair && cell.goes_on;
        match step {
            Step::Pair => {
                pairs.push(Pair { file: *file, version: *version });
                (i, j) = (i + 1, j + 1);
            }
            Step::Left => i += 1,
            Step::Right => j += 1,
        }
    }
    pairs
}
