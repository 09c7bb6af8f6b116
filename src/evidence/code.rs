//! What the plugin's own sources do, as sightings: lines where a reviewer, or a hint, starts reading.

mod call;
pub mod dependencies;
pub mod lexer;
pub mod state;
mod words;

use std::collections::BTreeSet;

use memchr::{memchr_iter, memchr2_iter, memmem};

use super::boilerplate::scope::is_tool;
use super::manifest::others_below;
use super::repository::{File, Repository, Status, file_name};
use super::sweep::{Content, beyond, sweep};
use super::text::lossy;
use super::{Fact, Reader, SMALL, kebab_enum};
use crate::data::template;
use crate::error::{Place, Position, Span};
use dependencies::Outdated;
use lexer::{Kind, Token};

/// Most source files read.
const MOST_FILES: usize = 4_000;
/// Most sightings kept of one file.
const MOST_SIGHTINGS: usize = 400;
/// Longest excerpt of a line, in characters.
const EXCERPT: usize = 200;

/// The plugin's own sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Code {
    /// What was seen, by path and line.
    pub sightings: Vec<Sighting>,
    /// Number of files read.
    pub files: usize,
    /// Files that could not be read, or were too many: what they do is not known.
    pub unread: Vec<String>,
    /// The Node.js release line that `.nvmrc` asks for.
    pub node: Option<Node>,
    /// The configuration of golangci-lint, where it is in the form of its version 1.
    pub old_lint: Option<Place>,
    /// Where it counts the starter template's packages for the plugin's own, as `local-prefixes`.
    pub foreign_prefix: Option<Place>,
    /// Where the Makefile works on one of the starter template's packages, as its mocks are made from one.
    pub foreign_target: Option<Place>,
    /// Dependencies that nobody mends any more.
    pub outdated: Vec<Outdated>,
    /// The package.json whose dependencies no lockfile pins.
    pub unpinned: Option<Place>,
}

/// A Node.js release line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its number, as 24 of `v24.13.1`.
    pub major: u32,
    /// Where it is asked for.
    pub place: Place,
}

/// A line that does something worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What it does.
    pub kind: SightingKind,
    /// Where it stands.
    pub place: Place,
}

kebab_enum! {
    /// What a line of source does.
    SightingKind {
        /// The server hands HTTP requests to the plugin here, or a router does.
        ServesHttp = "serves-http",
        /// It reads the header that names the user of a request.
        ReadsUserId = "reads-user-id",
        /// It asks for a session, and with it for its user.
        ReadsSession = "reads-session",
        /// It reads the header that names the plugin of a request.
        NamesPlugin = "names-plugin",
        /// It adds a value to the header that names the plugin of a request, beside whatever a caller has put there.
        AddsPluginId = "adds-plugin-id",
        /// It asks another server over HTTP.
        AsksServer = "asks-server",
        /// It starts a process.
        StartsProcess = "starts-process",
        /// It gives a shell a command that is no fixed text.
        RunsShell = "runs-shell",
        /// It listens on or dials a socket.
        OpensSocket = "opens-socket",
        /// It reads or writes a file.
        OpensFile = "opens-file",
        /// It uses the plugin's key-value store.
        UsesStore = "uses-store",
        /// It opens a database.
        OpensDatabase = "opens-database",
        /// It writes a token to the key-value store.
        StoresToken = "stores-token",
        /// It encrypts.
        Encrypts = "encrypts",
        /// It compares a secret with `==` or `!=`.
        ComparesSecret = "compares-secret",
        /// It uses a cipher that is broken, or makes a key that is too short.
        UsesWeakCipher = "uses-weak-cipher",
        /// It writes a secret to the server's log.
        LogsSecret = "logs-secret",
        /// It gives the server's log a key without a value, or a value without a key.
        LogsNoPairs = "logs-no-pairs",
        /// It fills a page of HTML by a template that escapes nothing.
        FillsPageAsText = "fills-page-as-text",
        /// It compares in constant time.
        ComparesSafely = "compares-safely",
        /// It adds a slash command.
        AddsCommand = "adds-command",
        /// The server tells the plugin here what users write, or lets it change that.
        SeesMessages = "sees-messages",
        /// The server tells the plugin here who logs in, or lets it refuse them.
        SeesLogins = "sees-logins",
        /// It makes, changes or ends accounts, sessions or access tokens of users.
        ChangesAccounts = "changes-accounts",
        /// It gives users roles, and with them permissions.
        GivesRoles = "gives-roles",
        /// It tells the server how to complete a slash command.
        CompletesCommand = "completes-command",
        /// It adds a subcommand to a slash command, or takes one apart.
        AddsSubcommand = "adds-subcommand",
        /// It answers to `help`.
        OffersHelp = "offers-help",
        /// It asks for the name of the host.
        ReadsHostname = "reads-hostname",
        /// It does something again and again.
        Repeats = "repeats",
        /// It is kept in the memory of one server, and written to.
        KeepsState = "keeps-state",
        /// It agrees with the other servers of a cluster.
        UsesCluster = "uses-cluster",
        /// It accepts any TLS certificate.
        SkipsTls = "skips-tls",
        /// It puts HTML into the page as it is.
        InsertsHtml = "inserts-html",
        /// It uses an interface that React 19 removed.
        UsesOldReact = "uses-old-react",
        /// It states the types of a component's properties for React to check.
        StatesPropTypes = "states-prop-types",
        /// A bundler's configuration leaves React to the server's page.
        LeavesReactOut = "leaves-react-out",
        /// A bundler's configuration knows of React's JSX runtime.
        KnowsJsxRuntime = "knows-jsx-runtime",
    }
}

