//! Commands followed down to the `tar` that packs.

use std::time::{Duration, Instant};

use plugin_ready::evidence::build::makefile::Makefile;
use plugin_ready::evidence::build::shell::{Command, Reached, commands};
use plugin_ready::evidence::build::{Destination, EffectKind, Part, Project, join, release};
use proptest::prelude::*;
use serde_json::json;

use crate::support::tree::Tree;

/// What `script` does, but for what it compiles.
fn effects(tree: &Tree, script: &str) -> Vec<EffectKind> {
    let mut effects = all_effects(tree, script);
    effects.retain(|effect| !matches!(effect, EffectKind::Compiles(_)));
    effects
}

fn all_effects(tree: &Tree, script: &str) -> Vec<EffectKind> {
    let repository = tree.repository();
    let project = Project::new(&repository, tree);
    project.effects(script, "").into_iter().map(|effect| effect.kind).collect()
}

/// Whether `script` packs, with `makefile` at the root.
fn packs(makefile: &str, script: &str) -> bool {
    effects(&Tree::of(&[("Makefile", makefile)]), script).contains(&EffectKind::Bundle)
}

fn words(script: &str) -> Vec<Vec<String>> {
    commands(script).into_iter().map(|command| command.words).collect()
}

#[test]
fn scripts_are_cut_into_commands() {
    let cases: [(&str, &[&[&str]]); 12] = [
        ("make dist", &[&["make", "dist"]]),
        ("a && b || c; d | e & f", &[&["a"], &["b"], &["c"], &["d"], &["e"], &["f"]]),
        ("make \\\n  dist # all of it\n# make test\nls", &[&["make", "dist"], &["ls"]]),
        ("echo \"make dist; $(make -s x)\" 'a b'", &[&["echo", "make dist; $(make -s x)", "a b"]]),
        ("(cd x && make)", &[&["cd", "x"], &["make"]]),
        ("if [ -f x ]; then make dist; else make test; fi", &[&["make", "dist"], &["make", "test"]]),
        ("for f in a b; do tar $f; done", &[&["tar", "$f"]]),
        ("cat <<EOF > x\nmake dist\nEOF\nmake test", &[&["cat", ">", "x"], &["make", "test"]]),
        ("case $X in\n  a) make a ;;\nesac", &[&["a"], &["make", "a"]]),
        ("f() { make dist; }\nf", &[&["f"], &["make", "dist"]]),
        ("make ${{ inputs.goal }} VERSION=${V:-1}", &[&["make", "${{ inputs.goal }}", "VERSION=${V:-1}"]]),
        ("grep x <<< \"make dist\"", &[&["grep", "x", "make dist"]]),
    ];
    for (script, wanted) in cases {
        assert_eq!(words(script), wanted, "{script}");
    }
}

#[test]
fn commands_know_their_line_and_what_decides_on_them() {
    let all = commands(
        "set -e\n\nif [ \"$CIRCLE_TAG\" ]; then\n  make dist\nelse\n  make test\nfi\nif [ -d x ]; then ls; fi\n[ $BRANCH = main ] && make bundle\nmake last\n",
    );
    let told: Vec<_> = all.iter().map(|one| (one.words.join(" "), one.line, one.condition.as_deref())).collect();
    let find = |text: &str| told.iter().find(|(words, ..)| words == text).unwrap();
    assert_eq!((find("make dist").1, find("make dist").2), (3, Some("[ $CIRCLE_TAG ]")));
    assert_eq!(find("make test").2, Some("not [ $CIRCLE_TAG ]"));
    assert_eq!(find("ls").2, None, "a file is there or not, whatever CI runs for");
    assert_eq!(find("make bundle").2, Some("[ $BRANCH = main ]"));
    assert_eq!((find("make last").1, find("make last").2), (9, None));
}

#[test]
fn functions_stand_where_they_are_called() {
    let told = |script: &str| -> Vec<String> {
        let shown = |condition: Option<String>| condition.map(|on| format!(" if {on}")).unwrap_or_default();
        let called = commands(script).into_iter().filter(Command::is_called);
        called.map(|command| command.words.join(" ") + &shown(command.condition)).collect()
    };
    assert_eq!(told("build() { make dist; }\nmake test"), ["make test"]);
    assert_eq!(told("function build {\n  if x; then { make dist; }; fi\n}\nbuild"), ["build", "make dist"]);
    assert_eq!(told("build()\n{\n  make dist\n}\nif [ $CI_TAG ]; then build; fi")[1], "make dist if [ $CI_TAG ]");
    assert_eq!(told("build() { make dist; }\n\"$@\"")[1], "make dist if $@");
    assert_eq!(told("twice() { \"$@\"; }\nbuild() { make dist; }\ntwice build"), ["twice build", "$@", "make dist"]);
    assert_eq!(told("build() { make dist; "), ["build", "make dist"], "braces that do not match");
    assert_eq!(told("list=()\nmake dist"), ["list=", "make dist"]);
    assert!(told(&"f() { f; f; }\nf\n".repeat(300)).len() <= 2_000);
}

