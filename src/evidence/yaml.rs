//! YAML as a tree in which every node knows where it stands.
//!
//! Scalars keep their text as written: `on` stays a word, `1.20` keeps its zero, and whoever asks decides on the type.
//! Aliases are expanded and merge keys (`<<`) applied within a fixed budget, so a small file cannot become a large
//! tree.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, options};

use super::{Cause, CauseKind, Reader, SMALL};
use crate::error::Place;

/// Most nodes of a file, aliases expanded.
const NODES: usize = 20_000;
/// Most events of the parser.
const EVENTS: usize = 100_000;
/// Most bytes of scalars, aliases expanded.
const SCALARS: usize = 4 << 20;
/// Most aliases.
const ALIASES: usize = 1_000;
/// Deepest nesting, aliases expanded.
const DEPTH: usize = 64;
/// Longest node that a place shows as a whole, in bytes.
const STRETCH: usize = 4 << 10;
/// Most documents of a stream.
const DOCUMENTS: usize = 64;

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// The bytes of the text that it was written in; for an alias, those of the anchored node.
    pub range: Range<usize>,
    /// The tag as written, as in `!reference`.
    pub tag: Option<String>,
}

/// The kinds of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A single value: text, number, truth or nothing.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Pairs in the order of the file, each key once: of duplicates the last stays.
    Mapping(Vec<Entry>),
}

/// A single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Its text, escapes and folding undone.
    pub text: String,
    /// Written without quotes, so that `true`, `1` and `null` are not text.
    pub plain: bool,
}

/// A pair of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_range: Range<usize>,
    /// The value.
    pub value: Node,
}

/// A parsed document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its value.
    pub root: Node,
    /// Keys that are there more than once in their mapping: the key, and where the later one stands.
    pub duplicates: Vec<(String, Range<usize>)>,
}

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// [`CauseKind::Malformed`], or [`CauseKind::TooLarge`] when it is over the budget.
    pub kind: CauseKind,
    /// What is wrong, in a few words.
    pub what: String,
    /// Byte of the text at which it was seen.
    pub at: usize,
}

impl Node {
    /// The value at `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The pair at `key`, if this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The pairs; none unless this is a mapping.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Mapping(entries) = &self.value { entries } else { &[] }
    }

    /// The items; none unless this is a sequence.
    pub fn items(&self) -> &[Self] {
        if let Value::Sequence(items) = &self.value { items } else { &[] }
    }

    /// The items of a sequence, or the node itself: many keys take one value or a list of them.
    pub fn each(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Scalar(_) if self.is_null() => &[],
            Value::Scalar(_) | Value::Mapping(_) => std::slice::from_ref(self),
        }
    }

    /// The text of a scalar, whatever its type would be.
    pub fn text(&self) -> Option<&str> {
        if let Value::Scalar(scalar) = &self.value { Some(&scalar.text) } else { None }
    }

    /// Nothing: an empty value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        self.plain().is_some_and(|text| matches!(text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// `true` or `false`, by YAML 1.2's core schema.
    pub fn boolean(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The text of a scalar that was written without quotes.
    pub fn plain(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if scalar.plain => Some(&scalar.text),
            _ => None,
        }
    }
}

impl Fault {
    fn malformed(what: impl Into<String>, at: usize) -> Self {
        Self { kind: CauseKind::Malformed, what: what.into(), at }
    }

    fn over(what: &str, at: usize) -> Self {
        Self { kind: CauseKind::TooLarge, what: format!("more than {what}"), at }
    }

    /// The cause for a fault in `text`, the content of `path`.
    pub fn cause(&self, path: &str, text: &str) -> Cause {
        Cause::new(self.kind, format!("{}: {}", Place::in_text(path, text, self.at..self.at + 1), self.what))
    }
}

/// A YAML file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path from the repository's root.
    pub path: String,
    /// Its content.
    pub text: String,
    /// What it says.
    pub documents: Vec<Document>,
    /// The byte at which each line starts.
    lines: Vec<usize>,
}