impl Code {
    /// The sightings of `kind`.
    pub fn of(&self, kind: SightingKind) -> impl Iterator<Item = &Sighting> {
        self.sightings.iter().filter(move |sighting| sighting.kind == kind)
    }

    /// Whether anything of `kind` was seen.
    pub fn has(&self, kind: SightingKind) -> bool {
        self.of(kind).next().is_some()
    }
}

/// Reads every source of the plugin's own, each at most once.
pub fn collect(repository: &Repository, reader: &dyn Reader) -> Fact<Code> {
    let sources = Sources::new(repository);
    let looked = sweep(repository, reader, |file, content| sources.look(file, content));
    sources.result(reader, looked.into_iter().flatten())
}

/// The plugin's own sources, source by source.
pub struct Sources<'a> {
    repository: &'a Repository,
    /// The first source that is one too many.
    beyond: Option<&'a str>,
}

/// What a source does, or the path of one that could not be read.
pub type Looked = Result<Vec<Sighting>, String>;

impl<'a> Sources<'a> {
    /// Those in `repository`.
    pub fn new(repository: &'a Repository) -> Self {
        Self { repository, beyond: beyond(&repository.files, MOST_FILES, |file| is_read(repository, file)) }
    }

    fn is_beyond(&self, file: &File) -> bool {
        self.beyond.is_some_and(|beyond| file.path.as_str() >= beyond)
    }

    /// What `file` does, if it is one of them.
    pub fn look(&self, file: &File, content: &mut Content<'_>) -> Option<Looked> {
        if !is_read(self.repository, file) || self.is_beyond(file) {
            return None;
        }
        let bytes = content.bytes(SMALL).map_err(|_| file.path.clone());
        Some(bytes.map(|bytes| scan(&file.path, &lossy(bytes))))
    }

