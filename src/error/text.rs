//! The one sanitiser for text that comes from outside: file names, file contents, servers, library errors.

use std::fmt::Write as _;

/// Longest untrusted string shown, in characters.
const LONGEST: usize = 200;

/// `text` on one line with nothing in it that a terminal, a log or a CI runner would act on.
///
/// Control characters (C0, DEL, C1), bidirectional and zero-width controls, `##[` anywhere and `::` at the start of a
/// word, which may come to stand at the start of a line, become visible escapes; nothing is dropped silently. Longer
/// strings end in `…` after 200 characters.
pub fn visible(text: &str) -> String {
    visible_within(text, LONGEST)
}

/// As [`visible`], with a limit of the caller's own, for texts that we compose ourselves from bounded parts.
pub fn visible_within(text: &str, longest: usize) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    let mut count = 0;
    while let Some(c) = rest.chars().next() {
        if count == longest {
            shown.push('…');
            break;
        }
        count += 1;
        if rest.starts_with("##[") {
            shown.push_str("\\x23");
        } else if rest.starts_with("::") && shown.chars().next_back().is_none_or(char::is_whitespace) {
            shown.push_str("\\x3a");
        } else {
            push_visible(&mut shown, c);
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    shown
}

/// As [`visible`] but for one character inside a text, without its context.
fn push_visible(shown: &mut String, c: char) {
    match c {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push(' '),
        c if is_invisible(c) => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        c => shown.push(c),
    }
}

/// `text` as one word of a POSIX shell, for commands that the user may copy.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=,%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Characters that change how the others are shown, or that show as nothing.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
