//! Sentences that take back what a licence gives, as READMEs, headers and notices have them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use super::words::{Word, Words};
use crate::evidence::text::is_one_of;

/// Restrictions that nothing but the terms of the plugin would have. Words one behind the other within a sentence:
/// `a|b` is one of several, behind `?` one that may be missing, `~4` are up to four of any kind, and `.` is where a
/// sentence or a line begins or ends.
const PLAIN: &[&str] = &[
    "commons clause",
    "noncommercial use|usage|purpose|purposes only",
    "only|solely|exclusively for|in personal|private|educational|internal? and|or? noncommercial",
    "restricted|limited|confined to personal|private|educational? and|or? noncommercial",
    "noncommercial use|usage ~2 is free",
    "free for personal|private|educational? and|or? noncommercial use|usage|purpose|purposes",
    "no commercial use|usage|redistribution",
    "not|cannot|never|neither be? used|licensed|intended|meant|suitable|available|free|allowed|permitted|authorized? \
     to? be? used? for|in any|a? commercial use|usage|purpose|purposes|gain|product|products|project|projects",
    "not|cannot|never be? use|used|sell|sold|exploit|exploited|copy|copied|distribute|distributed ~3 commercially",
    "commercial use|usage|users|redistribution|exploitation of? this|the? plugin|software|code? is|are strictly|expressly|explicitly|currently? \
     prohibited|forbidden|disallowed|restricted",
    "commercial use|usage|users|redistribution|exploitation of? this|the? plugin|software|code? is|are not allowed|permitted|free|granted",
    "commercial use|usage|users|redistribution of? this|the? plugin|software|code? requires|require|needs|need|must",
    "not|cannot|never be? use|used|copy|copied|distribute|distributed|redistribute|redistributed|modify|modified|sell|\
     sold|reproduce|reproduced|deploy|deployed ~6 without the? our|my|author|authors|owner|owners|holder|prior|\
     written|express|explicit ~3 permission|consent|authorization|approval|agreement",
    "may|must|shall|can not be? sell|sold|resell|resold",
    "cannot be? sell|sold|resell|resold",
    "not for resale",
];

/// Restrictions where the talk is of a licence; elsewhere they may be about something else.
const OF_LICENCE: &[&str] = &[
    "personal|private|evaluation|educational|academic|research use|usage|purpose|purposes only",
    ". for? ~1 internal use|usage|purpose|purposes only",
    ". for ~2 internal use .",
    "this ~1 file|code|software|program|plugin is|are ~4 internal use|usage|purpose|purposes",
    "for evaluation only",
    "for noncommercial use|usage|purpose|purposes",
    "free for personal use",
    "free for ~4 up to",
    "additional restrictions",
    "except for|in commercial",
    "need|needs|require|requires a|our? commercial license",
    "commercially licensed",
    "commercial license is|are required|needed",
    ". commercial license .",
    "governed by ~2 commercial|enterprise license|terms",
    "governed by ~6 agreement|eula",
    "except|unless as|in? compliance|accordance? with|under|you|permitted|by ~4 subscription|agreement|contract",
    "only in accordance with the? ~4 license|agreement|terms",
    "must buy|purchase",
    "proprietary and confidential",
    "confidential and proprietary",
    "strictly confidential|private",
    "unpublished work|works|source|code|software",
    "restricted rights",
    "licensed exclusively|solely to",
    "reserved confidential",
    "this|these source? software|plugin|code|file|program|document is|contains the? ~1 proprietary|confidential",
    "contents of this|the ~1 file|code|document is|are ~1 proprietary|confidential",
    ". ~2 proprietary source|software|code|information",
    ". ~1 proprietary|confidential .",
    "this source? software|plugin|code|file|program|document is the? ~1 property of",
    "licensed material|materials",
    ". closed source",
    "is closed source",
    "not|never open source|sourced",
    "unauthorized|unauthorised copying|reproduction|redistribution",
    "unauthorized use|distribution of this|the? file|software|code|plugin|program",
    "unauthorized use|distribution .",
    "unauthorized use is|are strictly? prohibited|forbidden",
    "use without ~4 is|are strictly? prohibited|forbidden",
    "copying|reproduction|modification|distribution|redistribution|reselling|disclosure|sale ~6 is|are strictly? prohibited|forbidden",
    "copying|reproduction|distribution|redistribution|sale ~7 is|are not allowed|permitted",
    "permission ~6 not granted",
    "use|usage of this source? file|code|software|program|plugin is|are ~2 restricted|limited|prohibited|forbidden",
    "may|must|can|shall not copy|distribute|redistribute|reproduce|disclose|publish ~5 this source? file|code|software|program|plugin",
    "cannot copy|distribute|redistribute|reproduce|disclose|publish ~5 this source? file|code|software|program|plugin",
    "may|must|can|shall not use this source? file|code|software|program|plugin .",
    "this source? file|code|software|program|plugin ~2 may|must|can|shall not be copied|distributed|redistributed|\
     reproduced|disclosed|published",
    "no part of this|the ~2 may|must|can|shall",
    "no license|rights ~4 granted",
    "not covered|licensed|released|governed under|by ~4 license|mit|apache|bsd",
    "not under the|an? ~2 license|mit|apache|bsd",
    "not apply to this file|code|folder|directory|plugin",
    "excluded from ~2 license",
    "under|has a? different|separate|another license|terms",
    "licensed only to|for",
    "licensed separately",
    "permission before using|copying|distributing",
    "written permission|consent|approval ~3 is|are required|needed",
    "required|needed to use|copy|distribute this source? file|code",
    "subject to ~4 commercial|enterprise|subscription license|terms|agreement",
    "subject to license terms",
    "do not copy|share? or|and? distribute|redistribute",
    ". do not copy|reproduce .",
    "not for public? distribution|redistribution",
    "not for public release|disclosure",
    ". not to be copied|distributed|redistributed|published|disclosed .",
    "for good not evil",
    "trade secret|secrets of",
    "licensed to ~2 customers|employees",
    "for|by ~2 customers|employees|licensees|subscribers ~3 only",
    "licensed to ~6 internal use",
    "additional use grant",
    ". change date",
    "kommerzielle|gewerbliche nutzung ~4 nicht|nur|lizenz|vertrag|verboten|untersagt",
    "nichtkommerzielle|vertraulich",
    "internen gebrauch",
    "未 经 ~6 不|禁",
    "禁 止 商",
];

