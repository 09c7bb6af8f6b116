//! From a tree of values to a manifest, with everything that Go's decoder would mind or pass over in silence.

use std::collections::BTreeSet;
use std::ops::Range;

use super::problem::{Problems, Rule};
use super::settings::{Choice, Schema, Section, Setting};
use super::tree::{Node, Spanned, Value};
use super::{Executable, Format, Manifest, Server, Webapp};

const TOP: &[&str] = &[
    "id",
    "name",
    "description",
    "homepage_url",
    "support_url",
    "release_notes_url",
    "icon_path",
    "version",
    "min_server_version",
    "server",
    "webapp",
    "settings_schema",
    "props",
];
const SERVER: &[&str] = &["executables", "executable"];
const WEBAPP: &[&str] = &["bundle_path"];
const SCHEMA: &[&str] = &["header", "footer", "settings", "sections"];
const SETTING: &[&str] = &[
    "key",
    "display_name",
    "type",
    "help_text",
    "regenerate_help_text",
    "placeholder",
    "default",
    "options",
    "hosting",
    "secret",
];
const CHOICE: &[&str] = &["display_name", "value"];
const SECTION: &[&str] = &["key", "title", "subtitle", "settings", "header", "footer", "custom", "fallback"];

/// The keys that mark an object as a manifest of ours even when it has no id.
pub(super) const PARTS: &[&str] = &["server", "webapp", "backend", "settings_schema", "min_server_version"];

type Slot = Option<Spanned<String>>;

pub(super) struct Decoder<'p> {
    pub(super) format: Format,
    pub(super) problems: &'p mut Problems,
}

