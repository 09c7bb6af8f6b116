//! Advice on the plugin's own sources: what reviewers of other plugins have found, where a line shows it.

use super::MOST_PLACES;
use crate::data::node;
use crate::data::retired::Retired;
use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::code::dependencies::Outdated;
use crate::evidence::code::{Code, SightingKind as S};
use crate::verdict::Hint;

/// A finding that sightings alone tell.
struct Rule {
    id: &'static str,
    /// What has to be seen.
    seen: S,
    /// What must not be seen anywhere; such a rule says nothing when a source could not be read.
    without: &'static [S],
    because: &'static str,
    help: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        id: "http-without-user",
        seen: S::ServesHttp,
        without: &[S::ReadsUserId, S::ReadsSession, S::NamesPlugin, S::ComparesSecret, S::ComparesSafely],
        because: "the plugin serves HTTP, and nothing in its sources reads who asks (Mattermost-User-Id, a session, another \
            plugin's id) or compares a secret: whoever reaches the server reaches these endpoints, as reviews found of other plugins",
        help: "refuse requests without the header Mattermost-User-Id, which the server sets for people who are \
            logged in; a webhook for outsiders checks a secret instead",
    },
    Rule {
        id: "plugin-id-added",
        seen: S::AddsPluginId,
        without: &[],
        because: "Header.Add leaves a Mattermost-Plugin-ID that the caller has sent in its place, and the first \
            value counts: anyone can pose as another plugin",
        help: "use Header.Set, or Header.Del first",
    },
    Rule {
        id: "secret-compared-plainly",
        seen: S::ComparesSecret,
        without: &[],
        because: "a secret is compared by what stops at the first difference, and whose duration tells how much of it was right",
        help: "compare with subtle.ConstantTimeCompare, or hmac.Equal for signatures",
    },
    Rule {
        id: "secret-logged",
        seen: S::LogsSecret,
        without: &[],
        because: "a secret is written to the server's log, which more people read than are to know it",
        help: "leave it out, or log what tells which it was, such as the id of its owner",
    },
    Rule {
        id: "weak-cipher",
        seen: S::UsesWeakCipher,
        without: &[],
        because: "DES and RC4 are broken, and RSA keys below 2048 bits too short",
        help: "encrypt with aes.NewCipher and cipher.NewGCM, and let rsa.GenerateKey make 2048 bits or more; where the other \
            side takes nothing else, silence this with that reason",
    },
    Rule {
        id: "shell-command",
        seen: S::RunsShell,
        without: &[],
        because: "a shell is given a command that is no fixed text: whatever of it comes from users runs on the server",
        help: "start the program itself and give it its arguments: exec.Command(name, argument)",
    },
    Rule {
        id: "html-by-text-template",
        seen: S::FillsPageAsText,
        without: &[],
        because: "text/template puts values into a page of HTML as they are, so that a script in one of them runs",
        help: "import html/template in its place: it has the same functions, and escapes what it fills in",
    },
    Rule {
        id: "log-without-pairs",
        seen: S::LogsNoPairs,
        without: &[],
        because: "the server's log takes a message, and then a key and a value by turns: here one is left over, and a %s in \
            the message stays as it is",
        help: "name each value by a key: p.API.LogError(\"could not save\", \"error\", err.Error())",
    },
    Rule {
        id: "token-stored-plainly",
        seen: S::StoresToken,
        without: &[S::Encrypts],
        because: "a token goes into the key-value store, and nothing in the sources encrypts: whoever reads the \
            database can act as its owner",
        help: "encrypt tokens with a key from a generated setting before KVSet, as the GitHub and Jira plugins do",
    },
    Rule {
        id: "command-without-autocomplete",
        seen: S::AddsCommand,
        without: &[S::CompletesCommand],
        because: "the slash command is registered without autocomplete: people have to know it by heart",
        help: "set AutoComplete, AutoCompleteDesc and AutocompleteData in the model.Command",
    },
    Rule {
        id: "command-without-help",
        seen: S::AddsSubcommand,
        without: &[S::OffersHelp],
        because: "the slash command has subcommands, and none of them is help: QA and users ask for one",
        help: "answer to `help` with the list of subcommands",
    },
    Rule {
        id: "hostname-as-identity",
        seen: S::ReadsHostname,
        without: &[S::UsesCluster],
        because: "os.Hostname tells the servers of a cluster apart only by luck, and a leader chosen by it stays \
            chosen when it is gone",
        help: "use cluster.Schedule or cluster.NewMutex of the plugin API for what only one server of a cluster may \
            do; where the name only labels what each server keeps or logs, silence this with that reason",
    },
    Rule {
        id: "repeats-on-every-server",
        seen: S::Repeats,
        without: &[S::UsesCluster],
        because: "in a High Availability cluster each server runs the plugin, so that what a ticker starts happens \
            once per server",
        help: "use cluster.Schedule of the plugin API for work on what the servers share; for what each keeps of its own, \
            a connection or a cache, silence this with that reason",
    },
    Rule {
        id: "state-in-memory",
        seen: S::KeepsState,
        without: &[S::UsesCluster],
        because: "the server keeps this in its memory and writes to it: in a High Availability cluster each server has \
            its own, and an update of the plugin forgets it",
        help: "keep what must outlive a request in the key-value store; for a cache that may differ, silence this with \
            that reason",
    },
    Rule {
        id: "react-19-jsx-runtime",
        seen: S::LeavesReactOut,
        without: &[S::KnowsJsxRuntime],
        because: "servers from v12 bring React 19; with only react external, an older JSX runtime can stay in the \
            bundle, and elements made by it break the page",
        help: "treat react/jsx-runtime and react/jsx-dev-runtime as the server's developer documentation says (React \
            JSX runtime compatibility): as externals for v12 only, through compatibility modules otherwise",
    },
    Rule {
        id: "react-19-removed-api",
        seen: S::UsesOldReact,
        without: &[],
        because: "React 19, which servers from v12 bring, has no findDOMNode, no ReactDOM.render and no \
            unmountComponentAtNode",
        help: "use refs in place of findDOMNode, and createRoot of react-dom/client in place of ReactDOM.render",
    },
    Rule {
        id: "react-19-prop-types",
        seen: S::StatesPropTypes,
        without: &[],
        because: "React 19, which servers from v12 bring, checks propTypes no more and says nothing of it: wrong \
            properties go unnoticed",
        help: "state the types in TypeScript, or check with the package prop-types' checkPropTypes; then take propTypes \
            out",
    },
];

