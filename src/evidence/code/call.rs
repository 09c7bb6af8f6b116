//! What the arguments of a call of Go tell, as far as they stand on its line.

use super::lexer::Token;
use super::{is_secret, is_value, last_name};

/// The arguments in `after`, the rest of a line from the opening bracket on; `None` where they go on on the next.
fn arguments(after: &str) -> Option<Vec<&str>> {
    let inside = after.strip_prefix('(')?;
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in inside.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some('"' | '\''), '\\') => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => {
                found.push(inside.get(start..at)?.trim());
                found.retain(|argument| !argument.is_empty());
                return Some(found);
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                found.push(inside.get(start..at)?.trim());
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    None
}

/// Whether the call is one of the server's, directly or by a service of the plugin API's client: `p.API.DeleteUser(`,
/// `p.client.User.Delete(`.
pub(super) fn is_of_server(token: &Token<'_>) -> bool {
    let by_client = || {
        let path = token.before().strip_suffix('.').and_then(|path| path.strip_suffix(token.qualifier()));
        path.is_some_and(|path| ["client.", "api."].iter().any(|client| path.to_ascii_lowercase().ends_with(client)))
    };
    token.after().starts_with('(') && (token.qualifier() == "API" || by_client())
}

/// What a call of the server's log takes after its message: keys and values by turns.
fn logged<'a>(token: &Token<'a>) -> Vec<&'a str> {
    let arguments = is_of_server(token).then(|| arguments(token.after())).flatten().unwrap_or_default();
    arguments.into_iter().skip(1).collect()
}

/// Whether a call of the server's log has a key too many or a value.
pub(super) fn logs_no_pairs(token: &Token<'_>) -> bool {
    let logged = logged(token);
    !logged.len().is_multiple_of(2) && !logged.iter().any(|argument| argument.ends_with("..."))
}

/// Whether a call of the server's log is given a secret, by its name.
pub(super) fn logs_secret(token: &Token<'_>) -> bool {
    let is_plain = |argument: &str| !argument.contains('(') && !last_name(argument).starts_with("err");
    logged(token).into_iter().any(|argument| is_plain(argument) && is_value(argument) && is_secret(argument))
}

/// Whether the call gives a shell a command that is no fixed text: `exec.Command("sh", "-c", command)`.
pub(super) fn runs_shell(token: &Token<'_>) -> bool {
    let arguments = arguments(token.after()).unwrap_or_default();
    let mut texts = arguments.iter().skip_while(|argument| !argument.starts_with(['"', '`']));
    let shell = texts.next().map(|name| name.trim_matches(['"', '`']));
    let shell =
        shell.and_then(|name| name.rsplit('/').next()).is_some_and(|name| matches!(name, "sh" | "bash" | "zsh"));
    let fixed = |command: &&str| command.starts_with(['"', '`']) && !command.contains(['+', '%']);
    shell && texts.next() == Some(&"\"-c\"") && texts.next().is_some_and(|command| !fixed(command))
}

/// Whether the key that the call makes has fewer than 2048 bits: `rsa.GenerateKey(rand.Reader, 1024)`.
pub(super) fn makes_short_key(token: &Token<'_>) -> bool {
    let bits = arguments(token.after()).and_then(|arguments| arguments.get(1)?.parse::<u32>().ok());
    bits.is_some_and(|bits| bits < 2048)
}

/// Whether the call reads a template that is a page: `template.ParseFiles(folder + "/index.html")`.
pub(super) fn reads_page(token: &Token<'_>) -> bool {
    token.after().contains(".html\"")
}
