//! The template's lines against the author's own, on templates of our own.

mod align;

mod edit;
mod history;
mod identity;
mod index;
mod line;
mod renamed;
mod scope;

use std::sync::Arc;

use plugin_ready::evidence::boilerplate::base::{Base, Proof};
use plugin_ready::evidence::boilerplate::builder::Builder;
use plugin_ready::evidence::boilerplate::identity::Names;
use plugin_ready::evidence::boilerplate::index::{Commit, Index};
use plugin_ready::evidence::boilerplate::scope::Exclusion;
use plugin_ready::evidence::boilerplate::{Boilerplate, Class, Scope, compare};
use plugin_ready::evidence::repository::{Oid, Status};
use plugin_ready::evidence::{Cause, CauseKind, Fact, Reader};

use crate::support::template::{blob, index, lines, parts};
use crate::support::tree::Tree;

fn found(index: &Index, files: &[(&str, &str)]) -> Boilerplate {
    let tree = Tree::of(files);
    seen(compare(index, &tree.repository(), &tree, &names(), None))
}

fn names() -> Names<'static> {
    Names { id: Some("org.example.weather"), name: Some("Weather Forecast"), ..Names::default() }
}

fn seen(fact: Fact<Boilerplate>) -> Boilerplate {
    match fact {
        Fact::Seen(found) => found,
        other => panic!("{other:?}"),
    }
}

fn file<'a>(found: &'a Boilerplate, path: &str) -> &'a Scope {
    found.files.iter().find(|scope| scope.path == path).unwrap()
}

/// One letter a line: `b` of the template, `o` own, `.` trivial.
fn letters(scope: &Scope) -> String {
    let letter = |number: u32| {
        let is_in = |ranges: &[std::ops::Range<u32>]| ranges.iter().any(|range| range.contains(&number));
        match (is_in(&scope.boilerplate), is_in(&scope.own)) {
            (true, false) => 'b',
            (false, true) => 'o',
            (false, false) => '.',
            (true, true) => panic!("line {number} is in both lists"),
        }
    };
    (0..scope.lines as u32).map(letter).collect()
}

/// A reader that nobody may ask.
struct Sealed;

impl Reader for Sealed {
    fn read(&self, path: &str, _limit: u64) -> Result<Arc<[u8]>, Cause> {
        match path {
            "go.mod" => Err(Cause::new(CauseKind::Unreadable, "there is none")),
            path => panic!("{path} was read"),
        }
    }
}

#[test]
fn a_file_with_the_id_of_a_template_blob_is_known_without_reading_it() {
    let text = format!("all: build\n{{\n{}", lines("make", 3));
    let index = index(&[&[("Makefile", &text)]]);
    let tree = Tree::of(&[("Makefile", "what lies there now is not asked"), ("build/copy.mk", "neither")]);
    let mut repository = tree.repository();
    for file in &mut repository.files {
        file.oid = Some(blob(&text));
        file.status = Status::Clean;
    }
    let found = seen(compare(&index, &repository, &Sealed, &Names::default(), None));
    for path in ["Makefile", "build/copy.mk"] {
        let file = file(&found, path);
        assert_eq!((file.class, letters(file).as_str()), (Class::Boilerplate, "b.bbb"), "{path}");
        assert!(file.origin.unwrap().exact);
    }
    assert_eq!((found.lines.boilerplate, found.lines.own, found.lines.trivial), (8, 0, 2));
}

#[test]
fn own_lines_stand_out_in_a_file_of_the_template() {
    let index = index(&[&[("Makefile", &lines("make", 6))]]);
    let edited = lines("make", 6).replace("    make step number 3", "my own line\n}\n    make step number 3");
    let found = found(&index, &[("Makefile", &edited)]);
    let file = file(&found, "Makefile");
    assert_eq!((file.class, letters(file).as_str()), (Class::Mixed, "bbbo.bbb"));
}

#[test]
fn line_ends_indentation_and_inner_blanks_do_not_matter() {
    let index = index(&[&[("Makefile", &lines("make", 6))]]);
    let text = lines("make", 6);
    for changed in [text.replace('\n', "\r\n"), text.replace("    ", "\t\t"), text.replace(" of ", "   of\t")] {
        let found = found(&index, &[("Makefile", &changed)]);
        assert_eq!(letters(file(&found, "Makefile")), "bbbbbb", "{changed:?}");
    }
}