#[test]
fn conditions_of_powershell_end_with_their_braces() {
    let script = "if ($env:GITHUB_REF_NAME -ne $tag) {\n  throw 'no'\n} else {\n  make test\n}\nmake dist\n";
    let commands = commands(script);
    let told = |name: &str| commands.iter().find(|command| command.words == ["make", name]).unwrap();
    assert_eq!(told("dist").condition, None);
    assert_eq!(
        commands.iter().find(|command| command.words[0] == "throw").unwrap().condition.as_deref(),
        Some("$env:GITHUB_REF_NAME -ne $tag")
    );
}

#[test]
fn what_comes_after_an_exit_does_not_run() {
    let made = |script: &str| effects(&Tree::default(), script);
    let ended = |end: &str| vec![EffectKind::Broken(format!("its script ends before that, by `{end}`"))];
    let pack = "tar -czf x.tgz y";
    for (script, end) in
        [("exit 0", "exit 0"), ("set -e; echo later\nexit", "exit"), ("if x; then y; fi; exit", "exit")]
    {
        assert_eq!(made(&format!("{script}\n{pack}")), ended(end), "{script}");
        assert_eq!(made(&format!("{pack}\n{script}")), [EffectKind::Bundle], "{script}");
    }
    assert_eq!(made(&format!("exit 1\n{pack}"))[0], EffectKind::EndsJob(Reached::Always));
    assert_eq!(made("exit 0\nscp x.tgz host:y"), []);
    for script in [
        "[ -f x ] || exit 1",
        "[ -f x ] && exit 0",
        "if [ -f x ]; then exit 0; fi",
        "for x in y; do exit 1; done",
        "while true; do exit 0; done",
        "case $X in y) exit 1 ;; esac",
        "(exit 1)",
        "{ exit 1; } || true",
        "fail() { exit 1; }",
        "fail() { exit 1; }\nx || fail",
        "trap 'exit 1' INT",
        "echo exit",
        "x | exit",
        "bash -c 'exit 0'",
    ] {
        assert_eq!(made(&format!("{script}\n{pack}")), [EffectKind::Bundle], "{script}");
    }
    let tree = Tree::of(&[("Makefile", "dist:\n\texit 0\n\ttar -czf x.tgz y\n"), ("build.sh", "exit 0\nmake dist\n")]);
    assert_eq!(effects(&tree, "make dist"), [EffectKind::Bundle], "a shell for each line");
    assert_eq!(effects(&tree, "./build.sh"), ended("exit 0"));
}

#[test]
fn what_comes_after_a_conditional_exit_depends_on_it() {
    for script in [
        "[ $CI_TAG ] || exit 0\nmake dist",
        "if [ -z $CI_TAG ]; then exit 0; fi\nmake dist",
        "[ -n \"$CI_TAG\" ] || { echo no tag; exit 0; }\nmake dist",
        "echo \"$CI_TAG\" | grep -q ^v || exit 0\nmake dist",
        "echo $CI_TAG | grep v && make dist",
    ] {
        let last = commands(script).pop().unwrap();
        assert!(last.condition.unwrap().contains("$CI_TAG"), "{script}");
    }
    for script in [
        "[ -d x ] || exit 1\nmake dist",
        "[ $CI_TAG ] || { echo no tag; }\nmake dist",
        "echo $CI_TAG | tee log && make dist",
    ] {
        assert_eq!(commands(script).pop().unwrap().condition, None, "{script}");
    }
}

