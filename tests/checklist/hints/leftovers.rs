use plugin_ready::checklist::hints::leftovers::hints;
use plugin_ready::evidence::boilerplate::identity::Names;
use plugin_ready::evidence::boilerplate::{self, Boilerplate};
use plugin_ready::evidence::manifest::{self, Manifest};
use plugin_ready::evidence::{Evidence, Fact, code, docs};
use plugin_ready::verdict::Hint;

use crate::support::template::{index, lines};
use crate::support::tree::Tree;

fn evidence(files: &[(&str, &str)]) -> Evidence {
    let tree = Tree::of(files);
    let repository = tree.in_git("master", "acme");
    let manifest: Fact<Manifest> = manifest::find(&repository, &tree).fact().unwrap();
    Evidence {
        boilerplate: boilerplate::collect(&repository, &tree, &Names::default(), None),
        docs: docs::collect(&repository, &tree),
        manifest,
        repository,
        ..Evidence::default()
    }
}

fn of(evidence: &Evidence, id: &str) -> Option<Hint> {
    hints(evidence).into_iter().find(|hint| hint.id == id)
}

#[test]
fn all_leftovers_are_one_group_with_the_edits() {
    let evidence = evidence(&[
        (
            "plugin.json",
            "{\"id\": \"com.mattermost.plugin-starter-template\", \"name\": \"Plugin Starter Template\"}\n",
        ),
        ("go.mod", "module github.com/mattermost/mattermost-plugin-starter-template\n"),
    ]);
    let hint = of(&evidence, "template-leftovers").unwrap();
    assert_eq!(hint.because, "3 places still speak of the starter template where this plugin should speak of itself");
    assert_eq!(
        hint.help,
        "set your own id, name in plugin.json; go mod edit -module github.com/acme/mattermost-plugin-demo"
    );
    let places: Vec<String> = hint.locations.iter().map(ToString::to_string).collect();
    assert_eq!(places, ["plugin.json:1:8", "plugin.json:1:58", "go.mod:1:1"]);
}

/// The group for a plugin with a file of tools.
fn with_tool(path: &str, text: &str) -> Option<Hint> {
    with_tools(&[(path, text)])
}

fn with_tools(tools: &[(&str, &str)]) -> Option<Hint> {
    let manifest = ("plugin.json", "{\"id\": \"org.weather\", \"name\": \"Weather\"}\n");
    let files = [&[manifest, ("server/main.go", "package main\n")], tools].concat();
    let tree = Tree::of(&files);
    let repository = tree.in_git("master", "acme");
    of(&Evidence { code: code::collect(&repository, &tree), ..evidence(&files) }, "template-leftovers")
}

#[test]
fn mocks_are_made_of_the_plugins_own_packages() {
    let template = "github.com/mattermost/mattermost-plugin-starter-template";
    let made = format!("ifeq ($(PLUGIN_ID),com.mattermost.plugin-starter-template)\n\tmockgen {template}/server/x X\n");
    let hint = with_tool("Makefile", &made).unwrap();
    assert_eq!(hint.help, "write github.com/acme/mattermost-plugin-demo for the template's module in Makefile");
    assert_eq!(hint.locations[0].span.unwrap().start.line, 2);
    for fine in
        ["\tmockgen ./server/x X\n", "\tcurl https://{}/raw/master/Makefile\n", "# from {}/build\n", "\tgo get {}\n"]
    {
        assert_eq!(with_tool("Makefile", &fine.replace("{}", template)), None, "{fine}");
    }
}

#[test]
fn the_linters_prefix_is_the_plugins_own_module() {
    let linted = |setting: &str| with_tool(".golangci.yml", setting);
    for setting in [
        "goimports:\n  local-prefixes: github.com/mattermost/mattermost-starter-template\n",
        "goimports:\n  local-prefixes:\n    - github.com/mattermost/mattermost-plugin-starter-template # ours\n",
    ] {
        let hint = linted(setting).expect(setting);
        assert_eq!(hint.help, "write github.com/acme/mattermost-plugin-demo as local-prefixes in .golangci.yml");
        assert_eq!(hint.locations[0].path, ".golangci.yml");
    }
    assert_eq!(linted("goimports:\n  local-prefixes: github.com/acme/mattermost-plugin-demo\n"), None);
}