#[test]
fn names_of_the_plugin_count_as_those_of_the_template() {
    let template = "{\n  \"id\": \"com.example.template\",\n  \"name\": \"Example Template\",\n  \"description\": \"A start.\"\n}\n";
    let index = index(&[&[("plugin.json", template)]]);
    let renamed =
        "{\n  \"id\": \"org.example.weather\",\n  \"name\": \"Weather Forecast\",\n  \"description\": \"Rain.\"\n}\n";
    let found = found(&index, &[("plugin.json", renamed)]);
    assert_eq!(letters(file(&found, "plugin.json")), ".bbo.");
    assert!(file(&found, "plugin.json").leftovers.is_empty());
}

#[test]
fn names_of_the_template_that_stayed_are_leftovers() {
    let template = "{\n  \"id\": \"com.example.template\",\n  \"name\": \"Example Template\"\n}\n";
    let index = index(&[&[("plugin.json", template)]]);
    let left = found(&index, &[("plugin.json", template)]);
    assert_eq!(file(&left, "plugin.json").leftovers, [1, 2]);
    let tree = Tree::of(&[("plugin.json", template)]);
    let mut repository = tree.repository();
    repository.files[0].oid = Some(blob(template));
    let unread = seen(compare(&index, &repository, &Sealed, &Names::default(), None));
    assert_eq!(file(&unread, "plugin.json").leftovers, [1, 2]);
}

#[test]
fn another_script_dialect_is_the_same_file() {
    let index = index(&[&[("webapp/src/index.js", &lines("render", 5))]]);
    for path in ["webapp/src/index.tsx", "webapp/src/index.ts", "webapp/src/index.jsx"] {
        let found = found(&index, &[(path, &lines("render", 5))]);
        assert_eq!(letters(file(&found, path)), "bbbbb", "{path}");
    }
}

#[test]
fn a_file_that_the_template_renamed_is_compared_with_both_names() {
    let (old, new) = (lines("copy", 8), format!("{}{}", lines("copy", 8), lines("later", 4)));
    let index = index(&[&[("build/deploy/main.go", &old)], &[("build/pluginctl/main.go", &new)]]);
    let found = found(&index, &[("build/deploy/main.go", &new)]);
    assert_eq!(letters(file(&found, "build/deploy/main.go")), "b".repeat(12));
}

#[test]
fn a_partial_sync_takes_lines_of_two_versions() {
    let (top, bottom) = (lines("top", 6), lines("bottom", 6));
    let (new_top, new_bottom) = (lines("new top", 6), lines("new bottom", 6));
    let (first, second) = (format!("{top}{bottom}"), format!("{new_top}{new_bottom}"));
    let index = index(&[&[("Makefile", &first)], &[("Makefile", &second)]]);
    let found = found(&index, &[("Makefile", &format!("{top}{new_bottom}"))]);
    assert_eq!(letters(file(&found, "Makefile")), "b".repeat(12));
}

#[test]
fn a_short_line_is_another_versions_where_its_neighbours_are() {
    let make = |middle: &str| format!("{}{middle}{}", lines("above", 12), lines("below", 12));
    let (first, second) = (make("watch: apply\n"), format!("{}{}", make("watch: server\n"), lines("later", 6)));
    let index = index(&[&[("Makefile", &first)], &[("Makefile", &second)]]);
    let synced = format!("{}{}", first, lines("later", 6));
    let found = found(&index, &[("Makefile", &synced)]);
    assert_eq!(letters(file(&found, "Makefile")), "b".repeat(31));
}

#[test]
fn what_the_plugin_interface_dictates_is_no_sign_of_the_template() {
    let dictated = "type Plugin struct {\nplugin.MattermostPlugin\nfunc (p *Plugin) OnActivate() error {\n";
    let template = format!("package main\n{dictated}{}", lines("serve", 20));
    let index = index(&[&[("server/plugin.go", &template)]]);
    let own = format!("package main\n{}{dictated}{}", lines("mine", 4), lines("mine too", 30));
    let found = found(&index, &[("server/plugin.go", &own)]);
    assert_eq!(file(&found, "server/plugin.go").class, Class::Own);
}

