use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact};
use plugin_ready::verdict::Verdict;

use crate::support::documents::{evidence, judge, verdict};

const ID: &str = "pm-ux-summary";
const SUMMARY: &str =
    "This plugin turns messages of a channel into tickets, so that a support team loses none of them.";

#[test]
fn a_paragraph_passes_wherever_it_hides() {
    for before in [
        "# Tickets\n\n",
        "# Disclaimer\n\n**This repository is community supported and not maintained by Mattermost.**\n\n# Tickets\n\n",
        "> [!WARNING]\n> This is a very old repository and nobody should use it for anything at all any more.\n\n# Tickets\n\n",
        "# Tickets\n\n[![a](https://img.shields.io/a.svg)](https://a) ![b](https://codecov.io/b.svg)\n\n**[Help Wanted](https://a)**\n\n",
        "# Tickets\n\n**Maintainer:** [@someone](https://github.com/someone), who has kept it going for a very long time now\n\n",
        "<h1 align=\"center\">Tickets</h1>\n<p align=\"center\"><img src=\"logo.png\"></p>\n\n",
        "# ![logo](logo.svg)\n\n",
        "# Tickets\n\nThe documentation of this plugin is currently being updated and relocated to another place.\n\n",
        "# Tickets\n\nAccess the latest release of this plugin from the page of releases of this repository.\n\n",
        "# Tickets\n\n**Supported and tested Mattermost Server Versions: 9.11+** (older servers want an older release of it)\n\n",
        "# Tickets\n\n**This plugin is currently under active development and is not fully ready for other people!**\n\n",
        "# Moved\n\nEverything in this repository is old, for its author went on at another host in the meantime.\n\n# Tickets\n\n",
        "# Tickets\n\nThis plugin requires a server of version 9 or later and an account at the desk.\n\n",
        "# A fork\n\nForked from another repository, with a few changes of the text here and there.\n\n# Badges plugin\n\n",
        "# Tickets\n\nThis repository has been replaced by another one, which its author keeps at some other host.\n\n",
        "# Tickets\n\n## Contents\n\n- [Overview](#overview)\n- [Usage](#usage)\n\n## Overview\n\n",
        "# Tickets\n\n> [!WARNING]\n> **This is not an official Mattermost plugin.** It is a tool that one person made for an evening.\n\n## What this is\n\n",
        "",
    ] {
        let (verdict, because) = verdict(ID, &format!("{before}{SUMMARY}\n\n## Usage\n\nType `/ticket`.\n"));
        assert_eq!((verdict, because.contains("This plugin turns messages")), ("pass", true), "{before:?}: {because}");
    }
}

#[test]
fn what_a_part_of_its_use_is_about_is_no_summary() {
    let line = "This plugin turns messages into tickets.";
    let detail = "A queue can be assigned to any number of people, and each of them gets all of its tickets.";
    for (part, heading) in [("FAQ", "What is a queue?"), ("Usage", "About queues")] {
        let text = format!("# T\n\n{line}\n\n## {part}\n\n### {heading}\n\n{detail}\n");
        let (verdict, because) = verdict(ID, &text);
        assert_eq!((verdict, because.contains(line)), ("pass", true), "{part}: {because}");
    }
}

#[test]
fn a_summary_may_end_with_a_disclaimer() {
    let (verdict, because) = verdict(ID, &format!("# T\n\n{SUMMARY} It is work in progress, used at your own risk.\n"));
    assert_eq!((verdict, because.contains("This plugin turns messages")), ("pass", true), "{because}");
}

#[test]
fn a_line_passes_with_advice() {
    let judgement = judge(ID, &evidence(&[("README.md", "# Tickets\n\nTurns your messages into tickets.\n")]));
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!(judgement.facts["thin"], true);
    assert!(judgement.because.contains("5 words") && judgement.help.is_some());
    assert_eq!(judgement.locations[0].to_string(), "README.md:3:1");
}

#[test]
fn a_name_is_no_sentence() {
    let (verdict, because) = verdict(
        ID,
        "# Tickets\n\nTicket plugin\n\n## Development\n\nRun the usual commands to build the whole thing from its source code.\n",
    );
    assert_eq!(verdict, "fail");
    assert!(because.contains("“Ticket plugin”"), "{because}");
}

#[test]
fn a_line_and_its_list_are_one_summary() {
    let (verdict, because) = verdict(
        ID,
        "# T\n\nWith this plugin, teams that work on tickets can:\n\n- turn messages into tickets\n- close tickets from the channel\n",
    );
    assert_eq!(verdict, "pass");
    assert!(!because.contains("one line"), "{because}");
}

#[test]
fn a_text_in_another_script_counts() {
    let (verdict, _) = verdict(ID, "# 插件\n\n这个插件可以把频道里的消息变成工单，方便客服团队跟踪和处理。\n");
    assert_eq!(verdict, "pass");
}