#[test]
fn conditions_inside_scripts_and_makefiles_are_kept() {
    const PACK: &str = "dist:\n\ttar -czf x.tar.gz y\n";
    let condition = |makefile: &str, files: &[(&str, &str)], script: &str| {
        let tree = files.iter().fold(Tree::of(&[("Makefile", makefile)]), |tree, (path, text)| tree.with(path, text));
        let repository = tree.repository();
        let mut effects = Project::new(&repository, &tree).effects(script, "");
        effects.retain(|effect| effect.kind == EffectKind::Bundle);
        let [effect] = effects.as_slice() else { panic!("{effects:?}") };
        effect.condition.clone()
    };
    let shell = "if [ \"$GITHUB_REF_TYPE\" = tag ]; then make dist; fi\n";
    let told = Some("[ $GITHUB_REF_TYPE = tag ]".to_owned());
    assert_eq!(condition(PACK, &[("ci.sh", shell)], "./ci.sh"), told);
    assert_eq!(condition(PACK, &[("ci.sh", shell)], "bash -c ./ci.sh"), told);
    let package = json!({"scripts": {"ci": shell}}).to_string();
    assert_eq!(condition(PACK, &[("package.json", &package)], "npm run ci"), told);
    let case = "case \"$GITHUB_REF\" in refs/tags/*) make dist;; esac\n";
    assert_eq!(condition(PACK, &[("ci.sh", case)], "sh ci.sh").unwrap(), "case $GITHUB_REF in refs/tags/*");
    let library = "build() { make dist; }\n";
    assert_eq!(condition(PACK, &[("lib.sh", library)], ". ./lib.sh\nbuild").unwrap(), "build()");
    for makefile in [
        format!("{PACK}ci:\n\tif [ \"$$GITHUB_REF_TYPE\" = tag ]; then make dist; fi\n"),
        format!("ci:\nifeq ($(GITHUB_REF_TYPE),tag)\n\tmake dist\nendif\n{PACK}"),
        format!("ifeq ($(GITHUB_REF_TYPE),tag)\nci: dist\nendif\n{PACK}"),
        format!("ifdef CI_COMMIT_TAG\nci: dist\nelse\nci: test\nendif\n{PACK}"),
        format!("ifndef CI_COMMIT_TAG\nci: test\nelse\nci: dist\nendif\n{PACK}"),
        format!("ifndef CI\nci: dist\nelse\nci: test\nendif\n{PACK}"),
        format!("ifeq ($(CI),true)\nci: test\nelse\nci: dist\nendif\n{PACK}"),
        format!("ifdef CI\nGOAL = test\nelse\nGOAL = dist\nendif\nci: $(GOAL)\n{PACK}"),
        format!("ci:\n\tif [ -z \"$$CI\" ]; then make dist; fi\n{PACK}"),
        format!("ci:\n\tif [ \"$${{CI}}\" = true ]; then make test; else make dist; fi\n{PACK}"),
        format!("NOW = $(shell git describe --exact-match)\nci: test\nifneq ($(NOW),)\nci: dist\nendif\n{PACK}"),
    ] {
        assert!(condition(&makefile, &[], "make ci").is_some(), "{makefile}");
    }
    for makefile in [
        format!("ifeq ($(OS),Windows_NT)\nci: dist\nendif\n{PACK}"),
        format!("ifdef CI\nci: dist\nelse\nci: test\nendif\n{PACK}"),
        format!("ifneq ($(CI),true)\nci: test\nelse\nci: dist\nendif\n{PACK}"),
        format!("ifneq ($(CI),)\nGOAL = dist\nendif\nci: $(GOAL)\n{PACK}"),
        format!("ci:\n\tif [ -n \"$$CI\" ]; then make dist; fi\n{PACK}"),
        format!("ifeq ($(GITHUB_REF_TYPE),tag)\nci: sign\nendif\nci: dist\nsign: dist\n{PACK}"),
        format!("ifeq ($(GITHUB_REF_TYPE),tag)\nSIGN = yes\nendif\nci: dist\n{PACK}"),
    ] {
        assert_eq!(condition(&makefile, &[], "make ci"), None, "{makefile}");
    }
}

#[test]
fn goals_are_followed_through_rules() {
    let text = "NAME = demo\nall: check dist\ncheck:\n\tgolint\ndist: bundle\nbundle:\n\t@cd dist && tar -czf $(NAME).tar.gz $(NAME)\n";
    assert!(packs(text, "make"));
    assert!(packs(text, "make dist"));
    assert!(packs(text, "make -j 4 V=1 check dist"));
    assert!(packs(text, "sudo env A=b make dist"));
    assert!(!packs(text, "make check"));
    assert!(!packs(text, "make -n dist"));
    assert!(!packs(text, "echo make dist"));
}

#[test]
fn the_default_goal() {
    let goal = |text: &str| {
        let tree = Tree::of(&[("Makefile", text)]);
        Makefile::find("", &tree.repository(), &tree).unwrap().default_goal().map(str::to_owned)
    };
    assert_eq!(
        goal(".PHONY: all\n%.o: %.c\n\tcc\n.hidden:\n\techo\ntest:\n\tgo test\nall: test\n").as_deref(),
        Some("test")
    );
    assert_eq!(goal("X := 1\nall: a\n.DEFAULT_GOAL := dist\ndist:\n\ttar\n").as_deref(), Some("dist"));
    assert_eq!(goal("X = y\n"), None);
}

#[test]
fn variables_includes_conditionals_and_defines() {
    let tree = Tree::of(&[
        (
            "Makefile",
            "include build/*.mk\n-include local.mk\nifneq ($(wildcard x),)\n\tinclude build/none.mk\nendif\ndist: $(PARTS)\n",
        ),
        ("build/setup.mk", "PARTS := server\nPARTS += bundle\ndefine PACK\n\tcd dist && tar -cvzf $(1) x\nendef\n"),
        (
            "build/rules.mk",
            "server:\n\tgo build\nbundle:\nifeq ($(OS),Darwin)\n\ttar --disable-copyfile -cvzf out.tar.gz demo\nelse\n\ttar -cvzf out.tar.gz demo\nendif\n",
        ),
    ]);
    assert!(effects(&tree, "make dist").contains(&EffectKind::Bundle));
    let makefile = Makefile::find("", &tree.repository(), &tree).unwrap();
    assert_eq!(makefile.missing, ["build/none.mk"]);
    assert_eq!(
        makefile.rules.iter().map(|rule| rule.path.as_str()).collect::<Vec<_>>(),
        ["build/rules.mk", "build/rules.mk", "Makefile"]
    );
}

