//! A profile file against a reading of the simple ones, and its secrets against what is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use imagejobs::credentials::{CredentialsProvider, Kind, ProfileFile, Profiles, Variables};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use tempfile::TempDir;

use crate::Target;
use crate::target::{Check, hold, one_of};

pub(super) const TARGET: Target = Target {
    name: "profile",
    promise: "a profile file is read as its simple lines say, and no value of it is told",
    words: &[
        "[basic]",
        "[DEFAULT]",
        "[",
        "]",
        "ak = ",
        "sk=",
        "security_token:",
        "#",
        ";",
        "\n",
        "\n  ",
        "\r",
        SECRET,
    ],
    inputs,
    start,
};

const SECRET: &str = "sentinel-of-the-fuzz";

fn start() -> Result<Check, String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let path = folder.path().join("credentials");
    let shown = Arc::new(path.display().to_string());
    let variables = Variables::new(move |name| {
        (name == "HUAWEICLOUD_SDK_CREDENTIALS_FILE").then(|| shown.as_str().into())
    });
    Ok(Box::new(move |bytes| {
        // The file's folder lives as long as its readers.
        let _ = &folder;
        fs::write(&path, bytes).map_err(|error| error.to_string())?;
        let usual = ProfileFile::new(&variables);
        let named = ProfileFile::named(&variables, "other");
        for file in [&usual, &named] {
            let loaded = runtime.block_on(file.load());
            let mut told = format!("{loaded:?}");
            if let Err(error) = &loaded {
                told.push_str(&error.to_string());
            }
            hold!(!told.contains(SECRET) || names_it(bytes), "it is told: {told}");
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
        let Some(simple) = Simple::read(text) else {
            if let Err(error) = Profiles::parse(text) {
                hold!(error.to_string().len() < 100, "a long error: {error}");
            }
            return Ok(());
        };
        let profiles = Profiles::parse(text).map_err(|error| format!("refused: {error}"))?;
        same(&profiles, &simple)?;
        let loaded = runtime.block_on(usual.load()).ok().flatten();
        let Some((ak, sk)) = loaded.as_ref().and_then(|loaded| match &loaded.kind {
            Kind::Keys(keys) => Some((keys.access_key(), keys.secret_key().expose())),
            _ => None,
        }) else {
            return Ok(());
        };
        let basic = |key| simple.get("basic", key);
        hold!((basic("ak"), basic("sk")) == (Some(ak), Some(sk)), "other keys: {ak}");
        Ok(())
    }))
}

/// Whether it stands where names stand, which are told: of sections, and the access key.
fn names_it(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let lines = text.split(['\n', '\r']).map(str::trim);
    let mut after_ak = false;
    lines.into_iter().any(|line| {
        // An indented line may go on with a value.
        after_ak = line.starts_with("ak")
            || line.starts_with("project")
            || line.starts_with("iam")
            || after_ak;
        (line.contains(['[', ']']) || after_ak) && line.contains(SECRET)
    })
}

fn same(profiles: &Profiles, simple: &Simple<'_>) -> Result<(), String> {
    let names: Vec<_> = profiles.iter().map(|profile| profile.name()).collect();
    hold!(names == simple.names, "sections {names:?}, not {:?}", simple.names);
    let keys = simple.values.keys().map(|(_, key)| key).collect::<BTreeSet<_>>();
    for profile in profiles.iter() {
        for key in &keys {
            let (read, simple) = (profile.get(key), simple.get(profile.name(), key));
            hold!(read == simple, "{key} of {} is {read:?}, not {simple:?}", profile.name());
        }
    }
    Ok(())
}

/// A file that holds nothing but `[name]`, `key = value`, whole-line comments and empty lines, none
/// indented and none twice.
struct Simple<'t> {
    names: Vec<&'t str>,
    values: BTreeMap<(&'t str, String), &'t str>,
}

impl<'t> Simple<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let plain = |c: char| c == '\n' || matches!(c, ' '..='~');
        if !text.chars().all(plain) {
            return None;
        }
        let mut simple = Self { names: Vec::new(), values: BTreeMap::new() };
        let mut section = None;
        for line in
            text.split('\n').filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
        {
            if line.starts_with(' ') || line.trim().is_empty() {
                return None;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                if name.is_empty() || name.contains(['[', ']']) || simple.names.contains(&name) {
                    return None;
                }
                section = Some(name);
                if name != "DEFAULT" {
                    simple.names.push(name);
                }
            } else {
                let at = line.find(['=', ':'])?;
                let key = line[..at].trim_end().to_ascii_lowercase();
                if key.is_empty() || key.starts_with('[') {
                    return None;
                }
                let value = line[at + 1..].trim();
                if simple.values.insert((section?, key), value).is_some() {
                    return None;
                }
            }
        }
        Some(simple)
    }

    fn get(&self, section: &str, key: &str) -> Option<&'t str> {
        let own = self.values.iter().find(|((of, known), _)| *of == section && known == key);
        let inherited =
            || self.values.iter().find(|((of, known), _)| *of == "DEFAULT" && known == key);
        own.or_else(inherited).map(|(_, value)| *value).filter(|value| !value.is_empty())
    }
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let section =
        select(vec!["[basic]", "[DEFAULT]", "[other]", "[a]b] # c", "[]", " [x]", "[basic"]);
    let key = select(vec![
        "ak",
        "AK",
        "sk",
        "SK ",
        "security_token",
        "project_id",
        "iam_endpoint",
        "x y",
    ]);
    let separator = select(vec!["=", " = ", ":", ": ", " "]);
    let value = prop_oneof![
        3 => Just(SECRET.to_owned()),
        1 => "[A-Z0-9]{1,10}",
        1 => "[ -~]{0,12}",
        1 => any::<String>(),
    ];
    let pair = (key, separator, value)
        .prop_map(|(key, separator, value)| format!("{key}{separator}{value}"));
    let line = prop_oneof![
        2 => section.prop_map(str::to_owned),
        6 => pair,
        1 => one_of(&["", "# comment", "; comment", "  more", "\t", "   # no", "sk", SECRET]),
    ];
    let end = prop_oneof![8 => Just("\n"), 1 => select(vec!["\r\n", "\r", "\n\n"])];
    (prop_oneof![3 => Just("[basic]\n"), 1 => Just("")], vec((line, end), 0..12))
        .prop_map(|(first, lines)| {
            let lines = lines.iter().map(|(line, end)| format!("{line}{end}"));
            format!("{first}{}", lines.collect::<String>()).into_bytes()
        })
        .boxed()
}
