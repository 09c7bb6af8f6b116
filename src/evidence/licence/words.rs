//! A text as a sequence of words that licences are compared by: case, quotes, dashes, markup and spelling set aside,
//! each word with its place. The build script compiles the licence patterns with this same file.
//!
//! The rules follow the SPDX matching guidelines; where they leave a choice, nothing that a reader would see is hidden.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A text's words.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// All words one behind the other.
    letters: String,
    /// The words.
    pub list: Vec<Word>,
}

/// One word, and what stands around it.
#[derive(Debug, Clone)]
pub struct Word {
    /// Its letters, in [`Words::letters`].
    letters: Range<usize>,
    /// Its bytes in the text.
    pub source: Range<usize>,
    /// A list marker, an initial, or a sign such as `(c)`: a match may pass over it.
    pub marker: bool,
    /// The first letter is a capital.
    pub capital: bool,
    /// A sentence ends behind it.
    pub ends_sentence: bool,
    /// It is the first word of its line.
    pub starts_line: bool,
    /// An empty line stands before it.
    pub starts_paragraph: bool,
    /// A hyphen at the end of its line ties it to the next word.
    pub hyphenated: bool,
    /// A colon, semicolon, bar or sum of money parts it from the word before, as no two words of a name are.
    pub parted: bool,
}

impl Words {
    /// The words of `text`.
    pub fn of(text: &str) -> Self {
        Splitter { text, at: 0, words: Self::default(), newlines: 2 }.run()
    }

    /// The letters of `word`.
    pub fn letters(&self, word: &Word) -> &str {
        self.letters.get(word.letters.clone()).unwrap_or_default()
    }

    /// The letters of the word at `index`, or nothing behind the end.
    pub fn at(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |word| self.letters(word))
    }
}

