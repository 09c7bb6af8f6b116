//! The one exit policy: 0 nothing fails, 1 an item fails, 2 trouble on our side, 3 not a plugin.

use crate::verdict::Verdict;

/// How the program ends. The worse of two is the greater; the format of the report never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Code {
    /// Nothing fails.
    Fine = 0,
    /// An item of the target tier or of one below it fails; with `--strict`, also one that is pending or unknown.
    Failing = 1,
    /// Usage, configuration or internal error.
    Error = 2,
    /// The path is not a Mattermost plugin.
    NotAPlugin = 3,
}

impl Code {
    /// The code for the verdicts that the target tier asks for; each comes with whether a waiver lies over it.
    ///
    /// A waiver keeps a failing item from failing the run, but never makes it a pass: `--strict` still counts it.
    pub fn of<'a>(verdicts: impl IntoIterator<Item = (&'a Verdict, bool)>, strict: bool) -> Self {
        let fails = verdicts.into_iter().any(|(verdict, waived)| match verdict {
            Verdict::Pass | Verdict::NotApplicable => false,
            Verdict::Fail => strict || !waived,
            Verdict::Pending(_) | Verdict::Unknown(_) => strict,
        });
        if fails { Self::Failing } else { Self::Fine }
    }
}

impl From<Code> for std::process::ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}