#[test]
fn nothing_comes_from_versions_that_are_newer_than_the_plugin() {
    let (old, new) = (lines("make", 12), format!("{}{}", lines("make", 12), lines("later", 8)));
    let mut parts = parts(&[&[("Makefile", &old)], &[("Makefile", &new)]]);
    parts.commits[1].seconds += 90 * 86_400;
    let index = Index::decode(&parts.encode()).unwrap();
    let tree = Tree::of(&[("Makefile", &new)]);
    let mut repository = tree.in_git("master", "example");
    for (committed, dirty, expected) in [
        (Some(3 * 86_400), false, format!("{}{}", "b".repeat(12), "o".repeat(8))),
        (Some(3 * 86_400), true, "b".repeat(20)),
        (Some(95 * 86_400), false, "b".repeat(20)),
        (None, false, "b".repeat(20)),
    ] {
        let Fact::Seen(git) = &mut repository.git else { panic!() };
        (git.committed, git.dirty) = (committed, dirty);
        let found = seen(compare(&index, &repository, &tree, &names(), None));
        assert_eq!(letters(file(&found, "Makefile")), expected, "{committed:?} {dirty}");
    }
}

#[test]
fn a_second_go_mod_is_not_a_copy_of_the_first() {
    let pins: String = (0..12).map(|n| format!("example.org/module/number{n} v1.{n}.0 // indirect\n")).collect();
    let index = index(&[&[("go.mod", &pins)]]);
    let both = found(&index, &[("go.mod", &pins), ("client/go.mod", &pins)]);
    assert_eq!((file(&both, "go.mod").class, file(&both, "client/go.mod").class), (Class::Boilerplate, Class::Own));
    let moved = found(&index, &[("server/go.mod", &pins)]);
    assert_eq!(file(&moved, "server/go.mod").class, Class::Boilerplate);
}

#[test]
fn pins_in_common_are_the_templates_only_where_history_or_most_of_the_file_says_so() {
    let pin = |n: usize| format!("example.org/module/number{n} v1.{n}.0 // indirect\n");
    let (template, own): (String, String) = ((0..12).map(pin).collect(), (20..50).map(pin).collect());
    let index = index(&[&[("go.mod", &template)]]);
    let tree = Tree::of(&[("go.mod", format!("{template}{own}"))]);
    let proof = Base { commit: index.commits()[0].oid, proof: Proof::EqualTree };
    for (base, expected) in [(None, 0), (Some(proof), 12)] {
        let found = seen(compare(&index, &tree.repository(), &tree, &names(), base));
        assert_eq!((found.base, file(&found, "go.mod").boilerplate_lines()), (base, expected));
    }
    let found = found(&index, &[("go.mod", &format!("{template}{}", own.lines().next().unwrap()))]);
    assert_eq!(file(&found, "go.mod").boilerplate_lines(), 12);
}

#[test]
fn a_workflow_is_the_same_file_under_either_ending() {
    let index = index(&[&[(".github/workflows/ci.yml", &lines("job", 5))]]);
    let found = found(&index, &[(".github/workflows/ci.yaml", &lines("job", 5))]);
    assert_eq!(letters(file(&found, ".github/workflows/ci.yaml")), "bbbbb");
}

#[test]
fn moved_files_and_pasted_pieces_are_found_elsewhere() {
    let text = lines("configure", 12);
    let index = index(&[&[("server/configuration.go", &text)]]);
    let pasted = format!("{}{text}{}", lines("mine", 40), lines("more of mine", 40));
    let short: String = text.lines().take(4).map(|line| format!("{line}\n")).collect();
    let found = found(
        &index,
        &[
            ("server/plugin/configuration.go", &text),
            ("server/settings.go", &text),
            ("server/big.go", &pasted),
            ("server/few.go", &format!("{}{short}", lines("else", 30))),
        ],
    );
    assert_eq!(letters(file(&found, "server/plugin/configuration.go")), "b".repeat(12));
    assert_eq!(letters(file(&found, "server/settings.go")), "b".repeat(12));
    assert_eq!(letters(file(&found, "server/big.go")), ["o".repeat(40), "b".repeat(12), "o".repeat(40)].concat());
    assert_eq!(letters(file(&found, "server/few.go")), "o".repeat(34), "four lines may be chance");
}

#[test]
fn common_lines_alone_hide_nothing() {
    let common = "package main\nimport (\n\"fmt\"\nif err != nil {\nreturn nil\nreturn err\n";
    let template = format!("{common}{}", lines("serve", 30));
    let index = index(&[&[("server/plugin.go", &template)]]);
    let own = format!("{common}{}", lines("mine", 30));
    let found = found(&index, &[("server/store.go", &own), ("server/plugin.go", &own)]);
    assert_eq!(file(&found, "server/store.go").class, Class::Own);
    assert_eq!(file(&found, "server/plugin.go").class, Class::Own);
}

