use std::time::{Duration, Instant};

use plugin_ready::evidence::CauseKind;
use plugin_ready::evidence::yaml::{self, Document, Fault, Node, Source, Value};
use proptest::prelude::*;

use crate::support::tree::Tree;

fn document(text: &str) -> Document {
    yaml::parse(text).unwrap().unwrap()
}

fn fault(text: &str) -> Fault {
    yaml::parse(text).unwrap_err()
}

#[test]
fn scalars_keep_their_text_and_know_whether_they_were_quoted() {
    let root = document("on: push\ngo: 1.20\nyes: \"true\"\nno: true\nnil: ~\nempty:\n").root;
    assert_eq!(root.entries()[0].key, "on");
    assert_eq!(root.get("go").unwrap().text(), Some("1.20"));
    assert_eq!(root.get("yes").unwrap().boolean(), None);
    assert_eq!(root.get("no").unwrap().boolean(), Some(true));
    assert!(root.get("nil").unwrap().is_null());
    assert!(root.get("empty").unwrap().is_null());
    assert!(!root.get("yes").unwrap().is_null());
    assert_eq!(root.get("missing"), None);
}

#[test]
fn nodes_know_their_bytes_behind_a_byte_order_mark_and_wide_characters() {
    let text = "\u{feff}# naïve ☃\nname: 'zażółć'\nlist:\n  - één\n  - two\n\n# end\n";
    let root = document(text).root;
    assert_eq!(&text[root.get("name").unwrap().range.clone()], "'zażółć'");
    assert_eq!(&text[root.get("list").unwrap().items()[1].range.clone()], "two");
    assert_eq!(&text[root.entry("list").unwrap().key_range.clone()], "list");
    assert!(text[root.get("list").unwrap().range.clone()].starts_with("- één"));
}

#[test]
fn one_value_or_a_list_of_values() {
    let root = document("one: push\nmany: [push, tag]\nnone:\nmap: {a: 1}\n").root;
    let texts = |key: &str| root.get(key).unwrap().each().iter().filter_map(Node::text).count();
    assert_eq!((texts("one"), texts("many"), texts("none")), (1, 2, 0));
    assert_eq!(root.get("map").unwrap().each().len(), 1);
}

#[test]
fn anchors_and_merge_keys_are_applied_and_own_keys_win() {
    let root = document(
        "base: &base {image: go, retries: 1}\nmore: &more {image: node, cache: on}\n\
         job:\n  <<: [*base, *more]\n  retries: 2\nplain: *base\nquoted: {'<<': *base}\n",
    )
    .root;
    let job = root.get("job").unwrap();
    assert_eq!(job.get("image").unwrap().text(), Some("go"), "earlier mappings of a merge list win");
    assert_eq!(job.get("retries").unwrap().text(), Some("2"));
    assert_eq!(job.get("cache").unwrap().text(), Some("on"));
    assert_eq!(job.get("<<"), None);
    assert_eq!(root.get("plain"), root.get("base"));
    assert!(root.get("quoted").unwrap().get("<<").is_some(), "a quoted << is an ordinary key");
}

#[test]
fn a_merge_key_wants_mappings() {
    assert_eq!(fault("a: &a [x]\nb:\n  <<: *a\n").kind, CauseKind::Malformed);
    assert_eq!(fault("a:\n  <<: text\n").kind, CauseKind::Malformed);
}

#[test]
fn of_duplicate_keys_the_last_stays_and_both_are_told() {
    let text = "build:\n  a: 1\n  b: 2\n  a: 3\n";
    let found = document(text);
    assert_eq!(found.root.get("build").unwrap().entries().len(), 2);
    assert_eq!(found.root.get("build").unwrap().get("a").unwrap().text(), Some("3"));
    let [(key, range)] = found.duplicates.as_slice() else { panic!("{:?}", found.duplicates) };
    assert_eq!((key.as_str(), range.start), ("a", text.rfind('a').unwrap()));
}

#[test]
fn tags_stay_with_their_nodes() {
    let root = document("script: !reference [.build, script]\nname: !custom x\n").root;
    assert_eq!(root.get("script").unwrap().tag.as_deref(), Some("!reference"));
    assert_eq!(root.get("name").unwrap().tag.as_deref(), Some("!custom"));
}

#[test]
fn faults_say_where() {
    for (text, line) in [
        ("a: 1\nb:\n\t- tab\n", 3),
        ("a: [1, 2\nb: 3\n", 2),
        ("a: *nobody\n", 1),
        ("a: &a [*a]\n", 1),
        ("? [a, b]\n: c\n", 1),
        ("a: 'open\n", 1),
    ] {
        let fault = fault(text);
        assert_eq!(fault.kind, CauseKind::Malformed, "{text}");
        let cause = fault.cause("ci.yml", text);
        let seen: usize = cause.detail.split(':').nth(1).unwrap().parse().unwrap();
        assert!(seen >= line && seen <= text.lines().count() + 1, "{text}: {cause}");
    }
}

