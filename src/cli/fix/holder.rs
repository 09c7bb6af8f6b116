//! The placeholder of a copyright holder in a licence. An appendix that tells how to apply one, as Apache-2.0 and the
//! GNU licences have it, stays.

const HOLDERS: &[&str] = &[
    "[fullname]",
    "[full name]",
    "[name of copyright owner]",
    "[name of copyright holder]",
    "[copyright holder]",
    "[copyright holders]",
    "[your name]",
    "[owner]",
    "<copyright holders>",
    "<copyright holder>",
    "<name of copyright owner>",
    "<name of author>",
    "<your name>",
    "<owner>",
    "{name of copyright owner}",
    "{{ organization }}",
];
const YEARS: &[&str] = &["[year]", "[yyyy]", "<year>", "<yyyy>", "{year}", "{yyyy}", "{{ year }}"];

/// Whether a copyright line of `text` still has a placeholder for its holder.
pub(super) fn is_open(text: &str) -> bool {
    !has_appendix(text) && text.lines().any(is_open_line)
}

/// `text` with `holder` and `year` in the place of placeholders.
pub(super) fn fill(text: &str, holder: &str, year: i16) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        if !is_open_line(line) {
            return line.to_owned();
        }
        let line = HOLDERS.iter().fold(line.to_owned(), |line, name| replace(&line, name, holder));
        YEARS.iter().fold(line, |line, name| replace(&line, name, &year.to_string()))
    });
    lines.collect()
}

fn has_appendix(text: &str) -> bool {
    text.contains("Apache License") && text.contains("Version 2.0") || text.contains("How to Apply These Terms")
}

fn is_open_line(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains("copyright") && HOLDERS.iter().any(|name| line.contains(name))
}

/// Replaces `name`, in whatever case it is written.
fn replace(line: &str, name: &str, by: &str) -> String {
    let found = line.to_ascii_lowercase().find(name);
    match found.and_then(|at| Some((line.get(..at)?, line.get(at + name.len()..)?))) {
        Some((before, after)) => format!("{before}{by}{after}"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{fill, is_open};

    #[test]
    fn placeholders_are_filled_and_the_rest_stays() {
        let text = "MIT License\n\nCopyright (c) [year] [fullname]\r\n\nThe above copyright notice shall be\n";
        assert!(is_open(text));
        let filled = fill(text, "Jane Doe", 2026);
        assert_eq!(filled, text.replace("[year] [fullname]", "2026 Jane Doe"));
        assert!(!is_open(&filled));
        assert_eq!(fill("Copyright <YEAR> <COPYRIGHT HOLDER>", "J", 2026), "Copyright 2026 J");
    }

    #[test]
    fn an_appendix_stays() {
        assert!(!is_open("Apache License\nVersion 2.0\n   Copyright [yyyy] [name of copyright owner]\n"));
        assert!(!is_open(
            "How to Apply These Terms to Your New Programs\n\n    Copyright (C) <year>  <name of author>\n"
        ));
        assert!(!is_open("Copyright (c) 2020 Jane Doe\nreplace [fullname] here\n"));
    }
}
