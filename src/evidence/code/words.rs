//! What words of Go, JavaScript and TypeScript say by themselves: tables of the calls and names worth knowing.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::SightingKind::{self, *};
use super::lexer::{Token, tokens};
use super::{call, compares_secret_in_call, names};

/// Names that say something behind one of the qualifiers, if any are named.
struct Rule {
    qualifiers: &'static [&'static str],
    names: &'static [&'static str],
    when: fn(&Token<'_>) -> bool,
    kind: SightingKind,
}

const fn rule(
    kind: SightingKind,
    qualifiers: &'static [&'static str],
    names: &'static [&'static str],
    when: fn(&Token<'_>) -> bool,
) -> Rule {
    Rule { qualifiers, names, when, kind }
}

fn always(_: &Token<'_>) -> bool {
    true
}

fn called(token: &Token<'_>) -> bool {
    token.after().starts_with('(')
}

/// Whether it is called, and not declared: `server.ListenAndServe()`.
fn is_call(token: &Token<'_>) -> bool {
    called(token) && !token.before().contains("func ")
}

/// Whether a service of the plugin API's client is handed on, to be called by another name: `kvstore.New(&p.client.KV)`.
fn hands_on(token: &Token<'_>) -> bool {
    let qualifier = token.qualifier();
    let is_of_client = || names(qualifier, "client") || names(qualifier, "api");
    let is_address = || token.before().trim_end_matches(is_of_path).ends_with('&');
    !qualifier.is_empty() && !token.after().starts_with(['.', '(']) && (is_of_client() || is_address())
}

/// Whether `c` is part of a name with those before its dots.
fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

/// Whether a method of that name begins here, as `func (p *Plugin) MessageHasBeenPosted(` does.
fn is_method(token: &Token<'_>) -> bool {
    let receiver = token.before().trim_start().strip_prefix("func (").and_then(|rest| rest.split_once(')'));
    called(token) && receiver.is_some_and(|(_, rest)| rest.trim().is_empty())
}

/// Whether a handler of requests begins here that looks at them. One that does nothing, or greets all alike as the starter
/// template's once did, need not know who asks.
fn serves(token: &Token<'_>) -> bool {
    let looks = || {
        let (parameters, rest) = token.after().split_once(" *http.Request)")?;
        let request = parameters.rsplit([' ', '(']).next()?;
        let body = if rest.trim_end().ends_with('}') { rest } else { token.body()? };
        Some(tokens(body).any(|word| word.text == request))
    };
    token.before().trim_start().starts_with("func") && looks().unwrap_or(true)
}

fn is_set_true(token: &Token<'_>) -> bool {
    token.after().trim_start_matches([':', ' ', '=']).starts_with("true")
}

/// `Component.propTypes = {`, or `static propTypes = {` in a class.
fn states_prop_types(token: &Token<'_>) -> bool {
    let set = token.after().trim_start().strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '>']));
    let component = token.qualifier().starts_with(char::is_uppercase);
    set && (component || token.before().trim_end().ends_with("static"))
}