/// Restrictions where there is talk of nothing but the terms of the plugin, so that few words tell.
const OF_TERMS: &[&str] = &[
    "proprietary|eula|shareware|freeware|nda",
    "open core",
    "modified mit|apache",
    "evaluation copy|version",
    "source available .",
    "source available license|software|plugin|and",
    "fair code",
    "paid|commercial|enterprise license|plugin|edition|version|agreement",
    ". commercial .",
    "license key|keys|fee|fees",
    "buy|purchase ~3 license|licenses|key|subscription",
    "ask ~3 permission",
    "per seat|user|month|year",
    "up|more to|than ~2 users|seats|people|employees|members",
    "permission|consent|approval is|are? required|needed",
    "need|needs|require|requires ~2 license|permission|consent|subscription|contract|agreement",
    "without ~3 permission|consent|approval|subscription",
    "not|never|cannot|longer ~3 sell|resell|copied|modify|modified|distribute|distributed|redistribute|redistributed|offer|\
     licensed|granted|open|mit|apache|free|allowed|permitted",
    "no license|part|derivatives|resale",
    "only for|to|by ~2 customers|employees|members|subscribers",
    "for individuals|students|nonprofits",
    "for personal|private|internal|educational|academic|research|noncommercial use|usage|purposes",
    "use|usage is ~1 restricted|limited",
    "with ~2 additional|following|further terms|restrictions|conditions|exceptions",
    "prohibited|forbidden",
    "except|excluding|unless ~4 commercial|company|companies|business|production|customers",
    "noncommercial|nonprofit|nonprofits|military",
    "companies|company|organizations|businesses|firms|providers ~4 must|need|pay|buy|have",
    "hosted|managed service",
    "compete|competing|competitor|competitors",
    "terms of service",
    "subject to ~4 agreement|eula|policy",
    "verboten|untersagt|interdit|prohibido|prohibida|запрещено",
    "禁 止",
    "未 经",
];

/// Words that take nothing back behind "not": "it does not require a licence".
const TURNED: &str =
    "need|needs|require|requires|required|prohibited|forbidden|restricted|limited|proprietary|confidential|subject";

