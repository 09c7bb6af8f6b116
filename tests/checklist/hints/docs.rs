use plugin_ready::checklist::hints;

use crate::support::documents::evidence;

fn told(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    hints::docs::hints(&evidence(files)).into_iter().map(|hint| (hint.id, hint.because)).collect()
}

const FULL: &str = "# T\n\nThis plugin turns messages of a channel into tickets, so that nobody in support loses any.\n\n\
                    ![at work](https://tickets.example/shot.png)\n\n## Features\n\n- Open a ticket\n- Close a ticket\n\n\
                    ## Installation\n\nUpload the bundle in the System Console.\n\n## Usage\n\nType `/ticket` in any channel.\n\n\
                    ## Troubleshooting\n\nLook into the log of the server first.\n";

#[test]
fn a_full_readme_calls_for_nothing() {
    assert_eq!(told(&[("README.md", FULL)]), []);
}

#[test]
fn a_thin_summary_and_unnamed_uses_are_told() {
    let thin = FULL.replace(", so that nobody in support loses any", "");
    assert_eq!(told(&[("README.md", &thin)])[0].0, "summary-thin");
    let unnamed = FULL.replace("## Features", "## How to use it");
    assert_eq!(told(&[("README.md", &unnamed)])[0].0, "use-cases-unnamed");
    for id in ["summary-thin", "use-cases-unnamed"] {
        assert!(hints::said_by(id).is_some(), "the item itself advises that: {id}");
    }
}

#[test]
fn gaps_are_told_together() {
    let bare = "# T\n\nThis plugin turns messages of a channel into tickets, so that nobody in support loses any.\n";
    let told_ = told(&[("README.md", bare)]);
    assert_eq!(told_.len(), 1);
    let (id, because) = &told_[0];
    assert_eq!(*id, "documentation-gaps");
    for part in ["install", "use it", "picture", "does not work"] {
        assert!(because.contains(part), "{because}");
    }
    let simple = FULL.replace("## Troubleshooting", "## Credits");
    assert_eq!(told(&[("README.md", &simple)]), [], "a chapter on trouble alone is not missed");
}

#[test]
fn a_command_that_no_document_names_is_told() {
    let source = ("server/a.go", "p.API.RegisterCommand(&model.Command{})\n");
    assert!(!told(&[("README.md", FULL), source]).iter().any(|(id, _)| *id == "command-undocumented"));
    let silent = FULL.replace("`/ticket`", "something");
    assert!(told(&[("README.md", &silent), source]).iter().any(|(id, _)| *id == "command-undocumented"));
}

#[test]
fn without_documents_there_is_no_advice_on_them() {
    assert_eq!(told(&[("plugin.json", "{}")]), []);
}
