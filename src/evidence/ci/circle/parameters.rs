//! The parameters of jobs and commands.

use std::collections::BTreeMap;

use super::Instance;
use crate::evidence::gather::Gather as _;
use crate::evidence::yaml::{Entry, Node};

/// The parameters of a job or command with their defaults.
pub(super) fn defaults(of: &Node) -> BTreeMap<&str, String> {
    let parameters = of.get("parameters").map(Node::entries).unwrap_or_default().iter();
    let default = |entry: &'_ Entry| entry.value.get("default").and_then(Node::text).map(str::to_owned);
    parameters.filter_map(|entry| Some((entry.key.as_str(), default(entry)?))).gather()
}

/// A condition's text, with the parameter that it names put in.
pub(super) fn parameter(text: &str, parameters: &BTreeMap<&str, String>) -> String {
    let name = text.trim().strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")).map(str::trim);
    let known = name.and_then(|name| parameters.get(name.strip_prefix("parameters.")?));
    known.cloned().unwrap_or_else(|| text.to_owned())
}

/// The parameters under which a workflow runs a job: one set, or one for each value of its matrix.
pub(super) fn combinations<'c>(job: &'c Node, instance: &Instance<'c>) -> Vec<BTreeMap<&'c str, String>> {
    const MOST: usize = 32;
    let mut base = defaults(job);
    for given in instance.options.map(Node::entries).unwrap_or_default() {
        if let Some(text) = given.value.text() {
            base.insert(&given.key, text.to_owned());
        }
    }
    let mut all = vec![base];
    let listed = |key: &str| instance.option("matrix").and_then(|matrix| matrix.get(key));
    for entry in listed("parameters").map(Node::entries).unwrap_or_default() {
        let grown = all.iter().flat_map(|known| {
            entry.value.items().iter().filter_map(Node::text).map(|value| {
                let mut more = known.clone();
                more.insert(entry.key.as_str(), value.to_owned());
                more
            })
        });
        let grown: Vec<_> = grown.take(MOST).collect();
        if !grown.is_empty() {
            all = grown;
        }
    }
    for exclude in listed("exclude").map(Node::items).unwrap_or_default().iter().take(MOST) {
        let named = exclude.entries();
        let is_own = |known: &BTreeMap<&str, String>, entry: &Entry| {
            known.get(entry.key.as_str()).map(String::as_str) == entry.value.text()
        };
        all.retain(|known| named.is_empty() || !named.iter().all(|entry| is_own(known, entry)));
    }
    all
}

/// `text` with `<< parameters.x >>` replaced; what is not known becomes `${parameters.x}`, which no shell can mistake.
pub(super) fn put(text: &str, parameters: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("<<") {
        out.push_str(rest.get(..start).unwrap_or_default());
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.find(">>").unwrap_or(0);
        let name = tail
            .get(2..end)
            .map(str::trim)
            .filter(|name| name.starts_with("parameters.") || name.starts_with("pipeline."));
        let known = name.and_then(|name| parameters.get(name.strip_prefix("parameters.")?));
        match (known, name) {
            (Some(value), _) => out.push_str(value),
            (None, Some(name)) => out.push_str(&format!("${{{name}}}")),
            (None, None) => {
                out.push_str("<<");
                rest = tail.get(2..).unwrap_or_default();
                continue;
            }
        }
        rest = tail.get(end + 2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
