//! Folders that commands go to, seen from the repository's root.

/// `directory` seen from `at`, both from the repository's root; a folder that only the run knows stays as written.
pub fn join(at: &str, directory: &str) -> String {
    let directory = directory.trim_end_matches('/');
    // Where the checkout lies is the repository's root.
    const ROOTS: [&str; 11] = [
        "$GITHUB_WORKSPACE",
        "${GITHUB_WORKSPACE}",
        "${{ github.workspace }}",
        "${{github.workspace}}",
        "$CI_PROJECT_DIR",
        "${CI_PROJECT_DIR}",
        "$TRAVIS_BUILD_DIR",
        "$(Build.SourcesDirectory)",
        "$(CURDIR)",
        "$(git rev-parse --show-toplevel)",
        "$CIRCLE_WORKING_DIRECTORY",
    ];
    let inside = |root: &&str| directory.strip_prefix(*root).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let (at, directory) = match ROOTS.iter().find_map(inside) {
        Some(rest) => ("", rest.trim_start_matches('/')),
        None => (at, directory),
    };
    if directory.starts_with(['/', '~', '$']) {
        return format!("{directory}/");
    }
    let mut parts: Vec<&str> = at.split('/').filter(|part| !part.is_empty()).collect();
    for part in directory.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { String::new() } else { parts.join("/") + "/" }
}

/// A script's text with its own folder, seen from the repository's root, where it asks for it.
pub(super) fn in_folder(text: &str, folder: &str) -> String {
    const ASKED: [&str; 8] = [
        "$(dirname \"$0\")",
        "$(dirname $0)",
        "$(dirname -- \"$0\")",
        "$(dirname \"${BASH_SOURCE[0]}\")",
        "$(dirname ${BASH_SOURCE[0]})",
        "$(dirname -- \"${BASH_SOURCE[0]}\")",
        "$(dirname \"$BASH_SOURCE\")",
        "${0%/*}",
    ];
    let own = format!("$CI_PROJECT_DIR/{folder}");
    ASKED
        .iter()
        .fold(text.to_owned(), |text, asked| if text.contains(asked) { text.replace(asked, &own) } else { text })
}

/// The name and the folder of an assignment such as `HERE=$(cd "$X/.." && pwd)`.
pub(super) fn folder_variable(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let changed =
        value.strip_prefix("$(cd ").and_then(|inner| inner.strip_suffix(')')).filter(|inner| inner.contains("pwd"));
    let to = match changed {
        Some(inner) => {
            inner.split(" &&").next()?.split(" >").next()?.trim_start_matches("-- ").trim_matches(['"', '\'', ' '])
        }
        None if value.starts_with("$CI_PROJECT_DIR") || value.starts_with("$(git rev-parse --show-toplevel)") => value,
        None if value == "$(pwd)" || value == "$PWD" => ".",
        None => return None,
    };
    Some((name, to))
}

/// A word with the folder put in that a variable at its start stands for.
pub(super) fn located(word: &str, folders: &[(String, String)]) -> String {
    let found = folders.iter().rev().find_map(|(name, folder)| {
        let rest = word.strip_prefix('$')?;
        let rest = rest.strip_prefix(name).or_else(|| rest.strip_prefix('{')?.strip_prefix(name)?.strip_prefix('}'))?;
        (rest.is_empty() || rest.starts_with('/'))
            .then(|| format!("$CI_PROJECT_DIR/{folder}{}", rest.trim_start_matches('/')))
    });
    found.unwrap_or_else(|| word.to_owned())
}

/// A folder as messages show it.
pub(super) fn shown_folder(directory: &str) -> &str {
    if directory.is_empty() { "." } else { directory.trim_end_matches('/') }
}
