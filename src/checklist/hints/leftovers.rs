//! Hints on the starter template: its names where the plugin's own should stand, and files that it has changed since.

use super::MOST_PLACES;
use crate::data::template;
use crate::error::Place;
use crate::evidence::Evidence;
use crate::evidence::boilerplate::base::Drift;
use crate::evidence::boilerplate::{Boilerplate, Scope};
use crate::evidence::docs::template as readme;
use crate::evidence::manifest::Spanned;
use crate::verdict::Hint;

const LEFTOVERS: &str = "template-leftovers";
const DRIFT: &str = "template-drift";

/// A file that misses so many of the template's changes is worth a look.
const FAR_BEHIND: usize = 3;

/// Every hint on the template that the evidence calls for.
pub fn hints(evidence: &Evidence) -> Vec<Hint> {
    leftovers(evidence).into_iter().chain(evidence.boilerplate.seen().and_then(drift)).collect()
}

/// The names of these hints.
pub fn ids() -> impl Iterator<Item = &'static str> {
    [LEFTOVERS, DRIFT].into_iter()
}

/// An edit and the places that call for it.
struct Edit {
    text: String,
    places: Vec<Place>,
}

/// All leftovers as one group, with the edit for each.
fn leftovers(evidence: &Evidence) -> Option<Hint> {
    let edits: Vec<Edit> = [manifest(evidence), readme_text(evidence), linter(evidence), makefile(evidence)]
        .into_iter()
        .chain(evidence.boilerplate.seen().map(|found| files(evidence, found)).unwrap_or_default())
        .flatten()
        .collect();
    let count: usize = edits.iter().map(|edit| edit.places.len()).sum();
    if count == 0 {
        return None;
    }
    let places = if count == 1 { "1 place still speaks".to_owned() } else { format!("{count} places still speak") };
    Some(Hint {
        id: LEFTOVERS,
        because: format!("{places} of the starter template where this plugin should speak of itself"),
        help: edits.iter().map(|edit| edit.text.as_str()).collect::<Vec<_>>().join("; "),
        locations: edits.into_iter().flat_map(|edit| edit.places).take(MOST_PLACES).collect(),
    })
}

