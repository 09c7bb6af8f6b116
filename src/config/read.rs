//! From TOML to a configuration, with every fault at its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Author, Build, Config, Silence, Stated, Vocabulary, Waiver};
use crate::error::{Error, Place};
use crate::evidence::gather::Gather as _;
use crate::evidence::licence::dependencies::Exception;
use crate::evidence::manifest::url;
use crate::evidence::sign_off::signature::openpgp;
use crate::evidence::sign_off::signature::ssh::Signers;
use crate::evidence::sign_off::{self, Answer, Entry, Focus, People, Proof};

/// Every table with its keys; `""` is the top.
pub const TABLES: &[(&str, &[&str])] = &[
    ("", TOP),
    ("build", BUILD),
    ("people", PEOPLE),
    ("sign-off", SIGN_OFF),
    ("answer", ANSWER),
    ("waiver", WAIVER),
    ("silence", SILENCE),
    ("dependency", DEPENDENCY),
];

const TOP: &[&str] = &["target", "build", "people", "sign-off", "answer", "waiver", "silence", "dependency"];
const BUILD: &[&str] = &["nightly-url", "default-branch", "max-age"];
const PEOPLE: &[&str] = &["core-committers", "qa", "pm", "security", "proof", "allowed-signers", "openpgp-keys"];
const SIGN_OFF: &[&str] = &["item", "by", "commit", "date", "until", "focus", "release", "link", "note"];
const ANSWER: &[&str] = &["item", "text"];
const WAIVER: &[&str] = &["item", "reason", "until", "by"];
const SILENCE: &[&str] = &["hint", "reason"];
const DEPENDENCY: &[&str] = &["name", "reason", "sha256"];

/// Most entries of one array of tables.
const MOST_ENTRIES: usize = 1_000;
/// Most errors told at once.
const MOST_ERRORS: usize = 20;

type Value<'t> = Spanned<DeValue<'t>>;

pub(super) fn config(path: &str, text: &str, author: Author, vocabulary: &Vocabulary) -> Result<Config, Vec<Error>> {
    let (root, faults) = DeTable::parse_recoverable(text);
    let mut reader = Reader { path, text, vocabulary, errors: Vec::new() };
    // What follows the first fault is guesswork.
    if let Some(fault) = faults.first() {
        let help = text.trim_start().starts_with('{').then(|| {
            format!("write it as {} is written: key = \"value\" under a [table]; this looks like JSON", super::NAME)
        });
        let at = fault.span().unwrap_or(0..0);
        reader.error(&at, format!("this is not TOML: {}", fault.message().lines().next().unwrap_or_default()), help);
    }
    let config = if faults.is_empty() { reader.top(root.get_ref(), author) } else { Config::default() };
    if reader.errors.is_empty() { Ok(config) } else { Err(reader.told()) }
}

struct Reader<'t> {
    path: &'t str,
    text: &'t str,
    vocabulary: &'t Vocabulary,
    errors: Vec<(Range<usize>, String, Option<String>)>,
}

/// A table of the file: its name in messages, where it starts, and its values.
struct Table<'a, 't> {
    name: &'static str,
    span: Range<usize>,
    values: &'a DeTable<'t>,
}

impl<'a, 't> Table<'a, 't> {
    fn get(&self, key: &str) -> Option<&'a Value<'t>> {
        self.values.get(key)
    }