const OUTDATED: &str = "dependency-retired";
const UNPINNED: &str = "dependency-unpinned";
const OLD_NODE: &str = "node-end-of-life";
const OLD_LINT: &str = "golangci-lint-v1";

/// Whether the sources serve HTTP and nothing in them asks who calls: what the hint `http-without-user` tells.
pub fn serves_anybody(code: &Code) -> bool {
    RULES.iter().any(|rule| rule.seen == S::ServesHttp && rule.applies(code))
}

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.id).chain([OLD_NODE, OLD_LINT, OUTDATED, UNPINNED])
}

/// What calls for one of them, and what to do.
pub(super) fn lesson(id: &str) -> Option<(&'static str, &'static str)> {
    RULES.iter().find(|rule| rule.id == id).map(|rule| (rule.because, rule.help))
}

/// What the sources call for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    let Some(code) = evidence.code.seen() else { return Vec::new() };
    let told = RULES.iter().filter_map(|rule| of_rule(rule, code));
    let beside = [old_node(code), old_lint(code), outdated(code), unpinned(code)];
    told.chain(beside.into_iter().flatten()).collect()
}

impl Rule {
    fn applies(&self, code: &Code) -> bool {
        let certain = self.without.is_empty() || code.unread.is_empty();
        let excused = self.without.iter().any(|kind| code.has(*kind));
        certain && !excused && code.has(self.seen)
    }
}

fn of_rule(rule: &Rule, code: &Code) -> Option<Hint> {
    if !rule.applies(code) {
        return None;
    }
    let all: Vec<&Place> = code.of(rule.seen).map(|sighting| &sighting.place).collect();
    let cut = if all.len() > MOST_PLACES {
        format!(" (the first {MOST_PLACES} of {} places)", all.len())
    } else {
        String::new()
    };
    Some(Hint {
        id: rule.id,
        because: format!("{}{cut}", rule.because),
        help: rule.help.to_owned(),
        locations: all.into_iter().take(MOST_PLACES).cloned().collect(),
    })
}

fn old_node(code: &Code) -> Option<Hint> {
    let asked = code.node.as_ref()?;
    let ended = asked.major <= node::ENDED_UP_TO || node::ENDED.contains(&asked.major);
    ended.then(|| Hint {
        id: OLD_NODE,
        because: format!(
            "Node.js {} gets no more fixes, security included: what it builds is built with known holes",
            asked.major
        ),
        help: "ask for a release line with long-term support, and run `npm audit` with it".to_owned(),
        locations: vec![asked.place.clone()],
    })
}

fn old_lint(code: &Code) -> Option<Hint> {
    let place = code.old_lint.as_ref()?;
    Some(Hint {
        id: OLD_LINT,
        because:
            "the configuration is for golangci-lint 1, which gets no more fixes and does not know new releases of Go"
                .to_owned(),
        help: "run `golangci-lint migrate` with version 2, commit what it writes, and let the Makefile and CI install version 2".to_owned(),
        locations: vec![place.clone()],
    })
}

/// What no update mends, because its successor has another name; `npm audit` and `govulncheck` tell of the rest.
fn outdated(code: &Code) -> Option<Hint> {
    let mut retired: Vec<&Retired> = Vec::new();
    for outdated in &code.outdated {
        if !retired.contains(&outdated.dependency) {
            retired.push(outdated.dependency);
        }
    }
    let told: Vec<String> = retired.iter().map(|retired| format!("{} {}", retired.name, retired.why)).collect();
    let instead: Vec<&str> = retired.iter().map(|retired| retired.instead).collect();
    let of_go = |outdated: &Outdated| outdated.place.path.ends_with("go.mod");
    let audit = match (code.outdated.iter().any(of_go), code.outdated.iter().all(of_go)) {
        (true, true) => "`govulncheck ./...` tells",
        (false, _) => "`npm audit` tells",
        (true, false) => "`govulncheck ./...` and `npm audit` tell",
    };
    (!told.is_empty()).then(|| Hint {
        id: OUTDATED,
        because: told.join("; "),
        help: format!("use {}; {audit} what else is known", instead.join(" and ")),
        locations: code.outdated.iter().map(|outdated| outdated.place.clone()).collect(),
    })
}

fn unpinned(code: &Code) -> Option<Hint> {
    let place = code.unpinned.as_ref()?;
    Some(Hint {
        id: UNPINNED,
        because: format!(
            "no lockfile pins the dependencies of {}: each build takes others, and `npm audit` has nothing to go by",
            place.path
        ),
        help: "run `npm install` and commit package-lock.json; build with `npm ci`".to_owned(),
        locations: vec![place.clone()],
    })
}
