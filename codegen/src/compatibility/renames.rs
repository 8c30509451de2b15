//! Components that only got another name.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde_json::Value;

use super::contract::Contract;
use crate::document::place::push_key;

/// How often the search goes on with what it has found: components that refer to each other are
/// found one after the other.
const ROUNDS: usize = 8;

/// References of the old document to components, and the ones that stand for them in the new.
#[derive(Debug, Default)]
pub(super) struct Renames {
    new: HashMap<String, String>,
    old: HashMap<String, String>,
}

impl Renames {
    /// Finds the components that stand under one name in the old document and are the same, but for
    /// their own and other new names, under another in the new.
    pub(super) fn find(old: &Contract, new: &Contract) -> Self {
        let mut renames = Self::default();
        for _ in 0..ROUNDS {
            let before = renames.new.len();
            for (section, map) in old.root().map("components") {
                let new = new.root();
                let news = new.value.pointer(&format!("/components/{section}"));
                let Some(news) = news.and_then(Value::as_object) else { continue };
                let mut candidates: BTreeMap<String, Vec<&str>> = BTreeMap::new();
                for (name, value) in news {
                    let reference = reference(section, name);
                    if map.value.get(name).is_none() && !renames.old.contains_key(&reference) {
                        let text = canonical(value, &|target| {
                            if target == reference { "#".to_owned() } else { target.to_owned() }
                        });
                        candidates.entry(text).or_default().push(name);
                    }
                }
                for (name, value) in map.fields() {
                    let from = reference(section, name);
                    if news.contains_key(name) || renames.new.contains_key(&from) {
                        continue;
                    }
                    let text = canonical(value.value, &|target| {
                        if target == from { "#".to_owned() } else { renames.of(target).to_owned() }
                    });
                    // Of several that are alike any may be meant; the first is taken once.
                    if let Some(names) = candidates.get_mut(&text).filter(|names| !names.is_empty())
                    {
                        let to = reference(section, names.remove(0));
                        renames.old.insert(to.clone(), from.clone());
                        renames.new.insert(from, to);
                    }
                }
            }
            if renames.new.len() == before {
                break;
            }
        }
        renames
    }

    /// The reference that stands in the new document for one of the old.
    pub(super) fn of<'r>(&'r self, reference: &'r str) -> &'r str {
        self.new.get(reference).map_or(reference, String::as_str)
    }

    /// The new name of a component that had another.
    pub(super) fn new_name(&self, section: &str, old: &str) -> Option<String> {
        self.new.get(&reference(section, old)).map(|reference| name(reference))
    }

    /// The old name of a component that has another now.
    pub(super) fn old_name(&self, section: &str, new: &str) -> Option<String> {
        self.old.get(&reference(section, new)).map(|reference| name(reference))
    }
}

fn name(reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default();
    name.replace("~1", "/").replace("~0", "~")
}

fn reference(section: &str, name: &str) -> String {
    let mut reference = "#/components".to_owned();
    push_key(&mut reference, section);
    push_key(&mut reference, name);
    reference
}

/// A value as text, the same for all orders of keys, with its references put into other words.
pub(super) fn canonical(value: &Value, reference: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    write(&mut text, value, reference);
    text
}

fn write(text: &mut String, value: &Value, reference: &dyn Fn(&str) -> String) {
    match value {
        Value::Array(list) => {
            text.push('[');
            for value in list {
                write(text, value, reference);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().collect();
            fields.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in fields {
                let _ = write!(text, "{key:?}:");
                match value {
                    Value::String(target) if key == "$ref" => {
                        let _ = write!(text, "{:?}", reference(target));
                    }
                    value => write(text, value, reference),
                }
                text.push(',');
            }
            text.push('}');
        }
        scalar => {
            let _ = write!(text, "{scalar}");
        }
    }
}
