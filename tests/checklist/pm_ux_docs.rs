use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::Verdict;

use crate::support::documents::{evidence, judge, verdict};

const ID: &str = "pm-ux-docs";
const INSTALL: &str = "## Installation\n\nUpload the bundle on the plugin management page.\n\n";
const CONFIGURE: &str = "## Settings\n\nSet the address of the ticket server in the System Console.\n\n";
const USE: &str = "## Usage\n\nType `/ticket new` in any channel to open a ticket.\n\n";

#[test]
fn two_of_three_parts_pass_and_the_third_is_named() {
    for (parts, missing) in [
        ([INSTALL, CONFIGURE, USE].concat(), None),
        ([INSTALL, USE].concat(), Some("configure")),
        ([INSTALL, CONFIGURE].concat(), Some("use")),
        ([CONFIGURE, USE].concat(), Some("install")),
    ] {
        let judgement = judge(ID, &evidence(&[("README.md", &format!("# T\n\n{parts}"))]));
        assert_eq!(judgement.verdict, Verdict::Pass, "{parts}");
        let help = judgement.help.unwrap_or_default();
        assert_eq!(help.contains("nothing tells how to"), missing.is_some(), "{help}");
        assert!(missing.is_none_or(|missing| help.contains(missing)), "{help}");
    }
}

#[test]
fn commands_in_code_tell_how_to_use_it_and_paths_do_not() {
    for (code, expected) in [
        ("/ticket new // opens a ticket\n/ticket list", "pass"),
        ("cp t.tar.gz /srv/plugins", "fail"),
        ("/usr/bin/t --new", "fail"),
        ("/app", "fail"),
    ] {
        let text = format!("# T\n\n## Getting started\n\nUpload the bundle.\n\n```\n{code}\n```\n");
        assert_eq!(verdict(ID, &text).0, expected, "{code}");
    }
}

#[test]
fn what_a_file_is_uploaded_for_is_told_in_japanese_too() {
    let text = "# T\n\n## 利用\n\n1. システムコンソールを開く\n2. `dist/t.tar.gz` をアップロードする\n";
    let judgement = judge(ID, &evidence(&[("README.md", text)]));
    assert!(judgement.because.contains("how to install (“dist/t.tar.gz"), "{}", judgement.because);
}

#[test]
fn a_release_is_what_users_install() {
    for heading in
        ["## Installation\n\n### From Release", "## Install from a GitHub Release", "## From the releases page"]
    {
        let text = format!("# T\n\n{heading}\n\n1. Take the newest bundle\n2. Bring it to the server\n\n{USE}");
        let (_, because) = verdict(ID, &text);
        assert!(because.contains("how to install (“"), "{heading}: {because}");
    }
    let (_, because) = verdict(ID, &format!("# T\n\n## How to release\n\nBuild the bundle, tag and push it.\n\n{USE}"));
    assert!(!because.contains("install ("), "{because}");
}

#[test]
fn how_to_tells_how_to_use_it() {
    let of = |heading: &str| {
        format!("# T\n\n{CONFIGURE}## {heading}\n\n1. Make the plugin do it\n2. Tell the others of it\n")
    };
    assert!(verdict(ID, &of("How to")).1.contains("use (“How to”)"));
    assert!(!verdict(ID, &of("How to release")).1.contains("use ("));
}

#[test]
fn the_account_of_a_bot_does_not_tell_how_to_use_it() {
    let of = |heading: &str| {
        format!("# T\n\n{INSTALL}{CONFIGURE}### {heading}\n\nThe name under which alerts are posted.\n")
    };
    for heading in ["Bot Username", "Bot Display Name", "Bot account"] {
        assert!(!verdict(ID, &of(heading)).1.contains("use ("), "{heading}");
    }
    assert!(verdict(ID, &of("The bot")).1.contains("use (“The bot”)"));
}