/// Spellings that the SPDX matching guidelines hold to be equal, and a few that differ in the same way.
const SPELLINGS: &[(&str, &str)] = &[
    ("https", "http"),
    ("acknowledgement", "acknowledgment"),
    ("acknowledgements", "acknowledgments"),
    ("authorisation", "authorization"),
    ("authorise", "authorize"),
    ("authorised", "authorized"),
    ("favour", "favor"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("judgement", "judgment"),
    ("labelling", "labeling"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("recognise", "recognize"),
    ("recognises", "recognizes"),
    ("utilisation", "utilization"),
    ("whilst", "while"),
    ("wilful", "willful"),
];

/// Puts the word that starts at `from` into its standard spelling: every `licenc…` is `licens…`, too.
fn standardise(letters: &mut String, from: usize) {
    let Some(word) = letters.get(from..) else { return };
    if let Some(at) = word.find("licenc") {
        letters.replace_range(from + at..from + at + 6, "licens");
    } else if let Some((_, standard)) = SPELLINGS.iter().find(|(other, _)| *other == word) {
        letters.truncate(from);
        letters.push_str(standard);
    }
}

/// Parts of a word that stay with it over a hyphen: `non-infringement` is `noninfringement`.
fn holds_over_hyphen(word: &str) -> bool {
    matches!(word, "non" | "sub" | "re")
}

struct Splitter<'t> {
    text: &'t str,
    at: usize,
    words: Words,
    /// Line ends since the last word.
    newlines: usize,
}

impl Splitter<'_> {
    fn run(mut self) -> Words {
        while let Some(c) = self.peek() {
            match c {
                '\n' => {
                    self.newlines += 1;
                    self.at += 1;
                }
                '\r' => {
                    self.at += 1;
                    if self.peek() != Some('\n') {
                        self.newlines += 1;
                    }
                }
                '<' => self.angle(),
                ']' => self.link_target(),
                '©' | 'ⓒ' | 'Ⓒ' => self.sign("(c)", c.len_utf8()),
                '&' => self.ampersand(),
                '`' => self.fence(),
                '~' => self.tildes(),
                _ if self.letter(self.at).is_some() => self.word(),
                c if is_punctuation(c) => self.at += c.len_utf8(),
                // What else a reader may see there is no word, and must not be passed over.
                c => self.sign(c.encode_utf8(&mut [0; 4]), c.len_utf8()),
            }
        }
        self.words
    }

    fn peek(&self) -> Option<char> {
        self.rest(self.at).chars().next()
    }

    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The character at `at` when it belongs to a word, with its length; entities are decoded.
    fn letter(&self, at: usize) -> Option<(char, usize)> {
        let (c, length) = match self.rest(at).chars().next()? {
            '&' => entity(self.rest(at))?,
            c => (c, c.len_utf8()),
        };
        (is_letter(c) || (is_unseen(c) && at > self.at)).then_some((c, length))
    }

    /// Reads a word that starts here.
    fn word(&mut self) {
        let start = self.at;
        let letters = self.words.letters.len();
        let mut end = start;
        let mut hyphenated = false;
        loop {
            if let Some((c, length)) = self.letter(end) {
                if is_ideograph(c) && end > start {
                    break;
                }
                if !is_unseen(c) {
                    push_folded(&mut self.words.letters, c);
                }
                end += length;
                if is_ideograph(c) {
                    break;
                }
                continue;
            }
            match self.joint(end) {
                Some((Joint::Apostrophe, next)) => end = next,
                Some((Joint::Hyphen { wraps }, next)) => {
                    if holds_over_hyphen(self.words.letters.get(letters..).unwrap_or_default()) {
                        end = next;
                    } else {
                        hyphenated = wraps;
                        break;
                    }
                }
                None => break,
            }
        }
        let first = self.letter(start).map_or(' ', |(c, _)| c);
        self.push(letters, start..end, first.is_uppercase(), hyphenated);
    }

    fn push(&mut self, letters: usize, source: Range<usize>, capital: bool, hyphenated: bool) {
        let written = self.words.letters.get(letters..).unwrap_or_default();
        if written.is_empty() {
            self.at = source.end;
            return;
        }
        standardise(&mut self.words.letters, letters);
        let starts_line = self.newlines > 0;
        let marker = self.is_marker(letters, &source, starts_line);
        self.words.list.push(Word {
            letters: letters..self.words.letters.len(),
            marker,
            capital,
            ends_sentence: ends_sentence(self.rest(source.end)),
            parted: self.is_parted(source.start),
            starts_line,
            starts_paragraph: self.newlines > 1,
            hyphenated,
            source: source.clone(),
        });
        self.newlines = 0;
        self.at = source.end;
    }

    /// What holds two parts of a word together at `at`, and where the second part starts.
    fn joint(&self, at: usize) -> Option<(Joint, usize)> {
        let (c, length) = match self.rest(at).chars().next()? {
            '&' => entity(self.rest(at))?,
            c => (c, c.len_utf8()),
        };
        let mut next = at + length;
        match c {
            '\'' | '’' | '‘' | 'ʼ' => self.starts_word(next).then_some((Joint::Apostrophe, next)),
            '-' | '‐' | '‑' => {
                let mut wraps = false;
                while let Some(c) = self.rest(next).chars().next().filter(|c| c.is_whitespace()) {
                    wraps |= c == '\n' || c == '\r';
                    next += c.len_utf8();
                }
                let directly = next == at + length;
                (self.starts_word(next) && (directly || wraps)).then_some((Joint::Hyphen { wraps }, next))
            }
            _ => None,
        }
    }

    fn starts_word(&self, at: usize) -> bool {
        self.rest(at).chars().next().is_some_and(is_letter)
    }

    /// Whether the word just read numbers a paragraph or is a sign: `1.`, `(a)`, `iv)`, `(c)`, `(tm)`, a bullet `o`.
    fn is_marker(&self, letters: usize, source: &Range<usize>, starts_line: bool) -> bool {
        let word = self.words.letters.get(letters..).unwrap_or_default();
        let number = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
        let letter = word.len() == 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let roman = word.len() <= 4 && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
        let sign = matches!(word, "tm" | "sm" | "(c)");
        if !(number || letter || roman || sign) {
            return false;
        }
        let before = self.text.get(..source.start).and_then(|t| t.chars().next_back());
        let mut after = self.rest(source.end).chars();
        let closing = after.next();
        let free = before.is_none_or(|c| !is_letter(c) && !matches!(c, '.' | '-' | '/' | '@' | ':' | '$' | '('));
        let stands_alone = after.next().is_none_or(|c| !is_letter(c) && c != '.');
        match closing {
            Some(')') => before == Some('(') || free && stands_alone,
            Some(']') => before == Some('['),
            Some('.') => free && !sign && stands_alone,
            _ => sign && word == "(c)" || word == "o" && starts_line && closing == Some(' '),
        }
    }

    /// Passes over an entity that is no letter; an ampersand of its own is none.
    fn ampersand(&mut self) {
        match entity(self.rest(self.at)) {
            Some(('©', length)) => self.sign("(c)", length),
            Some((c, _)) if is_letter(c) => self.word(),
            Some((_, length)) => self.at += length,
            None => self.at += 1,
        }
    }

    /// Passes over a Markdown code fence with the name of a kind of text behind it.
    fn fence(&mut self) {
        self.at += 1;
        let Some(rest) = self.rest(self.at).strip_prefix("``") else { return };
        let kind = rest.lines().next().unwrap_or_default();
        if self.newlines > 0
            && matches!(kind.trim(), "text" | "txt" | "plain" | "plaintext" | "license" | "markdown" | "md")
        {
            self.at += 2 + kind.len();
        }
    }

    /// Two tildes strike text through in Markdown; more of them are a fence or a line.
    fn tildes(&mut self) {
        let count = self.rest(self.at).bytes().take_while(|b| *b == b'~').count();
        match count {
            2 => self.sign("~~", count),
            _ => self.at += count,
        }
    }

    /// Whether the text between the word before and `at` parts two names.
    fn is_parted(&self, at: usize) -> bool {
        const MARKS: &[char] = &[':', ';', '=', '|', '!', '?', '%', '$', '€', '£', '¥', '+'];
        let before = self.words.list.last().map_or(0, |word| word.source.end);
        self.text.get(before..at).is_some_and(|between| between.contains(MARKS))
    }

    fn sign(&mut self, word: &str, length: usize) {
        let letters = self.words.letters.len();
        self.words.letters.push_str(word);
        self.push(letters, self.at..self.at + length, false, false);
    }

    /// Passes over an HTML tag. Only well-known elements with plain attributes are tags: `<year>` is text.
    fn angle(&mut self) {
        let rest = self.rest(self.at);
        // Whether or not it is shown, what a comment says is read; only REUSE's lines belong there.
        if rest.strip_prefix("<!--").is_some_and(|inside| !inside.trim_start().starts_with("SPDX-")) {
            self.sign("<!--", 4);
            return;
        }
        match tag(rest) {
            Some((length, breaks)) => {
                self.at += length;
                self.newlines += breaks;
            }
            None => self.at += 1,
        }
    }

    /// Passes over the target in Markdown's `[text](target)` where it says nothing new: an anchor, or the text again.
    fn link_target(&mut self) {
        let before = self.text.get(..self.at).unwrap_or_default();
        self.at += 1;
        let Some(target) = self.rest(self.at).strip_prefix('(') else { return };
        let Some(end) = target.bytes().take(LONGEST_TARGET).position(|b| b == b')') else { return };
        let Some(target) = target.get(..end) else { return };
        let anchor = target.strip_prefix('#').is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric()));
        let again = before.strip_suffix(target).is_some_and(|before| before.ends_with('['));
        if anchor || again {
            self.at += target.len() + 2;
        }
    }
}

