//! What a heading says that its section is about, in the languages that plugins' READMEs are written in.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memmem;

use super::words;
use crate::evidence::gather::Gather as _;
use crate::evidence::repository::file_name;

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// What the plugin is.
    About,
    /// What it is good for: features, use cases.
    Uses,
    /// What it needs.
    Requirements,
    /// Getting it onto a server.
    Install,
    /// Setting it up.
    Configure,
    /// Using it, its commands included.
    Use,
    /// Where more documentation is.
    Documentation,
    /// What to do when it does not work.
    Troubleshoot,
    /// Whom to ask.
    Help,
    /// Reporting vulnerabilities, or security as such.
    Security,
    /// Building, testing, releasing and contributing.
    Develop,
    /// Disclaimers, notes, warnings.
    Notice,
    /// Licence, credits, changes, plans, limits, tables of contents: nothing that tells how to use it.
    Other,
}

/// Words and word beginnings (with `*`) by topic, parted by `|`. A phrase stands anywhere in a heading, between word
/// boundaries.
const VOCABULARY: &[(Topic, &str)] = &[
    (
        Topic::About,
        "about|overview|introduction|intro|description|summary|what is*|what this is|what's this|purpose|motivation|\
         background|abstract|in a nutshell|what does it do|what it does|what does this plugin do|\
         what this plugin does|synopsis|über|überblick|beschreibung|einführung|à propos|présentation|aperçu|\
         acerca|descripción|introducción|sobre|descrição|visão geral|описание|о плагине|обзор|введение|简介|介绍|\
         概述|说明|簡介|介紹|概要|はじめに|について|소개|개요",
    ),
    (
        Topic::Uses,
        "feature|features|use case*|use-case*|usecase*|capabilit*|functionalit*|highlights|key benefits|\
         benefits|what it does|what does it do|what can i do|what can you do|what you can do|why use*|why teams*|why this*|advantages|\
         what does this plugin do|what this plugin does|scenarios|possibilities|abilities|examples of use|\
         what's included|what's added|what you get|supported actions|supported events|how teams use|how to use it for|\
         funktionen|funktionsumfang|merkmale|anwendungsfälle|einsatzmöglichkeiten|fonctionnalité*|\
         cas d'utilisation|caractéristiques|funcionalidades|características|casos de uso|recursos|возможности|\
         функции|функционал*|особенности|сценарии|功能|特性|特点|使用场景|用途|能做什么|可以做什么|能做什麼|機能|特徴|特長|ユースケース|기능|특징|funzionalità|\
         özellikler|tính năng|možnosti|caratteristiche|funkcje",
    ),
    (
        Topic::Requirements,
        "requirement*|prerequisite*|pre-requisite*|pre-requisites|dependencies|compatibility|\
         supported versions|compatible versions|before you begin|before you start|what you need|needed|\
         server versions|platforms|voraussetzung*|anforderungen|prérequis|requisitos|pré-requisitos|\
         требования|зависимости|совместимость|要求|前提|前置|依赖|動作環境|必要|요구",
    ),
    (
        Topic::Install,
        "install*|setup|set up|setting up|set-up|deploy*|getting started|get started|quick start|quickstart|\
         quick-start|release tarball|release archive|release bundle|from release*|from a release*|from the release*|prebuilt*|pre-built*|upgrade*|upgrading|updating|download*|enable*|enabling|activat*|how to get|first steps|\
         admin guide|administrator guide|admin's guide|administrator's guide|installieren|einrichtung|\
         inbetriebnahme|mise en place|démarrage|instalación|instalar|instalação|instalando|установк*|\
         как установить|развёртывание|安装|部署|快速开始|安裝|インストール|導入|설치|installatie|kurulum|instalace|встановлення|cài đặt|installazione|instalacja",
    ),
    (
        Topic::Configure,
        "config*|setting|settings|setup|set up|setting up|options|parameters|environment variables|\
         administration|admin guide|administrator guide|admin's guide|administrator's guide|system admin*|\
         for admin*|customiz*|customis*|connect*|integrat*|permissions|preferences|webhook*|konfig*|\
         einstellungen|einrichtung|configuración|ajustes|configuração|configurações|paramètres|настройк*|\
         конфигурация|параметры|配置|设置|設定|설정|configuratie|instellingen|yapılandırma|ayarlar|налаштування|cấu hình|configurazione|konfiguracja",
    ),
    (
        Topic::Use,
        "use|using|usage|how to use|how it works|how does it work|how does this work|user guide|user's guide|\
         users guide|user manual|end user*|for users|command|commands|slash command*|slash-command*|example|\
         examples|tutorial*|walkthrough|demo|guide|guides|quick start|quickstart|operation|\
         workflow|playing|screenshots|screenshot|in action|syntax|instructions|how do i use|how do i start|verwendung|\
         benutzung|nutzung|bedienung|befehle|utilisation|commandes|uso|cómo usar|comandos|como usar|\
         utilização|использование|команды|как пользоваться|применение|使用|用法|命令|教程|使い方|使用方法|利用|コマンド|사용|명령어|\
         gebruik|kullanım|použití|användning|використання|sử dụng|utilizzo|użycie",
    ),
    (
        Topic::Documentation,
        "documentation|docs|product documentation|learn more|more information|further reading|resources|links|\
         see also|read more|dokumentation|documentación|documentação|документация|文档|文檔|ドキュメント|문서",
    ),
    (
        Topic::Troubleshoot,
        "troubleshoot*|can't|cannot|an error|faq|faqs|q&a|frequently asked*|common problems|common issues|debugging|problems|errors|\
         known issue*|known problem*|fehlerbehebung|häufige fragen|dépannage|solución de problemas|\
         solução de problemas|устранение|常见问题|故障|トラブルシューティング|문제",
    ),
    (
        Topic::Help,
        "help|get help|getting help|support|contact|contacts|community|feedback|questions|kontakt|hilfe|aide|\
         contacto|ayuda|contato|ajuda|контакты|поддержка|помощь|联系|帮助|サポート|問い合わせ|문의",
    ),
    (
        Topic::Security,
        "security|vulnerabilit*|responsible disclosure|sicherheit|sécurité|seguridad|segurança|безопасность|\
         安全|セキュリティ",
    ),
    (
        Topic::Develop,
        "develop*|contribut*|test|tests|testing|release|releases|releasing|hacking|build|building|compile|\
         compiling|from source|architecture|implementation|implementation notes|internals|design|\
         technical details|code structure|project structure|repository structure|file structure|\
         directory structure|api usage|api reference|openapi|asyncapi|playwright*|e2e|ci|makefile|translations|translating|i18n|publishing|linting|\
         code quality|local environment|starter template|debug|debugging your plugin|adr|tech stack|packaging|\
         entwicklung|beitragen|mitwirken|bauen|développement|contribuer|compilation|desarrollo|contribuir|\
         desenvolvimento|contribuindo|разработк*|сборка|开发|贡献|构建|编译|開発|貢献|ビルド|개발|기여",
    ),
    (
        Topic::Other,
        "licen?e*|license*|licence*|licensing|copyright|credit*|acknowledg*|thanks|thank you|author*|\
         maintainer*|contributors|sponsor*|donat*|changelog|change log|changes|release notes|history|\
         version history|what's new|roadmap|todo|to do|to-do|future|planned|limitation*|known limitation*|\
         table of contents|contents|toc|index|attribution*|status|references|trademarks|privacy|\
         this fork|similar projects|related projects|alternatives|disclosure|localization|localisation|uninstall*|\
         lizenz|danksagung|licencia|licença|лицензия|авторы|план*|содержание|许可*|许可证|更新日志|目录|致谢|ライセンス|目次|라이선스",
    ),
];