#[test]
fn rules_of_every_form() {
    for text in [
        "dist: ; tar czf x.tgz y\n",
        "dist::\n\ttar czf x.tgz y\n",
        "dist: PACK = yes\ndist: pack\npack:\n\ttar -c -z -f x.tar.gz y\n",
        "dist: | pack\npack:\n\t$(MAKE) inner\ninner:\n\ttar -zcf x y\n",
        "dist: demo.tar.gz\n%.tar.gz: %\n\ttar -czf $@ $<\n",
        "dist pack: ; tar -czf x.tar.gz y\n",
        "dist:\n\tset -e; \\\n\t# pack it \\\n\ttar -czf x.tar.gz y\n",
        "dist:\n\tdocker run --rm -v $$PWD:/src image make inner\ninner:\n\ttar czf x.tgz y\n",
        "dist:\n\tbash -c 'cd dist && tar -czf x.tar.gz y'\n",
        "TAR = tar\ndist:\n\t$(TAR) -czf x.tar.gz y\n",
        "TAR ?= $(shell command -v tar 2> /dev/null)\ndist:\n\t$(TAR) -czf x.tar.gz y\n",
        "MAKER := $(shell which make)\ndist:\n\t$(MAKER) pack\npack:\n\ttar -czf x.tar.gz y\n",
        "pack/%: ; tar czf $*.tgz x\ndist: pack/demo\n",
    ] {
        assert!(packs(text, "make dist"), "{text}");
    }
    for text in [
        "dist:\n\ttar -xzf x.tar.gz\n",
        "dist:\n\ttar -cf x.tar y\n",
        "dist:\n\techo tar -czf x.tar.gz y\n",
        "dist: dist\n\tgo build\n",
        "# dist:\n#\ttar -czf x.tar.gz y\ndist:\n\tgo build\n",
    ] {
        assert!(!packs(text, "make dist"), "{text}");
    }
}

#[test]
fn what_is_missing_is_told() {
    let tree = Tree::of(&[("Makefile", "include gone.mk\nx:\n\ttrue\n"), ("sub/Makefile", "dist:\n\tgo build\n")]);
    let only = |script: &str| effects(&tree, script).into_iter().next();
    assert_eq!(
        only("make dist"),
        Some(EffectKind::Opaque("`make dist`: Makefile includes gone.mk, which is not in the repository".into()))
    );
    assert_eq!(only("make -C sub bundle"), Some(EffectKind::Broken("no rule of sub/Makefile makes `bundle`".into())));
    assert_eq!(
        only("make -C sub dist"),
        Some(EffectKind::Broken(
            "the rule `dist` of sub/Makefile packs nothing: neither it nor what it needs runs `tar`".into()
        ))
    );
    assert_eq!(
        only("make -C gone dist"),
        Some(EffectKind::Opaque("make in `gone`, a folder that is not in the repository".into()))
    );
    assert_eq!(only("make -C sub test"), None, "tests have nothing to do with the bundle");
    assert!(matches!(only("make $GOAL"), Some(EffectKind::Opaque(_))));
    assert!(matches!(only("just dist"), Some(EffectKind::Opaque(_))));
}

#[test]
fn a_makefile_that_make_refuses_makes_nothing() {
    const PACK: &str = "dist:\n\ttar -czf x.tgz y\n";
    let made = |before: &str| effects(&Tree::of(&[("Makefile", &format!("{before}{PACK}"))]), "make dist");
    let spaces = "make refuses Makefile: line 2 begins with spaces, where a tab belongs".to_owned();
    assert_eq!(made("test:\n        go test ./...\n"), [EffectKind::Broken(spaces)]);
    for fine in
        ["test:\n\tgo test\n  X = 1\n", "x: y \\\n  z\n", "x:\n  $(info hello)\n", "define X\n  go test\nendef\n"]
    {
        assert_eq!(made(fine), [EffectKind::Bundle], "{fine}");
    }
    for (prefix, makefile) in [
        (">", ".RECIPEPREFIX = >\ndist:\n>tar -czf x.tgz y\n"),
        ("blank", ".RECIPEPREFIX +=\ndist:\n  tar -czf x.tgz y\n"),
        ("tab again", ".RECIPEPREFIX = >\nx:\n>ls\n.RECIPEPREFIX =\ndist:\n\ttar -czf x.tgz y\n"),
    ] {
        assert!(packs(makefile, "make dist"), "{prefix}");
    }
}

#[test]
fn scripts_and_programs_of_the_repository_are_followed() {
    let tree = Tree::of(&[
        ("scripts/build.sh", "#!/usr/bin/env bash\nset -e\ncd dist\ntar -czf x.tar.gz y\n"),
        ("scripts/test.sh", "go test ./...\n"),
        ("build.py", "import tarfile\ntarfile.open('x.tar.gz', 'w:gz')\n"),
        ("lint.py", "print('ok')\n"),
        ("build.ps1", "$archive = \"dist/x.tar.gz\"\n& 7z a $archive dist/x\n"),
        ("tools/pack/main.go", "package main\nimport \"archive/tar\"\nvar _ = tar.NewWriter // x.tar.gz\n"),
        (
            "package.json",
            "{\"scripts\": {\"bundle\": \"npm run pack\", \"pack\": \"tar -czf x.tar.gz y\", \"again\": \"npm run again\", \"test\": \"jest\"}}",
        ),
        ("web/package.json", "{\"scripts\": {\"build\": \"webpack\"}}"),
    ]);
    for script in [
        "./scripts/build.sh",
        "bash scripts/build.sh --fast",
        "sh -e ./scripts/build.sh",
        "python build.py",
        "python3 ./build.py",
        "go run ./tools/pack",
        "npm run bundle",
        "yarn bundle",
        "pnpm run pack",
    ] {
        assert!(effects(&tree, script).contains(&EffectKind::Bundle), "{script}");
    }
    for script in ["./build.ps1", "pwsh -File build.ps1"] {
        let why = "`build.ps1`, which names a .tar.gz and may make it".to_owned();
        assert_eq!(effects(&tree, script), [EffectKind::Opaque(why)], "{script}");
    }
    for script in ["./scripts/test.sh", "python lint.py", "npm test", "cd web && npm run build", "npm ci", "./gone.sh"]
    {
        assert_eq!(effects(&tree, script), [], "{script}");
    }
}

