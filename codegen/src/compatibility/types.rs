//! Types, formats, null, and the values that a schema lists.

use std::collections::BTreeSet;

use serde_json::Value;

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::enums;
use super::kinds::schemas as rules;
use super::renames::canonical;
use super::schemas::brief;
use super::view::View;
use super::walk::{Walk, Way};

/// Formats whose values all fit the second one, too.
const WIDER: [(&str, &str); 2] = [("int32", "int64"), ("float", "double")];

impl<'d> Walk<'d> {
    pub(super) fn types(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let ((from, from_null), (to, to_null)) = (types(old), types(new));
        let (o, n) = (old.spot("type"), new.spot("type"));
        if from != to {
            let rule = match (is_within(&from, &to), is_within(&to, &from)) {
                (true, _) => &rules::TYPE_WIDENED,
                (_, true) => &rules::TYPE_NARROWED,
                _ => &rules::TYPE_CHANGED,
            };
            let message = format!("the type went from {} to {}", words(&from), words(&to));
            self.tell(way.kind(rule), Some(o), Some(n), message);
        }
        if from_null != to_null {
            let (rule, message) = if to_null {
                (&rules::BECAME_NULLABLE, "the value can be null, could not")
            } else {
                (&rules::BECAME_NOT_NULLABLE, "the value cannot be null, could")
            };
            // Version 3.0 has a keyword for it, 3.1 has it among the types.
            let spot =
                |view: &View<'d>| view.keyword("nullable").unwrap_or(view.spot("type")).clone();
            self.tell(way.kind(rule), Some(&spot(old)), Some(&spot(new)), message);
            self.explain(Some(o), Some(n));
        }
        self.formats(way, old, new);
    }

    fn formats(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let (from, to) = (old.text("format"), new.text("format"));
        let rule = match (from, to) {
            (from, to) if from == to => return,
            (None, _) => &rules::FORMAT_NARROWED,
            (_, None) => &rules::FORMAT_WIDENED,
            (Some(from), Some(to)) if WIDER.contains(&(from, to)) => &rules::FORMAT_WIDENED,
            (Some(from), Some(to)) if WIDER.contains(&(to, from)) => &rules::FORMAT_NARROWED,
            _ => &rules::FORMAT_CHANGED,
        };
        let (from, to) = (from.unwrap_or("none"), to.unwrap_or("none"));
        let message = format!("the format went from {from} to {to}");
        self.tell(way.kind(rule), Some(old.spot("format")), Some(new.spot("format")), message);
    }

    /// The values of `enum` or `const`, and whether they are all there are.
    pub(super) fn values(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let is_response = way == Way::Response;
        // A constant leaves no room for others.
        let is_closed = |view: &View<'d>| view.flag("x-closed") || view.keyword("const").is_some();
        let was_closed = is_response && is_closed(old);
        let (o, n) = match (listed(way, old), listed(way, new)) {
            (Some(old), Some(new)) => (old, new),
            (Some((list, _)), None) => {
                let kind = if was_closed {
                    &enums::CLOSED_ENUM_LIFTED
                } else {
                    way.kind(&rules::ENUM_LIFTED)
                };
                let message = format!("the value can be any, was one of {}", brief(list));
                return self.tell_whole(kind, Some(list), None, message);
            }
            (None, Some((list, _))) => {
                let message = format!("the value is one of {}, could be any", brief(list));
                return self.tell_whole(way.kind(&rules::BECAME_ENUM), None, Some(list), message);
            }
            (None, None) => return,
        };
        let ((_, o), (_, n)) = (o, n);
        let keys = |list: &[Node<'d>]| {
            list.iter().map(|node| canonical(node.value, &str::to_owned)).collect::<Vec<_>>()
        };
        let alignment = Alignment::by(&keys(&o), &keys(&n));
        for index in alignment.removed {
            let node = &o[index];
            let message = format!("the value {} is gone", brief(node));
            self.tell_whole(way.kind(&rules::ENUM_VALUE_REMOVED), Some(node), None, message);
        }
        for index in alignment.added {
            let node = &n[index];
            let kind = if was_closed {
                &enums::CLOSED_ENUM_VALUE_ADDED
            } else {
                way.kind(&rules::ENUM_VALUE_ADDED)
            };
            let message = format!("the value {} is new", brief(node));
            self.tell_whole(kind, None, Some(node), message);
        }
        let (kind, message) = match (was_closed, is_response && is_closed(new)) {
            (false, true) => (&enums::ENUM_CLOSED, "no other values come"),
            (true, false) => (&enums::ENUM_OPENED, "other values may come, were excluded"),
            _ => return,
        };
        self.tell(kind, Some(old.spot("x-closed")), Some(new.spot("x-closed")), message);
    }
}

/// The list of values and its entries.
fn listed<'v, 'd>(way: Way, view: &'v View<'d>) -> Option<(&'v Node<'d>, Vec<Node<'d>>)> {
    if let Some(value) = view.keyword("const") {
        return Some((value, vec![value.clone()]));
    }
    // An open list of values is one for those who send, and none for those who read.
    let open = view.keyword("x-extensible-enum").filter(|_| way != Way::Response);
    let list = view.keyword("enum").or(open)?;
    list.value.is_array().then(|| (list, list.entries()))
}

/// The types without null, `None` for all, and whether null is one.
fn types<'d>(view: &View<'d>) -> (Option<BTreeSet<&'d str>>, bool) {
    let mut is_null = view.flag("nullable");
    let types = view.keyword("type").map(|node| match node.value {
        Value::String(name) => BTreeSet::from([name.as_str()]),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    });
    let types = types.map(|mut types| {
        is_null |= types.remove("null");
        // Every integer is a number.
        if types.contains("number") {
            types.remove("integer");
        }
        types
    });
    (types, is_null)
}

fn is_within(inner: &Option<BTreeSet<&str>>, outer: &Option<BTreeSet<&str>>) -> bool {
    match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => inner
            .iter()
            .all(|name| outer.contains(name) || (*name == "integer" && outer.contains("number"))),
    }
}

fn words(types: &Option<BTreeSet<&str>>) -> String {
    match types {
        None => "any".to_owned(),
        Some(types) if types.is_empty() => "none".to_owned(),
        Some(types) => types.iter().copied().collect::<Vec<_>>().join(" or "),
    }
}