    /// What all that [`Sources::look`] gave comes to, with what files of other kinds tell.
    pub fn result(&self, reader: &dyn Reader, looked: impl IntoIterator<Item = Looked>) -> Fact<Code> {
        let repository = self.repository;
        // A copy of the template, say, says nothing of this plugin.
        let others = others_below(repository, reader);
        let is_own = |path: &str| !others.iter().any(|other| path.starts_with(other.as_str()));
        let more = repository.files.iter().filter(|file| self.is_beyond(file) && is_read(repository, file));
        let more = more.map(|file| file.path.clone()).filter(|path| is_own(path));
        let mut code = Code { unread: more.collect(), ..Code::default() };
        for file in looked {
            match file {
                Ok(sightings) => {
                    code.files += 1;
                    code.sightings.extend(sightings.into_iter().filter(|sighting| is_own(&sighting.place.path)));
                }
                Err(path) => code.unread.extend(Some(path).filter(|path| is_own(path))),
            }
        }
        for name in [".nvmrc", "webapp/.nvmrc"] {
            code.node = code.node.take().or_else(|| node(repository, reader, name));
        }
        let has = |name: &str| repository.file(&format!("{}{name}", repository.prefix)).is_some();
        if !has("package.json") && !has("webapp/package.json") {
            // Copied from the template with the rest, and used by nothing.
            code.node = None;
        }
        let is_component = |file: &File| file.path.ends_with(".jsx") || file.path.ends_with(".tsx");
        if !repository.files.iter().any(is_component) {
            code.sightings.retain(|sighting| sighting.kind != SightingKind::LeavesReactOut);
        }
        let lint = [".golangci.yml", ".golangci.yaml"].iter().find_map(|name| text(repository, reader, name));
        if let Some((path, text)) = &lint {
            code.old_lint = old_lint(path, text);
            code.foreign_prefix = foreign_prefix(path, text);
        }
        code.foreign_target =
            text(repository, reader, "Makefile").and_then(|(path, text)| foreign_target(&path, &text));
        code.outdated = dependencies::outdated(repository, reader);
        code.unpinned = dependencies::unpinned(repository, reader);
        match (code.files, code.unread.is_empty()) {
            (0, true) => Fact::Absent,
            _ => Fact::Seen(code),
        }
    }
}

/// Whether `file` is one of the plugin's sources.
fn is_read(repository: &Repository, file: &File) -> bool {
    file.path.starts_with(&repository.prefix)
        && (is_own_source(&file.path) || is_bundler_config(&file.path))
        && file.status != Status::Deleted
        && file.is_regular()
}

/// The text of the small file `name` in the plugin's folder.
fn text(repository: &Repository, reader: &dyn Reader, name: &str) -> Option<(String, String)> {
    let path = format!("{}{name}", repository.prefix);
    let file = repository.file(&path).filter(|file| file.is_regular())?;
    let bytes = reader.read(&file.path, SMALL).ok()?;
    Some((path, String::from_utf8_lossy(&bytes).into_owned()))
}

/// The release line that the file `name` asks for: `24`, `v24.13` or `lts/…`, of which the last tells no number.
fn node(repository: &Repository, reader: &dyn Reader, name: &str) -> Option<Node> {
    let (path, text) = text(repository, reader, name)?;
    let version = text.trim().trim_start_matches('v');
    let major = version.split('.').next()?.parse().ok()?;
    Some(Node { major, place: Place::line(path, &text, 1) })
}

/// Version 2 of golangci-lint wants `version: "2"` in its configuration.
fn old_lint(path: &str, text: &str) -> Option<Place> {
    let stated = text.lines().any(|line| line.starts_with("version:"));
    (!stated && !text.trim().is_empty()).then(|| Place::file(path))
}

/// The line of golangci-lint's configuration that names a module of the starter template.
fn foreign_prefix(path: &str, text: &str) -> Option<Place> {
    let is_of_template = |line: &str| {
        let value = line.split(" #").next().unwrap_or_default().trim_start_matches(['-', ' ']);
        let value = value.strip_prefix("local-prefixes:").unwrap_or(value).trim().trim_matches(['"', '\'']);
        value == template::FORMER_MODULE || template::MODULES.contains(&value)
    };
    let index = text.lines().position(is_of_template)?;
    Some(Place::line(path, text, index + 1))
}

/// The line of a Makefile that works on one of the starter template's packages.
fn foreign_target(path: &str, text: &str) -> Option<Place> {
    let index = text.lines().position(works_on_template)?;
    Some(Place::line(path, text, index + 1))
}

