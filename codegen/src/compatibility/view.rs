//! A schema with its `allOf` merged in, where that can be done.
//!
//! `allOf: [A, {required: [x]}]` says the same as one schema with the fields of both; so both forms
//! are looked at as that one schema. Where members contradict each other they stay members.

use std::collections::{BTreeMap, HashSet};

use super::contract::Node;
use super::renames::canonical;

/// Members within members; a deeper one stays a member.
const DEEPEST: usize = 32;

/// Keywords that say nothing about values.
const ANNOTATIONS: [&str; 8] =
    ["title", "description", "example", "examples", "externalDocs", "$comment", "$schema", "$id"];

/// What a schema says about values.
#[derive(Debug, Clone)]
pub(super) struct View<'d> {
    /// The schema as it is written.
    pub(super) node: Node<'d>,
    /// All keywords but `properties`, `required`, `allOf` and annotations.
    pub(super) keywords: BTreeMap<&'d str, Node<'d>>,
    pub(super) properties: BTreeMap<&'d str, Node<'d>>,
    /// The required names, with the entries that name them.
    pub(super) required: BTreeMap<&'d str, Node<'d>>,
    /// The entries of `allOf`, merged or not.
    pub(super) members: Vec<Node<'d>>,
    pub(super) is_merged: bool,
}

impl<'d> View<'d> {
    /// The schema with all of its members merged in, or else by itself.
    pub(super) fn of(
        node: &Node<'d>,
        resolve: &mut dyn FnMut(&Node<'d>) -> Option<Node<'d>>,
    ) -> Self {
        let alone = Self::alone(node);
        let mut merged = alone.clone();
        let mut met = HashSet::from([node.pointer.clone()]);
        if alone.members.iter().all(|member| merged.merge(member, resolve, &mut met, 0)) {
            merged.is_merged = true;
            return merged;
        }
        alone
    }

    fn alone(node: &Node<'d>) -> Self {
        let is_kept = |key: &str| match key {
            "properties" | "required" | "allOf" => false,
            "x-closed" | "x-extensible-enum" => true,
            key => !key.starts_with("x-") && !ANNOTATIONS.contains(&key),
        };
        let required = node.list("required").into_iter();
        // What a reference leads to is one more schema that must fit.
        let reference = node.reference().map(|_| node.clone()).into_iter();
        Self {
            keywords: node.fields().filter(|(key, _)| is_kept(key)).collect(),
            properties: node.map("properties").collect(),
            required: required.filter_map(|entry| Some((entry.value.as_str()?, entry))).collect(),
            members: reference.chain(node.list("allOf")).collect(),
            node: node.clone(),
            is_merged: false,
        }
    }

    /// Whether a member could be merged in.
    fn merge(
        &mut self,
        member: &Node<'d>,
        resolve: &mut dyn FnMut(&Node<'d>) -> Option<Node<'d>>,
        met: &mut HashSet<String>,
        depth: usize,
    ) -> bool {
        let Some(node) = resolve(member).filter(|node| node.value.is_object()) else {
            return false;
        };
        // A schema says no more when it is said twice.
        if !met.insert(node.pointer.clone()) {
            return true;
        }
        let inner = Self::alone(&node);
        let fits =
            add(&mut self.keywords, inner.keywords) && add(&mut self.properties, inner.properties);
        for (name, entry) in inner.required {
            self.required.entry(name).or_insert(entry);
        }
        fits && depth < DEEPEST
            && inner.members.iter().all(|member| self.merge(member, resolve, met, depth + 1))
    }

    pub(super) fn keyword(&self, key: &str) -> Option<&Node<'d>> {
        self.keywords.get(key)
    }

    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.keyword(key)?.value.as_str()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.keyword(key).is_some_and(|node| node.value.as_bool() == Some(true))
    }

    /// Where a keyword stands, or would stand.
    pub(super) fn spot(&self, key: &str) -> &Node<'d> {
        self.keyword(key).unwrap_or(&self.node)
    }

    /// Whether this schema, as a member of another, says something that the other view does not.
    pub(super) fn adds_to(&self, other: &Self) -> bool {
        let lacks = |ours: &BTreeMap<&'d str, Node<'d>>, theirs: &BTreeMap<&'d str, Node<'d>>| {
            ours.keys().any(|key| !theirs.contains_key(key))
        };
        lacks(&self.keywords, &other.keywords)
            || lacks(&self.properties, &other.properties)
            || lacks(&self.required, &other.required)
    }
}

/// Adds what is not there yet; `false` when something else is.
fn add<'d>(to: &mut BTreeMap<&'d str, Node<'d>>, from: BTreeMap<&'d str, Node<'d>>) -> bool {
    for (key, node) in from {
        let there = to.entry(key).or_insert_with(|| node.clone());
        let text = |node: &Node<'d>| canonical(node.value, &str::to_owned);
        if there.pointer != node.pointer && text(there) != text(&node) {
            return false;
        }
    }
    true
}
