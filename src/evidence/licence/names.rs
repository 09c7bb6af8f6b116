//! Which words can stand in the name of a copyright holder.
//!
//! A clause hidden in a copyright line ("Copyright 2024 X, evaluation use prohibited") must never pass as a name. So
//! words that can build a clause are refused: negations, modals, pronouns, conditions, and what licences speak about.
//! The price is small: a holder called "The Commercial Licence Company" needs a person.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

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
    shant aint wouldnt couldnt shouldnt mustnt neednt havent hasnt hadnt werent wasnt didnt
    sans minus save barring lest notwithstanding alone lieu
    shareware trialware crippleware nagware donationware freeware beerware adware careware postcardware demoware
    edition editions preview tryout trials copies viewing verbatim intact unmodified unaltered unchanged
    violate violates violated violator violators violation violations offender offenders infringe infringer infringers
    infringement pirate pirates piracy pirated steal stealing steals stolen theft thief thieves crime criminal criminals
    prosecute prosecuted prosecution punish punished punishable sue sued lawsuit penalty penalties fine fined illegal
    illegally unlawful unlawfully lawful lawfully legal legally laws court courts arbitration jurisdiction governed
    governing shot beware warning caution
    hobbyists amateur amateurs nonprofits charity charities church churches schools academic academics
    academically scholars civilian civilians peaceful peacefully household domestic homeuse nonbusiness noncompany
    companies corporate corporations businesses startups nonmilitary police patron patrons donor donors backer backers
    fork forks forking forked clone clones cloning mirror mirrors mirroring rebrand rebranding whitelabel repackage
    republish republishing upload uploading download downloading downloads transfer transfers transferable
    nontransferable exclusive exclusivity nonexclusive assign assignable tamper tampering decompile decompilation
    disassemble disassembly reverse exploit exploitation
    seat seats cpu cpus instance instances installs monthly yearly annual
    annually weekly daily days week weeks month months years hour hours thirty ninety sixty invoice invoices invoiced
    billed billing dollar dollars euro euros usd eur gbp chf jpy money monetary monetize monetise monetization
    remuneration compensation gratis mandatory compulsory obligatory optional necessary needed ought
    register registered registration registered membership members member login account
    property belong belongs belonging trade traded mine
    send sends cite cites refrain stop stops sponsorware withdrawn cancelled canceled obsolete negotiable maximum
    classified vendre saljas myydaan yrityksille
    superseded supersedes supersede override overrides overridden supplement supplements supplemented amend amended
    amends annex appendix rider attachment attached enclosed memorandum nda msa tou dpa policy policies rule rules
    guideline guidelines conduct ethics applies apply applicable valid invalid null nil exceptions exceptional
    waive waived waiver waives indemnify indemnity damages discouraged unwelcome welcome accept accepted acceptance
    accepting acknowledge
    unpublished unreleased embargoed expiring lapsed temporary temporarily
    provisional paying unpaid nonpaying buyer buyers billable chargeable priced tariff quota quotas dues owe owes owing
    barred excepted exempt exemption exempted entitled eligible ineligible vetted withheld forfeit forfeited outlawed
    forbade refuses refusal rejected rejects denies declines declined objection boycott demand demands enforce enforced
    enforcement activation activate activated unlock unlocked dongle terminable revokable cancelable untransferable
    inquire enquire inquiries enquiries sales keep retain retained preserve remove removed removal delete deleted destroy
    unauthorised revoke revocation suspended logo logos backlink watermark credits credited mention mentioned
    sharealike viral returned return dataset datasets llm hands touch look dont doesnt nc ncsa
    polyform hippocratic busl1 bsl rsal sustainable anti
    closed single fair
    nur nicht kein keine keinen verboten untersagt kommerziell kommerzielle kommerzieller nutzung zwecke gewerblich
    gewerbliche gewerblicher privat private privaten privater weitergabe verkauf erlaubt gestattet genehmigung zustimmung
    ohne ausser darf durfen muss mussen vorbehalten lizenz vertrag kostenpflichtig unzulassig unerlaubt
    pas interdit interdite interdits seulement uniquement commercial commerciale usage vente sauf autorisation autorise non ne
    prive reserve utilisation
    solo uso prohibido prohibida prohibidas comercial comerciales venta sin salvo excepto permiso privado
    vietato vietata vietati commerciale vendita senza consentito consentita
    nao proibido proibida apenas somente venda sem proibidos
    niet alleen gebruik verboden zonder geen toestemming verkoop
    nie tylko zakazane zakaz zakazany bez zgody uzytku uzytek komercyjny komercyjnego niekomercyjny wylacznie sprzedazy
    sprzedaz zabronione zabroniona yasak yasaktir ticari kullanim kullanimi satis kielletty kaupallinen kaytto myynti
    forbjudet forbudt salg kommersiell zakazano prodaja vendere vetitum interzis
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
    "notfor",
    "forsale",
    "resale",
    "nontransfer",
    "hobbyist",
    "4sale",
    // Russian, Ukrainian and Greek: forbid, sell, commerce, use, distribute, allow, only, licence, condition, pay.
    "запре",
    "заборон",
    "прода",
    "коммер",
    "комерц",
    "использ",
    "распростр",
    "разреш",
    "только",
    "лиценз",
    "услови",
    "оплат",
    "απαγορ",
    "πωλη",
    "εμπορ",
    "χρηση",
    "αδεια",
];