#[test]
fn programs_that_the_build_compiles_are_followed_to_their_sources() {
    let writes = "package main\nimport \"archive/tar\"\nvar _ = tar.NewWriter // x.tar.gz\n";
    let tree = Tree::of(&[
        ("Makefile", "dist:\n\t./build/bin/manifest bundle x.tar.gz\ncheck:\n\t./build/bin/manifest check\n"),
        ("build/manifest/main.go", writes),
    ]);
    assert_eq!(effects(&tree, "make dist"), [EffectKind::Bundle]);
    assert_eq!(effects(&tree, "make check"), [], "its other commands do something else");
    let unknown = effects(&tree.with("build/manifest/main.go", "package main\n"), "make dist");
    assert_eq!(unknown, [EffectKind::Opaque("`./build/bin/manifest bundle`, a program that is not in git".to_owned())]);
}

#[test]
fn archives_of_something_else_are_left_open() {
    for script in
        ["tar -czf coverage.tar.gz coverage/", "tar czf /tmp/test-results.tgz out", "tar -czf logs.tgz /tmp/x"]
    {
        let found = effects(&Tree::default(), script);
        assert!(matches!(found.as_slice(), [EffectKind::Opaque(_)]), "{script}: {found:?}");
    }
    assert!(packs("", "tar -czf dist/com.example.reporter-1.0.tar.gz x"));
    assert!(packs("bundle:\n\ttar -czf $(BUNDLE_NAME) x\n", "make bundle"));
}

#[test]
fn what_is_packed_beside_a_plugin_with_a_folder_of_its_own_is_left_open() {
    let tree = Tree::of(&[("chat/Makefile", "dist:\n\tcd dist && tar -czf x.tar.gz x\n")]);
    let mut repository = tree.repository();
    repository.prefix = "chat/".to_owned();
    let project = Project::new(&repository, &tree);
    for (script, bundle) in [
        ("cd chat && make dist", true),
        ("tar -czf x.tar.gz -C chat/dist x", true),
        ("tar -czf desk-server.tar.gz desk", false),
        ("cd package; tar -czf ../dist/desk.tar.gz desk", false),
    ] {
        let found = project.effects(script, "");
        assert_eq!(found.iter().any(|effect| effect.kind == EffectKind::Bundle), bundle, "{script}");
        assert_eq!(found.iter().any(|effect| matches!(effect.kind, EffectKind::Opaque(_))), !bundle, "{script}");
    }
}

#[test]
fn subshells_keep_their_folder_to_themselves() {
    let makefile = "dist:\n\ttar czf x.tgz y\n";
    assert!(packs(makefile, "(cd webapp && npm ci)\nmake dist"));
    assert!(packs(makefile, "(cd a; (cd b; ls); ls)\nmake dist"));
    assert!(!packs(makefile, "(cd webapp && npm ci; make dist)"));
    assert!(!packs(makefile, "cd webapp; (ls)\nmake dist"));
    let deep = format!("{}cd x{}\nmake dist", "(".repeat(50), ")".repeat(50));
    assert!(packs(makefile, &deep));
}

#[test]
fn functions_may_be_subshells() {
    let script =
        |end: &str| format!("#!/bin/sh\nbuild() (\n  cd server\n  cd ..\n  make dist\n)\nother() ( ls )\n{end}\n");
    let told = |end: &str| {
        let tree = Tree::of(&[("ci.sh", script(end).as_str()), ("Makefile", "dist:\n\ttar czf x.tgz y\n")]);
        effects(&tree, "./ci.sh")
    };
    assert_eq!(told("build"), [EffectKind::Bundle]);
    assert_eq!(told("other"), []);
}

#[test]
fn scripts_know_their_own_folder() {
    let makefile = ("Makefile", "dist:\n\ttar czf x.tgz y\n");
    for script in [
        "cd \"$(dirname \"$0\")/..\"\nmake dist",
        "cd $(git rev-parse --show-toplevel) && make dist",
        "HERE=\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" >/dev/null 2>&1 && pwd)\"\ncd \"${HERE}/..\"\nmake dist",
        "ROOT=$(git rev-parse --show-toplevel)\nmake -C \"$ROOT\" dist",
    ] {
        let text = format!("#!/bin/bash\n{script}\n");
        let tree = Tree::of(&[("scripts/ci.sh", text.as_str()), makefile]);
        assert_eq!(effects(&tree, "./scripts/ci.sh"), [EffectKind::Bundle], "{script}");
    }
    let elsewhere = Tree::of(&[("scripts/ci.sh", "#!/bin/sh\ncd $(dirname $0)\nmake dist\n"), makefile]);
    assert!(matches!(effects(&elsewhere, "scripts/ci.sh").as_slice(), [EffectKind::Broken(_)]));
}