/// Whether a line of a Makefile names a package of the starter template; addresses of the template's files are none.
pub fn works_on_template(line: &str) -> bool {
    let is_package = |module: &&str| {
        line.split_once(*module).is_some_and(|(before, after)| !before.ends_with('/') && after.starts_with('/'))
    };
    !line.trim_start().starts_with('#') && template::MODULES.iter().any(is_package)
}

/// Whether the file at `path` configures the bundler of the part that runs in browsers.
fn is_bundler_config(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = file_name(&lower);
    let bundler = ["webpack.", "vite.config", "rollup.config", "esbuild."].iter().any(|start| name.starts_with(start));
    let script = matches!(name.rsplit_once('.'), Some((_, "js" | "ts" | "mjs" | "cjs")));
    bundler && script && !lower.contains("node_modules/")
}

/// Whether the file at `path` is source that the plugin runs: no test, no other's code, nothing generated, no tooling.
pub fn is_own_source(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let source = matches!(extension, "go" | "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs");
    let beside = stem.ends_with("_test")
        || stem.ends_with(".test")
        || stem.ends_with(".spec")
        || stem.ends_with(".min")
        || stem.ends_with(".pb")
        || stem.ends_with(".d")
        || stem.starts_with("mock_")
        || stem.contains(".config")
        || stem.starts_with(".");
    let mut folders = folders.split('/');
    // Among the plugin's own packages these are names like any other: `server/tools/header.go`.
    let is_beside = |folder: &str| {
        matches!(folder, "build" | "examples" | "example" | "docs" | "scripts" | "tools" | "hack")
            || folder.starts_with('.')
    };
    let is_foreign = |folder: &str| {
        matches!(
            folder,
            "vendor"
                | "node_modules"
                | "dist"
                | "third_party"
                | "testdata"
                | "mocks"
                | "mock"
                | "__tests__"
                | "__mocks__"
                | "tests"
                | "test"
                | "e2e"
                | "e2e-tests"
                | "fixtures"
                | "loadtest"
                | "plugintest"
                | "testutils"
        )
    };
    let mut outside = true;
    let foreign = folders.any(|folder| {
        outside &= !matches!(folder, "server" | "src");
        is_foreign(folder) || outside && is_beside(folder)
    });
    source && !beside && !foreign
}

/// What the source `text` of the file at `path` does; one sighting of a kind a line. Generated files do nothing of
/// their own, and programs that only build the plugin nothing in it.
pub fn scan(path: &str, text: &str) -> Vec<Sighting> {
    if is_generated(text) || path.ends_with(".go") && is_tool(text.as_bytes()) {
        return Vec::new();
    }
    let language = match path {
        _ if path.ends_with(".go") => Language::Go,
        _ if is_bundler_config(path) => Language::Bundler,
        _ => Language::Script,
    };
    let mut sightings = Vec::new();
    let mut seen = BTreeSet::new();
    let excused = [
        is_command_line(text).then_some(SightingKind::AddsSubcommand),
        (!is_of_text_templates(text)).then_some(SightingKind::FillsPageAsText),
    ];
    for token in lexer::tokens(text) {
        if sightings.len() >= MOST_SIGHTINGS {
            break;
        }
        for kind in kinds(language, &token).into_iter().flatten().filter(|kind| !excused.contains(&Some(*kind))) {
            if seen.insert((token.line, kind)) {
                sightings.push(Sighting { kind, place: place(path, text, &token) });
            }
        }
    }
    if language == Language::Go {
        let room = MOST_SIGHTINGS.saturating_sub(sightings.len());
        sightings.extend(
            state::kept(text)
                .into_iter()
                .take(room)
                .map(|at| Sighting { kind: SightingKind::KeepsState, place: Place::in_text(path, text, at..at + 1) }),
        );
    }
    sightings
}

/// Whether one of the first lines says that a program wrote them.
fn is_generated(text: &str) -> bool {
    let end = memchr_iter(b'\n', text.as_bytes()).nth(19).unwrap_or(text.len());
    let head = text.as_bytes().get(..end).unwrap_or_default();
    memmem::find(head, b"DO NOT EDIT").is_some() && memmem::find(head, b"enerated").is_some()
}

