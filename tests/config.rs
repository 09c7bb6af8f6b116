//! plugin-ready.toml: what is read, what is refused, and where each error points.

use std::collections::BTreeSet;
use std::time::Duration;

use plugin_ready::checklist;
use plugin_ready::config::{self, Author, Config, NAME, SCHEMA, TABLES};
use plugin_ready::error::Error;
use plugin_ready::evidence::sign_off::{Focus, Proof, RULES};
use proptest::prelude::*;
use serde_json::{Value, json};

const EXAMPLE: &str = r#"
target = "ci-extensions-release"

[build]
nightly-url = "https://example.org/my-plugin-ci.tar.gz"
default-branch = "master"
max-age = "48h"

[people]
core-committers = ["alice", "bob"]
proof = "authored"

[[sign-off]]
item = "complete-code-review"
by = "alice"
commit = "0123456789abcdef0123456789abcdef01234567"
date = 2026-11-22
focus = "security"
link = "https://example.org/pull/12"

[[answer]]
item = "pm-ux-communication"
text = "none needed: no other team is touched"

[[waiver]]
item = "nightly-build"
reason = "bundle server moves this week"
until = 2026-12-15
by = "alice"

[[silence]]
hint = "manifest-icon"
reason = "the logo is being drawn"
"#;

fn parse(text: &str) -> Result<Config, Vec<Error>> {
    config::parse(NAME, text, Author::Plugin, &checklist::vocabulary())
}

/// The errors of `text`, each as `line:column what | help`.
fn errors(text: &str) -> Vec<String> {
    let show = |error: Error| {
        let place = error.place.map(|p| p.span.map(|s| format!("{}:{} ", s.start.line, s.start.column)));
        let help = error.help.map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{}{}{help}", place.flatten().unwrap_or_default(), error.what)
    };
    parse(text).err().unwrap_or_default().into_iter().map(show).collect()
}

#[test]
fn nothing_is_required() {
    let config = parse("").unwrap();
    assert!(config.target.is_none() && config.sign_offs.is_empty() && config.waivers.is_empty());
}

#[test]
fn the_documented_example_is_read_in_full() {
    let config = parse(EXAMPLE).unwrap();
    assert_eq!(config.target.unwrap().value, "ci-extensions-release");
    let url = config.build.nightly_url.unwrap();
    assert_eq!(url.value, "https://example.org/my-plugin-ci.tar.gz");
    assert_eq!(url.place.to_string(), "plugin-ready.toml:5:15");
    assert_eq!(config.build.default_branch.unwrap().value, "master");
    assert_eq!(config.build.max_age.unwrap().value, Duration::from_secs(48 * 3600));
    assert_eq!(config.people.core_committers, BTreeSet::from(["alice".to_owned(), "bob".to_owned()]));
    assert_eq!(config.people.proof, Proof::Authored);
    let sign_off = &config.sign_offs[0];
    assert_eq!((sign_off.item.as_str(), sign_off.by.as_str()), ("complete-code-review", "alice"));
    assert_eq!((sign_off.focus, sign_off.date.to_string()), (Some(Focus::Security), "2026-11-22".to_owned()));
    assert_eq!(sign_off.place.span.unwrap().start.line, 13);
    assert_eq!(config.answers[0].text, "none needed: no other team is touched");
    assert_eq!(config.waivers[0].until.to_string(), "2026-12-15");
    assert_eq!(config.silences[0].hint, "manifest-icon");
}

