//! A value in JSON, and where it stands.

use std::fmt;

use imagejobs_core::escape_controls;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::FaultPlanError;
use crate::failure::clipped;

/// A value of a text, by the very bytes that it has there.
pub(super) struct Node<'t> {
    /// The whole text.
    text: &'t str,
    /// Its part, somewhere inside it.
    part: &'t str,
    /// How the value is reached.
    path: String,
}

impl<'t> Node<'t> {
    pub(super) fn root(text: &'t str) -> Result<Self, FaultPlanError> {
        let root = |raw: &'t RawValue| Self { text, part: raw.get(), path: String::new() };
        serde_json::from_str(text).map(root).map_err(|error| {
            let told = error.to_string();
            let why = told.split(" at line ").next().unwrap_or_default();
            // Its columns are bytes.
            let (number, bytes) = (error.line().max(1), error.column().saturating_sub(1));
            let line = text.split('\n').nth(number - 1).unwrap_or_default();
            let column = line.char_indices().take_while(|(at, _)| *at < bytes).count() + 1;
            let place = Some((number, column));
            FaultPlanError { place, ..FaultPlanError::new("", format!("is not JSON: {why}")) }
        })
    }

    /// The values of an object, each under its name, which no two have.
    pub(super) fn object(&self, right: &str) -> Result<Vec<(String, Self)>, FaultPlanError> {
        let Pairs(pairs) = serde_json::from_str(self.part).map_err(|_| self.wrong(right))?;
        let dot = if self.path.is_empty() { "" } else { "." };
        let inner = |(name, raw): (String, &'t RawValue)| {
            let path = format!("{}{dot}{}", self.path, clipped(&escape_controls(&name)));
            (name, Self { text: self.text, part: raw.get(), path })
        };
        let pairs = pairs.into_iter().map(inner).collect::<Vec<_>>();
        for (number, (name, node)) in pairs.iter().enumerate() {
            if pairs[..number].iter().any(|(before, _)| before == name) {
                return Err(node.says("is given twice; give it once"));
            }
        }
        Ok(pairs)
    }

    pub(super) fn list(&self, right: &str) -> Result<Vec<Self>, FaultPlanError> {
        let list: Vec<&RawValue> = self.read(right)?;
        let inner = |(number, raw): (usize, &'t RawValue)| {
            let path = format!("{}[{number}]", self.path);
            Self { text: self.text, part: raw.get(), path }
        };
        Ok(list.into_iter().enumerate().map(inner).collect())
    }

    /// The value as this type.
    pub(super) fn read<T: Deserialize<'t>>(&self, right: &str) -> Result<T, FaultPlanError> {
        serde_json::from_str(self.part).map_err(|_| self.wrong(right))
    }

    /// The text of it as it stands.
    pub(super) fn as_it_stands(&self) -> &'t str {
        self.part
    }

    /// An error that says what this is and what would be right.
    pub(super) fn wrong(&self, right: &str) -> FaultPlanError {
        let it = match self.part.as_bytes().first() {
            Some(b'{') => "an object".into(),
            Some(b'[') => "a list".into(),
            _ => escape_controls(self.part),
        };
        self.says(format!("is {}; it must be {right}", clipped(&it)))
    }

    pub(super) fn says(&self, what: impl Into<String>) -> FaultPlanError {
        let place = Some(self.place());
        FaultPlanError { place, ..FaultPlanError::new(self.path.as_str(), what) }
    }

    /// The place of what has this path, or of the last on the way that is there.
    pub(super) fn place_of(self, path: &str) -> (usize, usize) {
        let mut here = self;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match step.strip_suffix(']').and_then(|number| number.parse().ok()) {
                Some(number) => here.list("").ok().and_then(|list| list.into_iter().nth(number)),
                None => here.object("").ok().and_then(|pairs| {
                    pairs.into_iter().find_map(|(name, node)| (name == step).then_some(node))
                }),
            };
            let Some(next) = next else { break };
            here = next;
        }
        here.place()
    }

    /// The line and the column, in characters and from 1.
    fn place(&self) -> (usize, usize) {
        // Every part is a slice of the text.
        let at = (self.part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// The names and values of an object, in their order and however often they come.
struct Pairs<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Deserialize<'t> for Pairs<'t> {
    fn deserialize<D: Deserializer<'t>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Collect)
    }
}

struct Collect;

impl<'t> Visitor<'t> for Collect {
    type Value = Pairs<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Pairs<'t>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}