/// Longest target of a link that is read, in bytes.
const LONGEST_TARGET: usize = 200;

enum Joint {
    Apostrophe,
    Hyphen { wraps: bool },
}

fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && c != '™' && c != '℠'
}

/// Characters that show as nothing: they neither part words nor count.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// White space and what texts are set with; not what turns text round, takes it back or stands for a word.
fn is_punctuation(c: char) -> bool {
    match c {
        '\u{c}' | '\t' | '\u{85}' => true,
        c if c.is_ascii() => !c.is_ascii_control(),
        '¬' | '\u{80}'..='\u{9f}' | '×' | '÷' => false,
        '\u{a0}'..='\u{bf}' | '™' | '℠' | '№' => true,
        // General punctuation without what turns text round.
        '\u{2000}'..='\u{2029}' | '\u{202f}'..='\u{205f}' => true,
        // Lines, boxes and bullets.
        '\u{2500}'..='\u{25ff}' => true,
        // Marks of Chinese and Japanese, and wide ones.
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' => true,
        c => is_unseen(c) || c.is_whitespace(),
    }
}

/// Scripts written without spaces: every character is a word, so that wrapping changes nothing.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn push_folded(letters: &mut String, c: char) {
    if c.is_ascii() {
        letters.push(c.to_ascii_lowercase());
    } else {
        decompose_compatible(c, |c| letters.extend(c.to_lowercase().filter(|c| is_letter(*c))));
    }
}

