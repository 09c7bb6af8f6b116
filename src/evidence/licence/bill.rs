//! Licence reports that other tools make: go-licenses CSV, license-checker JSON, SPDX and CycloneDX JSON.

use crate::evidence::gather::Gather as _;
use std::collections::BTreeMap;

use serde_json::Value;

/// Package names, lower case, with the licence that a report gives them.
pub type Bill = BTreeMap<String, String>;

/// Whether the file called `name` in the plugin's folder is such a report.
pub fn is_report(name: &str) -> bool {
    let name = name.to_lowercase();
    matches!(
        name.as_str(),
        "go-licenses.csv"
            | "licenses.csv"
            | "third-party-licenses.csv"
            | "license-checker.json"
            | "licenses.json"
            | "third-party-licenses.json"
            | "bom.json"
            | "sbom.json"
    ) || name.ends_with(".spdx.json")
        || name.ends_with(".cdx.json")
}

/// Reads a report, whichever of the four it is; empty when it is none.
pub fn parse(text: &str) -> Bill {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(top)) if top.contains_key("spdxVersion") => spdx(top.get("packages")),
        Ok(Value::Object(top)) if top.get("bomFormat").is_some_and(|format| format == "CycloneDX") => {
            cyclonedx(top.get("components"))
        }
        Ok(Value::Object(top)) => license_checker(&top),
        Ok(_) => Bill::new(),
        Err(_) => go_licenses(text),
    }
}

/// Lines of `module,url,licence`.
fn go_licenses(text: &str) -> Bill {
    let lines = text.lines().filter_map(|line| {
        let mut fields = line.split(',').map(str::trim);
        let (name, _, licence) = (fields.next()?, fields.next()?, fields.next()?);
        (name.contains('/') && !licence.is_empty()).then(|| (name.to_lowercase(), licence.to_owned()))
    });
    lines.gather()
}

/// `{"name@1.2.3": {"licenses": "MIT"}}`; a star marks a guess, which is no answer.
fn license_checker(top: &serde_json::Map<String, Value>) -> Bill {
    let entries = top.iter().filter_map(|(key, entry)| {
        let name = key.get(1..)?.rfind('@').and_then(|at| key.get(..=at))?;
        let licence = match entry.get("licenses")? {
            Value::String(one) => one.clone(),
            Value::Array(all) => format!("({})", all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" OR ")),
            _ => return None,
        };
        (!licence.ends_with('*')).then(|| (name.to_lowercase(), licence))
    });
    entries.gather()
}

fn spdx(packages: Option<&Value>) -> Bill {
    let packages = packages.and_then(Value::as_array).into_iter().flatten();
    let entries = packages.filter_map(|package| {
        let said = |key: &str| {
            package.get(key).and_then(Value::as_str).filter(|said| !matches!(*said, "NOASSERTION" | "NONE"))
        };
        let licence = said("licenseConcluded").or_else(|| said("licenseDeclared"))?;
        Some((said("name")?.to_lowercase(), licence.to_owned()))
    });
    entries.gather()
}

fn cyclonedx(components: Option<&Value>) -> Bill {
    let components = components.and_then(Value::as_array).into_iter().flatten();
    let entries = components.filter_map(|component| {
        let name = component.get("name")?.as_str()?;
        let name = match component.get("group").and_then(Value::as_str).filter(|group| !group.is_empty()) {
            Some(group) => format!("{group}/{name}"),
            None => name.to_owned(),
        };
        let licences = component.get("licenses")?.as_array()?.iter().filter_map(|licence| {
            let named = licence.get("license").and_then(|l| l.get("id").or_else(|| l.get("name")));
            licence.get("expression").or(named)?.as_str()
        });
        let licences: Vec<&str> = licences.collect();
        (!licences.is_empty()).then(|| (name.to_lowercase(), licences.join(" AND ")))
    });
    entries.gather()
}