#[test]
fn the_template_s_text_fails() {
    let text = "# Plugin Starter Template\n\nThis plugin serves as a starting point for writing a Mattermost plugin. Feel free to base your own plugin off this repository.\n";
    let (verdict, because) = verdict(ID, text);
    assert_eq!(verdict, "fail");
    assert!(because.contains("template"), "{because}");
}

#[test]
fn the_description_is_a_start_where_it_is_the_plugin_s_own() {
    let help = |description: &str| {
        let manifest = format!(r#"{{"id": "org.example.t", "server": {{}}, "description": "{description}"}}"#);
        judge(ID, &evidence(&[("plugin.json", &manifest), ("README.md", "# T\n")])).help.unwrap_or_default()
    };
    assert!(help("Opens tickets from messages in channels.").contains("is a start: “Opens tickets"));
    for none in ["This plugin serves as a starting point for writing a Mattermost plugin.", "", "Tickets"] {
        assert!(!help(none).contains("is a start"), "{none}");
    }
}

#[test]
fn a_line_before_a_list_is_a_summary_where_it_says_what_the_plugin_is() {
    let list = "\n\n- Turn a message into a ticket\n- Close a ticket from its channel\n";
    let (fails, because) = verdict(ID, &format!("# T\n\nWith this plugin you can:{list}"));
    assert_eq!(fails, "fail");
    assert!(because.contains("stands only “With this plugin you can:”"), "{because}");
    assert_eq!(
        verdict(ID, &format!("# T\n\nThis plugin brings the tickets of Acme to Mattermost, letting you:{list}")).0,
        "pass"
    );
}

#[test]
fn an_unfilled_draft_fails() {
    let (verdict, because) =
        verdict(ID, "# T\n\n## Overview\n\n[fill in: one paragraph on what it does and for whom it does that thing]\n");
    assert_eq!((verdict, because.as_str()), ("fail", "the drafted summary is not filled in"));
}

#[test]
fn nothing_to_read_fails_and_nothing_readable_is_unknown() {
    assert_eq!(
        verdict(
            ID,
            "# T\n\n## Installation\n\nUpload the bundle on the plugin management page of the System Console.\n"
        )
        .0,
        "fail"
    );
    assert_eq!(judge(ID, &Evidence { docs: Fact::Absent, ..Evidence::default() }).verdict, Verdict::Fail);
    let cause = Cause::new(CauseKind::TooLarge, "README.md is over 1048576 bytes");
    let blind = Evidence { docs: Fact::Blind(cause.clone()), ..Evidence::default() };
    assert_eq!(judge(ID, &blind).verdict, Verdict::Unknown(cause));
}

#[test]
fn a_tagline_or_a_text_among_notices_counts_at_last() {
    let (verdict_, because) = verdict(
        ID,
        "# T\n\n### A plugin for managing the tickets of a Mattermost installation\n\n## Usage\n\nWords.\n",
    );
    assert_eq!(verdict_, "pass", "{because}");
    let (verdict_, because) = verdict(
        ID,
        "# Disclaimer\n\nThis fork of the ticket plugin allows team admins to close tickets by a command of their own.\n",
    );
    assert_eq!(verdict_, "pass", "{because}");
    let (verdict_, because) =
        verdict(ID, "# Disclaimer\n\nUse at your own risk, for nobody provides any support for it in any way.\n");
    assert_eq!(verdict_, "fail", "{because}");
}

#[test]
fn a_notice_that_nobody_goes_on_with_it_is_no_summary() {
    for notice in [
        "**Archived**: use the other plugin for that, which does all of it.",
        "This repository is now archived, and takes no more issues of anybody.",
        "This plugin has reached end of life with the release of last year.",
    ] {
        assert_eq!(verdict(ID, &format!("# T\n\n{notice}\n")).0, "fail", "{notice}");
        let told = format!("# T\n\n{notice}\n\nIt shows the tickets of a channel to all who are in it.\n");
        assert!(verdict(ID, &told).1.contains("It shows the tickets"), "{notice}");
    }
}

#[test]
fn the_plugins_name_over_all_is_its_title_whatever_it_means() {
    for title in ["Webhook Manager", "Support Desk Setup", "Command Palette"] {
        let readme =
            format!("# {title}\n\nIt shows the tickets of a channel to all who are in it.\n\n## Usage\n\nWords.\n");
        assert_eq!(verdict(ID, &readme).0, "pass", "{title}");
    }
    let part =
        "# Installation\n\nTake the newest bundle from the page of releases and upload it.\n\n## More\n\nWords.\n";
    assert_eq!(verdict(ID, part).0, "fail", "it is a part of the text");
}