#[test]
fn a_guide_to_the_installation_does_not_tell_how_to_use_it() {
    let guide = INSTALL.replace("Installation", "Installation guide");
    let configure = CONFIGURE.replace("Settings", "Configuration instructions");
    assert_eq!(verdict(ID, &format!("# T\n\n{guide}")).0, "fail");
    let (_, because) = verdict(ID, &format!("# T\n\n{guide}{configure}"));
    assert!(because.contains("configure (“Configuration instructions”)") && !because.contains("use ("), "{because}");
    let both = INSTALL.replace("Installation", "Installation and usage guide");
    assert!(verdict(ID, &format!("# T\n\n{both}")).1.contains("use (“Installation and usage guide”)"));
}

#[test]
fn docs_and_other_files_count() {
    let judgement = judge(
        ID,
        &evidence(&[
            ("README.md", "# T\n"),
            ("INSTALL.md", INSTALL),
            ("docs/user-guide.md", "# Guide\n\nClick on any message, then on the ticket.\n"),
        ]),
    );
    assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
    assert_eq!(judgement.locations[0].path, "INSTALL.md");
}

#[test]
fn the_page_on_a_topic_is_shown_before_a_chapter_elsewhere() {
    let chapter = "# About\n\n## Settings of the calendar\n\nThe owner of a calendar sets who may read and write it.\n";
    let page = "# Configure\n\nSet the address of the ticket server in the System Console.\n";
    let pages = [("docs/about.md", chapter), ("docs/configuration.md", page), ("docs/setup.md", INSTALL)];
    let shown = |readme: &str| {
        let judgement = judge(ID, &evidence(&[&[("README.md", readme)], pages.as_slice()].concat()));
        assert_eq!(judgement.verdict, Verdict::Pass, "{}", judgement.because);
        judgement.locations.iter().map(|place| place.path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&format!("# T\n\n{USE}"))[..2], ["docs/setup.md", "docs/configuration.md"]);
    assert_eq!(shown(&format!("# T\n\n{CONFIGURE}{USE}"))[..2], ["docs/setup.md", "README.md"]);
}

#[test]
fn of_several_chapters_the_plainest_is_shown() {
    let shown = |chapters: &[&str]| {
        let readme = format!("# T\n\n{}{USE}", chapters.concat());
        judge(ID, &evidence(&[("README.md", &readme)])).because
    };
    let calendar = "## Calendar setup\n\nCopy the address of the calendar into the program that shows it.\n\n";
    let told = shown(&[calendar, INSTALL]);
    assert!(told.contains("install (“Installation”), configure (“Calendar setup”) and use"), "{told}");
    let told = shown(&[calendar, &INSTALL.replace("Installation", "Installing the plugin")]);
    assert!(told.contains("install (“Installing the plugin”)"), "{told}");
    let told = shown(&[calendar, &INSTALL.replace("Installation", "Installing it on a server")]);
    assert!(told.contains("install (“Calendar setup”)"), "of two alike the first: {told}");
}

#[test]
fn what_operators_read_does_not_tell_how_to_use_it() {
    let page = "# Safe migrations\n\nBack the tables up before the server starts with another version of the plugin.\n";
    let told = |path: &str| {
        let readme = format!("# T\n\n{INSTALL}{CONFIGURE}");
        judge(ID, &evidence(&[("README.md", &readme), (path, page)])).because
    };
    assert!(!told("docs/operations/migrations.md").contains("use ("), "{}", told("docs/operations/migrations.md"));
    assert!(told("docs/usage/migrations.md").contains("use (“Safe migrations”)"));
}

#[test]
fn an_interface_for_programs_is_no_guide() {
    let call = "# Create\n\n## Example cURL\n\nAsk the server with the token that the settings page shows you.\n";
    let told = |path: &str| {
        let readme = format!("# T\n\n{INSTALL}");
        judge(ID, &evidence(&[("README.md", &readme), (path, call)])).because
    };
    for path in ["docs/api/events/create.md", "docs/rest-api.md", "docs/references/mattermost-api.md"] {
        assert!(!told(path).contains("Example"), "{path}: {}", told(path));
    }
    for path in ["docs/events/create.md", "docs/apiary.md"] {
        assert!(told(path).contains("use (“Example cURL”)"), "{path}: {}", told(path));
    }
}

