//! `plugin-ready sign-off`: writes a person's word into plugin-ready.toml, bound to a commit.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::write::replace;
use super::{Console, SignOffArgs, nearest, settings};
use crate::checklist::{self, persons};
use crate::config;
use crate::error::{Error, Place};
use crate::evidence::release::Releases;
use crate::evidence::repository::{Git, Oid};
use crate::evidence::sign_off::{Claims, Entry, People, Proof, RULES, Rule, Scope, Standing, handle, rule, standing};
use crate::evidence::{Fact, manifest};
use crate::exit::Code;
use crate::source::{Source, ledger};

/// Files named in a refusal.
const NAMED: usize = 5;

/// Signs off, unless the sign-off would be void from the start.
pub(super) fn run(args: &SignOffArgs, console: &mut Console) -> Result<Code, Vec<Error>> {
    let rule = signable(&args.item)?;
    let mut source = Source::open(Path::new("."), false)?;
    let manifest = match manifest::find(&source.repository, source.reader()).fact() {
        Ok(manifest) => manifest,
        Err(other) => {
            console.error(&Error::new(other.sentence).help("run this in the plugin's folder"));
            return Ok(Code::NotAPlugin);
        }
    };
    let record = format!("{}{}", source.repository.prefix, config::NAME);
    let config = settings::read(&source, None, args.policy.as_deref(), false)?;
    if let Some(branch) = &config.build.default_branch {
        source.set_default_branch(&branch.value);
    }
    let mut entry = entry(args, rule, &source, &record)?;
    let known = config.sign_offs.iter().position(|known| is_same(known, &entry));
    let unchanged = known.and_then(|at| config.sign_offs.get(at)).is_some_and(|known| !renews(&mut entry, known));
    let warnings = judge(&entry, rule, &source, config.people)?;
    let other = if rule.scope == Scope::Release { newer(&entry, &source.releases(manifest.seen())) } else { None };
    for warning in warnings.into_iter().chain(other) {
        console.warn(&warning);
    }
    if unchanged {
        console.print(&format!("{record} has this sign-off already: nothing to do\n"));
        return Ok(Code::Fine);
    }
    write(&source, &record, &entry, known)?;
    let focus = entry.focus.map(|focus| format!(" with focus {focus}")).unwrap_or_default();
    console.print(&format!(
        "{} signed off {} at commit {}{focus}, in {record}\nnext: git add {} && git commit -m \"Sign off {}\"\n",
        entry.by,
        entry.item,
        persons::short(&entry.commit),
        config::NAME,
        entry.item,
    ));
    Ok(Code::Fine)
}

/// How `item` is signed off.
fn signable(item: &str) -> Result<&'static Rule, Error> {
    if let Some(rule) = rule::find(item) {
        return Ok(rule);
    }
    let names = || RULES.iter().map(|rule| rule.item);
    if checklist::find(item).is_some() {
        return Err(Error::new(format!(
            "{item} is judged by this tool or answered by the author: nobody signs it off"
        ))
        .help(format!("people sign off: {}", names().collect::<Vec<_>>().join(", "))));
    }
    Err(Error::new(format!("no item is called {item}")).help(match nearest(item, names()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("people sign off: {}", names().collect::<Vec<_>>().join(", ")),
    }))
}

/// The entry that `args` asks for, if the repository is in a state that a word can be bound to.
fn entry(args: &SignOffArgs, rule: &Rule, source: &Source, record: &str) -> Result<Entry, Error> {
    let by = args.by.trim().trim_start_matches('@');
    if by.is_empty() || by.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::new(format!("\"{}\" is no handle", args.by)).help("give the handle alone, as in --by alice"));
    }
    if let Some(link) = &args.link
        && !is_web_address(link)
    {
        return Err(Error::new(format!("{link} is no web address")).help("give the address of the review, https://..."));
    }
    let head = clean_head(source, record)?;
    let commit = match (&args.release, source.git()) {
        (Some(tag), Some(git)) => released(tag, ledger::release(git, tag), git)?,
        _ => head,
    };
    Ok(Entry {
        item: rule.item.to_owned(),
        by: by.to_owned(),
        commit: commit.to_string(),
        date: ledger::today(Timestamp::now()),
        until: args.until,
        focus: args.focus,
        release: args.release.clone(),
        link: args.link.clone(),
        note: args.note.clone(),
        place: Place::file(record),
    })
}

fn is_web_address(link: &str) -> bool {
    let address = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let ends = |c: char| c.is_whitespace() || c.is_control();
    address.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(ends))
}

