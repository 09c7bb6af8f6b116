use plugin_ready::evidence::ci::logic::{Dialect, Variable, truth};
use proptest::prelude::*;

fn lookup(name: &str) -> Variable {
    match name {
        "CI_COMMIT_BRANCH" | "CI_DEFAULT_BRANCH" | "branch" => Variable::Set("master".to_owned()),
        "CI_COMMIT_TAG" | "tag" => Variable::Unset,
        "type" => Variable::Set("push".to_owned()),
        _ => Variable::Unknown,
    }
}

#[test]
fn gitlab() {
    let cases = [
        ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", Some(true)),
        ("$CI_COMMIT_BRANCH == \"main\"", Some(false)),
        ("$CI_COMMIT_BRANCH != 'main' && $CI_COMMIT_BRANCH =~ /^mas/", Some(true)),
        ("$CI_COMMIT_TAG", Some(false)),
        ("$CI_COMMIT_TAG == null", Some(true)),
        ("$CI_COMMIT_TAG =~ /^v/ || $CI_COMMIT_BRANCH", Some(true)),
        ("$CI_COMMIT_TAG !~ /^v/", Some(true)),
        ("($CI_COMMIT_TAG || $SECRET) && $CI_COMMIT_TAG", Some(false)),
        ("$SECRET == 'x'", None),
        ("$SECRET && $CI_COMMIT_TAG", Some(false)),
        ("$CI_COMMIT_BRANCH =~ /MASTER/i", Some(true)),
        ("(", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(truth(text, Dialect::GitLab, &lookup), wanted, "{text}");
    }
}

#[test]
fn travis() {
    let cases = [
        ("branch = master", Some(true)),
        ("tag IS present", Some(false)),
        ("tag IS blank AND type = push", Some(true)),
        ("branch =~ ^mas", Some(true)),
        ("branch =~ /^main/ OR tag =~ ^v", Some(false)),
        ("NOT branch IN (main, develop)", Some(true)),
        ("branch IN (main, master)", Some(true)),
        ("type != pull_request", Some(true)),
        ("(branch = main OR branch = master) AND type = push", Some(true)),
        ("env(X) = y", None),
        ("sender = alice", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(truth(text, Dialect::Travis, &lookup), wanted, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_condition_ends(text in "(\\$[A-Z]{1,3}|&&|\\|\\||==|=~|/|\"|'|\\(|\\)| |AND|OR|NOT|IN|IS|tag|é){0,30}") {
        let _ = truth(&text, Dialect::GitLab, &lookup);
        let _ = truth(&text, Dialect::Travis, &lookup);
    }
}