/// The first that fits counts.
const GO: &[Rule] = &[
    rule(ServesHttp, &[], &["ServeHTTP"], serves),
    rule(ServesHttp, &["http"], &["HandleFunc", "Handle"], always),
    rule(ServesHttp, &["mux", "chi"], &["NewRouter"], always),
    rule(ServesHttp, &["gin"], &["New", "Default"], always),
    rule(ReadsSession, &["API"], &["GetSession"], called),
    rule(ReadsSession, &["Session"], &["Get"], called),
    rule(AsksServer, &["http"], &["Get", "Post", "PostForm", "Head", "NewRequest", "NewRequestWithContext"], called),
    rule(AsksServer, &["oauth2", "github", "gitlab", "jira"], &["NewClient"], called),
    rule(RunsShell, &["exec"], &["Command", "CommandContext"], call::runs_shell),
    rule(StartsProcess, &["exec"], &["Command", "CommandContext"], always),
    rule(StartsProcess, &["exec"], &["Cmd"], |token| token.after().starts_with('{')),
    rule(StartsProcess, &["os"], &["StartProcess"], always),
    rule(StartsProcess, &["syscall"], &["Exec", "ForkExec"], always),
    rule(
        OpensSocket,
        &["net"],
        &["Listen", "Dial", "DialTimeout", "ListenPacket", "ListenUDP", "ListenTCP", "DialTCP", "DialUDP"],
        always,
    ),
    rule(OpensSocket, &["tls"], &["Dial", "Listen"], always),
    rule(OpensSocket, &[], &["ListenAndServe", "ListenAndServeTLS", "ListenTLS"], is_call),
    rule(OpensSocket, &["http"], &["Serve", "ServeTLS"], called),
    rule(OpensSocket, &["websocket"], &["Dial", "DefaultDialer"], always),
    rule(OpensSocket, &["dialer", "Dialer"], &["Dial"], called),
    rule(OpensSocket, &["nats"], &["Connect"], called),
    rule(OpensSocket, &["smtp"], &["SendMail", "Dial"], always),
    rule(OpensSocket, &["ssh"], &["Dial"], always),
    rule(OpensSocket, &[], &["DialTLS", "DialStartTLS", "DialURL", "DialContext"], called),
    rule(OpensSocket, &["client", "imapclient", "ldap", "amqp", "redis", "ftp"], &["Dial"], called),
    rule(OpensSocket, &["grpc"], &["Dial", "DialContext", "NewClient", "NewServer"], always),
    rule(
        OpensFile,
        &["os"],
        &[
            "Open",
            "OpenFile",
            "Create",
            "CreateTemp",
            "ReadFile",
            "WriteFile",
            "Remove",
            "RemoveAll",
            "MkdirTemp",
            "ReadDir",
            "Mkdir",
            "MkdirAll",
            "Rename",
        ],
        always,
    ),
    rule(OpensFile, &["ioutil"], &["ReadFile", "WriteFile", "TempFile", "TempDir", "ReadDir"], always),
    rule(
        UsesStore,
        &[],
        &[
            "KVSet",
            "KVGet",
            "KVDelete",
            "KVList",
            "KVDeleteAll",
            "KVSetWithOptions",
            "KVSetWithExpiry",
            "KVCompareAndSet",
            "KVCompareAndDelete",
        ],
        called,
    ),
    rule(
        UsesStore,
        &["KV"],
        &["Set", "Get", "Delete", "ListKeys", "SetAtomicWithRetries", "CompareAndSet", "SetWithExpiry"],
        always,
    ),
    rule(UsesStore, &[], &["KV"], hands_on),
    rule(OpensDatabase, &["sql", "sqlx"], &["Open", "Connect", "NewDb"], called),
    rule(OpensDatabase, &[], &["GetMasterDB", "GetReplicaDB"], called),
    rule(Encrypts, &["aes"], &["NewCipher"], always),
    rule(Encrypts, &["cipher"], &["NewGCM", "NewCFBEncrypter", "NewCBCEncrypter", "NewCTR"], always),
    rule(Encrypts, &["secretbox"], &["Seal"], always),
    rule(UsesWeakCipher, &["rsa"], &["GenerateKey"], call::makes_short_key),
    rule(UsesWeakCipher, &["des"], &["NewCipher", "NewTripleDESCipher"], called),
    rule(UsesWeakCipher, &["rc4"], &["NewCipher"], called),
    rule(LogsSecret, &["API"], &["LogError", "LogWarn", "LogInfo", "LogDebug"], call::logs_secret),
    rule(LogsSecret, &["Log"], &["Error", "Warn", "Info", "Debug"], call::logs_secret),
    rule(LogsNoPairs, &["API"], &["LogError", "LogWarn", "LogInfo", "LogDebug"], call::logs_no_pairs),
    rule(LogsNoPairs, &["Log"], &["Error", "Warn", "Info", "Debug"], call::logs_no_pairs),
    rule(FillsPageAsText, &[], &["ParseFiles", "ParseFS", "ParseGlob"], call::reads_page),
    rule(ComparesSafely, &["subtle"], &["ConstantTimeCompare"], always),
    rule(ComparesSafely, &["hmac"], &["Equal"], always),
    rule(ComparesSafely, &["jwt"], &["Parse", "ParseWithClaims"], called),
    rule(ComparesSafely, &["github"], &["ValidatePayload", "ValidateSignature"], called),
    rule(ComparesSecret, &["strings"], &["Compare", "EqualFold"], compares_secret_in_call),
    rule(ComparesSecret, &["bytes"], &["Compare", "Equal"], compares_secret_in_call),
    rule(AddsCommand, &["SlashCommand"], &["Register"], always),
    rule(AddsCommand, &[], &["RegisterCommand"], is_call),
    rule(
        SeesMessages,
        &[],
        &[
            "MessageWillBePosted",
            "MessageWillBeUpdated",
            "MessageHasBeenPosted",
            "MessageHasBeenUpdated",
            "MessageHasBeenDeleted",
            "MessagesWillBeConsumed",
            "FileWillBeUploaded",
            "FileWillBeDownloaded",
            "ReactionHasBeenAdded",
            "ReactionHasBeenRemoved",
            "NotificationsWillBeSent",
            "NotificationWillBePushed",
            "EmailNotificationWillBeSent",
            "OnSharedChannelsSyncMsg",
            "OnSharedChannelsAttachmentSyncMsg",
        ],
        is_method,
    ),
    rule(
        SeesLogins,
        &[],
        &["UserWillLogIn", "UserHasLoggedIn", "OnSAMLLogin", "UserHasBeenCreated", "UserHasBeenDeactivated"],
        is_method,
    ),
    rule(
        ChangesAccounts,
        &["API"],
        &[
            "CreateUser",
            "UpdateUser",
            "UpdateUserActive",
            "UpdateUserAuth",
            "DeleteUser",
            "CreateUserAccessToken",
            "RevokeUserAccessToken",
            "CreateSession",
            "ExtendSessionExpiry",
            "RevokeSession",
        ],
        called,
    ),
    rule(
        ChangesAccounts,
        &["User"],
        &["Create", "Update", "UpdateActive", "UpdateAuth", "Delete", "CreateAccessToken", "RevokeAccessToken"],
        call::is_of_server,
    ),
    rule(ChangesAccounts, &["Session"], &["Create", "ExtendExpiry", "Revoke"], call::is_of_server),
    rule(GivesRoles, &[], &["UpdateUserRoles", "UpdateTeamMemberRoles", "UpdateChannelMemberRoles"], called),
    rule(GivesRoles, &["User", "Team", "Channel"], &["UpdateRoles", "UpdateMemberRoles"], called),
    rule(CompletesCommand, &["model"], &["NewAutocompleteData"], always),
    rule(CompletesCommand, &[], &["AutocompleteData", "AutoCompleteDesc"], always),
    rule(CompletesCommand, &[], &["AutoComplete"], is_set_true),
    rule(AddsSubcommand, &[], &["AddCommand"], called),
    rule(ReadsHostname, &["os"], &["Hostname"], always),
    rule(Repeats, &["time"], &["NewTicker", "Tick"], always),
    rule(Repeats, &["cron"], &["New"], always),
    rule(Repeats, &["gocron"], &["NewScheduler"], always),
    rule(UsesCluster, &["cluster"], &["Schedule", "NewMutex", "GetJobOnceScheduler"], always),
    rule(UsesCluster, &[], &["JobOnceScheduler", "PublishPluginClusterEvent", "OnPluginClusterEvent"], always),
    rule(SkipsTls, &[], &["InsecureSkipVerify"], is_set_true),
    rule(InsertsHtml, &["template"], &["HTML", "JS"], called),
];