/// HEAD, if everything that lies here is in it; plugin-ready.toml itself may differ.
fn clean_head(source: &Source, record: &str) -> Result<Oid, Error> {
    let (git, head) = match (source.git(), &source.repository.git) {
        (Some(git), Fact::Seen(Git { head: Some(head), bare: false, .. })) => (git, *head),
        (Some(_), Fact::Seen(Git { bare: true, .. })) => {
            return Err(Error::new("this repository has no work tree to write the sign-off into")
                .help("run this in a clone of it"));
        }
        (Some(_), _) => return Err(Error::new("there is no commit yet to sign off").help("commit the plugin first")),
        (None, Fact::Blind(cause)) => return Err(cause.clone().into()),
        (None, _) => {
            return Err(Error::new("this is no git repository: a sign-off is bound to a commit")
                .help("run this in a git clone of the plugin"));
        }
    };
    let dirty: Vec<String> =
        ledger::uncommitted(git, &source.repository).into_iter().filter(|path| path != record).collect();
    if dirty.is_empty() {
        return Ok(head);
    }
    let mut named = dirty.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if dirty.len() > NAMED {
        named.push_str(&format!(" and {} more", dirty.len() - NAMED));
    }
    Err(Error::new(format!("what lies here is not what HEAD has: {named}"))
        .help("a sign-off is bound to a commit: commit, stash or ignore these first"))
}

fn released(tag: &str, release: Fact<Oid>, git: &git2::Repository) -> Result<Oid, Error> {
    match release {
        Fact::Seen(commit) => Ok(commit),
        Fact::Blind(cause) => Err(Error::from(cause).help("fetch the tags first: git fetch --tags")),
        Fact::Absent | Fact::NotAsked => {
            let names = ledger::tag_names(git);
            let near = nearest(tag, names.iter().map(String::as_str))
                .map(|near| format!("did you mean {near}? Otherwise "))
                .unwrap_or_default();
            Err(Error::new(format!("there is no tag {tag}"))
                .help(format!("{near}fetch the tags first: git fetch --tags")))
        }
    }
}

/// The same claim on the same commit, whatever its days, link and note.
fn is_same(known: &Entry, new: &Entry) -> bool {
    known.item == new.item
        && handle::same(&known.by, &new.by)
        && known.commit == new.commit
        && known.focus == new.focus
        && known.release == new.release
}

/// Whether `new`, the same claim as `known`, says anything new. What it leaves out stays as it was, but for a day that
/// is over.
fn renews(new: &mut Entry, known: &Entry) -> bool {
    let Entry { until, link, note, .. } = known.clone();
    new.until = new.until.or(until.filter(|until| *until >= new.date));
    new.link = new.link.take().or(link);
    new.note = new.note.take().or(note);
    (new.until, &new.link, &new.note) != (known.until, &known.link, &known.note)
}

/// Warnings on a sign-off that counts, though not for ever.
///
/// # Errors
/// Why it would be void from the start.
fn judge(entry: &Entry, rule: &Rule, source: &Source, people: People) -> Result<Vec<String>, Error> {
    let holders: Vec<String> = standing::named(&people, entry, rule).into_iter().cloned().collect();
    let claims = Claims {
        path: entry.place.path.clone(),
        entries: vec![entry.clone()],
        people: People { proof: Proof::Claimed, ..people },
        ..Claims::default()
    };
    let latest = ledger::latest_date(Timestamp::now());
    let ledger = ledger::collect(source.git(), &source.repository, claims, Vec::new(), &|_| false, latest);
    let Some(sign_off) = ledger.sign_offs.first() else { return Ok(Vec::new()) };
    let key = persons::people_key(rule.role);
    let mut warnings: Vec<String> = beside_default_branch(source).into_iter().collect();
    match &sign_off.standing {
        Standing::Void(voids) => {
            let reasons = persons::reasons(sign_off, voids);
            let mut error = Error::new(format!("this sign-off would be void: {reasons}"));
            error = error.help(match voids.iter().any(standing::Void::is_about_role) {
                true => format!("people.{key} names {}", holders.join(", ")),
                false => persons::remedy(sign_off, voids),
            });
            return Err(error);
        }
        Standing::Stale(changes) => {
            let tag = entry.release.as_deref().unwrap_or_default();
            let count = changes.count;
            let files = if count == 1 { "file" } else { "files" };
            warnings.push(format!("stale from the start: {count} {files} changed between {tag} and HEAD"));
        }
        Standing::Untold(cause) => warnings.push(format!("whether it counts is not known: {}", cause.detail)),
        Standing::Valid => {}
    }
    if !sign_off.role_checked {
        warnings.push(format!("nobody checked that {} may sign this off: no people.{key} is configured", entry.by));
    }
    Ok(warnings)
}