impl Source {
    /// Reads the file at `path`; it may hold several documents.
    ///
    /// # Errors
    /// The cause, when it cannot be read, is not UTF-8, or is not YAML.
    pub fn read(path: &str, reader: &dyn Reader) -> Result<Self, Cause> {
        let bytes = reader.read(path, SMALL)?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Cause::new(CauseKind::Malformed, format!("{path} is not UTF-8 text")))?;
        let documents = parse_all(text).map_err(|fault| fault.cause(path, text))?;
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        Ok(Self { path: path.to_owned(), text: text.to_owned(), documents, lines })
    }

    /// The value of the first document.
    pub fn root(&self) -> Option<&Node> {
        self.documents.first().map(|document| &document.root)
    }

    /// Where `node` stands.
    pub fn place(&self, node: &Node) -> Place {
        self.range_place(node.range.clone())
    }

    /// Where the key of `entry` stands.
    pub fn key_place(&self, entry: &Entry) -> Place {
        self.range_place(entry.key_range.clone())
    }

    /// Where bytes `range` of the text stand; of a long stretch its first line.
    pub fn range_place(&self, range: Range<usize>) -> Place {
        let first = self.lines.partition_point(|start| *start <= range.start).saturating_sub(1);
        let start = self.lines.get(first).copied().unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        let long = range.len() > STRETCH;
        let end = if long { rest.find('\n').unwrap_or(rest.len()) } else { range.end - start };
        let end = rest.get(end..).and_then(|tail| tail.find('\n')).map_or(rest.len(), |more| end + more);
        let lines = rest.get(..end).unwrap_or(rest);
        let mut place = Place::in_text(&self.path, lines, range.start - start..(range.end - start).min(lines.len()));
        if let Some(span) = &mut place.span {
            span.start.line += first;
            span.end.line += first;
        }
        place
    }

    /// Where line `line` (from 0) of the text of scalar `node` stands: the first line of the file within the node
    /// that holds the same words. The node's own place, when folding or escapes hide it.
    pub fn line_place(&self, node: &Node, line: usize) -> Place {
        let found = node.text().and_then(|text| {
            let wanted = text.lines().nth(line)?.trim();
            let earlier = text.lines().take(line).filter(|other| other.trim() == wanted).count();
            let written = self.text.get(node.range.clone())?;
            let mut offset = node.range.start;
            let mut places = written.split_inclusive('\n').filter_map(|physical| {
                let start = offset;
                offset += physical.len();
                let indent = physical.len() - physical.trim_start().len();
                (!wanted.is_empty() && physical.trim() == wanted).then(|| start + indent..start + indent + wanted.len())
            });
            places.nth(earlier)
        });
        self.range_place(found.unwrap_or_else(|| node.range.clone()))
    }
}

/// The one document of `text`; `None` when it is empty.
///
/// # Errors
/// It is not YAML, holds several documents, or is over the budget.
pub fn parse(text: &str) -> Result<Option<Document>, Fault> {
    let mut documents = read(text, 1)?;
    Ok(documents.pop())
}

/// The documents of `text`, at most 64, within one budget.
///
/// # Errors
/// It is not YAML, or is over the budget.
pub fn parse_all(text: &str) -> Result<Vec<Document>, Fault> {
    read(text, DOCUMENTS)
}

/// What a node costs once its aliases are expanded.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    bytes: usize,
    height: usize,
}

/// A sequence or mapping that is still open.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<String>,
    weight: Weight,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { own: Vec<Entry>, merged: Vec<Entry>, key: Option<(Scalar, Range<usize>)> },
}

#[derive(Default)]
struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, Weight)>,
    total: Weight,
    aliases: usize,
    root: Option<Node>,
    duplicates: Vec<(String, Range<usize>)>,
}