/// Those of JavaScript and TypeScript.
const SCRIPT: &[Rule] = &[
    rule(InsertsHtml, &[], &["dangerouslySetInnerHTML", "innerHTML"], |token| {
        token.after().trim_start().starts_with('=')
    }),
    rule(UsesOldReact, &["ReactDOM", "ReactDom"], &["render", "hydrate"], called),
    rule(UsesOldReact, &[], &["findDOMNode", "unmountComponentAtNode"], called),
    rule(StatesPropTypes, &[], &["propTypes"], states_prop_types),
    rule(AsksServer, &[], &["fetch"], |token| called(token) && token.qualifier().is_empty() && !asks_mattermost(token)),
    rule(AsksServer, &["axios", "superagent"], &["get", "post", "put", "delete", "request"], |token| {
        !asks_mattermost(token)
    }),
    rule(AsksServer, &[], &["XMLHttpRequest"], is_made),
    rule(OpensSocket, &[], &["WebSocket", "EventSource"], is_made),
];

/// Whether the call says that it asks the server that the web app is from: for the plugin's routes, or by Mattermost's API.
fn asks_mattermost(token: &Token<'_>) -> bool {
    let after = token.after();
    ["/plugins/", "/api/v4", "PluginServerRoute", "Client4."].iter().any(|own| after.contains(own))
}