/// A release that was signed off is the one to deploy, or there is none.
fn newer(entry: &Entry, releases: &Fact<Releases>) -> Option<String> {
    let newest = releases.seen()?.newest()?.tag.name.as_str();
    let signed = entry.release.as_deref().filter(|release| *release != newest)?;
    Some(format!("void from the start: the release to deploy is {newest}, not {signed}"))
}

/// A squash merge would leave the sign-off with a commit that no longer is in history.
fn beside_default_branch(source: &Source) -> Option<String> {
    let git = source.repository.git.seen()?;
    let Some(branch) = git.branch.as_deref() else {
        return Some("HEAD is detached: commit the sign-off on a branch, or the next checkout loses it".to_owned());
    };
    let default = &source.repository.default_branch.seen()?.name;
    (branch != default).then(|| {
        format!("this is {branch}, not {default}: if it is merged by squash or rebase, sign off again on {default}")
    })
}

/// Writes `entry` into the file `record`, in place of the one at the position `known`.
fn write(source: &Source, record: &str, entry: &Entry, known: Option<usize>) -> Result<(), Error> {
    let path = source.root().join(record);
    if let Some(file) = source.repository.file(record)
        && !file.is_regular()
    {
        return Err(Error::new(format!("{record} is no regular file, so nothing is written into it")));
    }
    let failed = |error: std::io::Error| Error::new(format!("{record} could not be written: {error}"));
    let old = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let new = with_entry(&old, entry, known).map_err(|what| Error::new(format!("{record}: {what}")))?;
    replace(&path, &new)
}

/// `text`, a plugin-ready.toml, with `entry` in place of the sign-off at the position `known`, else behind the others;
/// everything else stays as it was.
fn with_entry(text: &str, entry: &Entry, known: Option<usize>) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let item = document.entry("sign-off").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match (item, known) {
        (Item::ArrayOfTables(tables), Some(at)) => renew(tables.get_mut(at).map(|table| table as _), entry),
        (Item::Value(Value::Array(array)), Some(at)) => {
            renew(array.get_mut(at).and_then(Value::as_inline_table_mut).map(|table| table as _), entry);
        }
        (Item::ArrayOfTables(tables), None) => {
            let mut table: Table = fields(entry).collect();
            let written = table.to_string();
            if !text.trim().is_empty() {
                table.decor_mut().set_prefix("\n");
            }
            tables.push(table);
            keep_last_words(&mut document, &written);
        }
        (Item::Value(Value::Array(array)), None) => array.push(fields(entry).collect::<InlineTable>()),
        _ => return Err("sign-off is not a list of tables".to_owned()),
    }
    let written = document.to_string();
    Ok(if text.contains("\r\n") { written.replace("\r\n", "\n").replace('\n', "\r\n") } else { written })
}

/// Has `table` say what the same claim says anew, and keeps the comments beside its values.
fn renew(table: Option<&mut dyn TableLike>, entry: &Entry) {
    let Some(table) = table else { return };
    if entry.until.is_none() {
        table.remove("until");
    }
    for (key, mut value) in fields(entry).filter(|(key, _)| matches!(*key, "date" | "until" | "link" | "note")) {
        if let Some(old) = table.get(key).and_then(Item::as_value) {
            *value.decor_mut() = old.decor().clone();
        }
        table.insert(key, value.into());
    }
}

/// Where the new table came to stand last, before comments that ended the file, puts those back before it.
fn keep_last_words(document: &mut DocumentMut, written: &str) {
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    if trailing.trim().is_empty() || !document.to_string().ends_with(&format!("{written}{trailing}")) {
        return;
    }
    let tables = document.get_mut("sign-off").and_then(Item::as_array_of_tables_mut);
    if let Some(table) = tables.and_then(|tables| tables.iter_mut().last()) {
        table.decor_mut().set_prefix(format!("{trailing}\n"));
        document.set_trailing("");
    }
}

/// The keys of an entry, in the order in which they are written.
fn fields(entry: &Entry) -> impl Iterator<Item = (&'static str, Value)> {
    let date =
        |date: Date| date.to_string().parse::<toml_edit::Datetime>().map_or_else(|_| Value::from(""), Value::from);
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    [
        ("item", Some(Value::from(entry.item.as_str()))),
        ("by", Some(Value::from(entry.by.as_str()))),
        ("commit", Some(Value::from(entry.commit.as_str()))),
        ("date", Some(date(entry.date))),
        ("until", entry.until.map(date)),
        ("focus", entry.focus.map(|focus| Value::from(focus.name()))),
        ("release", text(&entry.release)),
        ("link", text(&entry.link)),
        ("note", text(&entry.note)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
}