#[test]
fn a_link_to_product_documentation_passes() {
    for text in [
        "# T\n\nSee the [documentation](https://docs.example.org/tickets) to learn how to install and use it.\n",
        "# T\n\nSee the [plugin documentation](https://docs.example.org/tickets/glossary.html).\n",
        "# T\n\nSee the [wiki](https://github.com/o/r/wiki) for documentation.\n",
        "# T\n\nThe full user and admin documentation of this plugin is at [docs.example.org](https://docs.example.org).\n",
        "# T\n\n## Documentation\n\nhttps://docs.example.org/tickets\n",
        "# T\n\n## Documentation\n\nAll of it is [here](https://example.org/tickets/manual).\n",
    ] {
        let (verdict, because) = verdict(ID, text);
        assert_eq!(verdict, "pass", "{text}");
        assert!(because.contains("https://"), "{because}");
    }
}

#[test]
fn a_manual_that_nothing_calls_the_plugin_s_is_none() {
    for text in [
        "This plugin speaks the protocol of the [Acme docs](https://docs.acme.example).",
        "The plugin is described by the [OpenAPI manual](https://docs.acme.example/api), as an API of Acme.",
        "1. Make a topic at Acme. [Follow this documentation](https://docs.acme.example/topics) to learn how to.",
    ] {
        assert_eq!(verdict(ID, &format!("# T\n\n{text}\n")).0, "fail", "{text}");
    }
}

#[test]
fn links_for_developers_are_no_documentation() {
    let (verdict, _) = verdict(
        ID,
        "# T\n\nTo learn more about plugins, see [our plugin documentation](https://developers.mattermost.com/extend/plugins/).\n",
    );
    assert_eq!(verdict, "fail");
}

#[test]
fn the_usage_of_a_tool_for_developers_is_not_the_plugin_s() {
    let tool = "## Ticket Doctor\n\nIt tests the connection:\n\n```\ngo run cmd/doctor/main.go\n```\n\n\
                ### Usage\n\nTest it with the default settings of the development server.\n";
    let (judged, because) = verdict(ID, &format!("# T\n\n{INSTALL}{tool}"));
    assert_eq!(judged, "fail");
    assert!(because.contains("configure or use"), "{because}");
    assert_eq!(
        verdict(ID, &format!("# T\n\n{INSTALL}{}", tool.replace("go run cmd/doctor/main.go", "/ticket test"))).0,
        "pass"
    );
}

#[test]
fn the_template_s_getting_started_with_other_names_is_the_template_s() {
    let started = "## Getting Started\n\nUse GitHub's template feature to make a copy of this repository by clicking the \
                   \"Use this template\" button.\n\n```\ngit clone --depth 1 https://github.com/o/mattermost-plugin-t \
                   com.example.t\n```\n\n```json\n{ \"id\": \"com.example.t\", \"name\": \"My Plugin\", \"description\": \"Adds it.\" }\n```\n\n";
    let (judged, because) = verdict(ID, &format!("# T\n\n{started}{USE}"));
    assert_eq!(judged, "fail", "{because}");
    assert!(because.contains("install or configure"), "{because}");
}

#[test]
fn a_section_that_names_configuration_is_shown_before_one_on_integration() {
    let readme =
        format!("# T\n\n{INSTALL}## Integration\n\nOther plugins call its API with the address of a ticket.\n");
    let shown = |files: &[(&str, &str)]| judge(ID, &evidence(files)).because;
    let guide = ("docs/admin_guide.md", "# Guide\n\n## Configuration\n\nSet the address of the ticket server there.\n");
    assert!(shown(&[("README.md", &readme), guide]).contains("configure (“Configuration”)"));
    assert!(shown(&[("README.md", &readme)]).contains("configure (“Integration”)"));
}

