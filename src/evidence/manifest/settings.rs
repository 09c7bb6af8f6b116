//! The settings that a plugin shows in the System Console, and the rules for them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::problem::{Problems, Rule};
use super::tree::{Node, Spanned, Value};

/// Setting types that servers know.
const TYPES: &[&str] = &["bool", "dropdown", "generated", "radio", "text", "longtext", "number", "username", "custom"];
/// Settings looked at one by one; what servers refuse is seen in all of them.
const MOST_CHECKED: usize = 2_000;
const WITH_PLACEHOLDER: &[&str] = &["generated", "text", "longtext", "number", "username", "custom"];
const WITH_OPTIONS: &[&str] = &["radio", "dropdown"];

/// `settings_schema`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Markdown over the settings.
    pub header: Option<Spanned<String>>,
    /// Markdown under the settings.
    pub footer: Option<Spanned<String>>,
    /// Settings outside any section.
    pub settings: Vec<Setting>,
    /// Sections of settings.
    pub sections: Vec<Section>,
}

/// An entry of `settings_schema.sections`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its key; servers want one.
    pub key: Option<Spanned<String>>,
    /// Its heading.
    pub title: Option<Spanned<String>>,
    /// Its settings.
    pub settings: Vec<Setting>,
    /// The whole entry.
    pub span: Range<usize>,
}

/// An entry of `settings`, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// Name in the configuration, case-insensitive.
    pub key: Option<Spanned<String>>,
    /// Label in the System Console.
    pub display_name: Option<Spanned<String>>,
    /// `type`: what the System Console shows.
    pub kind: Option<Spanned<String>>,
    /// Markdown under the field.
    pub help_text: Option<Spanned<String>>,
    /// Markdown beside the button of a generated setting.
    pub regenerate_help_text: Option<Spanned<String>>,
    /// Text in the empty field.
    pub placeholder: Option<Spanned<String>>,
    /// Any value but null.
    pub default: Option<Node>,
    /// The choices of a radio or dropdown.
    pub options: Option<Spanned<Vec<Choice>>>,
    /// `cloud` or `on-prem`: where the System Console shows it.
    pub hosting: Option<Spanned<String>>,
    /// Hidden in the System Console, the API and the support packet.
    pub secret: bool,
    /// The whole entry.
    pub span: Range<usize>,
}

/// An entry of `options`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What people see.
    pub display_name: Option<Spanned<String>>,
    /// What the configuration holds.
    pub value: Option<Spanned<String>>,
    /// The whole entry.
    pub span: Range<usize>,
}

impl Schema {
    /// Every setting, those of sections included, in the file's order within each list.
    pub fn all_settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings.iter().chain(self.sections.iter().flat_map(|section| &section.settings))
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        for section in &self.sections {
            if written(&section.key).is_none() {
                let what = "a section of settings has no key (\"invalid empty Key\")";
                problems.add(Rule::SectionKey, &section.span, what, "give the section a \"key\" of its own");
            }
        }
        for setting in self.all_settings().take(MOST_CHECKED) {
            setting.check(problems);
        }
        // Plugins repeat the settings of sections outside them, for servers that know no sections.
        check_keys(&mut self.settings.iter(), problems);
        check_keys(&mut self.sections.iter().flat_map(|section| &section.settings), problems);
    }
}

/// Each key once: servers ignore case.
fn check_keys(settings: &mut dyn Iterator<Item = &Setting>, problems: &mut Problems) {
    let mut keys = BTreeMap::new();
    for key in settings.take(MOST_CHECKED).filter_map(|setting| setting.key.as_ref()) {
        if let Some(first) = keys.insert(key.value.to_lowercase(), &key.value) {
            let what = format!("the setting {:?} has the same key as {first:?}: servers ignore case", key.value);
            problems.add(Rule::SettingKey, &key.span, what, "give each setting a key of its own");
        }
    }
}