/// Whether `rest`, what follows a word, ends a sentence.
fn ends_sentence(rest: &str) -> bool {
    let mut ended = false;
    for c in rest.chars() {
        match c {
            '.' | '!' | '?' | ';' | '。' => ended = true,
            ')' | '"' | '\'' | '”' | '’' | '*' | '_' | '>' | ']' => {}
            c => return ended && c.is_whitespace(),
        }
    }
    ended
}

/// The character that an entity at the start of `text` stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" | "ldquo" | "rdquo" | "bdquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "copy" => '©',
        "nbsp" => ' ',
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((c, end + 1))
}

/// The length of the HTML tag at the start of `text`, and the line ends that it amounts to.
fn tag(text: &str) -> Option<(usize, usize)> {
    let end = text.char_indices().take(400).find(|(_, c)| *c == '>')?.0;
    let inside = text.get(1..end)?;
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    if let Some(doctype) = inside.strip_prefix('!') {
        let kind = doctype.to_ascii_lowercase();
        let plain = kind == "doctype html" || kind.starts_with("doctype html public \"-//w3c//dtd ");
        return plain.then_some((end + 1, 2));
    }
    let inside = inside.strip_suffix('/').unwrap_or(inside);
    let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let (name, attributes) = inside.split_at_checked(name_end)?;
    let breaks = match name.to_ascii_lowercase().as_str() {
        "a" | "b" | "i" | "u" | "em" | "strong" | "span" | "code" | "tt" | "small" | "big" | "font" | "abbr"
        | "sup" | "sub" | "kbd" | "samp" | "var" | "cite" | "q" | "wbr" | "meta" => 0,
        "br" | "td" | "th" => 1,
        "p" | "div" | "html" | "head" | "body" | "title" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul"
        | "ol" | "li" | "dl" | "dt" | "dd" | "table" | "tbody" | "thead" | "tr" | "blockquote" | "center" | "hr"
        | "section" | "article" | "main" | "header" | "footer" | "nav" => 2,
        _ => return None,
    };
    only_plain_attributes(attributes, text.get(end + 1..)?).then_some((end + 1, breaks))
}

/// Whether `text` is a list of attributes that say nothing and hide nothing of what stands `behind` the tag.
fn only_plain_attributes(text: &str, behind: &str) -> bool {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once('=') else { return false };
        let Some(quote) = value.trim_start().chars().next() else { return false };
        let value = value.trim_start();
        let (value, next) = match quote {
            '"' | '\'' => match value.get(1..).and_then(|v| v.split_once(quote)) {
                Some(parts) => parts,
                None => return false,
            },
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        let plain = match name.trim().to_ascii_lowercase().as_str() {
            "class" | "id" | "lang" | "xml:lang" | "charset" | "name" | "align" | "rel" | "target" | "xmlns"
            | "content" | "http-equiv" | "type" | "start" => {
                value.split_whitespace().count() <= 3 && !value.contains("url=")
            }
            "href" => is_plain_target(value, behind),
            _ => false,
        };
        if !plain {
            return false;
        }
        rest = next.trim_start();
    }
    true
}

/// Whether a link to `target` says nothing beside the text that it is put on: it leads within the page, to what the
/// text spells out, or to one of those who publish licences.
fn is_plain_target(target: &str, shown: &str) -> bool {
    const PUBLISHERS: &[&str] = &[
        "apache.org",
        "opensource.org",
        "spdx.org",
        "creativecommons.org",
        "gnu.org",
        "choosealicense.com",
        "unlicense.org",
    ];
    let host = target.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or(rest));
    let host = host.strip_prefix("www.").unwrap_or(host);
    target.starts_with('#') || shown.starts_with(target) || PUBLISHERS.contains(&host)
}