/// Whether a Go source makes a program for a shell: its commands are none of Mattermost's.
fn is_command_line(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"\"github.com/spf13/cobra\"").is_some()
}

/// Whether the templates of a Go source can only be those that know nothing of HTML.
fn is_of_text_templates(text: &str) -> bool {
    let imports = |package: &str| memmem::find(text.as_bytes(), package.as_bytes()).is_some();
    imports("\"text/template\"") && !imports("\"html/template\"")
}

fn place(path: &str, text: &str, token: &Token<'_>) -> Place {
    let line = text.get(token.line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let before = text.get(token.line_start..token.start).unwrap_or_default();
    let start = Position { line: token.line, column: before.chars().count() + 1 };
    let end = Position { line: token.line, column: start.column + token.text.chars().count().saturating_sub(1) };
    Place {
        path: path.to_owned(),
        span: Some(Span { start, end }),
        excerpt: Some(line.trim_end().chars().take(EXCERPT).collect()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Go,
    Script,
    Bundler,
}

/// What `token` does where it stands; storing a token is also using the store.
fn kinds(language: Language, token: &Token<'_>) -> [Option<SightingKind>; 2] {
    let kind = match (token.kind, language) {
        (_, Language::Bundler) => bundler(token),
        (Kind::Word, Language::Go) => words::in_go(token),
        (Kind::Word, Language::Script) => words::in_script(token),
        (Kind::Quoted, Language::Go) => header(token).or_else(|| offers_help(token)),
        (Kind::Quoted, Language::Script) => offers_help(token),
        (Kind::Comparison, Language::Go) => compares_secret(token).then_some(SightingKind::ComparesSecret),
        (Kind::Comparison, Language::Script) => None,
    };
    let token_too = kind == Some(SightingKind::UsesStore) && writes_token(token);
    [kind, token_too.then_some(SightingKind::StoresToken)]
}

/// The server's headers. What is set is that of a request of the plugin's own.
fn header(token: &Token<'_>) -> Option<SightingKind> {
    const USER: &str = "mattermost-user-id";
    if token.text.len() < USER.len() {
        return None;
    }
    let call = token.before().trim_end_matches(['"', '`']);
    let is_assigned = token.after().get(1..).is_some_and(|after| after.starts_with("] = "));
    let (adds, sets) = (call.ends_with("Header.Add("), call.ends_with("Header.Set(") || is_assigned);
    if names(token.text, USER) {
        (!adds && !sets).then_some(SightingKind::ReadsUserId)
    } else if names(token.text, "mattermost-plugin-id") {
        let read = (!sets).then_some(SightingKind::NamesPlugin);
        if adds { Some(SightingKind::AddsPluginId) } else { read }
    } else {
        None
    }
}

/// Whether `name` stands in `text`, in letters of any case.
fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.as_bytes(), name.as_bytes());
    let [first, ..] = name else { return true };
    let mut starts = memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text);
    starts.any(|at| text.get(at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}

fn offers_help(token: &Token<'_>) -> Option<SightingKind> {
    let text = token.text.trim_start_matches('/').as_bytes();
    let (word, after) = text.split_at_checked(4)?;
    let ends = matches!(after, [] | [b' ' | b'\n', ..]);
    (ends && word.eq_ignore_ascii_case(b"help")).then_some(SightingKind::OffersHelp)
}

/// `react: 'React'`, and any mention of the JSX runtime.
fn bundler(token: &Token<'_>) -> Option<SightingKind> {
    if token.kind == Kind::Quoted && token.text.contains("react/jsx-runtime") {
        return Some(SightingKind::KnowsJsxRuntime);
    }
    let value = token.after().trim_start_matches(['"', '\'', ':', ' ']);
    (token.text == "react" && value.starts_with("React")).then_some(SightingKind::LeavesReactOut)
}

/// Whether a write to the key-value store names a token in its arguments.
fn writes_token(token: &Token<'_>) -> bool {
    let writes = token.text.contains("Set");
    let arguments = token.after().to_ascii_lowercase();
    // The key and the value; how long it stays is no secret.
    let arguments = arguments.splitn(3, ',').take(2).collect::<Vec<_>>().join(",");
    writes
        && ["token", "oauth"].iter().any(|word| arguments.contains(word))
        && !["encrypt", "state", "csrf"].iter().any(|word| arguments.contains(word))
}

/// Whether `token`, `==` or `!=`, compares a secret.
fn compares_secret(token: &Token<'_>) -> bool {
    matches_secret(operand(token.before().trim_end(), true), operand(token.after().trim_start(), false))
}

/// Whether the call `name(a, b)` compares such values, and `token` is its name.
fn compares_secret_in_call(token: &Token<'_>) -> bool {
    let arguments = token.after().strip_prefix('(').and_then(|rest| rest.split_once(','));
    arguments.is_some_and(|(first, second)| matches_secret(operand(first, false), operand(second.trim_start(), false)))
}

/// Whether two values that are not known beforehand are compared, and one is a secret by its name.
fn matches_secret(left: &str, right: &str) -> bool {
    // `old.Token != new.Token` asks whether a setting changed, and so does `client.token != config.ServiceToken`.
    let (first, second) = (last_name(left), last_name(right));
    let are_fields = [left, right].iter().all(|operand| operand.contains('.') && !operand.contains('('));
    let same = first == second && left.contains('.') && right.contains('.')
        || are_fields && (first.ends_with(&second) || second.ends_with(&first));
    // What is typed twice is compared with itself.
    let typed_twice = [&first, &second].iter().any(|name| name.starts_with("confirm") || name.starts_with("repeat"));
    is_value(left) && is_value(right) && !same && !typed_twice && (is_secret(left) || is_secret(right))
}

/// The expression that ends (or starts) at the operator, up to a space, a comma or a logical operator.
fn operand(text: &str, before: bool) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | ';' | '|' | '&' | '!' | ':');
    let part = if before { text.rsplit(ends).next() } else { text.split(ends).next() };
    let part = part.unwrap_or_default().trim_start_matches('(');
    // What is left of brackets closes those of the condition around it.
    let extra = part.matches(')').count().saturating_sub(part.matches('(').count());
    part.get(..part.len() - extra).filter(|_| part.ends_with(&")".repeat(extra))).unwrap_or(part)
}

