//! Ids, names and module paths of the starter template that a plugin's code still carries.

use crate::data::template::{FORMER_MODULE, IDS, MODULES, NAMES};
use crate::error::visible;
use crate::evidence::boilerplate::identity;
use crate::evidence::code::works_on_template;
use crate::evidence::lockfile;
use crate::evidence::repository::file_name;

/// What the template's names become.
pub(super) struct Own {
    /// Everywhere in code: the template's id by the plugin's.
    ids: Vec<(String, String)>,
    /// In Go files: the template's module by the plugin's.
    modules: Vec<(String, String)>,
    /// In the manifest: the template's repository by the plugin's.
    repositories: Vec<(String, String)>,
    /// Modules of the template that the plugin is built with, which no other name stands for.
    required: Vec<String>,
}

impl Own {
    /// The plugin's own id, name and repository (`host/owner/name`), and its module by its go.mod, else by `address`;
    /// those that are still the template's own are no use.
    pub(super) fn new(
        id: Option<String>,
        name: Option<String>,
        go_mod: Option<&str>,
        repository: Option<String>,
        address: Option<String>,
    ) -> Self {
        let module = go_mod.and_then(identity::module).map(str::to_owned);
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
        let module = module.into_iter().chain(address).find(|module| !is_template(module));
        let mut ids = pairs(IDS, &id);
        // In prose the template's name may be a credit; as a whole string of code it is a leftover.
        let quoted = |name: &str| serde_json::Value::from(visible(name)).to_string();
        ids.extend(name.iter().flat_map(|own| NAMES.iter().map(|theirs| (quoted(theirs), quoted(own)))));
        let mut modules = pairs(MODULES, &module);
        modules.extend(pairs(&[FORMER_MODULE], &module));
        let required = go_mod.map(required).unwrap_or_default();
        Self { ids, modules, repositories: pairs(MODULES, &repository), required }
    }

    /// `text`, the file at `path` from the plugin's folder, with the plugin's own names, and how many were replaced.
    pub(super) fn replace(&self, path: &str, text: &str) -> (String, usize) {
        // What is under `build` is a module of its own there, and speaks of the template on purpose.
        if path.starts_with("build/") {
            return (text.to_owned(), 0);
        }
        if path == "Makefile" {
            return self.replace_packages(text);
        }
        let name = file_name(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_manifest = crate::evidence::manifest::NAMES.contains(&path);
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
        let (out, count) = self.replace_all(text, pairs);
        // The template's comment on its own id goes on so.
        let advised = self.ids.iter().map(|(_, own)| format!(" Replace {own} with the plugin ID."));
        (if count > 0 { advised.fold(out, |out, advice| out.replace(&advice, "")) } else { out }, count)
    }

    /// The Makefile's `text` with the plugin's own packages, of which mocks are made. It names the template's id on
    /// purpose, to warn whoever kept it.
    fn replace_packages(&self, text: &str) -> (String, usize) {
        let (mut out, mut count) = (String::with_capacity(text.len()), 0);
        for line in text.split_inclusive('\n') {
            let modules = if works_on_template(line) { self.modules.as_slice() } else { &[] };
            let (replaced, number) = self.replace_all(line, modules);
            out.push_str(&replaced);
            count += number;
        }
        (out, count)
    }

    fn replace_all<'a>(&self, text: &str, pairs: impl IntoIterator<Item = &'a (String, String)>) -> (String, usize) {
        pairs.into_iter().fold((text.to_owned(), 0), |(text, count), (theirs, own)| {
            let (replaced, number) = self.replace_words(&text, theirs, own);
            (replaced, count + number)
        })
    }

    /// Replaces `theirs` where it is neither a part of a longer name nor the beginning of a module that is required.
    fn replace_words(&self, text: &str, theirs: &str, own: &str) -> (String, usize) {
        let mut out = String::with_capacity(text.len());
        let mut count = 0;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(theirs) {
            out.push_str(before);
            let longer = !theirs.ends_with('"') && after.starts_with(goes_on);
            let goes_to = |module: &str| {
                let behind = module.strip_prefix(theirs).and_then(|rest| after.strip_prefix(rest));
                behind.is_some_and(|behind| !behind.starts_with(goes_on))
            };
            let stays = longer || self.required.iter().any(|module| goes_to(module));
            out.push_str(if stays { theirs } else { own });
            count += usize::from(!stays);
            rest = after;
        }
        out.push_str(rest);
        (out, count)
    }
}