fn read(text: &str, most: usize) -> Result<Vec<Document>, Fault> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let mut settings = options! { flow_nesting_limit: DEPTH, block_nesting_limit: DEPTH };
    settings.set_emit_comments(false);
    let mut builder = Builder { text, ..Builder::default() };
    let mut documents = Vec::new();
    for (count, next) in Parser::new_from_str_with_options(body, settings).enumerate() {
        let (event, span) = next.map_err(|error| scan_fault(&error, skipped))?;
        let range = bytes(&span, skipped);
        if count > EVENTS {
            return Err(Fault::over("100,000 events", range.start));
        }
        match event {
            Event::DocumentStart(..) if documents.len() == most => {
                return Err(Fault::malformed("more than one document in the file", range.start));
            }
            Event::DocumentEnd => {
                let duplicates = std::mem::take(&mut builder.duplicates);
                documents.extend(builder.root.take().map(|root| Document { root, duplicates }));
                builder.anchors.clear();
            }
            event => builder.take(event, range)?,
        }
    }
    if documents.iter().all(|document| document.root.is_null()) {
        documents.clear();
    }
    Ok(documents)
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let text = text.into_owned();
                let weight = Weight { nodes: 1, bytes: text.len(), height: 1 };
                self.count(weight, range.start)?;
                let value = Value::Scalar(Scalar { text, plain: style == ScalarStyle::Plain });
                self.place(Node { value, range, tag: tag.map(|tag| tag.original()) }, weight, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.start(range.start, anchor, tag.map(|tag| tag.original()), Content::Sequence(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let content = Content::Mapping { own: Vec::new(), merged: Vec::new(), key: None };
                self.start(range.start, anchor, tag.map(|tag| tag.original()), content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
            Event::Alias(anchor) => {
                self.aliases += 1;
                if self.aliases > ALIASES {
                    return Err(Fault::over("1,000 aliases", range.start));
                }
                let Some((_, weight)) = self.anchors.get(&anchor) else {
                    return Err(Fault::malformed("an alias inside its own anchor", range.start));
                };
                let weight = *weight;
                self.count(weight, range.start)?;
                let node = self.anchors.get(&anchor).map(|(node, _)| node.clone());
                node.map_or(Ok(()), |node| self.place(node, weight, 0))
            }
            _ => Ok(()),
        }
    }

    /// Takes `weight` from the budget.
    fn count(&mut self, weight: Weight, at: usize) -> Result<(), Fault> {
        self.total.nodes += weight.nodes;
        self.total.bytes += weight.bytes;
        if self.total.nodes > NODES {
            Err(Fault::over("20,000 values", at))
        } else if self.total.bytes > SCALARS {
            Err(Fault::over("4 MiB of text", at))
        } else if self.open.len() + weight.height > DEPTH {
            Err(Fault::over("64 levels of nesting", at))
        } else {
            Ok(())
        }
    }

    fn start(&mut self, start: usize, anchor: usize, tag: Option<String>, content: Content) -> Result<(), Fault> {
        let weight = Weight { nodes: 1, bytes: 0, height: 1 };
        self.count(weight, start)?;
        self.open.push(Open { start, anchor, tag, weight, content });
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.content {
            Content::Sequence(items) => Value::Sequence(items),
            Content::Mapping { own, merged, .. } => Value::Mapping(self.unite(own, merged)),
        };
        let written = self.text.get(open.start..end).unwrap_or_default().trim_end().len();
        let node = Node { value, range: open.start..open.start + written, tag: open.tag };
        self.place(node, open.weight, open.anchor)
    }

    /// Puts a complete node into the container that is open, or makes it the document's root.
    fn place(&mut self, node: Node, weight: Weight, anchor: usize) -> Result<(), Fault> {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), weight));
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        parent.weight.nodes += weight.nodes;
        parent.weight.bytes += weight.bytes;
        parent.weight.height = parent.weight.height.max(weight.height + 1);
        match &mut parent.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping { key: key @ None, .. } => match node.value {
                Value::Scalar(scalar) => *key = Some((scalar, node.range)),
                _ => return Err(Fault::malformed("a mapping or list used as a key", node.range.start)),
            },
            Content::Mapping { own, merged, key } => match key.take() {
                Some((scalar, range)) if scalar.plain && scalar.text == "<<" => merge(node, range.start, merged)?,
                Some((scalar, range)) => own.push(Entry { key: scalar.text, key_range: range, value: node }),
                None => {}
            },
        }
        Ok(())
    }

    /// The pairs of a mapping, each key once: its own before merged ones; of its own the last, of merged ones the
    /// first.
    fn unite(&mut self, own: Vec<Entry>, merged: Vec<Entry>) -> Vec<Entry> {
        let mut places: HashMap<String, usize> = HashMap::with_capacity(own.len());
        let mut entries: Vec<Entry> = Vec::with_capacity(own.len() + merged.len());
        let own_count = own.len();
        for (index, entry) in own.into_iter().chain(merged).enumerate() {
            match places.get(&entry.key).and_then(|place| entries.get_mut(*place)) {
                Some(earlier) if index < own_count => {
                    self.duplicates.push((entry.key.clone(), entry.key_range.clone()));
                    *earlier = entry;
                }
                Some(_) => {}
                None => {
                    places.insert(entry.key.clone(), entries.len());
                    entries.push(entry);
                }
            }
        }
        entries
    }
}

/// Takes the pairs that a merge key brings: of a mapping, or of a list of mappings.
fn merge(node: Node, at: usize, merged: &mut Vec<Entry>) -> Result<(), Fault> {
    match node.value {
        Value::Mapping(entries) => merged.extend(entries),
        Value::Sequence(items) => {
            for item in items {
                let Value::Mapping(entries) = item.value else {
                    return Err(Fault::malformed("a merge key (<<) with something that is not a mapping", at));
                };
                merged.extend(entries);
            }
        }
        Value::Scalar(_) => return Err(Fault::malformed("a merge key (<<) with something that is not a mapping", at)),
    }
    Ok(())
}

/// The bytes that `span` covers; characters stand in where the parser has no byte offsets.
fn bytes(span: &Span, skipped: usize) -> Range<usize> {
    let range = span.byte_range().unwrap_or(span.start.index()..span.end.index());
    range.start + skipped..range.end + skipped
}

fn scan_fault(error: &ScanError, skipped: usize) -> Fault {
    let marker = error.marker();
    Fault::malformed(error.info(), marker.byte_offset().unwrap_or(marker.index()) + skipped)
}