impl Setting {
    /// How messages call it: by its key, else by its label.
    fn called(&self) -> String {
        match written(&self.key).or(written(&self.display_name)) {
            Some(name) => format!("the setting {name:?}"),
            None => "a setting without key".to_owned(),
        }
    }

    fn check(&self, problems: &mut Problems) {
        let kind = self.kind.as_ref().map_or("", |kind| kind.value.as_str());
        if TYPES.contains(&kind) {
            self.check_members(kind, problems);
            self.check_default(kind, problems);
        } else {
            let span = self.kind.as_ref().map_or(&self.span, |kind| &kind.span);
            let what = format!("{} has the type {kind:?} (\"invalid setting type: {kind}\")", self.called());
            problems.add(Rule::SettingType, span, what, format!("use one of {}", TYPES.join(", ")));
        }
        self.check_texts(kind, problems);
        self.check_secret(kind, problems);
        if let Some(hosting) = self.hosting.as_ref().filter(|h| !matches!(&*h.value, "" | "cloud" | "on-prem")) {
            let what = format!("{} has the hosting {:?}, which shows it everywhere", self.called(), hosting.value);
            problems.add(Rule::SettingHosting, &hosting.span, what, "write \"cloud\" or \"on-prem\", or leave it out");
        }
    }

    /// Members that go with some types only; `manifest check` says the same in the words quoted.
    fn check_members(&self, kind: &str, problems: &mut Problems) {
        if let Some(text) = self.regenerate_help_text.as_ref().filter(|t| !t.value.is_empty() && kind != "generated") {
            let what = format!(
                "{} is of type {kind} and has regenerate_help_text \
                 (\"should not set RegenerateHelpText for setting type that is not generated\")",
                self.called()
            );
            problems.add(
                Rule::SettingMember,
                &text.span,
                what,
                "remove regenerate_help_text, or make it \"generated\"",
            );
        }
        if let Some(text) =
            self.placeholder.as_ref().filter(|t| !t.value.is_empty() && !WITH_PLACEHOLDER.contains(&kind))
        {
            let what = format!(
                "{} is of type {kind} and has a placeholder (\"should not set Placeholder for setting type not in \
                 text, generated, number, username, or custom\")",
                self.called()
            );
            problems.add(Rule::SettingMember, &text.span, what, "remove the placeholder");
        }
        let takes_options = WITH_OPTIONS.contains(&kind);
        match &self.options {
            Some(options) if !takes_options => {
                let what = format!(
                    "{} is of type {kind} and has options \
                     (\"should not set Options for setting type not in radio or dropdown\")",
                    self.called()
                );
                problems.add(Rule::SettingMember, &options.span, what, "remove \"options\", even an empty list");
            }
            Some(options) => {
                for choice in &options.value {
                    if written(&choice.display_name).is_none() || written(&choice.value).is_none() {
                        let what = format!(
                            "an option of {} lacks a display_name or value \
                             (\"should not have empty Displayname or Value for any option\")",
                            self.called()
                        );
                        problems.add(Rule::OptionValue, &choice.span, what, "give the option both");
                    }
                }
            }
            None => {}
        }
        if takes_options && self.choices().is_empty() {
            let what = format!("{} is a {kind} without options: nothing can be chosen", self.called());
            problems.add(Rule::SettingOptions, &self.span, what, "list its \"options\", or use the type \"text\"");
        }
    }

    fn choices(&self) -> &[Choice] {
        self.options.as_ref().map_or(&[], |options| &options.value)
    }

