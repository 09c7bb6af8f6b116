//! Edits of every Category-A text, harmless and restrictive, from fixed seeds.

use plugin_ready::evidence::licence::category::{self, Standing};
use plugin_ready::evidence::licence::decode::decode;
use plugin_ready::evidence::licence::identify::{Content, identify};
use plugin_ready::evidence::licence::residue;

use crate::support::dice::Dice;

/// The Category-A texts, by id.
fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    spdx::text::LICENSE_TEXTS.iter().copied().filter(|(id, _)| category::of(id) == Standing::A)
}

fn passes(text: &str) -> bool {
    residue::complete(text).is_some()
}

// Harmless edits

type Harmless = (&'static str, fn(&str, &mut Dice) -> Vec<u8>);

const HARMLESS: &[Harmless] = &[
    ("wrapped at 40", |text, _| wrap(text, 40, "").into()),
    ("wrapped at 72", |text, _| wrap(text, 72, "").into()),
    ("wrapped at 110, indented", |text, _| wrap(text, 110, "    ").into()),
    ("one line a paragraph", |text, _| wrap(text, usize::MAX, "").into()),
    ("one line", |text, _| text.split_whitespace().collect::<Vec<_>>().join(" ").into()),
    ("upper case", |text, _| text.to_uppercase().into()),
    ("lower case", |text, _| text.to_lowercase().into()),
    ("curly quotes", |text, _| text.replace('"', "“").replace('\'', "’").into()),
    ("typewriter quotes", |text, _| text.replace('"', "''").into()),
    ("no quotes", |text, _| text.replace(['"', '“', '”'], "").into()),
    ("byte order mark", |text, _| format!("\u{feff}{text}").into()),
    ("UTF-16, little end first", |text, _| utf_16(text, true)),
    ("UTF-16, big end first", |text, _| utf_16(text, false)),
    ("Latin-1", |text, _| latin_1(&format!("Copyright © 2024 José Müller\n\n{text}"))),
    ("CRLF", |text, _| text.replace('\n', "\r\n").into()),
    ("CR", |text, _| text.replace('\n', "\r").into()),
    ("HTML, preformatted", |text, _| {
        format!(
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body><pre>\n{}\n</pre></body></html>",
            escape(text)
        )
        .into()
    }),
    ("HTML, paragraphs", |text, _| {
        let paragraphs: Vec<_> = text.split("\n\n").map(|p| format!("<p class=\"text\">{}</p>", escape(p))).collect();
        format!("<html>\n<body>\n{}\n</body>\n</html>\n", paragraphs.join("\n")).into()
    }),
    ("Markdown quote", |text, _| prefix(text, "> ").into()),
    ("Markdown code", |text, _| format!("```text\n{text}\n```\n").into()),
    ("Markdown heading", |text, _| format!("# License\n\n{text}").into()),
    ("Markdown emphasis", |text, _| {
        let words: Vec<String> = text.split(' ').enumerate().map(|(i, w)| emphasise(i, w)).collect();
        words.join(" ").into()
    }),
    ("comment block", |text, _| format!("/*\n{} */\n", prefix(text, " * ")).into()),
    ("comment lines", |text, _| prefix(text, "# ").into()),
    ("ruled box", |text, _| format!("{0}\n{text}\n{0}\n", "=".repeat(70)).into()),
    ("a holder", |text, dice| format!("Copyright (c) {} {}\n\n{text}", dice.year(), dice.pick(HOLDERS)).into()),
    ("a holder with reservation", |text, dice| {
        format!("Copyright © {}-{}, {}. All rights reserved.\n\n{text}", dice.year(), dice.year(), dice.pick(HOLDERS))
            .into()
    }),
    ("several holders", |text, dice| {
        let line = |dice: &mut Dice| format!("Copyright {} {}\n", dice.year(), dice.pick(HOLDERS));
        format!("{}{}{}\n{text}", line(dice), line(dice), line(dice)).into()
    }),
    ("REUSE lines", |text, dice| {
        format!("SPDX-FileCopyrightText: {} {}\n\n{text}", dice.year(), dice.pick(HOLDERS)).into()
    }),
    ("bullets", |text, dice| {
        let mark = dice.pick(&["*", "-", "•", "o"]);
        marked(text, |_| mark.to_owned()).into()
    }),
    ("numbers with brackets", |text, _| marked(text, |n| format!("({n})")).into()),
    ("letters", |text, _| marked(text, |n| format!("{})", char::from(b'a' + n as u8 % 26))).into()),
    ("spelling", |text, _| text.replace("icense", "icence").replace("https:", "http:").into()),
    ("no-break spaces", |text, _| text.replace(". ", ".\u{a0}").into()),
    ("zero-width spaces", |text, _| text.replace("the ", "the\u{200b} ").into()),
    ("soft hyphens", |text, _| text.replace("tion", "\u{ad}tion").into()),
    ("dashes", |text, _| text.replace('-', "\u{2010}").into()),
    ("ligatures", |text, _| text.replace("fi", "ﬁ").into()),
    ("trailing space", |text, _| text.replace('\n', "  \t\n").into()),
    ("empty lines", |text, _| text.replace("\n\n", "\n\n\n\n").into()),
];

const HOLDERS: &[&str] = &[
    "Jane Doe",
    "Jane Q. Public <jane@example.org>",
    "Example, Inc.",
    "The Example Authors",
    "Beispiel GmbH & Co. KG",
    "Société d'Exemple S.A.",
    "Universidad de Ejemplo and contributors",
    "Łukasz Żółw",
    "张三",
    "Amazing Networks Ltd. (https://example.com)",
    "the Foo project contributors",
    "jdoe",
];

#[test]
fn harmless_edits_pass() {
    let mut dice = Dice::new(4);
    let mut all = 0;
    let mut missed = Vec::new();
    for (id, text) in texts() {
        for (name, edit) in HARMLESS {
            let bytes = edit(text, &mut dice);
            let edited = decode(&bytes).expect("a text");
            all += 1;
            if passes(&edited) {
                continue;
            }
            let content = identify(&edited);
            let doubtful = matches!(content, Content::Modified { .. } | Content::Custom { .. } | Content::Named { .. });
            assert!(doubtful, "{id}, {name}: a harmless edit makes it fail: {content:?}");
            missed.push(format!("{id}, {name}: {}", short(&content)));
        }
    }
    let share = missed.len() as f64 / all as f64;
    assert!(HARMLESS.len() >= 20);
    assert!(share <= 0.01, "{} of {all} harmless edits do not pass:\n{}", missed.len(), missed.join("\n"));
}

fn short(content: &Content) -> String {
    match content {
        Content::Modified { nearest, differences, more } => {
            let first = differences.first().map(|d| {
                format!(
                    "{:?} for {:?}",
                    d.found.chars().take(160).collect::<String>(),
                    d.expected.chars().take(160).collect::<String>()
                )
            });
            format!("{nearest} +{more} {}", first.unwrap_or_default())
        }
        other => format!("{other:?}").chars().take(200).collect(),
    }
}

fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut wrapped = String::new();
    for paragraph in text.split("\n\n") {
        let mut column = usize::MAX;
        for word in paragraph.split_whitespace() {
            if column.saturating_add(word.len()) >= width {
                if column != usize::MAX {
                    wrapped.push('\n');
                }
                wrapped.push_str(indent);
                column = 0;
            } else {
                wrapped.push(' ');
            }
            wrapped.push_str(word);
            column = column.saturating_add(word.len() + 1).min(usize::MAX - 1);
        }
        wrapped.push_str("\n\n");
    }
    wrapped
}