/// What a text on any part can be called.
const GUIDES: &[&str] = &["guide", "guides", "instructions", "tutorial*", "walkthrough", "example", "examples"];

/// Beginnings of headings over disclaimers and notes.
const NOTICES: &[&str] = &[
    "disclaimer",
    "note",
    "notes",
    "notice",
    "warning",
    "important",
    "attention",
    "caution",
    "deprecated",
    "deprecation",
    "deprecation notice",
    "archived",
    "discontinued",
    "unmaintained",
    "hinweis",
    "achtung",
    "avertissement",
    "aviso",
    "nota",
    "внимание",
    "注意",
    "警告",
    "お知らせ",
];

/// A longer heading, in bytes, announces nothing.
const LONGEST: usize = 300;

/// What the heading `text` announces; empty when it tells nothing.
pub fn of_heading(text: &str) -> BTreeSet<Topic> {
    if text.len() > LONGEST {
        return BTreeSet::new();
    }
    let heading = normal(text);
    if is_tagline(&heading) {
        return BTreeSet::new();
    }
    let first = heading.split(' ').next().unwrap_or_default();
    let is_notice = NOTICES.contains(&first) && !heading.contains("release");
    if is_notice || heading == "moved" || heading.starts_with("moved to ") {
        return BTreeSet::from([Topic::Notice]);
    }
    let here = pairs(&heading);
    let mut topics: BTreeSet<Topic> = PHRASES
        .iter()
        .filter(|(_, pairs, phrase)| pairs & !here == 0 && holds(&heading, phrase))
        .map(|(topic, ..)| *topic)
        .gather();
    settle(&mut topics, &heading);
    topics
}

