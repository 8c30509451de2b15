//! The crates that are published, as cargo knows them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::cargo;

#[derive(Debug)]
pub(super) struct Shipped {
    pub(super) name: String,
    pub(super) features: BTreeSet<String>,
    pub(super) rust_version: Version,
}

/// A version of Rust, as manifests write it: `1.88` and `1.88.0` are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version([u32; 3]);

impl Version {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut version = [0; 3];
        let mut parts = text.split('.');
        for place in &mut version {
            if let Some(part) = parts.next() {
                *place = part.parse().ok()?;
            }
        }
        parts.next().is_none().then_some(Self(version))
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// All of the workspace at the root that may be published.
pub(super) fn crates(root: &Path) -> Result<Vec<Shipped>, String> {
    of(&cargo::metadata(root, ["--no-deps"])?)
}

pub(super) fn of(metadata: &Value) -> Result<Vec<Shipped>, String> {
    let members: BTreeSet<_> =
        metadata["workspace_members"].as_array().into_iter().flatten().map(Value::as_str).collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let ours = packages.filter(|package| members.contains(&package["id"].as_str()));
    // `publish` is null where nothing is said, and an empty list where it is false.
    ours.filter(|package| package["publish"].is_null()).map(shipped).collect()
}

fn shipped(package: &Value) -> Result<Shipped, String> {
    let name = package["name"].as_str().unwrap_or_default().to_owned();
    let rust_version = package["rust_version"].as_str().and_then(Version::parse);
    let features = package["features"].as_object().into_iter().flatten();
    Ok(Shipped {
        rust_version: rust_version.ok_or_else(|| format!("{name} declares no rust-version"))?,
        features: features.map(|(feature, _)| feature.clone()).collect(),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(Version::parse("1.88"), Version::parse("1.88.0"));
        assert!(Version::parse("1.9") < Version::parse("1.88"));
        for odd in ["", "1.x", "1.2.3.4", "1.88-beta", "-1"] {
            assert_eq!(Version::parse(odd), None, "{odd}");
        }
    }
}