/// A place in a pattern.
enum Slot {
    /// One of these words.
    Words { one_of: Vec<&'static str>, may_miss: bool },
    /// Up to so many words of any kind.
    Any(usize),
    /// Where a sentence or a line begins or ends.
    Edge,
}

impl Slot {
    fn of(written: &'static str) -> Self {
        if let Some(most) = written.strip_prefix('~').and_then(|most| most.parse().ok()) {
            return Self::Any(most);
        }
        let (words, may_miss) = written.strip_suffix('?').map_or((written, false), |words| (words, true));
        if words == "." { Self::Edge } else { Self::Words { one_of: words.split('|').collect(), may_miss } }
    }
}

/// All of them, the plain ones first, and where in them to look.
struct Patterns {
    all: Vec<Vec<Slot>>,
    /// Those that begin with a word, by that.
    by_word: HashMap<&'static str, Vec<usize>>,
    /// The others.
    others: Vec<usize>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let all = PLAIN.iter().chain(OF_LICENCE).chain(OF_TERMS);
    let all: Vec<Vec<Slot>> = all.map(|pattern| pattern.split_whitespace().map(Slot::of).collect()).collect();
    let (mut by_word, mut others) = (HashMap::<_, Vec<_>>::new(), Vec::new());
    for (number, pattern) in all.iter().enumerate() {
        match pattern.first() {
            Some(Slot::Words { one_of, may_miss: false }) => {
                one_of.iter().for_each(|word| by_word.entry(*word).or_default().push(number));
            }
            _ => others.push(number),
        }
    }
    Patterns { all, by_word, others }
});

impl Patterns {
    /// Behind the words at `at` of `sentences` that the first of the first `count` patterns takes.
    fn behind(&self, sentences: &Sentences<'_>, at: usize, count: usize) -> Option<usize> {
        let word = sentences.letters.get(at)?;
        let numbers = self.by_word.get(word).into_iter().flatten().chain(&self.others);
        let taken = numbers.filter(|number| **number < count).filter_map(|number| {
            let behind = sentences.behind(at, self.all.get(*number)?).filter(|behind| *behind > at)?;
            Some((*number, behind))
        });
        taken.min().map(|(_, behind)| behind)
    }
}

/// Where a text speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// Of nothing but the plugin's terms.
    OfTerms,
    /// Of the licence.
    OfLicence,
    /// Of anything.
    OfAnything,
}

/// Words that restrict, and the bytes of the text that they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Where.
    pub range: Range<usize>,
    /// The words, in small letters.
    pub words: String,
}

/// The first words of `text` that restrict.
pub fn find(text: &str, talk: Talk) -> Option<Restriction> {
    let mut start = 0;
    text.split_inclusive("\n\n").find_map(|paragraph| {
        let from = start;
        start += paragraph.len();
        let found = in_paragraph(paragraph, talk)?;
        Some(Restriction { range: from + found.range.start..from + found.range.end, ..found })
    })
}

fn in_paragraph(text: &str, talk: Talk) -> Option<Restriction> {
    if !is_telling(text.as_bytes(), talk) {
        return None;
    }
    let words = Words::of(text);
    let read: Vec<&Word> = words.list.iter().filter(|word| !word.marker).collect();
    let count = match talk {
        Talk::OfTerms => usize::MAX,
        Talk::OfLicence => PLAIN.len() + OF_LICENCE.len(),
        Talk::OfAnything => PLAIN.len(),
    };
    let letters: Vec<&str> = read.iter().map(|word| words.letters(word)).collect();
    let sentences = Sentences { letters: &letters, read: &read };
    let mut turned = 0;
    (0..read.len()).find_map(|at| {
        let behind = PATTERNS.behind(&sentences, at, count)?;
        if (at..behind).any(|at| sentences.is_turned(at)) {
            turned = behind;
        }
        if behind <= turned {
            return None;
        }
        let found = read.get(at..behind)?;
        let range = found.first()?.source.start..found.last()?.source.end;
        Some(Restriction { range, words: letters.get(at..behind)?.join(" ") })
    })
}

/// Words, and where their sentences end.
struct Sentences<'w> {
    letters: &'w [&'w str],
    read: &'w [&'w Word],
}