/// Whether a name goes on with `c`.
fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// The template's modules among those that `go_mod` requires.
fn required(go_mod: &str) -> Vec<String> {
    let modules = lockfile::parse("go.mod", go_mod).into_iter().flat_map(|found| found.packages);
    let is_templates = |path: &String| MODULES.iter().any(|module| path.starts_with(module));
    modules.map(|module| module.name).filter(is_templates).collect()
}

#[cfg(test)]
mod tests {
    use super::Own;

    fn own() -> Own {
        let some = |text: &str| Some(text.to_owned());
        let module = Some("module example.org/me/a\n");
        Own::new(some("com.example.a"), some("A \"b\""), module, some("example.org/me/a"), None)
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
    fn the_templates_advice_on_its_id_goes_with_it() {
        let id = "com.mattermost.plugin-starter-template";
        let text = format!("// The root is <siteUrl>/plugins/{id}/api/. Replace {id} with the plugin ID.\n");
        assert_eq!(own().replace("server/api.go", &text).0, "// The root is <siteUrl>/plugins/com.example.a/api/.\n");
    }

    #[test]
    fn the_makefile_gets_the_plugins_packages_and_keeps_the_rest() {
        let module = "github.com/mattermost/mattermost-plugin-starter-template";
        let kept = format!(
            "# See {module}/wiki\nifeq ($(PLUGIN_ID),com.mattermost.plugin-starter-template)\n\tcurl https://{module}/x\n"
        );
        let mocks = |module: &str| format!("{kept}\tmockgen -package=mocks {module}/server/command Command\n");
        assert_eq!(own().replace("Makefile", &mocks(module)), (mocks("example.org/me/a"), 1));
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
    fn a_module_of_the_template_that_go_mod_requires_is_no_leftover() {
        let build = "github.com/mattermost/mattermost-plugin-starter-template/build";
        let go_mod = format!("module example.org/me/a\n\nrequire (\n\t{build} v0.0.0-20230331081206-b874f4747e3b\n)\n");
        let own = Own::new(None, None, Some(&go_mod), None, None);
        assert_eq!(own.replace("go.mod", &go_mod), (go_mod.clone(), 0));
        assert_eq!(own.replace("build/go.mod", &format!("module {build}\n")).1, 0, "it may be replaced by that one");
        assert_eq!(own.replace("build/sync/main.go", &format!("import \"{build}/sync/plan\"\n")).1, 0);
        let own_module = Own::new(None, None, Some("module example.org/me/a\n"), None, None);
        assert_eq!(own_module.replace("build/sync/main.go", build).1, 0, "build/go.mod declares it");
        let others = format!("import (\n\t\"{build}er/x\"\n\t\"{}server\"\n)\n", build.trim_end_matches("build"));
        assert_eq!(own.replace("server/main.go", &others).1, 2);
        let single =
            Own::new(None, None, Some(&format!("module example.org/me/a\nrequire {build} v1.0.0\n")), None, None);
        assert_eq!(single.replace("build/main.go", build).1, 0);
    }

    #[test]
    fn what_is_the_templates_own_replaces_nothing() {
        let template = Own::new(
            Some("com.mattermost.plugin-starter-template".into()),
            Some("Plugin Starter Template".into()),
            Some("module github.com/mattermost/mattermost-plugin-starter-template"),
            Some("github.com/mattermost/mattermost-plugin-starter-template".into()),
            Some("github.com/mattermost/mattermost-plugin-starter-template".into()),
        );
        let text = "\"com.mattermost.plugin-starter-template\" \"com.mattermost.sample-plugin\"";
        assert_eq!(template.replace("a.go", text).1, 0);
    }
}
