//! Untrusted text on its way into commands.

use std::process::Command;

use plugin_ready::error::text::shell_word;
use proptest::prelude::*;

#[test]
fn plain_words_stay_as_they_are() {
    for word in ["main", "v1.2.3", ":/server/main.go", "release+1", "a=b", "HEAD~2"] {
        let expected = if word.contains('~') { format!("'{word}'") } else { word.to_owned() };
        assert_eq!(shell_word(word), expected);
    }
    assert_eq!(shell_word(""), "''");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_shell_takes_it_as_the_one_word_that_it_is(text in "[^\0]{0,40}") {
        let shell = Command::new("sh").args(["-c", &format!("printf %s {}", shell_word(&text))]).output().unwrap();
        prop_assert_eq!(String::from_utf8(shell.stdout).unwrap(), text);
    }
}
