//! Whether two names of a person mean the same person, as far as names can tell.

/// A handle as it is compared: without a leading `@`, in lower case, as GitHub and Mattermost treat them.
pub fn normal(handle: &str) -> String {
    let handle = handle.trim();
    handle.strip_prefix('@').unwrap_or(handle).to_lowercase()
}

/// Whether two handles name the same account.
pub fn same(a: &str, b: &str) -> bool {
    normal(a) == normal(b)
}

/// Whether `people` names the account `handle`.
pub fn is_among<'a>(handle: &str, people: impl IntoIterator<Item = &'a String>) -> bool {
    people.into_iter().any(|person| same(person, handle))
}

/// Whether a git author, or the principal of a key, calls itself by this handle.
///
/// The author's name, the whole address, what stands before its `@`, and GitHub's
/// `12345+handle@users.noreply.github.com` count. That says what a commit claims; only a verified signature says that
/// it is true.
pub fn is_author(handle: &str, name: &str, email: &str) -> bool {
    let handle = normal(handle);
    if handle.is_empty() {
        return false;
    }
    let email = email.trim().to_lowercase();
    let (local, domain) = email.rsplit_once('@').unwrap_or((&email, ""));
    let local = match local.split_once('+') {
        Some((number, account)) if domain == "users.noreply.github.com" && is_number(number) => account,
        _ => local,
    };
    [normal(name), email.clone(), local.to_owned()].contains(&handle)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