#[test]
fn one_document_or_several_as_asked() {
    let text = "kind: pipeline\n---\nkind: secret\n";
    assert_eq!(fault(text).kind, CauseKind::Malformed);
    assert_eq!(yaml::parse_all(text).unwrap().len(), 2);
    assert_eq!(yaml::parse("# nothing\n").unwrap(), None);
    assert_eq!(yaml::parse("").unwrap(), None);
    assert_eq!(yaml::parse_all("---\n---\n").unwrap(), []);
    let anchors_end_with_their_document = "a: &a 1\n---\nb: *a\n";
    assert!(yaml::parse_all(anchors_end_with_their_document).is_err());
    assert!(yaml::parse_all(&"---\na: 1\n".repeat(65)).is_err());
}

fn bomb(levels: usize, width: usize) -> String {
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..=levels {
        let items = vec![format!("*a{}", level - 1); width].join(", ");
        text += &format!("a{level}: &a{level} [{items}]\n");
    }
    text
}

#[test]
fn the_budget_holds() {
    let cases = [
        ("alias bomb", bomb(9, 9)),
        ("merge bomb", {
            let mut text = String::from("a0: &a0 {x: 1}\n");
            for level in 1..30 {
                text += &format!("a{level}: &a{level} {{x{level}: [*a{0}, *a{0}], <<: *a{0}}}\n", level - 1);
            }
            text
        }),
        ("deep by alias", {
            let mut text = String::from("a0: &a0 [x]\n");
            (1..100).for_each(|level| text += &format!("a{level}: &a{level} [*a{}]\n", level - 1));
            text
        }),
        ("many aliases", format!("a: &a x\nb: [{}]\n", vec!["*a"; 1001].join(", "))),
        ("large text by alias", format!("a: &a {}\nb: [{}]\n", "x".repeat(60_000), vec!["*a"; 100].join(", "))),
        ("many nodes", format!("[{}]", "x,".repeat(20_001))),
        ("deep flow", "[".repeat(500_000)),
        ("deep flow mapping", "{a: ".repeat(250_000)),
        ("deep block", (0..700).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("deep sequence", "- ".repeat(500_000)),
        ("deep keys", "? ".repeat(500_000)),
        ("long key", "k".repeat(1_000_000)),
        ("long anchor", format!("&{} x", "a".repeat(1_000_000))),
        ("quotes", "\"".repeat(1_000_001)),
        ("tags", "!".repeat(1_000_000)),
        ("percent", "%".repeat(1_000_000)),
        ("comments", format!("{}x: [", "# c\n".repeat(200_000))),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let result = yaml::parse(&text);
        assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
        let expected_to_parse = ["long key", "long anchor"].contains(&name);
        assert!(expected_to_parse || result.is_err(), "{name} was taken");
    }
    assert!(yaml::parse(&bomb(2, 9)).is_ok());
    assert_eq!(fault(&bomb(9, 9)).kind, CauseKind::TooLarge);
}

#[test]
fn lines_of_a_script_are_found_in_the_file() {
    let tree = Tree::of(&[("ci.yml", "run: |\n  make test\n\n  make dist\n  make test\nother: make dist\n")]);
    let source = Source::read("ci.yml", &tree).unwrap();
    let run = source.root().unwrap().get("run").unwrap();
    let line = |index| source.line_place(run, index).span.unwrap().start;
    assert_eq!((line(0).line, line(0).column), (2, 3));
    assert_eq!(line(2).line, 4);
    assert_eq!(line(3).line, 5, "the second of two equal lines");
    let folded = Tree::of(&[("ci.yml", "run: >\n  make\n  dist\n")]);
    let source = Source::read("ci.yml", &folded).unwrap();
    let place = source.line_place(source.root().unwrap().get("run").unwrap(), 0);
    assert_eq!(place.span.unwrap().start.line, 2, "what is folded is told by its node");
}

#[test]
fn a_file_that_cannot_be_read_is_a_cause() {
    let tree = Tree::of(&[("latin.yml", b"name: \xe9\n".as_slice()), ("big.yml", &vec![b'#'; (1 << 20) + 1])]);
    assert_eq!(Source::read("latin.yml", &tree).unwrap_err().kind, CauseKind::Malformed);
    assert_eq!(Source::read("big.yml", &tree).unwrap_err().kind, CauseKind::TooLarge);
    assert_eq!(Source::read("gone.yml", &tree).unwrap_err().kind, CauseKind::Unreadable);
}

fn within(node: &Node, text: &str) -> bool {
    text.get(node.range.clone()).is_some()
        && match &node.value {
            Value::Scalar(_) => true,
            Value::Sequence(items) => items.iter().all(|item| within(item, text)),
            Value::Mapping(entries) => entries.iter().all(|entry| within(&entry.value, text)),
        }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_taken_or_refused(text in "([-a-z?:,\\[\\]{}&*!|>'\"%#\\t\\n é]|<<: |\n  - |: \\|\n){0,80}") {
        if let Ok(documents) = yaml::parse_all(&text) {
            for document in documents {
                prop_assert!(within(&document.root, &text), "{:?}", document);
            }
        }
    }
}