impl Sentences<'_> {
    /// Behind the words from `at` on that `pattern` takes within one sentence.
    fn behind(&self, at: usize, pattern: &[Slot]) -> Option<usize> {
        let Some((slot, others)) = pattern.split_first() else { return Some(at) };
        match slot {
            Slot::Edge => self.is_edge(at).then(|| self.behind(at, others))?,
            Slot::Any(most) => {
                let within = self.read.iter().skip(at).take(*most).take_while(|word| !word.ends_sentence).count();
                (at..=at + within).find_map(|at| self.behind(at, others))
            }
            Slot::Words { one_of, may_miss } => {
                let taken = || {
                    let is_one = one_of.contains(self.letters.get(at)?);
                    let goes_on =
                        matches!(others.first(), None | Some(Slot::Edge)) || !self.read.get(at)?.ends_sentence;
                    if is_one && goes_on { self.behind(at + 1, others) } else { None }
                };
                taken().or_else(|| if *may_miss { self.behind(at, others) } else { None })
            }
        }
    }

    /// Whether the word before the one at `at` says that this is not so.
    fn is_turned(&self, at: usize) -> bool {
        let word = |at: usize| self.letters.get(at).copied().unwrap_or_default();
        let Some(last) = at.checked_sub(1).filter(|last| self.read.get(*last).is_some_and(|word| !word.ends_sentence))
        else {
            return false;
        };
        let before = if word(last) == "any" { word(last.wrapping_sub(1)) } else { word(last) };
        is_one_of(word(at), TURNED) && is_one_of(before, "not|dont|doesnt|isnt|arent|never")
            || word(at) == "additional" && is_one_of(before, "no|without")
    }

    /// Whether a sentence or a line begins at `at`.
    fn is_edge(&self, at: usize) -> bool {
        let ended = |word: &&Word| word.ends_sentence;
        let before = at.checked_sub(1).and_then(|before| self.read.get(before));
        before.is_none_or(ended) || self.read.get(at).is_none_or(|word| word.starts_line)
    }
}

/// Words without which no pattern is, by their lengths, which tell most other words from them.
type Telling = Vec<BTreeSet<&'static [u8]>>;

/// Longest word in a pattern.
const LONGEST_WORD: usize = 32;

/// Those of all `lists` of patterns.
fn telling(lists: &[&[&'static str]]) -> Telling {
    let slots = |pattern: &&'static str| pattern.split(' ').rev().filter(|slot| !slot.ends_with('?'));
    // Where the talk is of a licence, most say "license".
    let shortest = |slot: &&str| slot.split('|').map(|word| if word == "license" { 0 } else { word.len() }).min();
    let telling = lists.iter().copied().flatten().filter_map(|pattern| slots(pattern).max_by_key(shortest));
    // Most write "non-commercial".
    let words = telling.flat_map(|slot| slot.split('|')).map(|word| word.strip_prefix("non").unwrap_or(word));
    let mut by_length = Vec::new();
    for word in words {
        by_length.resize_with(by_length.len().max(word.len() + 1), BTreeSet::new);
        by_length.get_mut(word.len()).into_iter().for_each(|same| _ = same.insert(word.as_bytes()));
    }
    by_length
}

/// Whether `text` has one of the words without which no pattern for `talk` is: hardly any text has.
fn is_telling(text: &[u8], talk: Talk) -> bool {
    static OF_ANYTHING: LazyLock<Telling> = LazyLock::new(|| telling(&[PLAIN]));
    static OF_ANY_LICENCE: LazyLock<Telling> = LazyLock::new(|| telling(&[PLAIN, OF_LICENCE]));
    static OF_ALL_TERMS: LazyLock<Telling> = LazyLock::new(|| telling(&[PLAIN, OF_LICENCE, OF_TERMS]));
    let telling: &Telling = match talk {
        Talk::OfAnything => &OF_ANYTHING,
        // Words of other scripts are not told this way, nor those with characters spelt out as in HTML.
        _ if !text.is_ascii() => return true,
        Talk::OfLicence => &OF_ANY_LICENCE,
        Talk::OfTerms if text.contains(&b'&') => return true,
        Talk::OfTerms => &OF_ALL_TERMS,
    };
    let mut letters = [0; LONGEST_WORD];
    text.split(|byte| !byte.is_ascii_alphanumeric()).any(|word| {
        let is_negated = word.len() > 3 && word.get(..3).is_some_and(|non| non.eq_ignore_ascii_case(b"non"));
        let word = if is_negated { word.get(3..).unwrap_or_default() } else { word };
        let Some(same) = telling.get(word.len()).filter(|same| !same.is_empty()) else { return false };
        let Some(letters) = letters.get_mut(..word.len()) else { return true };
        letters.copy_from_slice(word);
        letters.make_ascii_lowercase();
        same.contains(&*letters)
    })
}
