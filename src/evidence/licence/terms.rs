//! The terms that hold for the plugin: which of its licence files count, and whether they are alternatives.

use super::category::preferred;
use super::files::Role;
use super::identify::{Content, Known};
use super::nearest;
use super::readme::Offer;
use super::{Licence, LicenceFile};
use crate::evidence::text::is_one_of;

/// The files that hold the plugin's terms.
#[derive(Debug, Clone)]
pub struct Terms<'l> {
    /// The files, in the order of their paths.
    pub files: Vec<&'l LicenceFile>,
    /// Whether the reader may choose one of them.
    pub choice: Choice,
}

/// Whether several files are alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// All hold together.
    None,
    /// Projects have files like these that offer a choice, and no text offers it between all of them.
    Named,
    /// A text offers the choice.
    Offered,
}

impl Licence {
    /// The files that hold the plugin's terms: not those that only take something back, and not a notice that only
    /// names what other files hold.
    pub fn terms(&self) -> Terms<'_> {
        let mut files: Vec<&LicenceFile> = self.files.iter().filter(|file| file.holds_terms()).collect();
        let held: Vec<&str> = files.iter().flat_map(|file| file.accepted_ids()).copied().collect();
        let mut offers: Vec<Offer> =
            self.statements.readmes.iter().flat_map(|readme| &readme.choices).cloned().collect();
        files.retain(|file| match &file.content {
            Ok(Content::Named { ids, choice }) if ids.iter().all(|id| held.contains(id)) => {
                if *choice {
                    offers.push(Offer { ids: ids.clone(), ..Offer::default() });
                }
                false
            }
            _ => true,
        });
        let named = files.iter().all(|file| matches!(file.role, Role::Named(_)));
        let offered = offers.iter().any(|offer| files.iter().all(|file| offer.covers(file)));
        let choice = match files.len() {
            0 | 1 => Choice::None,
            _ if offered => Choice::Offered,
            // A choice between some of the files does not tell what the others are for.
            _ if named || offers.iter().any(|offer| files.iter().any(|file| offer.covers(file))) => Choice::Named,
            _ => Choice::None,
        };
        Terms { files, choice }
    }

    /// The folder with terms of its own that `path` lies in.
    pub fn folder_of(&self, path: &str) -> Option<&super::Folder> {
        self.folders.iter().find(|folder| path.starts_with(&folder.path))
    }
}

impl Offer {
    /// Whether what `file` holds is one of the licences to choose from.
    fn covers(&self, file: &LicenceFile) -> bool {
        let is_one = |id: &&str| self.ids.iter().any(|named| nearest::family(named) == nearest::family(id));
        let is_named = match &file.content {
            Ok(Content::Complete { ids, choice: true }) => ids.iter().any(is_one),
            Ok(Content::Complete { ids, .. } | Content::Named { ids, .. }) => ids.iter().all(is_one),
            Ok(Content::Known { licence: Known::Ids(ids), beside }) => {
                ids.iter().any(is_one) && beside.iter().all(is_one)
            }
            _ => false,
        };
        is_named || self.files.contains(&file.path)
    }
}

impl Terms<'_> {
    /// The terms as an SPDX expression, as far as they have ids; `None` if none has.
    pub fn expression(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for part in self.files.iter().filter_map(|file| file.expression()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        let several = parts.len() > 1;
        let choice = self.choice != Choice::None;
        let parts: Vec<String> = parts
            .into_iter()
            .map(|part| {
                if several && choice != part.contains(" OR ") && part.contains(' ') {
                    format!("({part})")
                } else {
                    part
                }
            })
            .collect();
        (!parts.is_empty()).then(|| parts.join(if choice { " OR " } else { " AND " }))
    }
}

impl LicenceFile {
    fn holds_terms(&self) -> bool {
        !matches!(self.role, Role::Restricting(_))
    }

    /// Whether it may be about documents, pictures and sounds alone: REUSE keeps the licences of all files together.
    pub fn may_spare_code(&self) -> bool {
        const NO_CODE: &str = "docs|documentation|assets|icons|images|fonts";
        match &self.role {
            Role::Reuse(_) => true,
            Role::Named(words) => is_one_of(words, NO_CODE),
            Role::Main | Role::Restricting(_) => false,
        }
    }

    /// The Category-A ids that it holds completely, with nothing else of weight beside them.
    pub fn accepted_ids(&self) -> &[&'static str] {
        match &self.content {
            Ok(Content::Complete { ids, .. }) => ids,
            _ => &[],
        }
    }

    /// Every known licence in it, complete or not, with the id to name it by.
    pub fn expression(&self) -> Option<String> {
        let join = |ids: &[&str], choice: bool| ids.join(if choice { " OR " } else { " AND " });
        match &self.content {
            Ok(Content::Complete { ids, choice } | Content::Named { ids, choice }) => Some(join(ids, *choice)),
            Ok(Content::Known { licence: Known::Ids(ids), beside }) => {
                Some(join(&beside.iter().copied().chain([preferred(ids)]).collect::<Vec<_>>(), false))
            }
            Ok(Content::Known { licence: Known::Titled(_), beside }) if !beside.is_empty() => Some(join(beside, false)),
            _ => None,
        }
    }

    /// Whether it is the licence that `id` names: an SPDX id, or "the" and a name.
    pub fn holds(&self, id: &str) -> bool {
        match &self.content {
            Ok(Content::Known { licence: Known::Titled(titled), .. }) => id.strip_prefix("the ") == Some(titled.name),
            Ok(Content::Known { licence: Known::Ids(ids), .. } | Content::Named { ids, .. }) => {
                ids.iter().any(|held| nearest::family(held) == nearest::family(id))
            }
            _ => false,
        }
    }

    /// What it is, in a few words.
    pub fn describe(&self) -> String {
        match &self.content {
            Ok(Content::Complete { .. }) => self.expression().unwrap_or_default(),
            Ok(Content::Known { licence: Known::Titled(titled), .. }) => titled.name.to_owned(),
            Ok(Content::Known { licence: Known::Ids(ids), .. }) => preferred(ids).to_owned(),
            Ok(Content::Modified { nearest, .. }) => format!("like {nearest}, changed"),
            Ok(Content::Named { .. }) => format!("only names {}", self.expression().unwrap_or_default()),
            Ok(Content::PatentGrant) => "Google's patent grant".to_owned(),
            Ok(Content::Custom { .. } | Content::Empty) => "a text of its own".to_owned(),
            Err(cause) => cause.detail.clone(),
        }
    }
}
