//! The sentences of a text that speaks of a licence, and which of them are about something else.

use std::ops::Range;

use super::pattern::{Patterns, Stream};
use super::words::Words;

/// The sentences of `text`, which are its `words`; with `apart`, those that end where a paragraph or an item of a list
/// begins, or behind a line break of Markdown's, too.
pub(super) fn all(text: &str, words: &Words, apart: bool) -> Vec<Range<usize>> {
    let stands_apart = |start: usize| {
        let before = text.get(..start).unwrap_or_default();
        let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
        let is_broken = ["  ", "\\", "<br>"].iter().any(|mark| above.trim_end_matches('\r').ends_with(mark));
        is_broken || line.trim_start().starts_with(['-', '*', '+', '|', '•'])
    };
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut end_at = |end: usize| {
        if end > start {
            sentences.push(start..end);
        }
        start = end;
    };
    for word in &words.list {
        if apart && (word.starts_paragraph || word.starts_line && stands_apart(word.source.start)) {
            end_at(word.source.start);
        }
        if word.ends_sentence {
            end_at(word.source.end);
        }
    }
    end_at(text.len());
    sentences
}

/// Where complete licences stand in the text that `stream` is, in bytes: they have words that restrict, and are known.
pub(super) fn known(text: &str, stream: &Stream<'_>) -> Vec<Range<usize>> {
    let start = |at: usize| stream.meta(at).map_or(text.len(), |word| word.source.start);
    Patterns::get().find(stream).iter().map(|hit| start(hit.start)..start(hit.end)).collect()
}

/// Whether `range` lies, at least in part, in one of those that are `known`.
pub(super) fn is_known(range: &Range<usize>, known: &[Range<usize>]) -> bool {
    known.iter().any(|known| known.start < range.end && range.start < known.end)
}

/// Whether a sentence restricts nothing of the plugin's: it is about the work of others, as contributions or
/// Mattermost's own editions are, or says with a licence's own words that the licence holds.
pub(super) fn is_beside(stream: &Stream<'_>) -> bool {
    const BESIDE: &str = "mattermost enterprise|mattermost professional|\
                          mattermost server|mattermost license|mattermost source available license|\
                          contribution|contributions|contributor|trademark|trademarks|\
                          except in compliance with the license|except in compliance with this license|\
                          except in compliance with that license|except in compliance with the apache license|\
                          except according to|endorse or promote|in advertising|commercial and noncommercial|\
                          commercial or noncommercial|noncommercial and commercial|\
                          proprietary products|proprietary projects|proprietary applications";
    stream.says(BESIDE)
}

/// Whether a sentence is about what is no code of the plugin's.
pub(super) fn is_of_others(stream: &Stream<'_>) -> bool {
    const OTHERS: &str = "icon|icons|logo|logos|image|images|font|fonts|sound|sounds|emoji|\
                          emojis|libraries|dependencies|third party|mattermost itself|mattermost server is";
    // "This software and its documentation" is all of it.
    stream.says(OTHERS) || stream.says("documentation|docs") && !stream.says("software")
}