#[test]
fn the_module_is_the_one_that_go_mod_declares_wherever_the_repository_is() {
    let prefix = |module: &str| {
        let setting = "goimports:\n  local-prefixes: github.com/mattermost/mattermost-starter-template\n";
        with_tools(&[(".golangci.yml", setting), ("go.mod", &format!("module {module}\n"))]).unwrap().help
    };
    let own = "write example.org/weather as local-prefixes in .golangci.yml";
    assert_eq!(prefix("example.org/weather"), own, "imports begin with it");
    let repository = "write github.com/acme/mattermost-plugin-demo as local-prefixes in .golangci.yml";
    assert!(prefix("github.com/mattermost/mattermost-plugin-starter-template").starts_with(repository));
}

#[test]
fn a_plugin_in_a_folder_gets_a_module_that_go_can_find_there() {
    let tree = Tree::of(&[
        ("chat/plugin.json", "{\"id\": \"org.weather\", \"server\": {}}\n"),
        ("chat/go.mod", "module github.com/mattermost/mattermost-plugin-starter-template\n"),
    ]);
    let mut repository = tree.in_git("master", "acme");
    repository.prefix = "chat/".to_owned();
    let boilerplate = boilerplate::collect(&repository, &tree, &Names::default(), None);
    let hint = of(&Evidence { boilerplate, repository, ..Evidence::default() }, "template-leftovers").unwrap();
    assert_eq!(hint.help, "go mod edit -module github.com/acme/mattermost-plugin-demo/chat chat/go.mod");
}

#[test]
fn words_of_the_readme_that_are_true_of_the_plugin_too_may_stay() {
    let with = |readme: &str| {
        let manifest = ("plugin.json", "{\"id\": \"org.example.weather\", \"name\": \"Weather\"}\n");
        of(&evidence(&[manifest, ("README.md", readme)]), "template-leftovers")
    };
    let (title, release) = ("# Plugin Starter Template\n", "\n## How to Release\n");
    let document = docs::Document::new("README.md", format!("{title}{release}"));
    assert!(document.blocks.iter().all(docs::template::is_template), "both are the template's");
    assert_eq!(with(release), None);
    let hint = with(&format!("{release}\n{title}")).unwrap();
    assert_eq!(hint.locations.iter().map(ToString::to_string).collect::<Vec<_>>(), ["README.md:4:1"]);
}

#[test]
fn a_plugin_with_names_of_its_own_gets_no_hint() {
    let evidence = evidence(&[
        ("plugin.json", "{\"id\": \"org.example.weather\", \"name\": \"Weather\"}\n"),
        ("go.mod", "module github.com/acme/weather\n"),
        ("Makefile", "ifeq ($(PLUGIN_ID),com.mattermost.plugin-starter-template)\n"),
    ]);
    assert_eq!(hints(&evidence), []);
}

#[test]
fn a_file_far_behind_is_told_and_lists_of_dependencies_are_not() {
    let make = |version: usize| format!("{}{}", lines("make", 20), lines(&format!("make of {version}"), 2));
    let versions: Vec<String> = (0..5).map(make).collect();
    let commits: Vec<Vec<(&str, &str)>> =
        versions.iter().map(|text| vec![("Makefile", text.as_str()), ("go.mod", text.as_str())]).collect();
    let commits: Vec<&[(&str, &str)]> = commits.iter().map(Vec::as_slice).collect();
    let index = index(&commits);
    let tree = Tree::of(&[("Makefile", versions[0].as_str()), ("go.mod", versions[0].as_str())]);
    let found: Boilerplate =
        boilerplate::compare(&index, &tree.repository(), &tree, &Names::default(), None).seen().unwrap().clone();
    let evidence = Evidence { boilerplate: Fact::Seen(found), ..Evidence::default() };
    let hint = of(&evidence, "template-drift").unwrap();
    assert_eq!(hint.because, "Makefile misses 4 changes of the starter template");
    assert_eq!(hint.locations.len(), 1);
}

#[test]
fn what_could_not_be_looked_at_gives_no_hint() {
    assert_eq!(hints(&Evidence::default()), []);
}