#[test]
fn an_unknown_key_gets_the_nearest_right_name() {
    assert_eq!(errors("taget = \"community\""), [r#"1:1 unknown key taget | is "target" meant?"#]);
    let found = errors("[build]\nnightly_url = \"https://example.org\"");
    assert_eq!(found, [r#"2:1 unknown key build.nightly_url | is "nightly-url" meant?"#]);
    let found = errors("[people]\ncore-commiters = []");
    assert_eq!(found, [r#"2:1 unknown key people.core-commiters | is "core-committers" meant?"#]);
    let found = errors("[[waivers]]\nitem = \"ci-master\"");
    assert_eq!(found, [r#"1:3 unknown key waivers | is "waiver" meant?"#]);
}

#[test]
fn a_key_in_the_wrong_table_is_sent_home() {
    let found = errors("max-age = \"48h\"");
    assert_eq!(found, ["1:1 unknown key max-age | max-age belongs to [build]"]);
    let found = errors("[build]\ntarget = \"community\"");
    assert_eq!(found, ["2:1 unknown key build.target | target belongs at the top of the file, before any [table]"]);
}

#[test]
fn unknown_items_tiers_and_hints_get_the_nearest_right_name() {
    let found = errors("target = \"ci-extension\"");
    assert_eq!(found, [r#"1:10 unknown tier "ci-extension" | is "ci-extensions" meant?"#]);
    let found = errors("[[answer]]\nitem = \"pm-ux-comunication\"\ntext = \"no\"");
    assert_eq!(found, [r#"2:8 unknown item "pm-ux-comunication" | is "pm-ux-communication" meant?"#]);
    let found = errors("[[silence]]\nhint = \"manifest-icons\"\nreason = \"none yet\"");
    assert_eq!(found, [r#"2:8 unknown hint "manifest-icons" | is "manifest-icon" meant?"#]);
    let found = errors("[[silence]]\nhint = \"nightly-build\"\nreason = \"none yet\"");
    assert_eq!(found, [r#"2:8 unknown hint "nightly-build" | it is an item: use [[waiver]]"#]);
    let found = errors("[[waiver]]\nitem = \"manifest-icon\"\nreason = \"r\"\nuntil = 2026-12-01\nby = \"a\"");
    assert_eq!(found, [r#"2:8 unknown item "manifest-icon" | it is a hint: use [[silence]]"#]);
    let found = errors("target = \"production\"");
    assert!(found[0].ends_with("one of ci-extensions, ci-extensions-release, community, marketplace"), "{found:?}");
}

#[test]
fn roles_are_keys_and_so_misspelt_ones_are_refused() {
    let found = errors("[people]\nquality = [\"alice\"]");
    assert_eq!(
        found,
        [
            "2:1 unknown key people.quality | known here: core-committers, qa, pm, security, proof, allowed-signers, openpgp-keys"
        ]
    );
    let found = errors("[people]\nqa = \"alice\"");
    assert_eq!(
        found,
        [
            r#"2:6 people.qa is a string, and should be a list of strings | write a list of handles: qa = ["alice", "bob"]"#
        ]
    );
    let found = errors("[people]\nqa = [\"alice\", 3, \"\"]");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn wrong_types_are_told_with_the_right_one() {
    assert_eq!(errors("target = 1"), [r#"1:10 target is an integer, and should be a string"#]);
    assert_eq!(
        errors("[build]\nmax-age = 48"),
        [r#"2:11 build.max-age is an integer, and should be a string | write it in quotes: max-age = "48h""#]
    );
    let found = errors("[build]\ndefault-branch = \" \"");
    assert_eq!(
        found,
        [r#"2:18 build.default-branch is empty | write the branch's name, as in "main", or leave it out"#]
    );
    assert_eq!(errors("build = 1"), ["1:9 build is an integer, and should be a table | write it as [build]"]);
    assert_eq!(
        errors("[waiver]"),
        ["1:1 waiver is a table, and should be a list of tables | write each as [[waiver]]"]
    );
}

#[test]
fn a_waiver_needs_item_reason_until_and_by() {
    let found = errors("[[waiver]]\n");
    let missing: Vec<&str> = found.iter().map(|e| e.split(" | ").next().unwrap()).collect();
    let has_no = |key| format!("1:1 this [[waiver]] has no {key}");
    assert_eq!(missing, [has_no("item"), has_no("reason"), has_no("until"), has_no("by")]);
}

#[test]
fn blank_reasons_are_no_reasons() {
    let found = errors("[[waiver]]\nitem = \"ci-master\"\nreason = \" \"\nuntil = 2026-12-15\nby = \"alice\"");
    assert_eq!(found, ["3:10 waiver.reason is empty"]);
}

#[test]
fn dates_are_days_without_quotes() {
    let with = |date: &str| {
        errors(&format!("[[waiver]]\nitem = \"ci-master\"\nreason = \"moving\"\nby = \"alice\"\nuntil = {date}"))
    };
    assert!(with("2026-12-15").is_empty());
    let found = with("\"2026-12-15\"");
    assert_eq!(found, ["5:9 waiver.until is not a date | write it without quotes: until = 2026-12-15"]);
    assert_eq!(with("2026-12-15T10:00:00Z").len(), 1);
    assert_eq!(with("2026-02-30").len(), 1);
    assert_eq!(with("\"soon\"").len(), 1);
}

#[test]
fn only_items_of_people_can_be_signed_off() {
    let text = "[[sign-off]]\nitem = \"ci-master\"\nby = \"alice\"\ncommit = \"ab\"\ndate = 2026-11-22";
    let found = errors(text);
    assert!(found[0].starts_with("2:8 ci-master is not signed off by people | people sign off basic-code-review"));
}

#[test]
fn max_age_is_a_number_with_a_unit() {
    let age = |text: &str| {
        parse(&format!("[build]\nmax-age = \"{text}\"")).ok().and_then(|c| c.build.max_age).map(|a| a.value.as_secs())
    };
    assert_eq!(age("90m"), Some(5_400));
    assert_eq!(age("7d"), Some(604_800));
    assert_eq!(age("2w"), Some(1_209_600));
    for wrong in ["", "48", "h", "0h", "-1h", "1.5h", "48 hours", "99999999999999999999h", "9999w", "48é"] {
        assert_eq!(age(wrong), None, "{wrong:?}");
    }
}

#[test]
fn a_nightly_url_is_an_address() {
    let found = errors("[build]\nnightly-url = \"ftp://example.org/x.tar.gz\"");
    assert!(found[0].starts_with("2:15 build.nightly-url is not an address that can be asked"), "{found:?}");
}

#[test]
fn every_error_is_told_at_once_in_the_order_of_the_file() {
    let found = errors("taget = 1\n[build]\nmax-age = 3\nx = 1\n[people]\nqa = 1\n[[answer]]\nitem = \"x\"\n");
    let lines: Vec<&str> = found.iter().map(|e| e.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["1", "3", "4", "6", "7", "8"]);
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    let found = errors("target = \"community\nmax = \n");
    assert_eq!(found.len(), 1, "the first fault, and not what follows from it: {found:?}");
    assert!(found[0].starts_with("1:") && found[0].contains("this is not TOML"), "{found:?}");
    assert!(!errors("target = 1\ntarget = 2").is_empty());
    let json = "{\n    \"id\": \"com.example.demo\",\n    \"name\": \"Demo\"\n}\n";
    assert!(errors(json)[0].contains("this looks like JSON") && errors(json).len() == 1);
    assert!(!errors(&"a = [".repeat(10_000)).is_empty());
    assert!(!errors(&format!("a = {}1{}", "[".repeat(50_000), "]".repeat(50_000))).is_empty());
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let config = parse("\u{feff}target = \"community\"\r\n[build]\r\nmax-age = \"7d\"\r\n").unwrap();
    assert_eq!(config.target.unwrap().value, "community");
    assert_eq!(config.build.max_age.unwrap().place.to_string(), "plugin-ready.toml:3:11");
}

#[test]
fn a_thousand_errors_are_cut_short() {
    let text: String = (0..1_000).map(|n| format!("key{n} = 1\n")).collect();
    let found = errors(&text);
    assert_eq!(found.len(), 21);
    assert_eq!(found[20], "plugin-ready.toml: and 980 errors more");
}

#[test]
fn a_policy_cannot_sign_off_or_answer() {
    let text = "[people]\nqa = [\"carol\"]\n[[answer]]\nitem = \"pm-ux-communication\"\n";
    let found = config::parse("policy.toml", text, Author::Organisation, &checklist::vocabulary()).unwrap_err();
    assert_eq!(found[0].what, "answer speaks of one plugin, so it does not belong in a policy");
    assert_eq!(found[0].place.as_ref().unwrap().to_string(), "policy.toml:3:3");
    assert_eq!(found.len(), 1, "what is to go is not to be completed first: {found:?}");
}

fn policy(text: &str) -> Config {
    config::parse("policy.toml", text, Author::Organisation, &checklist::vocabulary()).unwrap()
}

#[test]
fn the_policy_decides_on_people_role_by_role() {
    let plugin = || parse("[people]\nqa = [\"mallory\"]\npm = [\"dave\"]").unwrap();
    let policy = policy("[people]\nqa = [\"carol\"]\nproof = \"verified\"");
    let both = config::merge(plugin(), Some(policy.clone()), false);
    assert_eq!(both.people.qa, BTreeSet::from(["carol".to_owned()]));
    assert_eq!(both.people.pm, BTreeSet::from(["dave".to_owned()]));
    assert_eq!(both.people.proof, Proof::Verified);
    let official = config::merge(plugin(), Some(policy), true);
    assert!(official.people.pm.is_empty(), "as official, the plugin names nobody");
    assert_eq!(config::merge(plugin(), None, false).people.qa, BTreeSet::from(["mallory".to_owned()]));
}

#[test]
fn as_official_leaves_out_the_plugins_waivers_only() {
    let waiver =
        |item: &str| format!("[[waiver]]\nitem = \"{item}\"\nreason = \"r\"\nuntil = 2026-12-15\nby = \"x\"\n");
    let plugin = || parse(&waiver("ci-master")).unwrap();
    let items = |config: Config| config.waivers.into_iter().map(|w| w.item).collect::<Vec<_>>();
    let policy = policy(&waiver("nightly-build"));
    assert_eq!(items(config::merge(plugin(), Some(policy.clone()), false)), ["nightly-build", "ci-master"]);
    assert_eq!(items(config::merge(plugin(), Some(policy), true)), ["nightly-build"]);
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day() {
    let waiver = parse(EXAMPLE).unwrap().waivers.remove(0);
    assert!(waiver.holds_on("2026-12-15".parse().unwrap()));
    assert!(!waiver.holds_on("2026-12-16".parse().unwrap()));
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

/// The example as JSON, dates as strings: what an editor validates.
fn as_json(text: &str) -> Value {
    let table: toml::Table = text.parse().unwrap();
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::String(s) => json!(s),
            toml::Value::Integer(n) => json!(n),
            toml::Value::Float(n) => json!(n),
            toml::Value::Boolean(b) => json!(b),
            toml::Value::Datetime(d) => json!(d.to_string()),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(t) => Value::Object(t.into_iter().map(|(k, v)| (k, convert(v))).collect()),
        }
    }
    convert(toml::Value::Table(table))
}

#[test]
fn the_schema_accepts_the_example_and_refuses_slips() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    assert!(validator.is_valid(&as_json(EXAMPLE)));
    for slip in ["taget = 1", "target = \"x\"", "[[waiver]]\nitem = \"ci-master\"", "[people]\nqa = \"alice\""] {
        assert!(!validator.is_valid(&as_json(slip)), "{slip}");
    }
}

#[test]
fn the_schema_and_the_parser_know_the_same_keys() {
    let schema = schema();
    let mut tables: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
    for (table, keys) in TABLES {
        let properties = match *table {
            "" => &schema["properties"],
            name if schema["properties"][name]["type"] == "array" => &schema["properties"][name]["items"]["properties"],
            name => &schema["properties"][name]["properties"],
        };
        let known: BTreeSet<&str> = properties.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, keys.iter().copied().collect(), "in [{table}]");
    }
    tables.sort_unstable();
    let objects = schema["properties"].as_object().unwrap();
    let mut listed = vec![""];
    listed.extend(objects.iter().filter(|(_, v)| !v["enum"].is_array()).map(|(k, _)| k.as_str()));
    listed.sort_unstable();
    assert_eq!(tables, listed);
}

#[test]
fn the_schema_names_every_item_and_tier() {
    let schema = schema();
    let vocabulary = checklist::vocabulary();
    assert_eq!(schema["$defs"]["item"]["enum"], json!(vocabulary.items));
    assert_eq!(schema["properties"]["target"]["enum"], json!(vocabulary.tiers));
    let signed: Vec<&str> = RULES.iter().map(|rule| rule.item).collect();
    assert_eq!(schema["properties"]["sign-off"]["items"]["properties"]["item"]["enum"], json!(signed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_or_refused_with_places(text in "[\\[\\]a-z=\"'\n .0-9#-]{0,200}") {
        if let Err(errors) = parse(&text) {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.iter().all(|e| e.place.is_some() || e.what.contains("more")));
        }
    }

    #[test]
    fn any_bent_example_is_read_or_refused(at in 0..EXAMPLE.len(), with in "[\\PC\n]{0,3}") {
        let text = format!("{}{with}{}", &EXAMPLE[..at], &EXAMPLE[(at + 1).min(EXAMPLE.len())..]);
        let _ = parse(&text);
    }
}

#[test]
fn openpgp_keys_are_read_by_handle_and_useless_ones_are_told() {
    let key = crate::support::openpgp::Key::new(1).public("Alice");
    let config = parse(&format!("[people.openpgp-keys]\nalice = \"\"\"\n{key}\"\"\"\n")).unwrap();
    assert_eq!(config.people.openpgp_keys.keys().collect::<Vec<_>>(), ["alice"]);
    for (text, says) in [
        ("alice = \"x\"", "people.openpgp-keys.alice is no armoured block of OpenPGP public keys"),
        ("alice = 1", "people.openpgp-keys.alice is not a string"),
    ] {
        let errors = parse(&format!("[people.openpgp-keys]\n{text}\n")).unwrap_err();
        assert!(errors[0].what.contains(says), "{errors:?}");
        assert!(errors[0].help.as_deref().unwrap().contains("gpg --armor --export"), "{errors:?}");
    }
    let errors = parse("[people]\nopenpgp-keys = [\"x\"]\n").unwrap_err();
    assert!(errors[0].what.contains("should be a table"), "{errors:?}");
    let own = parse(&format!("[people.openpgp-keys]\nmallory = \"\"\"\n{key}\"\"\"\n")).unwrap();
    let policy = Config { people: config.people.clone(), ..Config::default() };
    let merged = config::merge(own.clone(), Some(policy), false);
    assert_eq!(merged.people.openpgp_keys, config.people.openpgp_keys, "where the policy names keys, only those count");
    assert!(config::merge(own, None, true).people.openpgp_keys.is_empty());
}

#[test]
fn only_what_people_decide_is_answered() {
    for item in ["pm-ux-communication", "high-availability", "complete-code-review", "qa-pass"] {
        assert_eq!(errors(&format!("[[answer]]\nitem = \"{item}\"\ntext = \"don't know\"\n")), Vec::<String>::new());
    }
    let found = errors("[[answer]]\nitem = \"osi-licence\"\ntext = \"don't know\"\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("osi-licence is judged by facts, not by an answer | a [[waiver]]"), "{found:?}");
}