#[test]
fn what_a_script_is_called_with_decides() {
    let condition = |text: &str| {
        let all = commands(text);
        all.iter().find(|command| command.words == ["make", "dist"]).unwrap().condition.clone()
    };
    assert_eq!(condition("case \"$1\" in\n  build) make dist ;;\nesac").as_deref(), Some("case $1 in"));
    assert_eq!(condition("if [ \"$1\" = build ]; then make dist; fi").as_deref(), Some("[ $1 = build ]"));
    assert_eq!(condition("if false; then make dist; fi").as_deref(), Some("false"));
    assert_eq!(condition("if [ -z \"$1\" ]; then exit 1; fi\nmake dist"), None);
    assert_eq!(condition("if [ \"$1\" = --help ]; then exit 0; fi\nmake dist"), None, "CI asks for no help");
}

#[test]
fn variables_under_conditionals_are_all_tried() {
    let makefile = "ifdef CIRCLE_TAG\nPACK = tar czf x.tgz y\nelse\nPACK = echo nothing\nendif\ndist:\n\t$(PACK)\n";
    let tree = Tree::of(&[("Makefile", makefile)]);
    let repository = tree.repository();
    let found = Project::new(&repository, &tree).effects("make dist", "");
    assert_eq!(found[0].kind, EffectKind::Bundle);
    assert_eq!(found[0].condition.as_deref(), Some("ifdef CIRCLE_TAG"));
    let system = makefile.replace("ifdef CIRCLE_TAG", "ifeq ($(OS),Windows_NT)");
    assert!(packs(&system, "make dist"));
    let goals = "GOALS = test\nifdef CIRCLE_TAG\nGOALS = bundle\nendif\nall: $(GOALS)\ntest:\n\tls\nbundle:\n\ttar czf x.tgz y\n";
    let tree = Tree::of(&[("Makefile", goals)]);
    let repository = tree.repository();
    let found = Project::new(&repository, &tree).effects("make all", "");
    assert_eq!(found[0].condition.as_deref(), Some("ifdef CIRCLE_TAG"));
    assert!(
        !packs(&format!("{goals}GOALS = test\nrest: $(GOALS)\n"), "make rest"),
        "the last word is without a condition"
    );
}

#[test]
fn what_make_calls_is_expanded() {
    let define = "define pack\n\tcd dist && tar -czf $(1).tar.gz $2\nendef\ndist:\n\t$(call pack,demo,x)\n";
    assert!(packs(define, "make dist"));
    let other = define.replace("pack,demo", "pack,coverage");
    let tree = Tree::of(&[("Makefile", other.as_str())]);
    assert!(matches!(effects(&tree, "make dist").as_slice(), [EffectKind::Opaque(_)]), "the argument is put in");
}

#[test]
fn make_stops_for_want_of_what_it_includes() {
    let pack = "dist:\n\ttar czf x.tgz y\n";
    let why = "`make dist`: Makefile includes build/setup.mk, which is not in the repository".to_owned();
    let stopped = format!("include build/setup.mk\n{pack}");
    assert_eq!(effects(&Tree::of(&[("Makefile", stopped.as_str())]), "make dist"), [EffectKind::Opaque(why)]);
    for text in [
        format!("ifneq ($(wildcard build/setup.mk),)\ninclude build/setup.mk\nendif\n{pack}"),
        format!("-include build/setup.mk\n{pack}"),
        format!("include build/setup.mk\n{pack}build/setup.mk:\n\ttouch $@\n"),
        format!("include build/setup.mk\n{pack}build/%.mk:\n\ttouch $@\n"),
    ] {
        assert!(packs(&text, "make dist"), "{text}");
    }
    let copies = format!("{stopped}test:\n\tscp x host:y\n");
    let copied = EffectKind::Publish(Destination::Store("host:y".to_owned()));
    assert_eq!(effects(&Tree::of(&[("Makefile", copies.as_str())]), "make test"), [copied], "it packs nothing");
}