fn is_made(token: &Token<'_>) -> bool {
    token.before().trim_end().ends_with("new")
}

/// A call or name in Go.
pub(super) fn in_go(token: &Token<'_>) -> Option<SightingKind> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(GO));
    const USER_ID: &str = "mattermostuserid";
    let name = token.text;
    TABLE.kind(token).or_else(|| match name {
        _ if name.starts_with("help") || name.ends_with("Help") => Some(OffersHelp),
        _ => (name.len() >= USER_ID.len() && names(name, USER_ID) && of_header(token)).then_some(ReadsUserId),
    })
}

/// Whether a constant is meant that names a header, and not just a user: `r.Header.Get(constants.UserID)`, `HeaderUserID`.
fn of_header(token: &Token<'_>) -> bool {
    let asked = token.before().trim_end_matches(is_of_path).strip_suffix(['(', '[']);
    let call = asked.map(|before| before.rsplit(|c| !is_of_path(c)).next().unwrap_or_default());
    match call {
        Some(call) if call.ends_with("Header.Set") || call.ends_with("Header.Add") => false,
        call => names(token.text, "header") || call.is_some_and(|call| names(call, "header")),
    }
}

/// A call or name in JavaScript or TypeScript.
pub(super) fn in_script(token: &Token<'_>) -> Option<SightingKind> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(SCRIPT));
    TABLE.kind(token)
}

/// Rules by the names in them, and by each first letter the lengths of those names, as bits: most words are in no rule.
struct Table {
    rules: HashMap<&'static str, Vec<&'static Rule>>,
    lengths: [u64; 128],
}

impl Table {
    fn new(rules: &'static [Rule]) -> Self {
        let mut table = Self { rules: HashMap::new(), lengths: [0; 128] };
        for (rule, name) in rules.iter().flat_map(|rule| rule.names.iter().map(move |name| (rule, *name))) {
            table.rules.entry(name).or_default().push(rule);
            if let Some(slot) = name.bytes().next().and_then(|first| table.lengths.get_mut(usize::from(first))) {
                *slot |= bit(name);
            }
        }
        table
    }

    fn kind(&self, token: &Token<'_>) -> Option<SightingKind> {
        let first = token.text.bytes().next()?;
        if self.lengths.get(usize::from(first))? & bit(token.text) == 0 {
            return None;
        }
        let fits = |rule: &&&Rule| {
            (rule.qualifiers.is_empty() || rule.qualifiers.contains(&token.qualifier())) && (rule.when)(token)
        };
        self.rules.get(token.text)?.iter().find(fits).map(|rule| rule.kind)
    }
}

/// The length of `name` as a bit; all beyond 63 bytes share the last.
fn bit(name: &str) -> u64 {
    1 << name.len().min(63)
}