    /// The key as messages call it.
    fn called(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

impl<'t> Reader<'t> {
    fn top(&mut self, values: &DeTable<'t>, author: Author) -> Config {
        let table = Table { name: "", span: 0..0, values };
        self.refuse_unknown(&table, TOP);
        // What a policy cannot hold is not read there.
        let own = author == Author::Plugin;
        if !own {
            self.refuse_in_policy(values);
        }
        Config {
            target: self.target(&table),
            build: self.table(&table, "build", BUILD).map(|t| self.build(&t)).unwrap_or_default(),
            people: self.table(&table, "people", PEOPLE).map(|t| self.people(&t)).unwrap_or_default(),
            sign_offs: if own { self.entries(&table, "sign-off", SIGN_OFF, Self::sign_off) } else { Vec::new() },
            answers: if own { self.entries(&table, "answer", ANSWER, Self::answer) } else { Vec::new() },
            waivers: self.entries(&table, "waiver", WAIVER, Self::waiver),
            silences: self.entries(&table, "silence", SILENCE, Self::silence),
            dependencies: self.entries(&table, "dependency", DEPENDENCY, Self::dependency),
        }
    }

    fn refuse_in_policy(&mut self, values: &DeTable<'t>) {
        for (key, _) in values.iter() {
            if matches!(key.get_ref().as_ref(), "sign-off" | "answer") {
                let what = format!("{} speaks of one plugin, so it does not belong in a policy", key.get_ref());
                self.error(&key.span(), what, Some("move it to the plugin's plugin-ready.toml".to_owned()));
            }
        }
    }

    fn target(&mut self, table: &Table<'_, 't>) -> Option<Stated<String>> {
        let target = self.stated(table, "target")?;
        let tiers = &self.vocabulary.tiers;
        self.known(&target.value, table.get("target")?, "tier", tiers).then_some(target)
    }

    fn build(&mut self, table: &Table<'_, 't>) -> Build {
        let nightly_url = self.stated(table, "nightly-url").filter(|stated| match url::fault(&stated.value) {
            None => true,
            Some(fault) => {
                let what = format!("build.nightly-url is not an address that can be asked: {fault}");
                let help = "write the https:// address of the latest master build's bundle (.tar.gz)";
                self.error_at(table, "nightly-url", what, Some(help.to_owned()));
                false
            }
        });
        let max_age = self.stated(table, "max-age").and_then(|stated| match duration(&stated.value) {
            Some(value) => Some(Stated { value, place: stated.place }),
            None => {
                let what = format!("build.max-age is {:?}, which is no length of time", stated.value);
                self.error_at(table, "max-age", what, Some("write a number with m, h, d or w: \"48h\"".to_owned()));
                None
            }
        });
        let default_branch = self.stated(table, "default-branch").filter(|stated| {
            let says = !stated.value.trim().is_empty();
            if !says {
                let help = "write the branch's name, as in \"main\", or leave it out".to_owned();
                self.error_at(table, "default-branch", "build.default-branch is empty".to_owned(), Some(help));
            }
            says
        });
        Build { nightly_url, default_branch, max_age }
    }

    fn people(&mut self, table: &Table<'_, 't>) -> People {
        People {
            core_committers: self.handles(table, "core-committers"),
            qa: self.handles(table, "qa"),
            pm: self.handles(table, "pm"),
            security: self.handles(table, "security"),
            proof: self.choice(table, "proof", Proof::names()).unwrap_or_default(),
            allowed_signers: self.allowed_signers(table),
            openpgp_keys: self.openpgp_keys(table),
        }
    }

    /// Armoured keys by handle; a key that could never verify anything is an error.
    fn openpgp_keys(&mut self, table: &Table<'_, 't>) -> BTreeMap<String, String> {
        let Some(value) = table.get("openpgp-keys") else { return BTreeMap::new() };
        let help =
            "write the key under the handle: alice = \"\"\"...\"\"\", with what `gpg --armor --export ADDRESS` prints";
        let Some(keys) = value.get_ref().as_table() else {
            self.wrong_type(table, "openpgp-keys", value, "a table", Some(help.to_owned()));
            return BTreeMap::new();
        };
        let mut named = BTreeMap::new();
        for (handle, key) in keys.iter() {
            let called = format!("people.openpgp-keys.{}", handle.get_ref());
            let fault = match key.get_ref().as_str() {
                Some(armoured) => openpgp::fault(armoured),
                None => Some("is not a string".to_owned()),
            };
            match (fault, key.get_ref().as_str()) {
                (None, Some(armoured)) => {
                    named.insert(handle.get_ref().trim().to_owned(), armoured.to_owned());
                }
                (fault, _) => {
                    let what = format!("{called} {}", fault.unwrap_or_default());
                    self.error(&key.span(), what, Some(help.to_owned()));
                }
            }
        }
        named
    }

    /// Lines as OpenSSH has them; one that it would pass over is an error here, where it is meant to count.
    fn allowed_signers(&mut self, table: &Table<'_, 't>) -> BTreeSet<String> {
        let lines = self.handles(table, "allowed-signers");
        if let Some(line) = lines.iter().find(|line| !Signers::is_line(line)) {
            let what = format!("{line:?} names no signer");
            self.error_at(table, "allowed-signers", what, Some("write \"HANDLE ssh-ed25519 KEY\"".to_owned()));
        }
        lines
    }

    fn handles(&mut self, table: &Table<'_, 't>, key: &str) -> BTreeSet<String> {
        let Some(value) = table.get(key) else { return BTreeSet::new() };
        let help = || Some(format!("write a list of handles: {key} = [\"alice\", \"bob\"]"));
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(table, key, value, "a list of strings", help());
            return BTreeSet::new();
        };
        let mut handles = BTreeSet::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(handle) if !handle.trim().is_empty() => {
                    handles.insert(handle.trim().to_owned());
                }
                Some(_) => self.error(&item.span(), format!("{} names nobody", table.called(key)), help()),
                None => self.wrong_type(table, key, item, "a list of strings", help()),
            }
        }
        handles
    }

    fn sign_off(&mut self, table: &Table<'_, 't>) -> Option<Entry> {
        let item = self.item(table).filter(|item| self.is_signed_off(table, item));
        let by = self.required(table, "by");
        let commit = self.required(table, "commit");
        let date = self.date(table, "date");
        let until = table.get("until").and_then(|_| self.date(table, "until"));
        let focus = self.choice(table, "focus", Focus::names());
        let release = self.string(table, "release");
        let link = self.string(table, "link");
        let note = self.string(table, "note");
        let place = self.place(&table.span);
        Some(Entry { item: item?, by: by?, commit: commit?, date: date?, until, focus, release, link, note, place })
    }

    /// A word on an item that no person decides would be passed over in silence.
    fn is_signed_off(&mut self, table: &Table<'_, 't>, item: &str) -> bool {
        if sign_off::rule::find(item).is_some() {
            return true;
        }
        let items: Vec<&str> = sign_off::RULES.iter().map(|rule| rule.item).collect();
        let help = format!("people sign off {}", items.join(", "));
        self.error_at(table, "item", format!("{item} is not signed off by people"), Some(help));
        false
    }

    /// An answer to what is judged by facts would be passed over in silence, too.
    fn is_answered(&mut self, table: &Table<'_, 't>, item: &str) -> bool {
        if sign_off::rule::is_answered(item) {
            return true;
        }
        let help = "a [[waiver]] says why the plugin lives without it for a while";
        self.error_at(table, "item", format!("{item} is judged by facts, not by an answer"), Some(help.to_owned()));
        false
    }

    fn answer(&mut self, table: &Table<'_, 't>) -> Option<Answer> {
        let item = self.item(table).filter(|item| self.is_answered(table, item));
        let text = self.string(table, "text");
        if table.get("text").is_none() {
            self.missing(table, "text");
        }
        Some(Answer { item: item?, text: text?, place: self.place(&table.span) })
    }

    fn waiver(&mut self, table: &Table<'_, 't>) -> Option<Waiver> {
        let item = self.item(table);
        let reason = self.required(table, "reason");
        let until = self.date(table, "until");
        let by = self.required(table, "by");
        let place = self.place(&table.span);
        Some(Waiver { item: item?, reason: reason?, until: until?, by: by?, place })
    }

    fn silence(&mut self, table: &Table<'_, 't>) -> Option<Silence> {
        let hint = self.required(table, "hint");
        let reason = self.required(table, "reason");
        let hints = &self.vocabulary.hints;
        let hint = hint.filter(|hint| table.get("hint").is_none_or(|value| self.known(hint, value, "hint", hints)));
        Some(Silence { hint: hint?, reason: reason?, place: self.place(&table.span) })
    }

    fn dependency(&mut self, table: &Table<'_, 't>) -> Option<Exception> {
        let name = self.required(table, "name");
        let reason = self.required(table, "reason");
        let sha256 = self.required(table, "sha256").filter(|digits| {
            let valid = digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            if !valid {
                let what = "dependency.sha256 is no SHA-256 in hexadecimal digits".to_owned();
                self.error_at(table, "sha256", what, Some("sha256sum prints it for the licence file".to_owned()));
            }
            valid
        });
        let place = self.place(&table.span);
        Some(Exception { name: name?, reason: reason?, sha256: sha256?, place })
    }

    fn item(&mut self, table: &Table<'_, 't>) -> Option<String> {
        let item = self.required(table, "item")?;
        let items = &self.vocabulary.items;
        self.known(&item, table.get("item")?, "item", items).then_some(item)
    }

    /// The table at `key`, with unknown keys refused.
    fn table<'a>(&mut self, parent: &Table<'a, 't>, key: &'static str, known: &[&str]) -> Option<Table<'a, 't>> {
        let value = parent.get(key)?;
        match value.get_ref().as_table() {
            Some(values) => {
                let table = Table { name: key, span: value.span(), values };
                self.refuse_unknown(&table, known);
                Some(table)
            }
            None => {
                self.wrong_type(parent, key, value, "a table", Some(format!("write it as [{key}]")));
                None
            }
        }
    }

    fn entries<T>(
        &mut self,
        top: &Table<'_, 't>,
        key: &'static str,
        known: &[&str],
        read: fn(&mut Self, &Table<'_, 't>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = top.get(key) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|items| items.iter());
        let tables: Option<Vec<_>> =
            items.and_then(|items| items.map(|item| Some((item.span(), item.get_ref().as_table()?))).collect());
        let Some(tables) = tables else {
            self.wrong_type(top, key, value, "a list of tables", Some(format!("write each as [[{key}]]")));
            return Vec::new();
        };
        if tables.len() > MOST_ENTRIES {
            self.error(&value.span(), format!("there are more than {MOST_ENTRIES} [[{key}]] entries"), None);
            return Vec::new();
        }
        let mut entries = Vec::with_capacity(tables.len());
        for (span, values) in tables {
            let table = Table { name: key, span, values };
            self.refuse_unknown(&table, known);
            entries.extend(read(self, &table));
        }
        entries
    }

    fn refuse_unknown(&mut self, table: &Table<'_, 't>, known: &[&str]) {
        for (key, _) in table.values.iter() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let elsewhere = TABLES.iter().find(|(other, keys)| *other != table.name && keys.contains(&name));
            let help = match (nearest(name, known), elsewhere) {
                (Some(near), _) => format!("is {near:?} meant?"),
                (None, Some(("", _))) => format!("{name} belongs at the top of the file, before any [table]"),
                (None, Some((other, _))) => format!("{name} belongs to [{other}]"),
                (None, None) => format!("known here: {}", known.join(", ")),
            };
            self.error(&key.span(), format!("unknown key {}", table.called(name)), Some(help));
        }
    }

    /// Whether `name` is one of `names`; says so when not.
    fn known(&mut self, name: &str, value: &Value<'t>, what: &str, names: &[&str]) -> bool {
        if names.contains(&name) {
            return true;
        }
        let Vocabulary { items, hints, .. } = self.vocabulary;
        let help = match nearest(name, names) {
            _ if what == "item" && hints.contains(&name) => "it is a hint: use [[silence]]".to_owned(),
            _ if what == "hint" && items.contains(&name) => "it is an item: use [[waiver]]".to_owned(),
            Some(near) => format!("is {near:?} meant?"),
            None if what == "tier" => format!("one of {}", names.join(", ")),
            None => "plugin-ready list names them all".to_owned(),
        };
        self.error(&value.span(), format!("unknown {what} {name:?}"), Some(help));
        false
    }

    fn stated(&mut self, table: &Table<'_, 't>, key: &str) -> Option<Stated<String>> {
        let value = self.string(table, key)?;
        Some(Stated { value, place: self.place(&table.get(key)?.span()) })
    }

    fn string(&mut self, table: &Table<'_, 't>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                let written = self.text.get(value.span()).filter(|_| key != "target");
                let help = written.map(|written| {
                    // A number alone is no length of time.
                    let unit = if key == "max-age" { "h" } else { "" };
                    format!("write it in quotes: {key} = \"{written}{unit}\"")
                });
                self.wrong_type(table, key, value, "a string", help.filter(|_| is_simple(value.get_ref())));
                None
            }
        }
    }

    /// A string that has to be there and say something.
    fn required(&mut self, table: &Table<'_, 't>, key: &str) -> Option<String> {
        let Some(value) = table.get(key) else {
            self.missing(table, key);
            return None;
        };
        let text = self.string(table, key)?;
        if text.trim().is_empty() {
            self.error(&value.span(), format!("{} is empty", table.called(key)), None);
            return None;
        }
        Some(text)
    }

    fn missing(&mut self, table: &Table<'_, 't>, key: &str) {
        let what = format!("this [[{}]] has no {key}", table.name);
        let help = match key {
            "until" => "add the last day on which it holds: until = 2027-01-31",
            "date" => "add the day of the sign-off: date = 2027-01-31",
            "commit" => "add the full id of the commit that was looked at; `plugin-ready sign-off` writes it",
            _ => return self.error(&table.span, what, Some(format!("add {key} = \"...\""))),
        };
        self.error(&table.span, what, Some(help.to_owned()));
    }

    fn date(&mut self, table: &Table<'_, 't>, key: &str) -> Option<Date> {
        let Some(value) = table.get(key) else {
            self.missing(table, key);
            return None;
        };
        let stated = value.get_ref().as_datetime().filter(|d| d.time.is_none() && d.offset.is_none());
        let date = stated.and_then(|d| d.date).and_then(|date| {
            let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
            Date::new(i16::try_from(date.year).ok()?, month, day).ok()
        });
        if date.is_none() {
            let help = match value.get_ref().as_str() {
                Some(text) if text.parse::<Date>().is_ok() => format!("write it without quotes: {key} = {text}"),
                _ => format!("write the day alone, without quotes: {key} = 2027-01-31"),
            };
            self.error(&value.span(), format!("{} is not a date", table.called(key)), Some(help));
        }
        date
    }

    fn choice<T: FromStr>(
        &mut self,
        table: &Table<'_, 't>,
        key: &str,
        names: impl Iterator<Item = &'static str>,
    ) -> Option<T> {
        let text = self.string(table, key)?;
        let choice = text.parse().ok();
        if choice.is_none() {
            let names: Vec<&str> = names.collect();
            let help = match nearest(&text, &names) {
                Some(near) => format!("is {near:?} meant?"),
                None => format!("one of {}", names.join(", ")),
            };
            self.error_at(table, key, format!("unknown {} {text:?}", table.called(key)), Some(help));
        }
        choice
    }

    fn wrong_type(&mut self, table: &Table<'_, 't>, key: &str, value: &Value<'t>, wanted: &str, help: Option<String>) {
        let kind = value.get_ref().type_str();
        let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
        let what = format!("{} is {article} {kind}, and should be {wanted}", table.called(key));
        self.error(&value.span(), what, help);
    }

    fn error_at(&mut self, table: &Table<'_, 't>, key: &str, what: String, help: Option<String>) {
        let span = table.get(key).map_or(table.span.clone(), Spanned::span);
        self.error(&span, what, help);
    }

    fn error(&mut self, span: &Range<usize>, what: String, help: Option<String>) {
        self.errors.push((span.clone(), what, help));
    }

    fn place(&self, span: &Range<usize>) -> Place {
        Place::in_text(self.path, self.text, span.clone())
    }

    /// The errors in the order of the file, so many that a person will read them.
    fn told(mut self) -> Vec<Error> {
        let errors = std::mem::take(&mut self.errors).into_iter().sorted_by(|(a, ..), (b, ..)| a.start.cmp(&b.start));
        let more = errors.len().saturating_sub(MOST_ERRORS);
        let mut told: Vec<Error> = errors
            .into_iter()
            .take(MOST_ERRORS)
            .map(|(span, what, help)| Error { what, place: Some(self.place(&span)), help })
            .collect();
        if more > 0 {
            told.push(Error::new(format!("{}: and {more} errors more", self.path)));
        }
        told
    }
}

/// The name that `written` is a slip of, if there is one.
fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let written = written.to_lowercase().replace('_', "-");
    if written.len() > 64 {
        return None;
    }
    let near = names.iter().map(|name| (strsim::damerau_levenshtein(name, &written), *name));
    near.filter(|(distance, name)| *distance <= (name.len() / 3).max(1)).min().map(|(_, name)| name)
}

/// A value that would fit between quotes.
fn is_simple(value: &DeValue<'_>) -> bool {
    !value.is_array() && !value.is_table()
}

/// `48h`, `7d`, `90m`, `2w`: more than nothing, and no more than ten years.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let seconds: u64 = match unit {
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let count: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
    let total = count.checked_mul(seconds)?;
    (total > 0 && total <= 10 * 366 * 24 * 60 * 60).then(|| Duration::from_secs(total))
}
