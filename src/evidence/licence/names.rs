//! Which words can stand in the name of a copyright holder.
//!
//! A clause hidden in a copyright line ("Copyright 2024 X, evaluation use prohibited") must never pass as a name. So
//! words that can build a clause are refused: negations, modals, pronouns, conditions, and what licences speak about.
//! The price is small: a holder called "The Commercial Licence Company" needs a person.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that build clauses, in their standard spelling.
const CLAUSE_WORDS: &str = "
    not no nor none never nothing neither nobody only solely exclusively except excepting excluding exclude excluded
    excludes exclusion unless but if provided providing when whenever where wherever while until till without within
    subject under upon via with from to into onto at as on in for is are was were be been being am do does did done
    dont doesnt isnt arent cant wont has have had having may might must shall should will would can cannot could need
    needs needed this that these those which who whom whose what any anyone anybody each every everyone either other
    such same than then there here hereby herein hereto hereunder thereof therein hereof you your yours we our ours us
    they their theirs them he she his her it me my mine also however further furthermore moreover before after during
    prior between because therefore otherwise instead per against above below following all
    commercial commercially noncommercial noncommercially profit nonprofit personal personally private privately
    internal internally evaluation evaluate evaluating trial education educational academic
    noneducational experimental hobby hobbyist
    use used uses useful user users using usage reuse reused redistribute redistribution redistributions redistributed
    distribute distributes distribution distributed distributing copy copies copying copied duplicate reproduce
    reproduced reproduction modify modified modifying modification modifications alter altered change changed changes
    adapt sublicense sublicensed sell sells sale selling sold resale resell resold rent rented lease lend loan sharing
    publish published deploy deployed deployment install installed installation run execute embed embedded
    permission permissions permitted permit permits permissive prohibit prohibited prohibits prohibition forbid
    forbidden forbids disallow disallowed disallows deny denied refuse restrict restricted restricts restriction
    restrictions restrictive unrestricted allow allowed allows ban banned
    license licensed licenses licensee licensor licensing relicense unlicensed agreement agreements agree agrees
    terms term conditions condition conditional clause clauses contract eula tos addendum amendment rider exhibit
    fee fees pay pays paid payment payments payable royalty royalties purchase purchased purchases buy subscription
    subscribe subscriber subscribers charge charged price cost sponsor donation donate
    proprietary confidential confidentiality secret nondisclosure disclose disclosure
    authorization authorize authorized unauthorized consent approval approved approve written writing explicit
    explicitly express expressly expressed notice notices warranty warranties liability liable disclaim disclaims void
    revoke revoked revocable terminate terminated terminates termination expire expires expired expiry grant granted
    grants rights right reserve reserves reserved obtain obtained obtaining comply complies compliance require required
    requires requirement requirements obligation obligations owed owner owners holder holders copyright copyrighted
    copyrights claim claims
    government military weapon weapons war warfare harm evil ethical employees employee customers customer competitor
    competitors competing compete competitive production hosting hosted saas premium patent patents trademark
    trademarks copyleft gpl agpl lgpl gplv2 gplv3 agplv3 affero mpl epl cddl busl sspl fsl cc
    additional addition addendums contact individual individuals student students territory country countries outside
    export embargo sanctions citizens residents training train scraping attribution acknowledgment acknowledgments
    work works derivative derivatives derived version versions contribution contributions file files document
    documentation portion portions part parts entire whole section paragraph purpose purposes
    see refer visit please ask request name names
    nur nicht kein keine keinen verboten untersagt kommerziell kommerzielle kommerzieller nutzung zwecke
    pas interdit interdite seulement uniquement commerciale usage
    solo uso prohibido prohibida comercial comerciales vietato commerciale
    nao proibido proibida apenas somente niet alleen gebruik verboden nie tylko zakazane
";

/// Parts of words that no name has, against words written as one.
const CLAUSE_PARTS: &[&str] = &[
    "commercial",
    "kommerz",
    "prohibit",
    "forbid",
    "restrict",
    "licens",
    "permission",
    "permitted",
    "proprietary",
    "confidential",
    "evaluation",
    "redistribut",
    "subscri",
    "unauthori",
    "royalt",
];

/// Signs of a clause in Chinese and Japanese: not, forbid, only, permit, grant, right, use, fee.
const CLAUSE_SIGNS: &str = "禁止不得仅僅许許授权權使用非勿只可限费費付买買售卖賣私";

/// Particles that names in cased scripts spell small.
const PARTICLES: &[&str] = &["и", "та", "ооо", "και"];

static REFUSED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| CLAUSE_WORDS.split_whitespace().collect());

/// Whether `word` (in lower case and standard spelling; written with a capital or not) can be part of a name.
pub fn is_name(word: &str, capital: bool) -> bool {
    // "Example AS", "Example IT", "Example US": capitals make names of them.
    if capital && matches!(word, "as" | "it" | "us") {
        return true;
    }
    if word.len() > 60 || REFUSED.contains(word) || CLAUSE_PARTS.iter().any(|part| word.contains(part)) {
        return false;
    }
    let Some(first) = word.chars().next() else { return false };
    if is_latin(first) || first.is_ascii_digit() {
        return true;
    }
    match first {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => !CLAUSE_SIGNS.contains(first),
        c if c.is_lowercase() => capital || PARTICLES.contains(&word),
        // Scripts without capitals tell nothing, so a person has to read them.
        _ => false,
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Words that names have and that are nobody's name.
pub fn is_common(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "author" | "authors" | "contributor" | "contributors" | "or")
}

/// Abbreviations whose full stop ends no sentence.
pub fn is_abbreviation(word: &str) -> bool {
    word.chars().count() == 1
        || matches!(
            word,
            "inc"
                | "ltd"
                | "co"
                | "corp"
                | "llc"
                | "llp"
                | "gmbh"
                | "jr"
                | "sr"
                | "st"
                | "dr"
                | "mr"
                | "mrs"
                | "ms"
                | "prof"
                | "univ"
                | "dept"
                | "al"
                | "et"
                | "bv"
                | "nv"
                | "sa"
                | "srl"
                | "pty"
                | "pte"
                | "plc"
                | "oy"
                | "ab"
                | "ag"
                | "kg"
                | "intl"
                | "no"
                | "bros"
                | "ing"
                | "ph"
                | "u"
                | "s"
        )
}
