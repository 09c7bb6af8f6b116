//! Templates: files of stages, jobs or steps, with parameters, and parts that only a condition puts in.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::condition::truth;
use crate::evidence::build::join;
use crate::evidence::ci::{Outcome, ReasonKind, Situation};
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::Repository;
use crate::evidence::yaml::{Node, Source, Value};
use crate::evidence::{Cause, CauseKind, Reader};

/// Most files read, templates among them.
const FILES: usize = 20;
/// Deepest chain of templates, and of conditions around parts.
const DEPTH: usize = 8;
/// Most items of lists looked at for one event, those of templates among them.
const ITEMS: usize = 5_000;
/// Most nodes looked at for templates in one file.
const NODES: usize = 20_000;

/// The configuration and the templates of the repository that it names.
pub(super) struct Files {
    all: Vec<(Source, Node)>,
    /// How many more items of lists may be looked at.
    left: Cell<usize>,
}

/// A stage, a job or a step, or a file with some of them.
#[derive(Clone)]
pub(super) struct Part<'n> {
    pub(super) source: &'n Source,
    pub(super) node: &'n Node,
    /// Whether the conditions around it put it in.
    pub(super) outcome: Outcome,
    /// Why it cannot be followed.
    pub(super) opaque: Option<String>,
    pub(super) parameters: BTreeMap<String, String>,
}

impl Files {
    /// Reads the configuration at `path`, and its templates.
    pub(super) fn read(path: &str, repository: &Repository, reader: &dyn Reader) -> Result<Self, Cause> {
        let read = |path: &str| -> Result<(Source, Node), Cause> {
            let mut source = Source::read(path, reader)?;
            let empty = || Cause::new(CauseKind::Malformed, format!("{path} is empty"));
            let root = source.documents.pop().ok_or_else(empty)?.root;
            Ok((source, root))
        };
        let mut all = vec![read(path)?];
        let mut next = 0;
        while let Some((source, root)) = all.get(next) {
            let mut named = Vec::new();
            templates(root, &mut NODES.clone(), &mut named);
            let paths: Vec<String> = named.iter().map(|name| beside(&source.path, name)).collect();
            for path in paths {
                let is_known = all.iter().any(|(source, _)| source.path == path);
                if !is_known && all.len() < FILES && repository.file(&path).is_some() {
                    all.extend(read(&path).ok());
                }
            }
            next += 1;
        }
        Ok(Self { all, left: Cell::new(ITEMS) })
    }

    /// The configuration itself.
    pub(super) fn main(&self) -> Option<&(Source, Node)> {
        self.all.first()
    }

    /// The files that the pipeline is made of: the configuration, or what it extends. Items are counted anew from here.
    pub(super) fn roots<'n>(&'n self) -> Vec<Part<'n>> {
        self.left.set(ITEMS);
        let Some((source, node)) = self.main() else { return Vec::new() };
        let parameters = defaults(node);
        let main = Part { source, node, outcome: Outcome::Runs, opaque: None, parameters };
        match node.get("extends") {
            Some(extends) => self.template(&main, extends, DEPTH),
            None => vec![main],
        }
    }

    /// The parts listed in `of` under `key`, with those of templates and conditions put in.
    pub(super) fn parts<'n>(&'n self, of: &Part<'n>, key: &str, situation: Situation<'_>) -> Vec<Part<'n>> {
        let mut parts = Vec::new();
        if of.opaque.is_none() {
            self.list(of, key, of.node.get(key), &situation, DEPTH, &mut parts);
        }
        parts
    }

    fn list<'n>(
        &'n self,
        of: &Part<'n>,
        key: &str,
        list: Option<&'n Node>,
        situation: &Situation<'_>,
        depth: usize,
        parts: &mut Vec<Part<'n>>,
    ) {
        let deeper = depth.saturating_sub(1);
        // Whether a condition before the next `else` has held.
        let mut before = Some(false);
        for node in list.map(Node::items).unwrap_or_default().iter() {
            let part = Part { node, ..of.clone() };
            self.left.set(self.left.get().saturating_sub(1));
            if self.left.get() == 0 || depth == 0 {
                let opaque = Some("there are more parts than this tool follows".to_owned());
                parts.push(Part { opaque, ..part });
                return;
            }
            if node.get("template").is_some() {
                for inside in self.template(&part, node, deeper) {
                    if inside.opaque.is_some() {
                        parts.push(inside);
                    } else {
                        self.list(&inside, key, inside.node.get(key), situation, deeper, parts);
                    }
                }
            } else if let Some((expression, value)) = condition(node) {
                let (own, outcome) = put_in(&part.filled(expression), before, situation);
                before = own;
                let inside = Part { outcome: part.outcome.clone().and(outcome.at(|| part.source.place(node))), ..part };
                self.list(&inside, key, Some(value), situation, deeper, parts);
            } else if let Some(text) = node.text() {
                parts.push(Part { opaque: Some(format!("it is `{text}`, which only the run knows")), ..part });
            } else {
                parts.push(part);
            }
        }
    }

    /// The file that the template of `node` is, as a part; one that cannot be followed where it is not here.
    fn template<'n>(&'n self, of: &Part<'n>, node: &'n Node, depth: usize) -> Vec<Part<'n>> {
        let named = of.filled(node.get("template").and_then(Node::text).unwrap_or_default());
        let path = beside(&of.source.path, &named);
        let found = self.all.iter().find(|(source, _)| source.path == path);
        let opaque = |why: &str| {
            let opaque = Some(format!("it is the template {named}, {why}"));
            vec![Part { node, opaque, ..of.clone() }]
        };
        let Some((source, root)) = found else { return opaque("which is not in this repository") };
        let Some(depth) = depth.checked_sub(1) else { return opaque("nested deeper than this tool follows") };
        let mut parameters = defaults(root);
        for given in node.get("parameters").map(Node::entries).unwrap_or_default() {
            match given.value.text() {
                Some(text) => parameters.insert(given.key.clone(), of.filled(text)),
                None => parameters.remove(&given.key),
            };
        }
        let part = Part { source, node: root, opaque: None, parameters, outcome: of.outcome.clone() };
        match root.get("extends") {
            Some(extends) => self.template(&part, extends, depth),
            None => vec![part],
        }
    }
}