    fn check_default(&self, kind: &str, problems: &mut Problems) {
        let Some(default) = &self.default else { return };
        let mut hint = |what: String, help: String| problems.add(Rule::SettingDefault, &default.span, what, help);
        let called = self.called();
        match (kind, &default.value) {
            ("bool", Value::Bool(_)) | ("number", Value::Number(_)) => {}
            ("bool", Value::Text(text)) if matches!(&**text, "true" | "false") => {
                hint(format!("{called} is a bool with a string as default"), format!("write {text}, without quotes"));
            }
            ("bool", _) => hint(format!("{called} is a bool, and its default is none"), "write true or false".into()),
            ("number", Value::Text(text)) if text.parse::<f64>().is_ok() => {
                hint(format!("{called} is a number with a string as default"), format!("write {text}, without quotes"));
            }
            ("number", Value::Text(text)) if text.is_empty() => {}
            ("number", _) => hint(format!("{called} is a number, and its default is none"), "write a number".into()),
            ("dropdown" | "radio", Value::Text(text)) if !text.is_empty() && !self.choices().is_empty() => {
                let is = |slot: &Option<Spanned<String>>| slot.as_ref().is_some_and(|s| s.value == *text);
                if self.choices().iter().any(|choice| is(&choice.value)) {
                    return;
                }
                let meant = self.choices().iter().find(|choice| is(&choice.display_name));
                let help = match meant.and_then(|choice| choice.value.as_ref()) {
                    Some(value) => format!("write the option's value, {:?}, not its display_name", value.value),
                    None => "use the value of one of its options".to_owned(),
                };
                hint(format!("the default of {called}, {text:?}, is the value of none of its options"), help);
            }
            _ => {}
        }
    }

    fn check_texts(&self, kind: &str, problems: &mut Problems) {
        match &self.key {
            Some(key) if key.value.contains(':') => {
                let what = format!("{} has a colon in its key", self.called());
                problems.add(Rule::SettingKey, &key.span, what, "use letters, digits and underscores");
            }
            Some(key) if !key.value.trim().is_empty() => {}
            _ => {
                let what = format!("{} cannot be saved without a key", self.called());
                problems.add(Rule::SettingKey, &self.span, what, "give it a \"key\"");
            }
        }
        if kind == "custom" {
            return;
        }
        let missing: Vec<&str> = [("display_name", &self.display_name), ("help_text", &self.help_text)]
            .into_iter()
            .filter_map(|(name, slot)| written(slot).is_none().then_some(name))
            .collect();
        if !missing.is_empty() {
            let what = format!("{} has no {}", self.called(), missing.join(" and no "));
            let help = "say in the System Console what the setting does; QA and PM ask for it";
            problems.add(Rule::SettingText, &self.span, what, help);
        }
    }

    /// Mattermost hides a setting's value since 10.x when it is marked as secret (mattermost#27986, 2024-08-15).
    fn check_secret(&self, kind: &str, problems: &mut Problems) {
        if self.secret || !matches!(kind, "text" | "longtext" | "generated") {
            return;
        }
        if [&self.key, &self.display_name].into_iter().flatten().any(|name| is_secret_like(&name.value)) {
            let what = format!("{} looks like a secret, and the System Console shows it in clear", self.called());
            let once =
                if kind == "generated" { "; what is generated has then to be copied when it is made" } else { "" };
            let help = format!(
                "add \"secret\": true; servers since 10.x hide it (in sections those of 2026), older ones ignore the \
                 key{once}; should `make dist` refuse it, raise the server's module in go.mod"
            );
            problems.add(Rule::SettingSecret, &self.span, what, help);
        }
    }
}

/// The text, unless it is blank.
fn written(slot: &Option<Spanned<String>>) -> Option<&str> {
    slot.as_ref().map(|s| s.value.as_str()).filter(|s| !s.trim().is_empty())
}

/// Whether a setting's key or label speaks of something that must not be shown, and not of something about it.
fn is_secret_like(name: &str) -> bool {
    let plain: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    let is_credential = has(&["credential"]) && !has(&["path", "file", "type", "name"]);
    (is_credential || has(&["secret", "token", "password", "passphrase", "encryption", "apikey", "privatekey"]))
        && !has(&["url", "endpoint", "limit", "max", "expir", "length", "header", "tokenname", "algorithm"])
}
