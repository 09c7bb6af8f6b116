use plugin_ready::evidence::{Evidence, Fact};
use plugin_ready::verdict::Verdict;

use crate::support::documents::{evidence, judge, verdict};

const ID: &str = "pm-ux-use-cases";
const LIST: &str = "- Turn a message into a ticket\n- Close a ticket from its channel\n";

#[test]
fn a_list_under_a_telling_heading_passes() {
    for heading in [
        "Features",
        "Use Cases",
        "What can you do with it?",
        "Why teams use it",
        "Funktionen",
        "機能",
        "Key features:",
        "Özellikler",
        "Tính năng",
    ] {
        let (verdict, because) = verdict(ID, &format!("# T\n\n## {heading}\n\n{LIST}"));
        assert_eq!(verdict, "pass", "{heading}: {because}");
    }
}

#[test]
fn a_list_of_places_to_fill_in_is_none() {
    for list in [
        "- TODO\n- TBD\n",
        "- Feature 1\n- Feature 2\n",
        "- Lorem ipsum dolor\n- Coming soon\n",
        "- Tickets\n- TODO: the rest\n",
    ] {
        assert_eq!(verdict(ID, &format!("# T\n\n## Features\n\n{list}")).0, "fail", "{list}");
    }
    assert_eq!(verdict(ID, "# T\n\n## Features\n\n- Todo items\n- TODO lists\n").0, "pass");
}

#[test]
fn a_list_of_what_is_to_come_is_none() {
    for heading in ["Next features", "Planned features", "2. Future features (ideas)", "Feature requests"] {
        assert_eq!(verdict(ID, &format!("# T\n\n## {heading}\n\n{LIST}")).0, "fail", "{heading}");
    }
    let fork = format!("# T\n\n## About this fork\n\nIt implements the following changes:\n\n{LIST}");
    assert_eq!(verdict(ID, &fork).0, "fail");
}

#[test]
fn a_list_of_the_servers_that_versions_need_is_none() {
    let versions = "- Version 0.2.0+ requires Mattermost 5.20\n- Version < 0.2.0 requires Mattermost 5.6\n";
    assert_eq!(verdict(ID, &format!("# T\n\nThis plugin allows a team to keep tickets.\n\n{versions}")).0, "fail");
}

#[test]
fn a_table_of_use_cases_passes() {
    let (verdict, _) = verdict(
        ID,
        "# T\n\n## Use cases\n\n| Case | Gain |\n|---|---|\n| Tickets | none lost |\n| Closing | quick |\n",
    );
    assert_eq!(verdict, "pass");
}

#[test]
fn a_list_after_a_lead_in_passes() {
    for line in ["This plugin allows a team to:", "부가 기능이 추가되어 있습니다", "Available commands:"] {
        let (verdict, _) = verdict(ID, &format!("# T\n\n{line}\n\n{LIST}"));
        assert_eq!(verdict, "pass", "{line}");
    }
}

#[test]
fn numbered_items_after_a_line_on_features_pass() {
    let numbered = "1. Turn a message into a ticket\n2. Close a ticket from its channel\n";
    for (line, expected) in [
        ("目前提供两个功能：", "pass"),
        ("It has these features:", "pass"),
        ("To enable this feature:", "fail"),
        ("启用该功能的步骤：", "fail"),
        ("It can be enabled like this:", "fail"),
    ] {
        assert_eq!(verdict(ID, &format!("# T\n\n{line}\n\n{numbered}")).0, expected, "{line}");
    }
    assert_eq!(verdict(ID, &format!("# T\n\n## 能做什么\n\n{numbered}")).0, "pass");
}

#[test]
fn bullets_under_usage_pass_with_advice() {
    let judgement = judge(ID, &evidence(&[("README.md", &format!("# T\n\n## Usage\n\nDo one of these:\n\n{LIST}"))]));
    assert_eq!((judgement.verdict, judgement.help.is_some()), (Verdict::Pass, true));
}

#[test]
fn a_list_in_docs_counts() {
    let judgement = judge(ID, &evidence(&[("README.md", "# T\n"), ("docs/features.md", &format!("# T\n\n{LIST}"))]));
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(judgement.locations[0].path, "docs/features.md");
}

#[test]
fn other_lists_are_no_use_cases() {
    for text in [
        format!("# T\n\n## Requirements\n\n{LIST}"),
        format!("# T\n\n## Configuration\n\n{LIST}"),
        format!("# T\n\n## Development\n\n### Features\n\n{LIST}"),
        "# T\n\n## Usage\n\n1. Click\n2. Wait\n".to_owned(),
        format!("# T\n\n## Usage\n\nEdit the configuration in the System Console:\n\n{LIST}"),
        "# T\n\n## Usage\n\n- Fill in the Admin Console what it asks for\n- Tell your users about it\n- Enjoy!\n"
            .to_owned(),
        format!("# T\n\n## Why?\n\n{LIST}"),
        "# T\n\n## Usage\n\n> [!WARNING]\n> - It does not work in threads\n> - Nor does it on phones\n".to_owned(),
        "# T\n\n## Features\n\n- only one thing\n".to_owned(),
        "# T\n\n## Features\n\n- [Usage](#usage)\n- [Licence](#licence)\n".to_owned(),
        format!("# T\n\nJump to:\n\n{LIST}"),
    ] {
        let (verdict, because) = verdict(ID, &text);
        assert_eq!(verdict, "fail", "{text}: {because}");
    }
}

#[test]
fn uses_told_otherwise_are_named() {
    let (verdict, because) = verdict(
        ID,
        "# T\n\n## Usage\n\n### Make a ticket\n\nClick on a message there.\n\n### Close it\n\nClick on the ticket again.\n",
    );
    assert_eq!(verdict, "fail");
    assert!(because.contains("2 headings from “Make a ticket”"), "{because}");
}

#[test]
fn an_unfilled_draft_fails() {
    let (verdict, because) =
        verdict(ID, "# T\n\n## Use cases\n\n- [fill in: who does what]\n- [fill in: the next use case]\n");
    assert_eq!((verdict, because.as_str()), ("fail", "the drafted use cases are not filled in"));
}

#[test]
fn no_document_fails() {
    assert_eq!(judge(ID, &Evidence { docs: Fact::Absent, ..Evidence::default() }).verdict, Verdict::Fail);
}

#[test]
fn numbered_items_are_uses_where_the_line_before_says_what_is_offered() {
    let with =
        |line: &str| verdict(ID, &format!("# T\n\n{line}\n\n1. Make a ticket of a message.\n2. Close it again.\n")).0;
    for line in ["It helps teams by providing the following:", "The plugin offers the following functions:"] {
        assert_eq!(with(line), "pass", "{line}");
    }
    for line in ["To allow uploads, do the following:", "Follow the following steps, provided you are an admin:"] {
        assert_eq!(with(line), "fail", "{line}");
    }
}
