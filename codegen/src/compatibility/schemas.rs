//! Schemas: what two of them are compared by.

use std::collections::BTreeSet;

use serde_json::Value;

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::Rule;
use super::kinds::operations::{
    PARAMETER_DEFAULT_ADDED, PARAMETER_DEFAULT_CHANGED, PARAMETER_DEFAULT_REMOVED,
};
use super::kinds::schemas as rules;
use super::view::View;
use super::walk::{Walk, Way};

/// Keywords with a comparison of their own, and ones that say nothing about values.
const JUDGED: [&str; 38] = [
    "additionalProperties",
    "anyOf",
    "const",
    "default",
    "deprecated",
    "discriminator",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "readOnly",
    "type",
    "uniqueItems",
    "writeOnly",
    "x-closed",
    "x-extensible-enum",
    "xml",
    "$ref",
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$vocabulary",
    "definitions",
    "id",
];

impl<'d> Walk<'d> {
    /// Compares two schemas or references to schemas.
    pub(super) fn schema(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let unknown = way.kind(&rules::REFERENCE_CHANGED);
        let Some((o, n)) = self.resolve(unknown, old, new) else { return };
        let (o, n) = (self.old.whole_of(old, o), self.new.whole_of(new, n));
        self.enter(way, o, n);
    }

    /// Compares two schemas that are no references.
    pub(super) fn schema_here(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        if !old.value.is_object() || !new.value.is_object() {
            // `true` and `false` are schemas in OpenAPI 3.1.
            if old.value != new.value {
                let message = format!("the schema went from {} to {}", brief(old), brief(new));
                self.tell_whole(way.kind(&rules::SCHEMA_CHANGED), Some(old), Some(new), message);
            }
            return;
        }
        let (old, new) = self.views(way, old, new);
        self.types(way, &old, &new);
        self.values(way, &old, &new);
        self.bounds(way, &old, &new);
        self.default_value(way, &old, &new);
        self.properties(way.inside(), &old, &new);
        self.items(way.inside(), &old, &new);
        self.unions(way, &old, &new);
        self.others(way, &old, &new);
    }

    /// Both with members merged in, or neither.
    fn views(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) -> (View<'d>, View<'d>) {
        let old = View::of(old, &mut |node| self.resolve_old(node).ok());
        let new = View::of(new, &mut |node| self.resolve_new(node).ok());
        if old.is_merged && new.is_merged {
            self.members(way, &old, &new, false);
            return (old, new);
        }
        let (old, new) = (View::of(&old.node, &mut |_| None), View::of(&new.node, &mut |_| None));
        self.members(way, &old, &new, true);
        (old, new)
    }

    /// The members of `allOf`. Merged ones are compared as part of the whole.
    fn members(&mut self, way: Way, old: &View<'d>, new: &View<'d>, compared: bool) {
        let alignment = self.alternatives(&old.members, &new.members);
        if compared {
            for &(o, n) in &alignment.pairs {
                let (o, n) = (&old.members[o], &new.members[n]);
                if o.pointer == old.node.pointer || n.pointer == new.node.pointer {
                    // The reference of the schema itself: what it leads to, without the rest.
                    let unknown = way.kind(&rules::REFERENCE_CHANGED);
                    if let Some((o, n)) = self.resolve(unknown, o, n) {
                        self.enter(way, o, n);
                    }
                } else {
                    self.schema(way, o, n);
                }
            }
        }
        for index in alignment.removed {
            let site = &old.members[index];
            let member = self
                .resolve_old(site)
                .ok()
                .map(|node| View::of(&node, &mut |inner| self.resolve_old(inner).ok()));
            if compared || member.is_none_or(|member| member.adds_to(new)) {
                let message = format!("{} is no longer part of it", brief(site));
                self.tell(way.kind(&rules::ALL_OF_REMOVED), Some(site), None, message);
            }
        }
        for index in alignment.added {
            let site = &new.members[index];
            let member = self
                .resolve_new(site)
                .ok()
                .map(|node| View::of(&node, &mut |inner| self.resolve_new(inner).ok()));
            if compared || member.is_none_or(|member| member.adds_to(old)) {
                let message = format!("{} is part of it, too", brief(site));
                self.tell(way.kind(&rules::ALL_OF_ADDED), None, Some(site), message);
            }
        }
    }