/// The vocabulary phrase by phrase, with the pairs of letters without which a heading has none of it.
static PHRASES: LazyLock<Vec<(Topic, u64, &str)>> = LazyLock::new(|| {
    let split = |(topic, phrases): &(Topic, &'static str)| {
        let topic = *topic;
        phrases.split('|').map(move |phrase| (topic, pairs(phrase.trim_end_matches('*')), phrase))
    };
    VOCABULARY.iter().flat_map(split).collect()
});

/// A bit for each two neighbouring bytes of `text`; some share one.
fn pairs(text: &str) -> u64 {
    let bit = |pair: &[u8]| 1 << (pair.iter().fold(0, |sum, byte| sum * 37 + u32::from(*byte)) % 64);
    text.as_bytes().windows(2).map(bit).fold(0, |bits: u64, bit: u64| bits | bit)
}

/// Whether the heading `text` names a connection to something else, and not its settings: "Integration", "Webhooks".
pub fn may_be_interface(text: &str) -> bool {
    let heading = normal(text);
    let any = |words: &[&str]| words.iter().any(|word| holds(&heading, word));
    any(&["connect*", "integrat*", "webhook*"])
        && !any(&["config*", "setting*", "setup", "set up", "setting up", "option*"])
}

/// What the file at `path` is about as a whole, by its name and its folder's.
pub fn of_path(path: &str) -> BTreeSet<Topic> {
    let name = file_name(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut topics = of_heading(&stem.replace(['-', '_', '.'], " "));
    if topics.is_empty() {
        let folder = path.rsplit('/').nth(1).unwrap_or_default();
        topics = of_heading(&folder.replace(['-', '_'], " "));
        topics.remove(&Topic::Documentation);
    }
    topics
}

/// Whether the page at `path` describes an interface for programs: `docs/api/events.md`, `docs/rest-api.md`.
pub fn is_interface_reference(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    // Folders above may be a plugin's name.
    let inside = lower.split_once("docs/").map_or(file_name(&lower), |(_, rest)| rest);
    let mut names = inside.split('/').map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
    names.any(|name| name.rsplit(['-', '_', ' ']).next() == Some("api"))
}

/// A sentence in the place of a heading: `### A plugin that turns messages into tickets`.
fn is_tagline(heading: &str) -> bool {
    let words = heading.split(' ').count();
    words >= 6 && ["a ", "an ", "the ", "this "].iter().any(|article| heading.starts_with(article))
}

/// Whether a heading is a whole notice in large letters rather than the heading of a section.
pub fn is_shout(text: &str) -> bool {
    words(text) > 8 && of_heading(text).contains(&Topic::Notice)
}

/// Whether a heading with these topics can be the document's title: it names the plugin rather than a part of the text.
pub fn may_be_title(text: &str, topics: &BTreeSet<Topic>) -> bool {
    if topics.contains(&Topic::Notice) {
        return false;
    }
    let heading = normal(text);
    topics.is_empty()
        || heading.split(' ').any(|word| matches!(word, "plugin" | "mattermost" | "bot" | "app"))
            && !["how ", "install", "about ", "what ", "why ", "using ", "features"]
                .iter()
                .any(|start| heading.starts_with(start))
        || words(text) > 6
}

/// Whether a heading is the name of a part of a text and nothing else: "Installation".
pub fn is_part(text: &str) -> bool {
    let heading = normal(text);
    VOCABULARY.iter().flat_map(|(_, phrases)| phrases.split('|')).any(|phrase| match phrase.strip_suffix('*') {
        Some(begun) => heading.starts_with(begun) && !heading.contains(' '),
        None => heading == phrase,
    })
}

/// Where topics exclude one another.
fn settle(topics: &mut BTreeSet<Topic>, heading: &str) {
    const BUILDS: &[&str] = &["build", "compil", "from source", "сборк", "构建", "编译", "ビルド"];
    const INSTALLS: &[&str] = &["instal", "установк", "安装", "安裝", "インストール"];
    let names = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let ready_made = [
        "release tarball",
        "release archive",
        "release bundle",
        "github release",
        "from release",
        "from a release",
        "from the release",
        "prebuilt",
        "pre-built",
    ];
    if topics.contains(&Topic::Install) && ready_made.iter().any(|part| heading.contains(part)) {
        topics.remove(&Topic::Develop);
    }
    if heading.contains("for ") && heading.contains("developers") && topics.contains(&Topic::Develop) {
        topics.remove(&Topic::Other);
    }
    if topics.contains(&Topic::Develop) && !(names(BUILDS) && names(INSTALLS)) {
        topics.retain(|topic| matches!(topic, Topic::Develop | Topic::Other));
    }
    if topics.contains(&Topic::Security) {
        topics.retain(|topic| *topic == Topic::Security);
    }
    // What there is not yet.
    const WANTED: [&str; 4] = ["next feature", "future feature", "planned feature", "missing feature"];
    if WANTED.iter().any(|start| heading.starts_with(start)) || heading.contains("feature request") {
        topics.remove(&Topic::Uses);
    }
    if heading.starts_with("upcoming ") {
        topics.clear();
    }
    if topics.contains(&Topic::Other) && !topics.contains(&Topic::Uses) {
        topics.retain(|topic| *topic == Topic::Other);
    }
    if topics.contains(&Topic::Troubleshoot) {
        topics.retain(|topic| *topic == Topic::Troubleshoot);
    }
    if topics.contains(&Topic::Requirements) && topics.len() > 1 && !heading.contains(" and ") && !heading.contains('&')
    {
        topics.retain(|topic| *topic == Topic::Requirements);
    }
    if ["admin", "administrator", "admin's", "administrator's"]
        .iter()
        .any(|word| heading.starts_with(&format!("{word} ")))
    {
        topics.remove(&Topic::Use);
    }
    if ["statistics", "analytics", "metrics", "policy"].iter().any(|word| heading.ends_with(word)) {
        topics.remove(&Topic::Use);
    }
    if topics.contains(&Topic::Uses) && !heading.contains(" and ") && !heading.contains('&') {
        topics.remove(&Topic::Use);
    }
    // "Installation guide": a guide to that part, not to using the plugin.
    let others = [Topic::Install, Topic::Configure, Topic::Requirements];
    if topics.contains(&Topic::Use)
        && others.iter().any(|other| topics.contains(other))
        && !PHRASES
            .iter()
            .any(|(topic, _, phrase)| *topic == Topic::Use && !GUIDES.contains(phrase) && holds(heading, phrase))
    {
        topics.remove(&Topic::Use);
    }
    // "About the installation", 使用说明: on that part, not on the plugin.
    let parts = [Topic::Install, Topic::Configure, Topic::Use];
    if parts.iter().any(|part| topics.contains(part)) && !heading.contains(" and ") && !heading.contains('&') {
        topics.remove(&Topic::About);
    }
    // In a longer heading it may be anything: "How to release".
    if matches!(heading, "how to" | "how-to" | "howto") {
        topics.insert(Topic::Use);
    }
    // Other headings with the word are on making its account, or on its limits.
    let is_set = names(&["name", "account", "token"]);
    if topics.is_empty() && heading.split(' ').count() <= 3 && holds(heading, "bot") && !is_set {
        topics.insert(Topic::Use);
    }
}

/// `text` in lower case, with letters, digits, apostrophes, `&` and hyphens, one space between words.
fn normal(text: &str) -> String {
    let kept: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c == '’' { '\'' } else { c })
        .map(|c| if c.is_alphanumeric() || matches!(c, '\'' | '&' | '-') { c } else { ' ' })
        .collect();
    let words = kept.split_whitespace().map(|word| word.trim_matches('-')).filter(|word| !word.is_empty());
    words.skip_while(|word| word.chars().all(|c| c.is_ascii_digit())).collect::<Vec<_>>().join(" ")
}

/// Whether `phrase` stands in `heading` between word boundaries; `*` at its end lets the last word go on.
fn holds(heading: &str, phrase: &str) -> bool {
    let (phrase, open) = phrase.strip_suffix('*').map_or((phrase, false), |phrase| (phrase, true));
    // Hardly any phrase does, which is told faster than where.
    if memmem::find(heading.as_bytes(), phrase.as_bytes()).is_none() {
        return false;
    }
    let spaceless = phrase.chars().next().is_some_and(|c| u32::from(c) >= 0x2e80);
    heading.match_indices(phrase).any(|(at, _)| {
        let before = heading.get(..at).and_then(|h| h.chars().next_back());
        let after = heading.get(at + phrase.len()..).and_then(|h| h.chars().next());
        spaceless || before.is_none_or(|c| c == ' ') && (open || after.is_none_or(|c| c == ' '))
    })
}