#[test]
fn a_heading_on_building_and_installing_is_on_installing_too() {
    for text in [
        "## 构建与安装\n\n在 System Console 的插件管理页面上传 tar.gz 文件，然后启用该插件即可。\n",
        "## Build and install\n\nUpload the bundle on the plugin management page.\n",
        "## 开始\n\n在系统控制台的插件管理页面上传压缩包。\n",
    ] {
        let judgement = judge(ID, &evidence(&[("README.md", &format!("# T\n\n{text}\n{USE}"))]));
        assert_eq!(judgement.verdict, Verdict::Pass, "{text}: {}", judgement.because);
    }
}

#[test]
fn notes_for_developers_alone_fail() {
    let (verdict, because) = verdict(
        ID,
        "# T\n\n## Development\n\n### Installation\n\nRun `make deploy` to install the plugin on the local server.\n\n### Usage\n\nRun the tests.\n",
    );
    assert_eq!(verdict, "fail");
    assert!(because.contains("install or configure or use"), "{because}");
}

#[test]
fn an_unfilled_draft_fails() {
    let (verdict, because) = verdict(
        ID,
        "# T\n\n## Installation\n\n[fill in: where the bundle is, and how one installs it]\n\n## Usage\n\n[fill in: what a user types]\n",
    );
    assert_eq!((verdict, because.as_str()), ("fail", "the drafted documentation is not filled in"));
}

#[test]
fn who_has_no_setting_is_asked_for_no_word_on_settings() {
    let help = |settings: &str| {
        let manifest = format!(
            "{{\"id\": \"org.example.t\", \"server\": {{}}, \"settings_schema\": {{\"settings\": [{settings}]}}}}"
        );
        judge(ID, &evidence(&[("plugin.json", &manifest), ("README.md", "# T\n")])).help.unwrap()
    };
    assert!(help("").starts_with("add the headings “Installation” and “Usage” to the README; "), "{}", help(""));
    let asked = help("{\"key\": \"A\", \"type\": \"text\"}");
    assert!(asked.contains("“Configuration” and “Usage” to the README, and help_text to every setting"), "{asked}");
}

#[test]
fn no_document_fails_and_an_unreadable_one_is_unknown() {
    assert_eq!(judge(ID, &Evidence { docs: Fact::Absent, ..Evidence::default() }).verdict, Verdict::Fail);
    let cause = Cause::new(CauseKind::Unreadable, "README.md is not text");
    let blind = Evidence { docs: Fact::Blind(cause.clone()), ..Evidence::default() };
    assert_eq!(judge(ID, &blind).verdict, Verdict::Unknown(cause));
}

#[test]
fn words_that_sound_like_a_guide_are_none() {
    for readme in [
        "# T\n\nA plugin that adds a hidden string to every picture that is uploaded to the server, so that leaks show.\n",
        "# T\n\n## Screenshots\n\n![the window](window.png)\n",
        "# T\n\n## Getting Started\n\nJoin the channel of this plugin on the community server and say hello to everybody.\n",
    ] {
        let (verdict, because) = verdict(ID, readme);
        assert_eq!(verdict, "fail", "{readme}: {because}");
    }
}

#[test]
fn what_is_to_come_is_no_guide() {
    let text = "# T\n\n## Upcoming: connection to a desk\n\nIt will ask for the desk's address and its key.\n";
    let (verdict, because) = verdict(ID, text);
    assert_eq!(verdict, "fail", "{because}");
}

#[test]
fn a_title_is_no_guide() {
    let readme = "# Webhook Commands\n\nIt shows the tickets of a channel to all who are in it.\n\n## Licence\n\nMIT\n";
    assert_eq!(verdict(ID, readme).0, "fail");
    let listed = "# T\n\nWith it you can:\n\n- make a ticket of a message\n- close it again\n\n## Installation\n\nUpload the bundle on the plugin management page.\n";
    assert!(verdict(ID, listed).1.contains("use (“make a ticket of a message”)"));
}
