use std::time::{Duration, Instant};

use plugin_ready::evidence::ci::expression::{Context, Value, condition, evaluate, interpolate};
use proptest::prelude::*;

struct Names;

impl Context for Names {
    fn lookup(&self, path: &[String]) -> Value {
        match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["github", "ref"] => Value::text("refs/heads/master"),
            ["github", "event_name"] => Value::text("push"),
            ["github", "event", "pull_request", ..] => Value::Null,
            path => Value::Unknown(path.join(".")),
        }
    }
}

fn truth(text: &str) -> Option<bool> {
    condition(text, &Names).truth()
}

#[test]
fn conditions_by_githubs_rules() {
    let cases = [
        ("github.ref == 'refs/heads/master'", Some(true)),
        ("github.ref == 'REFS/HEADS/MASTER'", Some(true)),
        ("github['ref'] != 'refs/heads/master'", Some(false)),
        ("${{ !(github.event_name == 'schedule') }}", Some(true)),
        ("startsWith(github.ref, 'refs/tags/v')", Some(false)),
        ("contains(github.event.pull_request.labels.*.name, 'build')", Some(false)),
        ("endsWith(github.ref, 'master') && always()", Some(true)),
        ("success() && !cancelled() && !failure()", Some(true)),
        ("true && 'text'", Some(true)),
        ("''", Some(false)),
        ("'it''s' == 'IT''S'", Some(true)),
        ("1 < 2 && 2 >= 2 && 3 > 2.5 && 1 <= 1", Some(true)),
        ("'1' == 1 && null == 0 && true == 1", Some(true)),
        ("format('{0}/{1}', 'a', 'b') == 'a/b'", Some(true)),
        ("fromJSON('true') && fromJSON('2') == 2", Some(true)),
        ("secrets.token != ''", None),
        ("secrets.token != '' && false", Some(false)),
        ("secrets.token == '' || true", Some(true)),
        ("false || secrets.token", None),
        ("!vars.x", None),
        ("hashFiles('go.sum') != ''", None),
        ("a ==", None),
        ("(true", None),
        ("true true", None),
        ("", None),
        // Text beside `${{ }}` makes the whole a text, and a text is true.
        ("${{ false }} && false", Some(true)),
        ("${{ false }}", Some(false)),
    ];
    for (text, wanted) in cases {
        assert_eq!(truth(text), wanted, "{text}");
    }
}

#[test]
fn what_is_unknown_keeps_its_name() {
    assert_eq!(evaluate("vars.x == 'a' && true", &Names), Value::Unknown("vars.x".to_owned()));
}

#[test]
fn texts_take_what_is_known() {
    assert_eq!(interpolate("make ${{ github.event_name }} ${{ vars.x }} ${{", &Names), "make push ${{ vars.x }} ${{");
}

#[test]
fn hostile_expressions_end() {
    let cases = [
        "(".repeat(10_000),
        "!".repeat(10_000),
        "a[".repeat(5_000),
        "format('{0}{0}{0}', ".repeat(200) + "'x'" + &")".repeat(200),
        "true && ".repeat(2_000),
        "'".repeat(9_999),
        "x".repeat(100_000),
    ];
    for text in cases {
        let start = Instant::now();
        let _ = evaluate(&text, &Names);
        assert!(start.elapsed() < Duration::from_secs(1), "{}", &text[..20]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_expression_ends(text in "([a-z.()!&|=<>', ]|\\$\\{\\{|\\}\\}|contains\\(|github\\.ref){0,40}") {
        let _ = condition(&text, &Names);
        let _ = interpolate(&text, &Names);
    }
}
