//! Places in a document: how a walk remembers where it is, and where that is in the text.
//!
//! A walk carries a [`Place`], a chain of steps on the stack. Only a problem turns it into a JSON
//! pointer, so that a sound document costs no text at all.

use std::collections::BTreeMap;

use crate::problem::{Position, Problem};
use crate::rule::Rule;

/// Where a walk stands: a step below the place above.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The whole document.
    pub(crate) const ROOT: Place<'static> = Place { above: None, step: Step::Root };

    pub(crate) fn key(&'a self, key: &'a str) -> Place<'a> {
        Place { above: Some(self), step: Step::Key(key) }
    }

    pub(crate) fn index(&'a self, index: usize) -> Place<'a> {
        Place { above: Some(self), step: Step::Index(index) }
    }

    /// The key under which this place's list stands, when it is an entry of one.
    pub(crate) fn list_key(&self) -> Option<&'a str> {
        match (self.step, self.above.map(|above| above.step)) {
            (Step::Index(_), Some(Step::Key(key))) => Some(key),
            _ => None,
        }
    }

    /// The key of this place and the one above it, where these are keys: of a component its name and
    /// its section.
    pub(crate) fn keys(&self) -> (Option<&'a str>, Option<&'a str>) {
        let key = |step| match step {
            Step::Key(key) => Some(key),
            Step::Root | Step::Index(_) => None,
        };
        (key(self.step), self.above.and_then(|above| key(above.step)))
    }

    /// The JSON pointer (RFC 6901) of this place.
    pub(crate) fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut place = Some(self);
        while let Some(at) = place {
            steps.push(at.step);
            place = at.above;
        }
        let mut pointer = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Root => {}
                Step::Key(key) => push_key(&mut pointer, key),
                Step::Index(index) => {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                }
            }
        }
        pointer
    }
}

/// Adds a step to a JSON pointer.
pub(crate) fn push_key(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

/// Where the nodes of a document are written.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) position: Position,
    pub(crate) below: Below,
}

/// The nodes below a [`Spot`].
#[derive(Debug, Clone)]
pub(crate) enum Below {
    Nothing,
    List(Vec<Spot>),
    Map(BTreeMap<String, Spot>),
}

impl Spot {
    /// The spot at a pointer and `true`, or the nearest one above it and `false`.
    pub(crate) fn nearest(&self, pointer: &str) -> (&Spot, bool) {
        let mut spot = self;
        let mut steps = pointer.split('/');
        // Before the first slash a pointer is empty.
        if steps.next() != Some("") {
            return (spot, false);
        }
        for step in steps {
            let below = match &spot.below {
                Below::Nothing => None,
                Below::List(list) => step.parse().ok().and_then(|index: usize| list.get(index)),
                Below::Map(map) => map.get(&step.replace("~1", "/").replace("~0", "~")),
            };
            match below {
                Some(found) => spot = found,
                None => return (spot, false),
            }
        }
        (spot, true)
    }
}

/// The problems that the checks of one document find.
#[derive(Debug)]
pub(crate) struct Findings<'d> {
    file: &'d str,
    spots: &'d Spot,
    problems: Vec<Problem>,
    suggestions_left: usize,
}

impl<'d> Findings<'d> {
    pub(crate) fn new(file: &'d str, spots: &'d Spot) -> Self {
        Self { file, spots, problems: Vec::new(), suggestions_left: 100 }
    }

    pub(crate) fn add(&mut self, rule: Rule, place: &Place<'_>, message: impl Into<String>) {
        self.add_at(rule, &place.pointer(), message);
    }

    /// Adds a problem at a JSON pointer, for places that no walk stands at.
    pub(crate) fn add_at(&mut self, rule: Rule, pointer: &str, message: impl Into<String>) {
        let problem = Problem::against(rule, self.file, message)
            .at(self.spots.nearest(pointer).0.position)
            .within(pointer);
        self.problems.push(problem);
    }

    /// `; did you mean …` when one of the names is close to what was found.
    ///
    /// Comparing is slow, so that only the first problems of a very broken document get it.
    pub(crate) fn suggestion<'n>(
        &mut self,
        found: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> String {
        if self.suggestions_left == 0 {
            return String::new();
        }
        self.suggestions_left -= 1;
        let closest =
            names.take(5_000).filter_map(|name| Some((distance(found, name)?, name))).min();
        match closest {
            Some((_, name)) => format!("; did you mean `{name}`?"),
            None => String::new(),
        }
    }

    /// The first line on which a place is written, to be named in another place's problem.
    pub(crate) fn line(&self, place: &Place<'_>) -> usize {
        self.spots.nearest(&place.pointer()).0.position.line
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// How many letters differ, when few enough do that one name may be meant for the other.
fn distance(found: &str, name: &str) -> Option<usize> {
    const LONGEST: usize = 64;
    if found.len() > LONGEST || name.len() > LONGEST || found.len().abs_diff(name.len()) > 2 {
        return None;
    }
    if found.eq_ignore_ascii_case(name) {
        return Some(0);
    }
    let name: Vec<char> = name.chars().collect();
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (i, a) in found.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in name.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    let distance = row[name.len()];
    // When most letters differ, it is another word.
    (distance <= 2 && distance * 2 <= name.len()).then_some(distance)
}
