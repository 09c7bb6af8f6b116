//! Jenkins: a Jenkinsfile is a program, and which branches Jenkins runs it for stands in Jenkins itself. So what it
//! builds is never certain; what its `sh` steps run can be seen.

use super::scan::Scan;
use super::{Configuration, Event, Outcome, Reading, ReasonKind, Run, Situation, System};
use crate::error::Place;
use crate::evidence::build::{EffectKind, Project};
use crate::evidence::repository::Repository;
use crate::evidence::{Cause, CauseKind, Reader, SMALL};

/// The configuration.
const PATH: &str = "Jenkinsfile";
/// Most `sh` steps looked at.
const STEPS: usize = 200;

/// The configuration of a repository.
pub(super) struct Jenkins<'a> {
    project: &'a Project<'a>,
    text: Option<Result<String, Cause>>,
}

/// Reads the configuration of `repository`.
pub(super) fn read<'a>(repository: &Repository, reader: &dyn Reader, project: &'a Project<'a>) -> Jenkins<'a> {
    let text = repository.file(PATH).map(|_| {
        let bytes = reader.read(PATH, SMALL)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    });
    Jenkins { project, text }
}

/// The scripts of `sh` steps, with the bytes they stand at.
fn scripts(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("sh")).map(|at| at + from) {
        from = at + 2;
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|before| before.is_alphanumeric() || before == '_' || before == '.') {
            continue;
        }
        let rest = text.get(from..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '(', '\t']).trim_start_matches("script:").trim_start();
        let Some(quote) = ["'''", "\"\"\"", "'", "\""].into_iter().find(|quote| trimmed.starts_with(quote)) else {
            continue;
        };
        let inner = trimmed.get(quote.len()..).unwrap_or_default();
        let Some(end) = inner.find(quote) else { continue };
        let start = text.len() - inner.len();
        found.extend(inner.get(..end).map(|script| (start, script)));
        from = start + end + quote.len();
        if found.len() >= STEPS {
            break;
        }
    }
    found
}

impl Reading for Jenkins<'_> {
    fn configurations(&self) -> Vec<Configuration> {
        let Some(text) = &self.text else { return Vec::new() };
        let blind = match text {
            Err(cause) => vec![(cause.clone(), None)],
            Ok(text) if scripts(text).is_empty() || text.contains("@Library") => {
                let told =
                    "a Jenkinsfile does not tell all that it runs: shared libraries and Jenkins' own settings decide";
                vec![(Cause::new(CauseKind::Unclear, told), None)]
            }
            Ok(_) => Vec::new(),
        };
        vec![Configuration { system: System::Jenkins, path: PATH.to_owned(), jobs: vec!["pipeline".to_owned()], blind }]
    }

    fn runs(&self, situation: Situation<'_>) -> Vec<Run> {
        let Some(Ok(text)) = &self.text else { return Vec::new() };
        let outcome = match situation.event {
            Event::Release => Outcome::not(ReasonKind::Trigger, "Jenkins does not know GitHub's releases"),
            _ => Outcome::Unclear(
                "for which branches and tags Jenkins runs it stands in Jenkins, not in the file".to_owned(),
            ),
        };
        let mut scan = Scan::new(System::Jenkins);
        for (start, script) in scripts(text) {
            let mut effects = self.project.effects(script, "");
            // `dir` and `node` around it decide where it runs.
            for effect in &mut effects {
                if let EffectKind::Broken(why) = &effect.kind {
                    effect.kind =
                        EffectKind::Opaque(format!("`{}` in a folder that is not told; {why}", effect.command));
                }
            }
            scan.take(&effects, &situation, "pipeline", &outcome, |_| {
                Place::in_text(PATH, text, start..start + script.len())
            });
        }
        scan.bundles
    }
}
