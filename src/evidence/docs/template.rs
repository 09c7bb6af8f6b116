//! The starter template's README: which sentences of a document are its, and which are our own unfilled draft.

use xxhash_rust::xxh3::xxh3_64;

use super::{Block, Document};
use crate::data::template_readme::SENTENCES;
use crate::evidence::text;

/// What every place to fill in of our draft starts with.
pub const BLANK: &str = "[fill in:";

/// Whether `block` is text of the template: each of its sentences stands in some version of the template's README.
pub fn is_template(block: &Block) -> bool {
    let mut sentences = sentences(&block.text).peekable();
    sentences.peek().is_some() && sentences.all(|sentence| is_known(&sentence))
}

/// Whether `block` is text of the template that is true of the template alone, and not of each plugin made from it as
/// its words on how to build, deploy and release are.
pub fn speaks_of_template(block: &Block) -> bool {
    const ITSELF: [&str; 6] = ["template", "starter", "starting point", "sample", "com.example", "my plugin"];
    let text = block.text.to_lowercase().replace('-', " ");
    is_template(block) && ITSELF.iter().any(|word| text.contains(word))
}

/// Whether `block` holds a place to fill in of our own draft.
pub fn is_blank(block: &Block) -> bool {
    block.text.to_ascii_lowercase().contains(BLANK)
}

/// Whether `block` says nothing yet: a place to fill in, of our own draft or anybody's.
pub fn is_unwritten(block: &Block) -> bool {
    is_blank(block) || text::is_stub(&block.text)
}

/// Sentences of `document` that are the template's, and all sentences.
pub fn share(document: &Document) -> (usize, usize) {
    let all = document.blocks.iter().flat_map(|block| sentences(&block.text));
    all.fold((0, 0), |(known, all), sentence| (known + usize::from(is_known(&sentence)), all + 1))
}

/// Whether `document` is the template's README but for a sentence in five.
pub fn is_readme(document: &Document) -> bool {
    let (known, all) = share(document);
    known >= 5 && known * 5 >= all * 4
}

/// The hash that the table of sentences holds for `sentence`.
pub fn hash(sentence: &str) -> u64 {
    xxh3_64(sentence.as_bytes())
}

/// The sentences of `text`, in lower case, letters and digits only; those of fewer than three words left out.
pub fn sentences(text: &str) -> impl Iterator<Item = String> {
    text.split(['.', '!', '?', ':', ';']).map(normal).filter(|sentence| sentence.split(' ').count() >= 3)
}

fn is_known(sentence: &str) -> bool {
    SENTENCES.binary_search(&hash(sentence)).is_ok()
}

fn normal(sentence: &str) -> String {
    let lower = sentence.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
