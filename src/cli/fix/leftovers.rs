//! Ids, names and module paths of the starter template that a plugin's code still carries.

use crate::data::template::{FORMER_MODULE, IDS, MODULES, NAMES};
use crate::error::visible;

/// What the template's names become.
pub(super) struct Own {
    /// Everywhere in code: the template's id by the plugin's.
    ids: Vec<(String, String)>,
    /// In Go files: the template's module by the plugin's.
    modules: Vec<(String, String)>,
    /// In the manifest: the template's repository by the plugin's.
    repositories: Vec<(String, String)>,
}

impl Own {
    /// The plugin's own id, name, Go module and repository (`host/owner/name`); those that are still the template's own
    /// are no use.
    pub(super) fn new(
        id: Option<String>,
        name: Option<String>,
        module: Option<String>,
        repository: Option<String>,
    ) -> Self {
        let is_template = |value: &str| {
            let value = value.trim_end_matches(".git");
            MODULES.iter().any(|module| module.eq_ignore_ascii_case(value))
        };
        let pairs = |theirs: &[&str], own: &Option<String>| -> Vec<(String, String)> {
            own.iter().flat_map(|own| theirs.iter().map(|name| ((*name).to_owned(), own.clone()))).collect()
        };
        let id = id.filter(|id| !IDS.contains(&id.to_lowercase().as_str()));
        let name = name.filter(|name| !NAMES.iter().any(|theirs| theirs.eq_ignore_ascii_case(name.trim())));
        let repository = repository.filter(|repository| !is_template(repository));
        let module = module.filter(|module| !is_template(module)).or_else(|| repository.clone());
        let mut ids = pairs(IDS, &id);
        // In prose the template's name may be a credit; as a whole string of code it is a leftover.
        let quoted = |name: &str| serde_json::Value::from(visible(name)).to_string();
        ids.extend(name.iter().flat_map(|own| NAMES.iter().map(|theirs| (quoted(theirs), quoted(own)))));
        let mut modules = pairs(MODULES, &module);
        modules.extend(pairs(&[FORMER_MODULE], &module));
        Self { ids, modules, repositories: pairs(MODULES, &repository) }
    }

    /// `text`, the file at `path` from the plugin's folder, with the plugin's own names, and how many were replaced.
    pub(super) fn replace(&self, path: &str, text: &str) -> (String, usize) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_manifest = crate::evidence::manifest::NAMES.contains(&path);
        // The template's Makefile names the template's id on purpose, to warn whoever kept it.
        let is_code = matches!(ending, "go" | "js" | "jsx" | "ts" | "tsx" | "json" | "yml" | "yaml");
        let is_go = ending == "go" || matches!(name, "go.mod" | ".golangci.yml" | ".golangci.yaml");
        let mut pairs: Vec<&(String, String)> = Vec::new();
        if is_code {
            pairs.extend(&self.ids);
        }
        if is_go {
            pairs.extend(&self.modules);
        }
        if is_manifest {
            pairs.extend(&self.repositories);
        }
        let mut out = text.to_owned();
        let mut count = 0;
        for (theirs, own) in pairs {
            let (replaced, number) = replace_words(&out, theirs, own);
            (out, count) = (replaced, count + number);
        }
        (out, count)
    }
}

/// Replaces `theirs` where it is not a part of a longer name.
fn replace_words(text: &str, theirs: &str, own: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(theirs) {
        out.push_str(before);
        let goes_on = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let longer = !theirs.ends_with('"') && after.starts_with(goes_on);
        out.push_str(if longer { theirs } else { own });
        count += usize::from(!longer);
        rest = after;
    }
    out.push_str(rest);
    (out, count)
}

#[cfg(test)]
mod tests {
    use super::Own;

    fn own() -> Own {
        let some = |text: &str| Some(text.to_owned());
        Own::new(some("com.example.a"), some("A \"b\""), some("example.org/me/a"), some("example.org/me/a"))
    }

    #[test]
    fn code_gets_the_plugins_own_names() {
        let text = "import \"github.com/mattermost/mattermost-plugin-starter-template/server/x\"\n\
                    const id = \"com.mattermost.plugin-starter-template\"; const name = \"Plugin Starter Template\"\n";
        let (out, count) = own().replace("server/main.go", text);
        assert_eq!(count, 3);
        assert_eq!(
            out,
            "import \"example.org/me/a/server/x\"\nconst id = \"com.example.a\"; const name = \"A \\\"b\\\"\"\n"
        );
        assert_eq!(own().replace("server/main.go", &out), (out.clone(), 0));
    }

    #[test]
    fn longer_names_and_prose_stay() {
        let text = "github.com/mattermost/mattermost-plugin-starter-template-fork";
        assert_eq!(own().replace("go.mod", text).1, 0);
        let credit = "Based on github.com/mattermost/mattermost-plugin-starter-template, the Plugin Starter Template.";
        assert_eq!(own().replace("README.md", credit).1, 0);
        assert_eq!(own().replace("server/doc.js", credit).1, 0);
    }

    #[test]
    fn what_is_the_templates_own_replaces_nothing() {
        let template = Own::new(
            Some("com.mattermost.plugin-starter-template".into()),
            Some("Plugin Starter Template".into()),
            Some("github.com/mattermost/mattermost-plugin-starter-template".into()),
            Some("github.com/mattermost/mattermost-plugin-starter-template".into()),
        );
        let text = "\"com.mattermost.plugin-starter-template\" \"com.mattermost.sample-plugin\"";
        assert_eq!(template.replace("a.go", text).1, 0);
    }
}
