//! Differences that are meant.

use serde_json::{Map, Value};

use super::Difference;
use crate::document::place::{Spot, push_key};
use crate::problem::{Position, Problem, Problems};
use crate::yaml;

/// The differences between a page and its document that are meant, each with its reason.
///
/// They are a YAML list. Each entry has `fact`, the fact's name as a difference tells it; `page` and
/// `document`, the two values, of which one that is left out or null stands for "says nothing"; and
/// `reason`.
///
/// ```
/// let text = "- fact: 'query parameter offset: minimum'\n  document: 0\n  reason: Offsets count.\n";
/// let deviations = imagejobs_codegen::drift::Deviations::parse("deviations.yaml", text)?;
/// assert_eq!(deviations.len(), 1);
/// # Ok::<(), imagejobs_codegen::problem::Problems>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deviations {
    file: String,
    entries: Vec<Deviation>,
}

#[derive(Debug, Clone, PartialEq)]
struct Deviation {
    fact: String,
    page: Value,
    document: Value,
    position: Position,
    pointer: String,
}

impl Deviations {
    /// Reads them; an empty list is none, and so is a text of comments.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the text: no YAML, no list, an entry without a fact or a reason,
    /// with an unknown key, or one that stands there twice.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        let is_comment = |line: &str| line.trim().is_empty() || line.starts_with('#');
        if text.lines().all(is_comment) {
            return Ok(Self { file: file.to_owned(), entries: Vec::new() });
        }
        let yaml::Parsed { tree, problems, .. } = yaml::parse(file, text);
        if let Some(problems) = Problems::new(problems) {
            return Err(problems);
        }
        let mut reading = Reading { file, problems: Vec::new(), entries: Vec::new() };
        if let Some((json, spots)) = &tree {
            reading.list(json, spots);
        }
        match Problems::new(reading.problems) {
            Some(problems) => Err(problems),
            None => Ok(Self { file: file.to_owned(), entries: reading.entries }),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn judge(&self) -> Judged<'_> {
        Judged { deviations: self, met: vec![false; self.entries.len()] }
    }
}

/// Which of the deviations were met in a comparison.
pub(super) struct Judged<'d> {
    deviations: &'d Deviations,
    met: Vec<bool>,
}

impl Judged<'_> {
    pub(super) fn is_meant(&mut self, difference: &Difference) -> bool {
        let name = difference.name.to_string();
        let [page, document] = [&difference.page, &difference.document]
            .map(|side| side.value.as_ref().unwrap_or(&Value::Null));
        let meant = self.deviations.entries.iter().position(|deviation| {
            deviation.fact == name && deviation.page == *page && deviation.document == *document
        });
        if let Some(index) = meant {
            self.met[index] = true;
        }
        meant.is_some()
    }

    /// How many were met, and a problem for each that was not.
    pub(super) fn end(self) -> (usize, Vec<Problem>) {
        let entries = self.deviations.entries.iter().zip(&self.met);
        let stale: Vec<_> = entries
            .filter(|(_, met)| !**met)
            .map(|(entry, _)| {
                let message = format!(
                    "the deviation at \"{}\" is stale: page and document do not differ in this way; \
                     take it out, or mend it",
                    entry.fact
                );
                Problem::new(&self.deviations.file, message).at(entry.position).within(&entry.pointer)
            })
            .collect();
        (self.met.len() - stale.len(), stale)
    }
}

struct Reading<'t> {
    file: &'t str,
    problems: Vec<Problem>,
    entries: Vec<Deviation>,
}

impl Reading<'_> {
    fn list(&mut self, json: &Value, spots: &Spot) {
        let Some(list) = json.as_array() else {
            if !json.is_null() {
                self.problem(spots, "", "expected a list of deviations");
            }
            return;
        };
        for (index, entry) in list.iter().enumerate() {
            let pointer = format!("/{index}");
            match entry.as_object() {
                Some(entry) => self.entry(entry, spots, pointer),
                None => {
                    self.problem(spots, &pointer, "expected a deviation with `fact` and `reason`")
                }
            }
        }
    }

    fn entry(&mut self, entry: &Map<String, Value>, spots: &Spot, pointer: String) {
        for key in entry.keys() {
            if !["fact", "page", "document", "reason"].contains(&key.as_str()) {
                let mut at = pointer.clone();
                push_key(&mut at, key);
                let message =
                    format!("unknown key `{key}`, expected `fact`, `page`, `document`, `reason`");
                self.problem(spots, &at, message);
            }
        }
        let mut text = |key: &str| match entry.get(key).and_then(Value::as_str).map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.problem(
                    spots,
                    &pointer,
                    format!("expected a deviation to have a `{key}` in words"),
                );
                None
            }
        };
        let (fact, reason) = (text("fact"), text("reason"));
        let (Some(fact), Some(_)) = (fact, reason) else { return };
        let side = |key: &str| entry.get(key).cloned().unwrap_or_default();
        let (page, document) = (side("page"), side("document"));
        if self.entries.iter().any(|other| other.fact == fact) {
            self.problem(spots, &pointer, format!("\"{fact}\" stands here a second time"));
            return;
        }
        let position = spots.nearest(&pointer).0.position;
        self.entries.push(Deviation { fact, page, document, position, pointer });
    }

    fn problem(&mut self, spots: &Spot, pointer: &str, message: impl Into<String>) {
        let position = spots.nearest(pointer).0.position;
        self.problems.push(Problem::new(self.file, message).at(position).within(pointer));
    }
}