#[test]
fn generated_excluded_and_deleted_files_are_told_apart() {
    let text = lines("make", 6);
    let index = index(&[&[("Makefile", &text)]]);
    let tree = Tree::of(&[
        ("LICENSE", text.as_str()),
        ("Makefile", text.as_str()),
        ("assets/icon.png", "not read\n"),
        ("data.txt", "a\0b\n"),
        ("go.sum", "one\ntwo\n"),
        ("gone.go", "package gone\n"),
        ("server/mock.go", "// Code generated by mockgen. DO NOT EDIT.\npackage mock\n"),
        ("vendor/lib/lib.go", "package lib\n"),
    ]);
    let mut repository = tree.repository();
    repository.files.iter_mut().filter(|f| f.path == "gone.go").for_each(|f| f.status = Status::Deleted);
    let found = seen(compare(&index, &repository, &tree, &Names::default(), None));
    let classes: Vec<(&str, &str, Option<&str>)> = found
        .files
        .iter()
        .map(|scope| (scope.path.as_str(), scope.class.name(), scope.exclusion.map(|why| why.name())))
        .collect();
    assert_eq!(
        classes,
        [
            ("LICENSE", "excluded", Some("licence")),
            ("Makefile", "boilerplate", None),
            ("assets/icon.png", "excluded", Some("binary")),
            ("data.txt", "excluded", Some("binary")),
            ("go.sum", "excluded", Some("lockfile")),
            ("server/mock.go", "generated", None),
            ("vendor/lib/lib.go", "excluded", Some("vendored")),
        ]
    );
    assert_eq!((found.lines.excluded, found.lines.generated, found.lines.own), (9, 2, 0));
}

#[test]
fn a_plugin_in_a_folder_has_its_own_paths() {
    let index = index(&[&[("build/setup.mk", &lines("make", 4))]]);
    let tree = Tree::of(&[("plugins/demo/build/setup.mk", lines("make", 4))]);
    let mut repository = tree.repository();
    repository.prefix = "plugins/demo/".to_owned();
    let found = seen(compare(&index, &repository, &tree, &Names::default(), None));
    assert_eq!(letters(&found.files[0]), "bbbb");
}

#[test]
fn a_plugin_beside_it_is_listed_apart_and_what_they_share_is_not() {
    let index = index(&[&[("build/setup.mk", &lines("make", 4))]]);
    let tree = Tree::of(&[
        ("plugins/demo/plugin.json", "{\"id\": \"org.example.demo\"}\n".to_owned()),
        ("plugins/demo/testdata/plugin.json", lines("own data", 1)),
        ("plugins/other/plugin.yaml", "id: org.example.other\n".to_owned()),
        ("plugins/other/server/main.go", lines("other", 3)),
        ("shared/words.go", lines("shared", 2)),
        ("shared/plugin.json", "{\"name\": \"of a linter\"}\n".to_owned()),
        (".github/workflows/plugin.yml", "on: push\n".to_owned()),
    ]);
    let mut repository = tree.repository();
    let all = seen(compare(&index, &repository, &tree, &Names::default(), None));
    assert_eq!(all.lines.own, 10, "without a folder of its own there is nothing beside it");
    repository.prefix = "plugins/demo/".to_owned();
    let found = seen(compare(&index, &repository, &tree, &Names::default(), None));
    let apart = found.files.iter().filter(|file| file.exclusion == Some(Exclusion::OtherPlugin));
    let apart: Vec<&str> = apart.map(|file| file.path.as_str()).collect();
    assert_eq!(apart, ["plugins/other/plugin.yaml", "plugins/other/server/main.go"]);
    assert_eq!((found.lines.own, found.lines.excluded), (6, 4));
}

#[test]
fn a_plugin_below_it_is_listed_apart_where_it_is_another() {
    let index = index(&[&[("Makefile", &lines("make", 4))]]);
    let tree = Tree::of(&[
        ("plugin.json", "{\"id\": \"org.example.demo\"}\n".to_owned()),
        ("server/plugin.json", "{\"id\": \"org.example.demo\"}\n".to_owned()),
        ("starter-template/plugin.json", "{\"id\": \"com.mattermost.plugin-starter-template\"}\n".to_owned()),
        ("starter-template/Makefile", lines("make", 4)),
    ]);
    let found = seen(compare(&index, &tree.repository(), &tree, &Names::default(), None));
    let apart = found.files.iter().filter(|file| file.exclusion == Some(Exclusion::OtherPlugin));
    let apart: Vec<&str> = apart.map(|file| file.path.as_str()).collect();
    assert_eq!(apart, ["starter-template/Makefile", "starter-template/plugin.json"]);
    assert_eq!((found.lines.own, found.lines.boilerplate, found.lines.excluded), (2, 0, 5));
}

