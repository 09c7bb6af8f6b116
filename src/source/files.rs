//! The facts that may lie in any file: the licence, what the sources do, and whose their lines are. No file is read
//! twice.

use super::shared::{Shared, put};
use crate::error::Error;
use crate::evidence::boilerplate::base::Base;
use crate::evidence::boilerplate::identity::Names;
use crate::evidence::boilerplate::index::Index;
use crate::evidence::boilerplate::{self, Boilerplate, Comparison, Scope};
use crate::evidence::code::Sources;
use crate::evidence::licence::dependencies::{Exception, NotInstalled};
use crate::evidence::licence::headers::Headers;
use crate::evidence::repository::Repository;
use crate::evidence::sweep::sweep;
use crate::evidence::{Fact, Need, Reader, licence};

/// What the files are looked through with.
pub(super) struct Files<'a> {
    pub(super) repository: &'a Repository,
    pub(super) reader: &'a dyn Reader,
    /// What the plugin calls itself.
    pub(super) names: Names<'a>,
    /// Licences of dependencies that the plugin's configuration answers for.
    pub(super) accepted: &'a [Exception],
    /// The template.
    pub(super) index: Result<&'a Index, &'a Error>,
}

/// Every line as the template or the author has it, but for what history has to say.
pub(super) struct Compared<'a>(Result<(Comparison<'a>, Vec<Scope>), &'a Error>);

impl Compared<'_> {
    /// The whole, with the template's commit that history proves to be the plugin's start.
    pub(super) fn fact(self, base: Option<Base>) -> Fact<Boilerplate> {
        match self.0 {
            Ok((comparison, scopes)) => comparison.result(scopes, base),
            Err(error) => boilerplate::blind(error),
        }
    }
}

impl<'a> Files<'a> {
    /// Replaces the facts in `evidence` that `needs` names, but for the one that is given back.
    pub(super) fn collect(&self, evidence: &Shared, needs: &[Need]) -> Option<Compared<'a>> {
        let Self { repository, reader, .. } = *self;
        let needed = |need: Need| needs.contains(&need);
        let compare = |index| Comparison::new(index, repository, reader, &self.names);
        let comparison = needed(Need::Boilerplate).then(|| self.index.map(compare));
        let compared = comparison.as_ref().and_then(|comparison| comparison.as_ref().ok());
        let sources = needed(Need::Code).then(|| Sources::new(repository));
        let headers = needed(Need::Licence).then(|| Headers::new(repository));
        let besides = || licence::besides_headers(repository, reader, &NotInstalled, self.accepted);
        let (licence, seen) = rayon::join(
            || headers.as_ref().map(|_| besides()),
            || {
                sweep(repository, reader, |file, content| {
                    let scope = compared.and_then(|comparison| comparison.look(file, content));
                    let source = sources.as_ref().and_then(|sources| sources.look(file, content));
                    let claim = headers.as_ref().and_then(|headers| headers.look(file, content));
                    (scope, source, claim)
                })
            },
        );
        let (mut scopes, mut looked, mut claims) = (Vec::new(), Vec::new(), Vec::new());
        for (scope, source, claim) in seen {
            scopes.extend(scope);
            looked.extend(source);
            claims.extend(claim);
        }
        if let (Some(licence), Some(headers)) = (licence, &headers) {
            put(evidence, |evidence| evidence.licence = licence.with_headers(headers, claims));
        }
        if let Some(sources) = &sources {
            let fact = sources.result(reader, looked);
            put(evidence, |evidence| evidence.code = fact);
        }
        comparison.map(|comparison| Compared(comparison.map(|comparison| (comparison, scopes))))
    }
}