fn prefix(text: &str, with: &str) -> String {
    text.lines().map(|line| format!("{with}{line}\n")).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('©', "&copy;")
}

fn emphasise(index: usize, word: &str) -> String {
    match index % 17 {
        3 if word.len() > 4 && !word.contains('\n') => format!("**{word}**"),
        9 if word.len() > 4 && !word.contains('\n') => format!("_{word}_"),
        _ => word.to_owned(),
    }
}

/// `text` with every number, letter or bullet that starts a line replaced.
fn marked(text: &str, mark: impl Fn(usize) -> String) -> String {
    let mut count = 0;
    let mut edited = String::new();
    for line in text.lines() {
        let start = line.trim_start();
        let (first, rest) = start.split_once(' ').unwrap_or((start, ""));
        let bare = first.trim_matches(['(', ')', '.']);
        let is_mark = matches!(first, "*" | "-")
            || (first.ends_with(['.', ')'])
                && (bare.len() == 1 || bare.bytes().all(|b| b.is_ascii_digit()))
                && !bare.is_empty());
        if is_mark && !rest.trim().is_empty() {
            count += 1;
            edited.push_str(&format!("  {} {rest}\n", mark(count)));
        } else {
            edited.push_str(&format!("{line}\n"));
        }
    }
    edited
}

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