#[test]
fn the_range_is_where_most_files_agree_and_the_drift_counts_what_came_later() {
    let make = |version: usize| format!("{}{}", lines("make", 20), lines(&format!("make of {version}"), 3));
    let (setup, setup_later) = (lines("setup", 9), format!("{}{}", lines("setup", 9), lines("more", 3)));
    let (first, second, third) = (make(1), make(2), make(3));
    let index = index(&[
        &[("Makefile", &first), ("build/setup.mk", &setup)],
        &[("Makefile", &second), ("build/setup.mk", &setup)],
        &[("Makefile", &second), ("build/setup.mk", &setup_later)],
        &[("Makefile", &third), ("build/setup.mk", &setup_later)],
    ]);
    let found = found(&index, &[("Makefile", &second), ("build/setup.mk", &setup_later)]);
    let range = found.range.unwrap();
    assert_eq!((range.first.0[0], range.last.0[0]), (3, 3));
    let drift: Vec<(&str, usize, u8)> =
        found.drift.iter().map(|drift| (drift.path.as_str(), drift.behind, drift.newest.0[0])).collect();
    assert_eq!(drift, [("Makefile", 1, 4)]);
}

#[test]
fn a_plugin_lacks_what_the_template_had_when_it_started() {
    let (make, more) = (lines("make", 20), format!("{}{}", lines("make", 20), lines("more", 3)));
    let (setup, main) = (lines("setup", 9), lines("main", 9));
    let index = index(&[
        &[
            ("Makefile", &make),
            ("build/setup.mk", &setup),
            ("server/main.go", &main),
            ("server/sample.go", &lines("sample", 9)),
            ("build/old.mk", &lines("old", 9)),
            ("LICENSE", "words\n"),
        ],
        &[
            ("Makefile", &more),
            ("build/setup.mk", &setup),
            ("server/main.go", &main),
            ("new.mk", &lines("new", 9)),
            ("server/sample.go", &lines("sample", 9)),
        ],
    ]);
    let missing = |files: &[(&str, &str)], base: Option<Base>| -> Vec<String> {
        let tree = Tree::of(files);
        let found = seen(compare(&index, &tree.repository(), &tree, &names(), base));
        found.missing.into_iter().map(|missing| missing.template_path).collect()
    };
    let both = ["build/old.mk", "build/setup.mk"];
    assert_eq!(missing(&[("Makefile", &make), ("server/main.go", &main)], None), both, "sample code need not be there");
    assert_eq!(missing(&[("Makefile", &make), ("server/start.go", &main)], None), both, "moved is there");
    assert_eq!(missing(&[("Makefile", &make)], None), [""; 0], "it took one file and left two");
    assert_eq!(missing(&[("Makefile", &more), ("server/main.go", &main)], None), ["build/setup.mk", "new.mk"]);
    let proof = Some(Base { commit: index.commits()[0].oid, proof: Proof::EqualTree });
    let rest = ["build/setup.mk", "server/main.go", "server/sample.go"];
    assert_eq!(missing(&[("Makefile", &make)], proof), [&["build/old.mk"], &rest[..]].concat());
    assert_eq!(missing(&[("Makefile", &more)], proof), rest, "the template removed old.mk itself");
    assert_eq!(missing(&[("main.py", "print(1)\n")], None), [""; 0]);
}

#[test]
fn a_plugin_without_template_files_has_no_range() {
    let index = index(&[&[("Makefile", &lines("make", 20))]]);
    let found = found(&index, &[("main.py", &lines("other", 5))]);
    assert_eq!((found.range, found.drift.len(), found.lines.own), (None, 0, 5));
}

#[test]
fn an_unreadable_file_is_listed_apart_and_hides_nothing_else() {
    struct Broken;
    impl Reader for Broken {
        fn read(&self, _path: &str, _limit: u64) -> Result<Arc<[u8]>, Cause> {
            Err(Cause::new(CauseKind::Unreadable, "broken"))
        }
    }
    let index = index(&[&[("Makefile", "all: build\n")]]);
    let tree = Tree::of(&[("server/main.go", "package main\n")]);
    let found = seen(compare(&index, &tree.repository(), &Broken, &Names::default(), None));
    assert_eq!(found.files[0].exclusion.unwrap().name(), "unreadable");
}