/// Signs of a clause in Chinese and Japanese: not, forbid, only, permit, grant, right, use, fee.
const CLAUSE_SIGNS: &str = "禁止不得仅僅许許授权權使用非勿只可限费費付买買售卖賣私";

/// Particles that names in cased scripts spell small.
const PARTICLES: &[&str] = &["и", "та", "ооо", "και"];

static REFUSED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| CLAUSE_WORDS.split_whitespace().collect());

/// Whether `word` (in lower case and standard spelling; written with a capital or not) can be part of a name.
pub fn is_name(word: &str, capital: bool) -> bool {
    // "Example AS", "Example IT", "Example US": capitals make names of them.
    if capital && matches!(word, "as" | "it" | "us" | "sa") {
        return true;
    }
    if word.len() > 60 || is_refused(word) {
        return false;
    }
    let disguised = word.bytes().any(|b| !b.is_ascii_lowercase()) && word.chars().any(char::is_alphabetic);
    if disguised && ['i', 'l'].into_iter().any(|one| is_refused(&undisguised(word, one))) {
        return false;
    }
    let Some(first) = word.chars().next() else { return false };
    if is_latin(first) || first.is_ascii_digit() {
        return word.chars().all(|c| is_latin(c) || c.is_ascii_digit() || is_combining_mark(c));
    }
    // One script a word: a Latin letter among others is there to deceive.
    if word.chars().any(|c| c.is_ascii_alphabetic()) {
        return false;
    }
    match first {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => !CLAUSE_SIGNS.contains(first),
        c if c.is_lowercase() => capital || PARTICLES.contains(&word),
        // Scripts without capitals tell nothing, so a person has to read them.
        _ => false,
    }
}

fn is_refused(word: &str) -> bool {
    REFUSED.contains(word) || CLAUSE_PARTS.iter().any(|part| word.contains(part)) || is_run_together(word)
}

/// Whether `word` is several refused words written as one: "notforsale". Words of two letters make names, such as
/// "Heather".
fn is_run_together(word: &str) -> bool {
    const SHORTEST: usize = 7;
    const SHORTEST_PART: usize = 3;
    if word.len() < SHORTEST || !word.is_ascii() {
        return false;
    }
    let mut reached = vec![false; word.len() + 1];
    for from in 0..word.len() {
        if from > 0 && !reached.get(from).copied().unwrap_or(false) {
            continue;
        }
        for to in from + SHORTEST_PART..=word.len() {
            if word.get(from..to).is_some_and(|part| REFUSED.contains(part))
                && let Some(reached) = reached.get_mut(to)
            {
                *reached = true;
            }
        }
    }
    reached.last() == Some(&true)
}

/// `word` without accents, and with letters for the digits that look like them: `one` for a 1.
fn undisguised(word: &str, one: char) -> String {
    let letters = word.chars().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        '0' | 'ø' => 'o',
        '1' => one,
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' | 'ŧ' => 't',
        'ı' => 'i',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        c => c,
    });
    letters.collect()
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
