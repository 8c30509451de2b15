//! Bounds of numbers, lengths and counts, and other keywords that only take values away.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::contract::Node;
use super::kinds::Rule;
use super::kinds::schemas as rules;
use super::schemas::brief;
use super::view::View;
use super::walk::{Walk, Way};

/// A keyword that bounds values from one end.
struct Bound {
    key: &'static str,
    /// The keyword that says, or in OpenAPI 3.1 holds, a bound that is itself excluded.
    exclusive: Option<&'static str>,
    is_lower: bool,
    narrowed: &'static Rule,
    widened: &'static Rule,
}

const fn lower(key: &'static str, narrowed: &'static Rule, widened: &'static Rule) -> Bound {
    Bound { key, exclusive: None, is_lower: true, narrowed, widened }
}

const fn upper(key: &'static str, narrowed: &'static Rule, widened: &'static Rule) -> Bound {
    Bound { key, exclusive: None, is_lower: false, narrowed, widened }
}

static BOUNDS: [Bound; 8] = [
    Bound {
        exclusive: Some("exclusiveMinimum"),
        ..lower("minimum", &rules::MINIMUM_NARROWED, &rules::MINIMUM_WIDENED)
    },
    Bound {
        exclusive: Some("exclusiveMaximum"),
        ..upper("maximum", &rules::MAXIMUM_NARROWED, &rules::MAXIMUM_WIDENED)
    },
    lower("minLength", &rules::MIN_LENGTH_NARROWED, &rules::MIN_LENGTH_WIDENED),
    upper("maxLength", &rules::MAX_LENGTH_NARROWED, &rules::MAX_LENGTH_WIDENED),
    lower("minItems", &rules::MIN_ITEMS_NARROWED, &rules::MIN_ITEMS_WIDENED),
    upper("maxItems", &rules::MAX_ITEMS_NARROWED, &rules::MAX_ITEMS_WIDENED),
    lower("minProperties", &rules::MIN_PROPERTIES_NARROWED, &rules::MIN_PROPERTIES_WIDENED),
    upper("maxProperties", &rules::MAX_PROPERTIES_NARROWED, &rules::MAX_PROPERTIES_WIDENED),
];

/// Where values end: nowhere, or at a number that may itself be excluded.
#[derive(Debug, Clone, PartialEq)]
enum End {
    Open,
    At(Number, bool),
    /// Something that is no number.
    Unknown(Value),
}

impl<'d> Walk<'d> {
    pub(super) fn bounds(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        for bound in &BOUNDS {
            self.bound(way, bound, old, new);
        }
        self.multiple_of(way, old, new);
        self.unique_items(way, old, new);
        self.pattern(way, old, new);
    }