/// Fields of the manifest that are the template's.
fn manifest(evidence: &Evidence) -> Option<Edit> {
    let manifest = evidence.manifest.seen()?;
    let is_template_url = |url: &str| template::MODULES.iter().any(|module| url.contains(module));
    let is_of = |names: &'static [&str]| move |value: &str| names.contains(&value);
    type Test<'a> = &'a dyn Fn(&str) -> bool;
    let fields: [(&str, &Option<Spanned<String>>, Test<'_>); 7] = [
        ("id", &manifest.id_as_written, &is_of(template::IDS)),
        ("name", &manifest.name, &is_of(template::NAMES)),
        ("description", &manifest.description, &is_of(template::DESCRIPTIONS)),
        ("icon_path", &manifest.icon_path, &|path| template::ICONS.contains(&path) || is_the_templates(evidence, path)),
        ("homepage_url", &manifest.homepage_url, &is_template_url),
        ("support_url", &manifest.support_url, &is_template_url),
        ("release_notes_url", &manifest.release_notes_url, &is_template_url),
    ];
    let found: Vec<(&str, Place)> = fields
        .into_iter()
        .filter_map(|(field, value, test)| {
            let value = value.as_ref().filter(|value| test(&value.value))?;
            Some((field, manifest.place(&value.span)))
        })
        .collect();
    let names: Vec<&str> = found.iter().map(|(field, _)| *field).collect();
    (!found.is_empty()).then(|| Edit {
        text: format!("set your own {} in {}", names.join(", "), manifest.path),
        places: found.into_iter().map(|(_, place)| place).collect(),
    })
}

/// Whether the file at `path` is one of the template's, byte for byte, under whatever name.
fn is_the_templates(evidence: &Evidence, path: &str) -> bool {
    let path = format!("{}{path}", evidence.repository.prefix);
    let files = evidence.boilerplate.seen().map(|found| found.files.as_slice()).unwrap_or_default();
    files.iter().any(|scope| scope.path == path && scope.origin.is_some_and(|origin| origin.exact))
}

/// Paragraphs of the README in which the template speaks of itself.
fn readme_text(evidence: &Evidence) -> Option<Edit> {
    let document = evidence.docs.seen()?.readme.as_ref()?;
    let blocks = document.blocks.iter().filter(|block| readme::speaks_of_template(block));
    let places: Vec<Place> = blocks.map(|block| document.place(block)).collect();
    (!places.is_empty()).then(|| Edit {
        text: format!("replace the template's paragraphs in {} by your own, or remove them", document.path),
        places,
    })
}

/// Linter settings that take the template's packages for the plugin's own, and sort imports by that.
fn linter(evidence: &Evidence) -> Option<Edit> {
    let place = evidence.code.seen()?.foreign_prefix.clone()?;
    Some(Edit { text: format!("write {} as local-prefixes in {}", module(evidence), place.path), places: vec![place] })
}

/// A target that makes something of the template's package, which the plugin's own module does not have.
fn makefile(evidence: &Evidence) -> Option<Edit> {
    let place = evidence.code.seen()?.foreign_target.clone()?;
    Some(Edit {
        text: format!("write {} for the template's module in {}", module(evidence), place.path),
        places: vec![place],
    })
}

/// The plugin's module: what its imports begin with, else what go.mod should declare.
fn module(evidence: &Evidence) -> String {
    let declared = evidence.manifest.seen().and_then(|manifest| manifest.surroundings.module.clone());
    let own = declared.filter(|module| !template::MODULES.contains(&module.as_str()));
    own.or_else(|| evidence.repository.module()).unwrap_or_else(|| "<host>/<owner>/<repository>".to_owned())
}

/// Lines of other files that carry the template's names.
fn files(evidence: &Evidence, found: &Boilerplate) -> Vec<Option<Edit>> {
    let prefix = &evidence.repository.prefix;
    let in_file = |wanted: &dyn Fn(&str) -> bool| -> Vec<Place> {
        let scopes = found.files.iter().filter(|scope| wanted(scope.path.strip_prefix(prefix).unwrap_or(&scope.path)));
        scopes.flat_map(places).collect()
    };
    let module = module(evidence);
    let go_mod = if prefix.is_empty() { String::new() } else { format!(" {prefix}go.mod") };
    let edit = |text: String, places: Vec<Place>| (!places.is_empty()).then_some(Edit { text, places });
    vec![
        edit(format!("go mod edit -module {module}{go_mod}"), in_file(&|path| path == "go.mod")),
        edit(format!("write {module} for the template's module in imports and comments"), in_file(&is_code)),
        edit(
            "give the web app's package your own name and description".to_owned(),
            in_file(&|path| path == "webapp/package.json"),
        ),
        edit(
            "write your own id in the files that are served, or remove those".to_owned(),
            in_file(&|path| path.starts_with("public/")),
        ),
    ]
}

/// Sources. The build scripts speak of the template on purpose: they warn of its id.
fn is_code(path: &str) -> bool {
    (path.starts_with("server/") || path.starts_with("webapp/")) && path != "webapp/package.json"
}

fn places(scope: &Scope) -> impl Iterator<Item = Place> {
    scope.leftovers.iter().map(|number| Place::start_of_line(&scope.path, *number as usize + 1))
}

/// Versions of dependencies are each plugin's own business, and so is its README.
fn is_own_business(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("go.mod" | "package.json" | "README.md"))
}

/// The files that miss most of what the template has changed since they were copied.
fn drift(found: &Boilerplate) -> Option<Hint> {
    let is_far = |drift: &&Drift| !drift.removed && drift.behind >= FAR_BEHIND && !is_own_business(&drift.path);
    let far: Vec<&Drift> = found.drift.iter().filter(is_far).collect();
    let first = far.first()?;
    let others = match far.len() - 1 {
        0 => String::new(),
        1 => format!(", and 1 more file misses {FAR_BEHIND} or more"),
        others => format!(", and {others} more files miss {FAR_BEHIND} or more each"),
    };
    Some(Hint {
        id: DRIFT,
        because: format!("{} misses {} changes of the starter template{others}", first.path, first.behind),
        help: format!("plugin-ready review lists every file that is behind; compare them with {}", template::URL),
        locations: far.iter().take(MOST_PLACES).map(|drift| Place::file(drift.path.clone())).collect(),
    })
}
