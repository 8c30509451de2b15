//! The declared rust-version, against what the dependencies declare.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::Told;
use super::shipped::{self, Version};
use crate::cargo;

pub(super) fn check(root: &Path) -> Result<Told, String> {
    judge(&cargo::metadata(root, ["--all-features", "--locked"])?)
}

fn judge(metadata: &Value) -> Result<Told, String> {
    let packages: BTreeMap<&str, &Value> = list(&metadata["packages"])
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let (mut newer, mut silent, mut seen) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut declared = None;
    for ours in shipped::of(metadata)? {
        declared = declared.max(Some(ours.rust_version));
        for id in brought(metadata, &ours.name) {
            let Some(package) = packages.get(id) else { continue };
            let told = format!("{} {}", text(package, "name"), text(package, "version"));
            seen.insert(id);
            match package["rust_version"].as_str().map(|text| (text, Version::parse(text))) {
                Some((_, Some(needs))) if needs <= ours.rust_version => {}
                Some((needs, _)) => {
                    newer
                        .push(format!("{told} needs {needs}, {} {}", ours.name, ours.rust_version));
                }
                None => drop(silent.insert(told)),
            }
        }
    }
    let Some(declared) = declared else { return Err("no crate is published".to_owned()) };
    if !newer.is_empty() {
        return Err(format!("newer than what ours declare: {}", newer.join("; ")));
    }
    Ok(format!("{} crates, none newer than {declared}; {} say nothing", seen.len(), silent.len()))
}

/// The ids of a crate of ours and of all that it brings to those who build it, on any platform.
fn brought<'a>(metadata: &'a Value, name: &str) -> BTreeSet<&'a str> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let root = list(&metadata["packages"])
        .find(|package| package["name"] == name && package["source"].is_null())
        .and_then(|package| package["id"].as_str());
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = root.into_iter().collect();
    while let Some(id) = open.pop() {
        if found.insert(id)
            && let Some(node) = nodes.get(id)
        {
            let wanted = list(&node["deps"])
                .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"] != "dev"));
            open.extend(wanted.filter_map(|dep| dep["pkg"].as_str()));
        }
    }
    found
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text<'a>(package: &'a Value, field: &str) -> &'a str {
    package[field].as_str().unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A crate of ours that stands on `near`, which stands on `far`; only tests want `tool`.
    fn metadata(far: &Value, tool: &Value) -> Value {
        let package = |name: &str, rust_version: &Value| {
            json!({ "id": name, "name": name, "version": "1.2.3", "rust_version": rust_version,
                    "source": "registry", "publish": null, "features": {} })
        };
        let mut ours = package("ours", &json!("1.88"));
        ours["source"] = Value::Null;
        let dep = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let deps = [dep("near", Value::Null), dep("tool", json!("dev"))];
        json!({
            "packages": [ours, package("near", &json!("1.60")), package("far", far),
                         package("tool", tool)],
            "workspace_members": ["ours"],
            "resolve": { "nodes": [
                { "id": "ours", "deps": deps },
                { "id": "near", "deps": [dep("far", json!("build"))] },
                { "id": "far", "deps": [] },
                { "id": "tool", "deps": [] },
            ]},
        })
    }

    #[test]
    fn what_is_older_or_says_nothing_passes() {
        let told = judge(&metadata(&json!("1.88.0"), &json!("1.99"))).unwrap();
        assert_eq!(told, "3 crates, none newer than 1.88.0; 0 say nothing");
        let told = judge(&metadata(&Value::Null, &Value::Null)).unwrap();
        assert_eq!(told, "3 crates, none newer than 1.88.0; 1 say nothing");
    }

    #[test]
    fn what_is_newer_is_told_with_its_version() {
        for (needs, odd) in [("1.89", "1.89"), ("1.88.1", "1.88.1"), ("nightly", "nightly")] {
            let problem = judge(&metadata(&json!(needs), &Value::Null)).unwrap_err();
            let expected = "newer than what ours declare: far 1.2.3 needs ";
            assert_eq!(problem, format!("{expected}{odd}, ours 1.88.0"));
        }
    }
}