    fn bound(&mut self, way: Way, bound: &Bound, old: &View<'d>, new: &View<'d>) {
        let (from, to) = (bound.end(old), bound.end(new));
        if from == to {
            return;
        }
        let rule = match bound.compare(&from, &to) {
            Some(Ordering::Equal) => return,
            Some(Ordering::Less) => bound.widened,
            Some(Ordering::Greater) => bound.narrowed,
            None => &rules::BOUND_CHANGED,
        };
        let key = bound.key;
        let message = format!("`{key}` went from {} to {}", words(&from), words(&to));
        let spot = |view: &View<'d>| {
            let exclusive = bound.exclusive.and_then(|key| view.keyword(key));
            (view.keyword(key).or(exclusive).unwrap_or(&view.node).clone(), exclusive.cloned())
        };
        let ((o, old_exclusive), (n, new_exclusive)) = (spot(old), spot(new));
        self.tell(way.kind(rule), Some(&o), Some(&n), message);
        self.explain(old_exclusive.as_ref(), new_exclusive.as_ref());
    }

    fn multiple_of(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let key = "multipleOf";
        let number = |view: &View<'d>| view.keyword(key).and_then(|node| node.value.as_f64());
        let is_multiple = |number: f64, of: f64| {
            let times = number / of;
            of != 0.0 && (times - times.round()).abs() < 1e-9
        };
        let changed = match (number(old), number(new)) {
            (Some(from), Some(to)) if is_multiple(to, from) => &rules::MULTIPLE_OF_NARROWED,
            (Some(from), Some(to)) if is_multiple(from, to) => &rules::MULTIPLE_OF_WIDENED,
            _ => &rules::MULTIPLE_OF_CHANGED,
        };
        let rules = [&rules::MULTIPLE_OF_NARROWED, &rules::MULTIPLE_OF_WIDENED, changed];
        if number(old) != number(new) {
            self.keyword(way, key, rules, old, new);
        }
    }

    fn unique_items(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let key = "uniqueItems";
        let (rule, message) = match (old.flag(key), new.flag(key)) {
            (false, true) => (&rules::UNIQUE_ITEMS_SET, "the elements must differ, could be alike"),
            (true, false) => {
                (&rules::UNIQUE_ITEMS_UNSET, "the elements can be alike, had to differ")
            }
            _ => return,
        };
        self.tell(way.kind(rule), Some(old.spot(key)), Some(new.spot(key)), message);
    }

    fn pattern(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let is_any = |node: Option<&Node<'d>>| {
            let text = node.and_then(|node| node.value.as_str());
            text.is_some_and(|text| matches!(text, "" | ".*" | "^.*$"))
        };
        let (o, n) = (old.keyword("pattern"), new.keyword("pattern"));
        let changed = match (is_any(o), is_any(n)) {
            (false, true) => &rules::PATTERN_REMOVED,
            (true, false) => &rules::PATTERN_ADDED,
            _ => &rules::PATTERN_CHANGED,
        };
        let rules = [&rules::PATTERN_ADDED, &rules::PATTERN_REMOVED, changed];
        self.keyword(way, "pattern", rules, old, new);
    }
}

impl Bound {
    fn end(&self, view: &View<'_>) -> End {
        let exclusive = self.exclusive.and_then(|key| view.keyword(key)).map(|node| node.value);
        let plain = match view.keyword(self.key).map(|node| node.value) {
            Some(Value::Number(number)) => {
                End::At(number.clone(), exclusive == Some(&Value::Bool(true)))
            }
            Some(other) => End::Unknown(other.clone()),
            None => End::Open,
        };
        match exclusive {
            Some(Value::Number(number)) => {
                let excluded = End::At(number.clone(), true);
                // The tighter of the two holds.
                match self.compare(&plain, &excluded) {
                    Some(Ordering::Less) => plain,
                    _ => excluded,
                }
            }
            _ if plain == End::Open || self.is_no_bound(&plain) => End::Open,
            _ => plain,
        }
    }

    /// No text, list or object is shorter than 0.
    fn is_no_bound(&self, end: &End) -> bool {
        let is_count = self.exclusive.is_none() && self.is_lower;
        is_count && matches!(end, End::At(number, _) if number.as_f64() == Some(0.0))
    }

    /// How tight the second end is against the first: less when it lets more values through.
    fn compare(&self, from: &End, to: &End) -> Option<Ordering> {
        match (from, to) {
            (End::Open, End::Open) => Some(Ordering::Equal),
            (End::Open, End::At(..)) => Some(Ordering::Greater),
            (End::At(..), End::Open) => Some(Ordering::Less),
            (End::At(from, from_excluded), End::At(to, to_excluded)) => {
                let order = compare(to, from)?;
                let tighter = if self.is_lower { order } else { order.reverse() };
                Some(tighter.then(to_excluded.cmp(from_excluded)))
            }
            _ => None,
        }
    }
}

fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    let whole = |number: &Number| {
        number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
    };
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

fn words(end: &End) -> String {
    match end {
        End::Open => "none".to_owned(),
        End::At(number, false) => number.to_string(),
        End::At(number, true) => format!("{number} (excluded)"),
        End::Unknown(value) => brief(&Node { value, pointer: String::new() }),
    }
}