impl Part<'_> {
    /// `text` with its parameters put in; what only the run knows stays as written.
    pub(super) fn filled(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("parameters") {
            let name = after.strip_prefix('.').map(|name| {
                let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
                name.split_at(end)
            });
            let name = name.or_else(|| after.strip_prefix("['")?.split_once("']"));
            out.push_str(before);
            match name.and_then(|(name, rest)| Some((self.parameters.get(name)?, rest))) {
                Some((value, after)) => {
                    // Alone in its braces it is the text itself, in an expression a text of that.
                    let alone = out.trim_end().strip_suffix("${{").map(str::len);
                    match (alone, after.trim_start().strip_prefix("}}")) {
                        (Some(start), Some(after)) => {
                            out.truncate(start);
                            out.push_str(value);
                            rest = after;
                        }
                        _ => {
                            out.push_str(&format!("'{value}'"));
                            rest = after;
                        }
                    }
                }
                None => {
                    out.push_str("parameters");
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// The names of the templates in `node`, looking at `left` nodes at most.
fn templates<'n>(node: &'n Node, left: &mut usize, found: &mut Vec<&'n str>) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    found.extend(node.get("template").and_then(Node::text));
    node.items().iter().for_each(|item| templates(item, left, found));
    node.entries().iter().for_each(|entry| templates(&entry.value, left, found));
}

/// The path of the template called `name` in the file at `path`.
fn beside(path: &str, name: &str) -> String {
    let name = name.strip_suffix("@self").unwrap_or(name);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = match name.strip_prefix('/') {
        Some(name) => join("", name),
        None => join(folder, name),
    };
    joined.trim_end_matches('/').to_owned()
}

/// The parameters of a file that have a default.
fn defaults(root: &Node) -> BTreeMap<String, String> {
    let Some(parameters) = root.get("parameters") else { return BTreeMap::new() };
    let text = |node: &Node| node.text().map(str::to_owned);
    let listed =
        parameters.items().iter().filter_map(|one| Some((text(one.get("name")?)?, text(one.get("default")?)?)));
    let mapped = parameters.entries().iter().filter_map(|entry| Some((entry.key.clone(), text(&entry.value)?)));
    listed.chain(mapped).gather()
}

/// The expression and the list of an item such as `${{ if eq(…) }}: […]`.
fn condition(node: &Node) -> Option<(&str, &Node)> {
    let [entry] = node.entries() else { return None };
    let inner = entry.key.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim();
    matches!(entry.value.value, Value::Sequence(_)).then_some((inner, &entry.value))
}

/// Whether an expression such as `if eq(…)` or `else` puts in what stands under it, and whether one of this chain has,
/// of which `before` tells for those before it.
fn put_in(expression: &str, before: Option<bool>, situation: &Situation<'_>) -> (Option<bool>, Outcome) {
    let (keyword, rest) = expression.split_once(' ').unwrap_or((expression, ""));
    let own = match keyword {
        "if" | "elseif" => truth(rest, *situation),
        "else" => Some(true),
        _ => None,
    };
    let before = if matches!(keyword, "elseif" | "else") { before } else { Some(false) };
    let holds = match (before, own) {
        (Some(true), _) | (_, Some(false)) => Some(false),
        (Some(false), Some(true)) => Some(true),
        _ => None,
    };
    let outcome = match holds {
        Some(true) => Outcome::Runs,
        Some(false) => {
            Outcome::not(ReasonKind::Condition, format!("a condition around it excludes it: `{expression}`"))
        }
        None => Outcome::Unclear(format!("it depends on `{expression}`")),
    };
    let any = match (before, own) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    };
    (any, outcome)
}