fn latin_1(text: &str) -> Vec<u8> {
    let fold = |c| match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '，' => ',',
        c => c,
    };
    // Text that Latin-1 cannot hold stays UTF-8.
    if text.chars().map(fold).any(|c| u32::from(c) > 0xff) {
        return text.into();
    }
    text.chars().map(fold).map(|c| u32::from(c) as u8).collect()
}

// Restrictive edits

type Restrictive = (&'static str, fn(&str, &mut Dice) -> String);

const RESTRICTIVE: &[Restrictive] = &[
    ("clause at the start", |text, dice| format!("{}\n\n{text}", dice.pick(CLAUSES))),
    ("clause at the end", |text, dice| format!("{text}\n{}\n", dice.pick(CLAUSES))),
    ("clause in the middle", |text, dice| {
        let (a, b) = split(text, dice);
        format!("{a}\n\n{}\n\n{b}", dice.pick(CLAUSES))
    }),
    ("clause within a line", |text, dice| {
        let (a, b) = split(text, dice);
        format!("{a} {} {b}", dice.pick(CLAUSES))
    }),
    ("clause in a copyright line", |text, dice| {
        format!("Copyright (c) {} Example Ltd. {}\n\n{text}", dice.year(), dice.pick(CLAUSES))
    }),
    ("clause in a copyright line, no full stop", |text, dice| {
        format!("Copyright (c) {} Example Ltd {}\n\n{text}", dice.year(), dice.pick(CLAUSES).trim_end_matches('.'))
    }),
    ("clause under the holder", |text, dice| {
        format!("Copyright {} Jane Doe\n{}\n\n{text}", dice.year(), dice.pick(CLAUSES))
    }),
    ("clause in an HTML comment", |text, dice| format!("{text}\n<!-- {} -->\n", dice.pick(CLAUSES))),
    ("clause in angle brackets", |text, dice| format!("<{}>\n{text}", dice.pick(CLAUSES))),
    ("clause in a tag", |text, dice| format!("<p {}>\n{text}", dice.pick(CLAUSES))),
    ("clause in a link", |text, _| format!("{text}\n[licence](terms-for-commercial-use)\n")),
    ("clause as list marker", |text, _| format!("(not) {text}")),
    ("clause before reservation", |text, dice| {
        format!("Copyright {} Jane Doe. Only for schools. All rights reserved.\n\n{text}", dice.year())
    }),
    ("not", |text, dice| {
        insert_before(text, dice, &["granted", "permitted", "may", "free", "grants", "is", "you", "use"], "not")
    }),
    ("no", |text, dice| {
        insert_before(text, dice, &["permission", "rights", "right", "license", "person", "purpose", "use"], "no")
    }),
    ("only", |text, dice| insert_before(text, dice, &["use", "copy", "for", "to", "in"], "only")),
    ("noncommercial", |text, dice| {
        insert_before(text, dice, &["use", "purpose", "software", "work", "copies", "works", "this"], "noncommercial")
    }),
    ("word changed", |text, dice| change(text, dice, |_, dice| dice.pick(WORDS).to_owned())),
    ("word added", |text, dice| change(text, dice, |word, dice| format!("{} {word}", dice.pick(WORDS)))),
    ("word dropped", |text, dice| change(text, dice, |_, _| String::new())),
    ("word changed again", |text, dice| change(text, dice, |_, dice| dice.pick(WORDS).to_owned())),
    ("word dropped again", |text, dice| change(text, dice, |_, _| String::new())),
    ("with GPL-2.0", |text, _| format!("{text}\n\n{}", list("GPL-2.0-only"))),
    ("after AGPL-3.0", |text, _| format!("{}\n\n{text}", list("AGPL-3.0-only"))),
    ("with BUSL-1.1", |text, _| format!("{text}\n\n{}", list("BUSL-1.1"))),
    ("with JSON", |text, _| format!("{text}\n\n{}", list("JSON"))),
    ("halves of two", |text, dice| {
        let other = dice.pick(&["GPL-3.0-only", "MPL-2.0", "EPL-2.0", "CC-BY-NC-4.0"]);
        let (a, _) = split(text, dice);
        let (_, b) = split(list(other), dice);
        format!("{a}\n{b}")
    }),
    ("Commons Clause", |text, _| {
        format!(
            "\"Commons Clause\" License Condition\n\nThe grant of rights below does not include the right to sell.\n\n{text}"
        )
    }),
    ("SPDX line of another", |text, dice| {
        format!(
            "SPDX-License-Identifier: {}\n\n{text}",
            dice.pick(&["AGPL-3.0-only", "BUSL-1.1", "Elastic-2.0", "LicenseRef-Ours"])
        )
    }),
    ("title of another", |text, dice| {
        format!(
            "{}\n\n{text}",
            dice.pick(&["GNU General Public License", "Elastic License 2.0", "Business Source License 1.1"])
        )
    }),
    ("under another", |text, _| {
        format!("{text}\n\nThe files in ee/ are licensed under the Example Enterprise License.\n")
    }),
    ("unless", |text, _| format!("{text}\n\nThis license applies unless you have a subscription.\n")),
    ("paragraph dropped", |text, dice| {
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        let long: Vec<usize> = (0..paragraphs.len())
            .filter(|i| paragraphs[*i].split_whitespace().count() > 25 && !paragraphs[*i].contains("Copyright (c)"))
            .collect();
        let Some(dropped) = long.get(dice.below(long.len().max(1))) else { return String::new() };
        let kept = paragraphs.iter().enumerate().filter(|(i, _)| i != dropped).map(|(_, p)| *p);
        kept.collect::<Vec<_>>().join("\n\n")
    }),
];

const CLAUSES: &[&str] = &[
    "Commercial use is prohibited.",
    "For non-commercial use only.",
    "You may not sell this software.",
    "Use in production requires a paid subscription.",
    "This software shall be used for good, not evil.",
    "Redistribution requires prior written consent of Example Ltd.",
    "Not to be used by military organisations.",
    "For evaluation purposes only.",
    "Government use is excluded.",
    "Each user must register with the author.",
    "You must pay a fee for every installation.",
    "Derivative works must not be distributed.",
    "The rights granted here end after thirty days.",
    "These terms are superseded by the Example Enterprise Agreement.",
    "Personal and educational use only.",
    "Nur für den privaten Gebrauch.",
    "Usage commercial interdit.",
    "Hosting this software as a service is not allowed.",
    "Only employees of Example Ltd may use this.",
    "仅限个人使用",
];

const WORDS: &[&str] = &[
    "commercial",
    "personal",
    "except",
    "prohibited",
    "revocable",
    "limited",
    "only",
    "banana",
    "government",
    "internal",
    "without",
    "excluding",
    "fee",
    "private",
    "temporary",
    "cannot",
    "required",
    "consent",
    "never",
    "evaluation",
];

fn list(id: &str) -> &'static str {
    spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id).expect("a text of the list").1
}