#[test]
fn what_nested_make_wants_is_told() {
    let told = |makefile: &str| match effects(&Tree::of(&[("Makefile", makefile)]), "make dist").as_slice() {
        [EffectKind::Broken(why) | EffectKind::Opaque(why)] => why.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(told("dist:\n\t$(MAKE) bundle\n"), "no rule of Makefile makes `bundle`");
    assert_eq!(
        told("include build/pack.mk\ndist: bundle\n"),
        "`make dist`: Makefile includes build/pack.mk, which is not in the repository"
    );
    assert!(packs("dist:\n\t$(MAKE) release\n\ttar czf x.tgz y\n", "make dist"));
}

#[test]
fn what_compiles_a_part_is_seen() {
    let makefile = "GO ?= $(shell command -v go 2> /dev/null)\nNPM = $(shell which npm)\n\
        server:\n\tcd server && env CGO_ENABLED=0 $(GO) build -o plugin\n\
        webapp:\n\tcd webapp && $(NPM) run build\n\
        dist: server webapp\n\ttar -czf x.tgz y\n";
    let tree = Tree::of(&[
        ("Makefile", makefile),
        ("webapp/package.json", "{\"scripts\": {\"build\": \"node build.mjs\", \"lint\": \"eslint\"}}"),
    ]);
    let (server, webapp) = (EffectKind::Compiles(Part::Server), EffectKind::Compiles(Part::Webapp));
    assert_eq!(all_effects(&tree, "make dist"), [EffectKind::Bundle, server.clone(), webapp.clone()]);
    for (script, compiled) in [
        ("GOOS=linux go build ./server", Some(&server)),
        ("$(go env GOPATH)/bin/gox ./server", Some(&server)),
        ("go test ./...", None),
        ("node_modules/.bin/webpack --mode=production", Some(&webapp)),
        ("npx vite build", Some(&webapp)),
        ("yarn webpack", Some(&webapp)),
        ("cd webapp && npm run lint", None),
    ] {
        assert_eq!(all_effects(&tree, script).first(), compiled, "{script}");
    }
    let path = "docker run --rm -e GOPATH=/tmp/go golang bash -c 'tar -czf x.tgz y'";
    assert_eq!(all_effects(&tree, path), [EffectKind::Bundle], "a variable is no command");
}

#[test]
fn npm_runs_what_stands_before_and_after_a_script() {
    for (scripts, command) in [
        (r#"{"build": "tsc", "postbuild": "tar czf x.tgz y"}"#, "npm run build"),
        (r#"{"pretest": "tar czf x.tgz y"}"#, "npm test"),
    ] {
        let package = format!("{{\"scripts\": {scripts}}}");
        assert_eq!(effects(&Tree::of(&[("package.json", package.as_str())]), command), [EffectKind::Bundle]);
    }
}

#[test]
fn goreleaser_is_followed_through_its_configuration() {
    let with = |text: &str| {
        effects(
            &Tree::of(&[(".goreleaser.yml", text), ("Makefile", "dist:\n\ttar czf x.tgz y\n")]),
            "goreleaser release --clean",
        )
    };
    assert!(with("before: {hooks: [go mod tidy, make dist]}\n").contains(&EffectKind::Bundle));
    assert!(with("archives: [{files: [plugin.json, assets/*]}]\n").contains(&EffectKind::Bundle));
    assert_eq!(with("builds: [{main: .}]\n"), [EffectKind::Publish(Destination::Release)]);
    let tree =
        Tree::of(&[(".goreleaser.yml", "before: {hooks: [make dist]}\n"), ("Makefile", "dist:\n\ttar czf x.tgz y\n")]);
    let release = EffectKind::Publish(Destination::Release);
    for (command, wanted) in [
        ("goreleaser release --clean", vec![release, EffectKind::Bundle]),
        ("goreleaser release --snapshot", vec![EffectKind::Bundle]),
        ("goreleaser release --skip=publish", vec![EffectKind::Bundle]),
        ("goreleaser build", vec![EffectKind::Bundle]),
        ("goreleaser check", vec![]),
    ] {
        assert_eq!(effects(&tree, command), wanted, "{command}");
    }
    assert!(effects(&Tree::default(), "goreleaser").iter().any(|effect| matches!(effect, EffectKind::Opaque(_))));
}

#[test]
fn scripts_that_call_themselves_are_opaque() {
    let tree = Tree::of(&[("package.json", "{\"scripts\": {\"again\": \"npm run again\"}}")]);
    assert!(matches!(effects(&tree, "npm run again").as_slice(), [EffectKind::Opaque(_)]));
}

#[test]
fn where_commands_send_files() {
    let store = |to: &str| Destination::Store(to.to_owned());
    let cases = [
        ("gh release create \"$GITHUB_REF_NAME\" dist/*.tar.gz", Some(Destination::Release)),
        ("gh release upload v1.2.3 x.tar.gz --clobber", Some(Destination::Release)),
        ("gh release create nightly x.tar.gz", Some(Destination::RollingRelease("nightly".into()))),
        ("gh release delete nightly", None),
        ("ghr -t $TOKEN v1 dist/", Some(Destination::Release)),
        ("ghr -t $TOKEN -delete -prerelease nightly dist/", Some(Destination::RollingRelease("nightly".into()))),
        ("gh release create --title Nightly v$VERSION x.tar.gz", Some(Destination::Release)),
        ("gh release create --notes 1.2 nightly x.tar.gz", Some(Destination::RollingRelease("nightly".into()))),
        ("aws s3 cp x.tar.gz s3://b/x.tar.gz --acl public-read", Some(store("s3://b/x.tar.gz"))),
        ("aws s3 cp s3://b/in.tar.gz .", None),
        ("aws s3 ls s3://b", None),
        ("gsutil cp dist/x gs://b/x", Some(store("gs://b/x"))),
        ("scp x.tar.gz host:/srv/x", Some(store("host:/srv/x"))),
        ("curl -T x.tar.gz https://example.org/x", Some(store("https://example.org/x"))),
        ("curl -sSf https://example.org/install.sh", None),
        ("curl -F plugin=@x.tar.gz $url/api/v4/plugins", None),
    ];
    for (script, wanted) in cases {
        let found = effects(&Tree::default(), script).into_iter().find_map(|effect| match effect {
            EffectKind::Publish(to) => Some(to),
            _ => None,
        });
        assert_eq!(found, wanted, "{script}");
    }
    assert_eq!(release("latest-master"), Destination::RollingRelease("latest-master".into()));
    assert_eq!(release("${{ github.ref_name }}"), Destination::Release);
}

#[test]
fn folders() {
    for (at, to, wanted) in [
        ("", "./plugin/", "plugin/"),
        ("a/b/", "..", "a/"),
        ("", "../..", ""),
        ("a/", "$GITHUB_WORKSPACE", ""),
        ("a/", "${{ github.workspace }}/x", "x/"),
        ("a/", "/tmp/x", "/tmp/x/"),
        ("a/", "$HOME/x", "$HOME/x/"),
    ] {
        assert_eq!(join(at, to), wanted, "{at} {to}");
    }
}

#[test]
fn hostile_projects_end() {
    let doubling = |lines: usize| {
        let line = |n: usize| format!("V{n} = $(V{0})$(V{0})$(V{0})$(V{0})\n", n + 1);
        (0..lines).map(line).collect::<String>() + "dist:\n\techo $(V0)\n"
    };
    let calls = (0..400).map(|n| format!("t{n}:\n\tmake t{0}; make t{0}; make t{0}\n", n + 1)).collect::<String>();
    let wide = format!("dist: {}\n", (0..20_000).map(|n| format!("d{n} ")).collect::<String>());
    let cases = [
        ("variables", doubling(40), "make dist"),
        ("a variable of itself", "X = $(Y)\nY = $(X)\ndist: ; echo $(X)\n".to_owned(), "make dist"),
        ("goals that make goals", calls, "make t0"),
        ("a goal that makes itself", "dist:\n\t$(MAKE) dist\n\t$(MAKE) dist\n".to_owned(), "make dist"),
        ("many prerequisites", wide, "make dist"),
        ("brackets", format!("dist: {}\n", "$(".repeat(100_000)), "make dist"),
        ("continuations", "\\\n".repeat(300_000), "make dist"),
        ("includes", "include Makefile\ninclude *\n".repeat(1_000), "make dist"),
        ("quotes", String::new(), &*"'".repeat(100_001).leak()),
        ("expansions", String::new(), &*"$(".repeat(100_000).leak()),
    ];
    for (name, makefile, script) in cases {
        let start = Instant::now();
        let _ = effects(&Tree::of(&[("Makefile", makefile)]), script);
        assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_script_ends(script in "([a-z $(){}'\"\\\\|&;<>=#\n-]|if |then |fi|<<E|make dist|tar -czf x.tgz){0,60}") {
        let _ = effects(&Tree::of(&[("Makefile", "dist:\n\ttar czf x.tgz y\n")]), &script);
    }

    #[test]
    fn any_makefile_ends(makefile in "([a-z $(){}:=%\\\\|;#\n\t-]|define |endef|include |\\$\\(MAKE\\)|dist:){0,60}") {
        let _ = effects(&Tree::of(&[("Makefile", makefile)]), "make; make dist");
    }
}

#[test]
fn an_archive_may_be_gzipped_by_something_else() {
    let kinds = |script: &str| {
        let tree = Tree::of(&[("Makefile", format!("dist:\n\t{script}\n"))]);
        let repository = tree.repository();
        let effects = Project::new(&repository, &tree).effects("make dist", "");
        effects.into_iter().map(|effect| effect.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("tar cf - demo | gzip > demo.tar.gz"), [EffectKind::Bundle]);
    assert_eq!(kinds("tar cf demo.tar demo && gzip demo.tar"), [EffectKind::Bundle]);
    assert_eq!(kinds("tar cf demo.tar demo"), [EffectKind::PlainTar]);
    for no_bundle in [
        "tar cJf demo.tar.xz demo",
        "tar cJf demo.tar.gz demo",
        "tar tf demo.tar",
        "gzip demo.json",
        "zip -r demo.zip demo",
    ] {
        assert!(matches!(kinds(no_bundle).as_slice(), [EffectKind::Broken(_)]), "{no_bundle}");
    }
}

#[test]
fn what_docker_builds_lies_in_an_image() {
    let effects = |dockerfile: &str, script: &str| {
        let tree = Tree::of(&[("Makefile", "dist:\n\ttar czf x.tgz y\ntest:\n\tls\n"), ("ci/Dockerfile", dockerfile)]);
        let repository = tree.repository();
        Project::new(&repository, &tree).effects(script, "").into_iter().map(|effect| effect.kind).collect::<Vec<_>>()
    };
    let makes = "FROM golang\nCOPY . .\nRUN npm ci && \\\n  make dist\n";
    let opaque = [EffectKind::Opaque("`docker build`, which leaves the bundle in an image".to_owned())];
    assert_eq!(effects(makes, "docker build -t x ci"), opaque);
    assert_eq!(effects(makes, "docker buildx build -f ci/Dockerfile ."), opaque);
    assert_eq!(effects(&makes.replace("make dist", "make test"), "docker build ci"), []);
    assert_eq!(effects(makes, "docker build elsewhere"), []);
}