    /// Aligns members: references by what they lead to, the rest by what they say, then by order.
    pub(super) fn alternatives(&self, old: &[Node<'d>], new: &[Node<'d>]) -> Alignment {
        let key = |node: &Node<'d>, renames: &dyn Fn(&str) -> String| match node.reference() {
            Some(target) => renames(target),
            None => super::renames::canonical(node.value, renames),
        };
        let old_keys: Vec<_> = old
            .iter()
            .map(|node| key(node, &|target| self.renames.of(target).to_owned()))
            .collect();
        let new_keys: Vec<_> = new.iter().map(|node| key(node, &str::to_owned)).collect();
        let mut alignment = Alignment::by(&old_keys, &new_keys);
        alignment.match_rest(|o, n| {
            let named = |node: &Node<'d>| node.reference().is_some();
            let kind = |node: &Node<'d>| node.value.get("type").cloned();
            // Two names are two things; of two unnamed ones of a type one has become the other.
            match (named(&old[o]), named(&new[n])) {
                (true, true) => false,
                (false, false) => kind(&old[o]) == kind(&new[n]),
                _ => true,
            }
        });
        alignment
    }

    fn default_value(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let (added, removed, changed) = if way == Way::Parameter {
            (&PARAMETER_DEFAULT_ADDED, &PARAMETER_DEFAULT_REMOVED, &PARAMETER_DEFAULT_CHANGED)
        } else {
            (
                way.kind(&rules::DEFAULT_ADDED),
                way.kind(&rules::DEFAULT_REMOVED),
                way.kind(&rules::DEFAULT_CHANGED),
            )
        };
        let (o, n) = (old.keyword("default"), new.keyword("default"));
        let (kind, message) = match (o, n) {
            (Some(o), Some(n)) if o.value != n.value => {
                (changed, format!("the default went from {} to {}", brief(o), brief(n)))
            }
            (Some(o), None) => (removed, format!("the default {} is gone", brief(o))),
            (None, Some(n)) => (added, format!("the default is {}, there was none", brief(n))),
            _ => return,
        };
        self.tell_whole(kind, o, n, message);
    }

    fn items(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        match (old.keyword("items"), new.keyword("items")) {
            (Some(old), Some(new)) => self.schema(way, old, new),
            (Some(old), None) => {
                let message = "the elements of the list can be anything, had a schema";
                self.tell_whole(way.kind(&rules::ITEMS_REMOVED), Some(old), None, message);
            }
            (None, Some(new)) => {
                let message = "the elements of the list have a schema, could be anything";
                self.tell_whole(way.kind(&rules::ITEMS_ADDED), None, Some(new), message);
            }
            (None, None) => {}
        }
    }

    /// Keywords of OpenAPI 3.1 and ones unknown: judged by coming, going and changing only.
    fn others(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let keys: BTreeSet<&str> =
            old.keywords.keys().chain(new.keywords.keys()).copied().collect();
        for key in keys.into_iter().filter(|key| !JUDGED.contains(key)) {
            let rules: [&'static Rule; 3] =
                [&rules::KEYWORD_ADDED, &rules::KEYWORD_REMOVED, &rules::KEYWORD_CHANGED];
            self.keyword(way, key, rules, old, new);
        }
        let rule = &rules::XML_CHANGED;
        self.keyword(way, "xml", [rule, rule, rule], old, new);
    }

    pub(super) fn keyword(
        &mut self,
        way: Way,
        key: &str,
        [added, removed, changed]: [&'static Rule; 3],
        old: &View<'d>,
        new: &View<'d>,
    ) {
        let (o, n) = (old.keyword(key), new.keyword(key));
        let (rule, message) = match (o, n) {
            (Some(o), Some(n)) if o.value != n.value => {
                (changed, format!("`{key}` went from {} to {}", brief(o), brief(n)))
            }
            (Some(o), None) => (removed, format!("`{key}`, which was {}, is gone", brief(o))),
            (None, Some(n)) => (added, format!("`{key}` is {}, there was none", brief(n))),
            _ => return,
        };
        self.tell_whole(way.kind(rule), o, n, message);
    }
}

/// A value as a message shows it: whole when it is short.
pub(super) fn brief(node: &Node<'_>) -> String {
    match node.value {
        Value::Object(map) => match map.get("$ref").and_then(Value::as_str) {
            Some(target) => format!("`{}`", target.rsplit('/').next().unwrap_or(target)),
            None => "an object".to_owned(),
        },
        Value::Array(list) if list.iter().any(|value| value.is_object() || value.is_array()) => {
            format!("a list of {}", list.len())
        }
        value => {
            let text = value.to_string();
            match text.char_indices().nth(60) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}