/// `text` cut at a space, away from its ends.
fn split<'t>(text: &'t str, dice: &mut Dice) -> (&'t str, &'t str) {
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    let middle = &spaces[spaces.len() / 5..spaces.len() * 4 / 5];
    text.split_at(middle[dice.below(middle.len())])
}

fn insert_before(text: &str, dice: &mut Dice, anchors: &[&str], word: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let places: Vec<usize> = (0..words.len())
        .filter(|i| anchors.contains(&words[*i].trim_matches(['(', ',', '.', '"']).to_lowercase().as_str()))
        .collect();
    let at = if places.is_empty() { words.len() / 2 } else { places[dice.below(places.len())] };
    let edited: Vec<String> =
        words.iter().enumerate().map(|(i, w)| if i == at { format!("{word} {w}") } else { (*w).to_owned() }).collect();
    edited.join(" ")
}

/// One word of the licence replaced; not in a copyright line, where names and years may differ.
fn change(text: &str, dice: &mut Dice, with: impl Fn(&str, &mut Dice) -> String) -> String {
    let places = content_words(text);
    let (start, end) = places[dice.below(places.len())];
    format!("{}{}{}", &text[..start], with(&text[start..end], dice), &text[end..])
}

/// Words of four letters or more outside copyright lines and placeholders.
fn content_words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.to_lowercase();
        let named =
            lower.contains("copyright (c)") || lower.trim_start().starts_with("copyright ") || lower.contains('<');
        if !named {
            let mut start = None;
            for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
                match (c.is_alphabetic(), start) {
                    (true, None) => start = Some(at),
                    (false, Some(from)) => {
                        if at - from >= 4 {
                            words.push((line_start + from, line_start + at));
                        }
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        line_start += line.len();
    }
    words
}

#[test]
fn no_restrictive_edit_passes() {
    let mut dice = Dice::new(42);
    let mut passed = Vec::new();
    assert!(RESTRICTIVE.len() >= 20);
    for (id, text) in texts() {
        for (name, edit) in RESTRICTIVE {
            let edited = edit(text, &mut dice);
            if passes(&edited) {
                passed.push(format!("{id}, {name}: {}", changed(text, &edited)));
            }
        }
    }
    assert!(passed.is_empty(), "{} restrictive edits pass:\n{}", passed.len(), passed.join("\n"));
}

#[test]
fn no_single_word_edit_passes() {
    let mut dice = Dice::new(1000);
    let texts: Vec<_> = texts().collect();
    let mut passed = Vec::new();
    for round in 0..1000 {
        let (id, text) = texts[round % texts.len()];
        let edited = change(text, &mut dice, |word, dice| match dice.below(3) {
            0 => String::new(),
            1 => dice.pick(WORDS).to_owned(),
            _ => format!("{word} {}", dice.pick(WORDS)),
        });
        if passes(&edited) {
            passed.push(format!("{id}: {}", changed(text, &edited)));
        }
    }
    assert!(passed.is_empty(), "{} single-word edits pass:\n{}", passed.len(), passed.join("\n"));
}

/// Where `edited` starts to differ from `text`.
fn changed(text: &str, edited: &str) -> String {
    let at = text.bytes().zip(edited.bytes()).take_while(|(a, b)| a == b).count();
    let around = |t: &str| {
        t.chars().skip(text[..floor(text, at)].chars().count().saturating_sub(30)).take(90).collect::<String>()
    };
    format!("{:?} -> {:?}", around(text), around(edited))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