impl Decoder<'_> {
    pub(super) fn manifest(&mut self, root: &Node, manifest: &mut Manifest) {
        let mut id = None;
        for (key, node) in self.fields(root, "", TOP) {
            match key {
                "id" => self.text(node, key, &mut id),
                "name" => self.text(node, key, &mut manifest.name),
                "description" => self.text(node, key, &mut manifest.description),
                "homepage_url" => self.text(node, key, &mut manifest.homepage_url),
                "support_url" => self.text(node, key, &mut manifest.support_url),
                "release_notes_url" => self.text(node, key, &mut manifest.release_notes_url),
                "icon_path" => self.text(node, key, &mut manifest.icon_path),
                "version" => self.text(node, key, &mut manifest.version),
                "min_server_version" => self.text(node, key, &mut manifest.min_server_version),
                "server" => self.server(node, &mut manifest.server),
                "webapp" => self.webapp(node, &mut manifest.webapp),
                "settings_schema" => self.schema(node, &mut manifest.settings_schema),
                _ => {
                    self.is_object(node, key);
                }
            }
        }
        manifest.id_as_written = id;
    }

    fn server(&mut self, node: &Node, slot: &mut Option<Server>) {
        if !self.is_object(node, "server") {
            return;
        }
        let server = slot.get_or_insert_with(Server::default);
        server.span = node.span.clone();
        for (key, node) in self.fields(node, "server", SERVER) {
            match key {
                "executable" => self.text(node, "server.executable", &mut server.executable),
                _ => self.executables(node, server),
            }
        }
    }

    fn executables(&mut self, node: &Node, server: &mut Server) {
        if !self.is_object(node, "server.executables") {
            return;
        }
        for (platform, node) in node.value.entries() {
            let at = format!("server.executables.{}", platform.value);
            let mut path = None;
            self.text(node, &at, &mut path);
            let executable = Executable { platform: platform.span.clone(), path: path.unwrap_or_default() };
            if server.executables.insert(platform.value.clone(), executable).is_some() {
                self.repeated(&at, &platform.span);
            }
        }
    }

    fn webapp(&mut self, node: &Node, slot: &mut Option<Webapp>) {
        if !self.is_object(node, "webapp") {
            return;
        }
        let webapp = slot.get_or_insert_with(Webapp::default);
        webapp.span = node.span.clone();
        for (_, node) in self.fields(node, "webapp", WEBAPP) {
            self.text(node, "webapp.bundle_path", &mut webapp.bundle_path);
        }
    }

    fn schema(&mut self, node: &Node, slot: &mut Option<Schema>) {
        if !self.is_object(node, "settings_schema") {
            return;
        }
        let schema = slot.get_or_insert_with(Schema::default);
        for (key, node) in self.fields(node, "settings_schema", SCHEMA) {
            match key {
                "header" => self.text(node, "settings_schema.header", &mut schema.header),
                "footer" => self.text(node, "settings_schema.footer", &mut schema.footer),
                "settings" => schema.settings = self.settings(node, "settings_schema.settings"),
                _ => {
                    let nodes = self.list(node, "settings_schema.sections");
                    schema.sections = nodes.iter().enumerate().map(|(i, n)| self.section(n, i)).collect();
                }
            }
        }
    }

    fn section(&mut self, node: &Node, index: usize) -> Section {
        let at = format!("settings_schema.sections[{index}]");
        let mut section = Section { span: node.span.clone(), ..Section::default() };
        for (key, node) in self.fields(node, &at, SECTION) {
            let path = format!("{at}.{key}");
            match key {
                "key" => self.text(node, &path, &mut section.key),
                "title" => self.text(node, &path, &mut section.title),
                "settings" => section.settings = self.settings(node, &path),
                "custom" | "fallback" => {
                    self.flag(node, &path);
                }
                _ => self.text(node, &path, &mut None),
            }
        }
        section
    }

    fn settings(&mut self, node: &Node, at: &str) -> Vec<Setting> {
        self.list(node, at).iter().enumerate().map(|(i, n)| self.setting(n, &format!("{at}[{i}]"))).collect()
    }

    fn setting(&mut self, node: &Node, at: &str) -> Setting {
        let mut setting = Setting { span: node.span.clone(), ..Setting::default() };
        for (key, node) in self.fields(node, at, SETTING) {
            let path = format!("{at}.{key}");
            match key {
                "key" => self.text(node, &path, &mut setting.key),
                "display_name" => self.text(node, &path, &mut setting.display_name),
                "type" => self.text(node, &path, &mut setting.kind),
                "help_text" => self.text(node, &path, &mut setting.help_text),
                "regenerate_help_text" => self.text(node, &path, &mut setting.regenerate_help_text),
                "placeholder" => self.text(node, &path, &mut setting.placeholder),
                "hosting" => self.text(node, &path, &mut setting.hosting),
                "default" => setting.default = (node.value != Value::Null).then(|| node.clone()),
                "secret" => setting.secret = self.flag(node, &path),
                _ if node.value == Value::Null => setting.options = None,
                _ => {
                    let choices = self.list(node, &path);
                    let choices = choices.iter().enumerate().map(|(i, n)| self.choice(n, &format!("{path}[{i}]")));
                    setting.options = Some(Spanned::new(choices.collect(), node.span.clone()));
                }
            }
        }
        setting
    }

    fn choice(&mut self, node: &Node, at: &str) -> Choice {
        let mut choice = Choice { span: node.span.clone(), ..Choice::default() };
        for (key, node) in self.fields(node, at, CHOICE) {
            let slot = if key == "value" { &mut choice.value } else { &mut choice.display_name };
            self.text(node, &format!("{at}.{key}"), slot);
        }
        choice
    }

    /// The entries of an object that have a field in the server's struct, under the field's name, in the file's order.
    ///
    /// A later entry overwrites an earlier one, and `null` overwrites nothing, just as in Go.
    fn fields<'n>(&mut self, node: &'n Node, at: &str, known: &[&'static str]) -> Vec<(&'static str, &'n Node)> {
        if !self.is_object(node, at) {
            return Vec::new();
        }
        let mut fields = Vec::new();
        let mut seen = BTreeSet::new();
        for (key, node) in node.value.entries() {
            let path = if at.is_empty() { key.value.clone() } else { format!("{at}.{}", key.value) };
            let Some(name) = known.iter().find(|name| self.matches(name, &key.value)) else {
                self.unknown_key(key, &path, at, known);
                continue;
            };
            if **name != key.value {
                let help = format!("write it as {name:?}");
                self.problems.add(Rule::KeyCase, &key.span, format!("{path} is read as {name}"), help);
            }
            if !seen.insert(*name) {
                self.repeated(&path, &key.span);
            }
            fields.push((*name, node));
        }
        fields
    }

    /// Go's JSON decoder folds case; its YAML decoders do not.
    fn matches(&self, name: &str, key: &str) -> bool {
        name == key || (self.format == Format::Json && same_when_folded(name, key))
    }

    fn unknown_key(&mut self, key: &Spanned<String>, path: &str, at: &str, known: &[&'static str]) {
        if at.is_empty() && key.value == "backend" {
            let what = "backend was renamed to server in Mattermost 5.2 (2018) and is ignored today";
            self.problems.add(Rule::RemovedKey, &key.span, what, "rename it to \"server\"");
            return;
        }
        if at.is_empty() && key.value == "required_configuration" {
            let what = "required_configuration is no longer part of the manifest";
            self.problems.add(Rule::RemovedKey, &key.span, what, "remove it");
            return;
        }
        let nearest = known
            .iter()
            .filter(|name| key.value.len() <= 2 * name.len())
            .map(|name| (strsim::damerau_levenshtein(name, &key.value.to_lowercase()), name))
            .filter(|(distance, name)| *distance <= name.len() / 3)
            .min();
        let help = match nearest {
            Some((_, name)) => format!("is {name:?} meant? The template's build refuses keys that servers do not know"),
            None => "remove it, or keep it under \"props\", which is free".to_owned(),
        };
        self.problems.add(Rule::UnknownKey, &key.span, format!("{path} is not a key that servers know"), help);
    }

    fn repeated(&mut self, path: &str, span: &Range<usize>) {
        let what = format!("{path} is given twice; the last one counts");
        self.problems.add(Rule::RepeatedKey, span, what, "keep one of them");
    }

    fn text(&mut self, node: &Node, path: &str, slot: &mut Slot) {
        let value = match &node.value {
            Value::Null => return,
            Value::Text(text) => text.clone(),
            Value::Number(written) if self.format == Format::Yaml => written.clone(),
            Value::Bool(value) if self.format == Format::Yaml => value.to_string(),
            _ => return self.wrong_type(node, path, "a string"),
        };
        *slot = Some(Spanned::new(value, node.span.clone()));
    }

    fn flag(&mut self, node: &Node, path: &str) -> bool {
        match node.value {
            Value::Bool(value) => value,
            Value::Null => false,
            _ => {
                self.wrong_type(node, path, "a boolean");
                false
            }
        }
    }

    fn list<'n>(&mut self, node: &'n Node, path: &str) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => {
                self.wrong_type(node, path, "a list");
                &[]
            }
        }
    }

    /// Says so when it is anything else; `null` stands for no object at all.
    fn is_object(&mut self, node: &Node, path: &str) -> bool {
        match node.value {
            Value::Object(_) => true,
            Value::Null => false,
            _ => {
                self.wrong_type(node, path, "an object");
                false
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, path: &str, wanted: &str) {
        let what =
            format!("{path} is {}, and a server cannot read the manifest unless it is {wanted}", node.value.kind());
        let help = match &node.value {
            Value::Number(written) if wanted == "a string" => format!("write {written:?}, in quotes"),
            Value::Bool(written) if wanted == "a string" => format!("write \"{written}\", in quotes"),
            Value::Text(text) if wanted == "a boolean" && matches!(&**text, "true" | "false") => {
                format!("write {text}, without quotes")
            }
            _ => format!("make {path} {wanted}"),
        };
        self.problems.add(Rule::WrongType, &node.span, what, help);
    }
}

/// Whether Go's JSON decoder takes `key` for the field `name`: equal but for case, two exotic letters included.
pub(super) fn same_when_folded(name: &str, key: &str) -> bool {
    let fold = |c: char| match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    name.chars().eq(key.chars().map(fold))
}