/// The commit of the real template that took the demonstration out.
const STRIPPED: [u8; 20] = [
    0xda, 0xaf, 0x78, 0x22, 0xea, 0x70, 0xeb, 0x46, 0xfb, 0x79, 0x6e, 0xa1, 0xdc, 0x71, 0x9d, 0xe2, 0x36, 0x9c, 0x1c,
    0x1e,
];

#[test]
fn of_the_demonstration_the_wiring_is_known_but_gives_no_age() {
    let (store, modal, hooks) = (lines("reduce", 3), lines("modal", 9), lines("hook", 9));
    let setup = lines("make", 6);
    let then = [
        ("build/setup.mk", setup.as_str()),
        ("server/team_hooks.go", &hooks),
        ("webapp/src/components/root/root.jsx", &modal),
        ("webapp/src/reducer.js", &store),
    ];
    let mut builder = Builder::default();
    for (oid, files) in [(Oid([1; 20]), &then[..]), (Oid(STRIPPED), &then[..1])] {
        builder.commit(
            Commit { oid, tree: oid, seconds: 0 },
            files.iter().map(|(path, content)| ((*path).to_owned(), blob(content))),
        );
        files.iter().for_each(|(_, content)| builder.content(blob(content), content.as_bytes().to_vec()));
    }
    let index = Index::decode(&builder.build().encode()).unwrap();

    let own = "    what the author wrote\n";
    let (kin, other) = (format!("{own}{store}"), format!("{own}{modal}"));
    let few = format!("{own}{}", lines("modal", 4));
    let found = found(
        &index,
        &[
            ("build/setup.mk", &setup),
            ("server/team_hooks.go", &hooks),
            ("webapp/src/reducer.ts", &kin),
            ("webapp/src/store/reducer.ts", &kin),
            ("webapp/src/store/index.ts", &kin),
            ("webapp/src/dialog.tsx", &other),
            ("webapp/src/little.tsx", &few),
        ],
    );
    assert_eq!(letters(file(&found, "server/team_hooks.go")), "ooooooooo", "a demonstration is no template");
    assert_eq!(letters(file(&found, "webapp/src/reducer.ts")), "obbb");
    assert_eq!(letters(file(&found, "webapp/src/store/reducer.ts")), "obbb", "moved");
    assert_eq!(letters(file(&found, "webapp/src/store/index.ts")), "oooo", "too little at another name");
    assert_eq!(letters(file(&found, "webapp/src/dialog.tsx")), "obbbbbbbbb", "a long piece is known anywhere");
    assert_eq!(letters(file(&found, "webapp/src/little.tsx")), "ooooo");
    assert!(found.files.iter().filter(|file| file.path.starts_with("webapp")).all(|file| file.origin.is_none()));
    assert_eq!((found.drift.len(), found.missing.len()), (0, 0), "{found:?}");
}

#[test]
fn a_go_mod_that_only_needs_the_same_modules_is_the_authors_but_for_its_frame() {
    let needs = |from: u32, to: u32| -> String {
        (from..to).map(|number| format!("\tgithub.com/example/needed{number} v1.{number}.0\n")).collect()
    };
    let go_mod = |module: &str, needs: &str| format!("module {module}\n\ngo 1.24\n\nrequire (\n{needs})\n");
    let index =
        index(&[&[("go.mod", &go_mod("github.com/mattermost/mattermost-plugin-starter-template", &needs(0, 9)))]]);
    let few = go_mod("example.org/weather", &format!("{}{}", needs(0, 9), needs(20, 40)));
    let tree = Tree::of(&[("go.mod", &few)]);
    let names = Names { module: Some("example.org/weather"), ..Names::default() };
    let found = seen(compare(&index, &tree.repository(), &tree, &names, None));
    let go_mod = letters(file(&found, "go.mod"));
    assert!(go_mod.starts_with("b.o.b") && !go_mod[5..].contains('b'), "{go_mod}");
    assert!(file(&found, "go.mod").origin.is_none());
}

#[test]
fn what_the_template_has_once_is_the_authors_the_second_time() {
    let check = "\tuserID := r.Header.Get(\"Mattermost-User-ID\")\n";
    let theirs = format!("{}{check}{}", lines("route", 9), lines("answer", 9));
    let index = index(&[&[("server/api.go", &theirs)]]);
    let again = format!("{theirs}    an own handler begins\n{check}    and an own handler ends\n");
    let found = found(&index, &[("server/api.go", &again)]);
    assert_eq!(letters(file(&found, "server/api.go")), format!("{}ooo", "b".repeat(19)));
}