/// `Secret` of `config.Secret`, in lower case.
fn last_name(operand: &str) -> String {
    let path = operand.split('(').next().unwrap_or_default();
    path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}

/// A value that is only known when the plugin runs.
fn is_value(operand: &str) -> bool {
    let literal = operand.starts_with(['"', '`', '\'']) || operand.starts_with(|c: char| c.is_ascii_digit());
    let name = operand.trim_end_matches(')').rsplit('.').next().unwrap_or_default();
    let constant = name.chars().next().is_none_or(|c| !c.is_alphabetic())
        || name.len() > 1 && !name.chars().any(char::is_lowercase);
    let exported = !operand.contains('.') && operand.starts_with(char::is_uppercase);
    !literal
        && !constant
        && !exported
        && !matches!(operand, "nil" | "true" | "false" | "err")
        && !operand.starts_with("len(")
        && !operand.starts_with("model.")
        && !operand.starts_with("http.")
        && !operand.starts_with("html.")
        && !operand.starts_with("token.")
}

/// Whether the last name of `operand` is that of a secret.
fn is_secret(operand: &str) -> bool {
    let plain = operand.trim_end_matches("()");
    let name = last_name(plain);
    let asked = plain.contains("(\"")
        && ["token\"", "secret\"", "signature\""].iter().any(|word| plain.to_ascii_lowercase().contains(word));
    // `state` is that of an OAuth round trip, used once.
    let kind = ["kind", "type", "prev", "old", "state"].iter().any(|start| name.starts_with(start))
        || ["pagetoken", "nexttoken", "synctoken", "deltatoken"].iter().any(|end| name.ends_with(end));
    asked
        || !kind
            && ["secret", "token", "signature", "apikey", "password", "webhooksecret"]
                .iter()
                .any(|word| name.ends_with(word))
}
