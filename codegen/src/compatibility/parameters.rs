//! Parameters of an operation, its own and its path's.

use serde_json::Value;

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::operations as kinds;
use super::kinds::schemas::{REFERENCE_CHANGED, SCHEMA_ADDED, SCHEMA_REMOVED};
use super::paths::parameter_names;
use super::walk::{Walk, Way};

/// A parameter, and where the operation or its path has it.
struct Parameter<'d> {
    site: Node<'d>,
    /// The site's or what it refers to.
    node: Node<'d>,
    location: String,
    /// What it is known by on the wire.
    key: String,
    name: &'d str,
}

/// An operation: its path, the path's item, itself.
type Operation<'o, 'd> = (&'o str, &'o Node<'d>, &'o Node<'d>);

impl<'d> Walk<'d> {
    pub(super) fn parameters(&mut self, way: Way, old: Operation<'_, 'd>, new: Operation<'_, 'd>) {
        let old = effective(old, |node| self.resolve_old(node).unwrap_or_else(|node| node));
        let new = effective(new, |node| self.resolve_new(node).unwrap_or_else(|node| node));
        let keys = |list: &[Parameter<'d>]| {
            list.iter().map(|p| (p.location.clone(), p.key.clone())).collect::<Vec<_>>()
        };
        let mut alignment = Alignment::by(&keys(&old), &keys(&new));
        for &(o, n) in &alignment.pairs {
            self.parameter(way, &old[o], &new[n]);
        }
        alignment.pairs.clear();
        alignment.match_rest(|o, n| !old[o].name.is_empty() && old[o].name == new[n].name);
        for (o, n) in alignment.pairs {
            let (o, n) = (&old[o], &new[n]);
            let message =
                format!("the parameter `{}` moved from {} to {}", o.name, o.location, n.location);
            self.explain(Some(&o.node.spot("in")), Some(&n.node.spot("in")));
            self.tell_around(way, &kinds::PARAMETER_MOVED, Some(&o.site), Some(&n.site), message);
            self.parameter(way, o, n);
        }
        for index in alignment.removed {
            let Parameter { site, name, location, .. } = &old[index];
            let message = format!("the {location} parameter `{name}` is gone");
            self.tell_around(way, &kinds::PARAMETER_REMOVED, Some(site), None, message);
        }
        for index in alignment.added {
            let parameter = &new[index];
            let Parameter { site, name, location, .. } = parameter;
            let (kind, word) = if parameter.is_required() {
                (&kinds::PARAMETER_ADDED_REQUIRED, "required")
            } else {
                (&kinds::PARAMETER_ADDED_OPTIONAL, "optional")
            };
            let message = format!("the {word} {location} parameter `{name}` is new");
            self.tell_around(way, kind, None, Some(site), message);
        }
    }

    fn parameter(&mut self, way: Way, old: &Parameter<'d>, new: &Parameter<'d>) {
        let unknown = way.kind(&REFERENCE_CHANGED);
        let Some((o, n)) = self.resolve(unknown, &old.site, &new.site) else { return };
        let what = format!("the {} parameter `{}`", new.location, new.name);
        let required = match (old.is_required(), new.is_required()) {
            (false, true) => Some((&kinds::PARAMETER_BECAME_REQUIRED, "became required")),
            (true, false) => Some((&kinds::PARAMETER_BECAME_OPTIONAL, "became optional")),
            _ => None,
        };
        if let Some((kind, words)) = required {
            let (o, n) = (o.spot("required"), n.spot("required"));
            self.tell_around(way, kind, Some(&o), Some(&n), format!("{what} {words}"));
        }
        let pair = [&kinds::PARAMETER_DEPRECATED, &kinds::PARAMETER_REACTIVATED];
        self.deprecation(way, pair, &what, &o, &n);
        // One that moved is written in another way, anyhow.
        let is_moved = old.location != new.location;
        if !is_moved && old.style() != new.style() {
            let (old_style, new_style) = (old.style(), new.style());
            let message = format!("{what} is written in style {new_style}, was in {old_style}");
            let (o, n) = (o.spot("style"), n.spot("style"));
            self.tell_around(way, &kinds::PARAMETER_STYLE_CHANGED, Some(&o), Some(&n), message);
        } else if !is_moved && old.explode() != new.explode() {
            let message =
                format!("{what} went from explode {} to {}", old.explode(), new.explode());
            let (o, n) = (o.spot("explode"), n.spot("explode"));
            self.tell_around(way, &kinds::PARAMETER_EXPLODE_CHANGED, Some(&o), Some(&n), message);
        }
        for (key, allowed, refused, words) in [
            (
                "allowEmptyValue",
                &kinds::PARAMETER_EMPTY_ALLOWED,
                &kinds::PARAMETER_EMPTY_REFUSED,
                "an empty value",
            ),
            (
                "allowReserved",
                &kinds::PARAMETER_RESERVED_ALLOWED,
                &kinds::PARAMETER_RESERVED_REFUSED,
                "reserved characters as they are",
            ),
        ] {
            let (kind, verb) = match (o.flag(key), n.flag(key)) {
                (false, true) => (allowed, "takes"),
                (true, false) => (refused, "no longer takes"),
                _ => continue,
            };
            let message = format!("{what} {verb} {words}");
            self.tell_around(way, kind, Some(&o.spot(key)), Some(&n.spot(key)), message);
        }
        let inside = if way == Way::Request { Way::Parameter } else { way };
        if !self.value(inside, &o, &n) {
            let message = format!("{what} is written in another media type");
            for key in ["schema", "content"] {
                self.explain_whole(o.get(key), n.get(key));
            }
            let (o, n) = (o.spot("content"), n.spot("content"));
            self.tell_around(way, &kinds::PARAMETER_CONTENT_CHANGED, Some(&o), Some(&n), message);
        }
    }

    /// Compares what a parameter or header holds; `false` when it is written in another way.
    pub(super) fn value(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) -> bool {
        let media = |node: &Node<'d>| node.map("content").next();
        match (media(old), media(new)) {
            (None, None) => self.maybe_schema(way, old, new),
            (Some((from, old)), Some((to, new))) if from.eq_ignore_ascii_case(to) => {
                self.maybe_schema(way, &old, &new);
            }
            _ => return false,
        }
        true
    }

    /// Compares the schemas of what may have none.
    pub(super) fn maybe_schema(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        match (old.get("schema"), new.get("schema")) {
            (Some(old), Some(new)) => self.schema(way, &old, &new),
            (Some(schema), None) => {
                let message = "the schema is gone";
                self.tell_whole(way.kind(&SCHEMA_REMOVED), Some(&schema), None, message);
            }
            (None, Some(schema)) => {
                let message = "there is a schema now, there was none";
                self.tell_whole(way.kind(&SCHEMA_ADDED), None, Some(&schema), message);
            }
            (None, None) => {}
        }
    }
}

impl Parameter<'_> {
    fn is_required(&self) -> bool {
        self.location == "path" || self.node.flag("required")
    }

    fn style(&self) -> &str {
        let usual = if matches!(&*self.location, "query" | "cookie") { "form" } else { "simple" };
        self.node.text("style").unwrap_or(usual)
    }

    fn explode(&self) -> bool {
        let explode = self.node.value.get("explode").and_then(Value::as_bool);
        explode.unwrap_or(self.style() == "form")
    }
}

/// The parameters of an operation and those of its path that it does not have itself.
fn effective<'d>(
    (path, item, operation): Operation<'_, 'd>,
    mut resolve: impl FnMut(&Node<'d>) -> Node<'d>,
) -> Vec<Parameter<'d>> {
    let names = parameter_names(path);
    let mut effective: Vec<Parameter<'d>> = Vec::new();
    let mut met = std::collections::HashSet::new();
    for site in operation.list("parameters").into_iter().chain(item.list("parameters")) {
        let node = resolve(&site);
        let parameter = match node.reference() {
            Some(target) => {
                let key = target.to_owned();
                Parameter { site, node, location: "unread".to_owned(), key, name: target }
            }
            None => {
                let location = node.text("in").unwrap_or_default().to_owned();
                let name = node.text("name").unwrap_or_default();
                let key = match &*location {
                    "header" => name.to_ascii_lowercase(),
                    // A path is sent without the names.
                    "path" => match names.iter().position(|other| *other == name) {
                        Some(index) => format!("{{{index}}}"),
                        None => name.to_owned(),
                    },
                    _ => name.to_owned(),
                };
                Parameter { site, node, location, key, name }
            }
        };
        if met.insert((parameter.location.clone(), parameter.key.clone())) {
            effective.push(parameter);
        }
    }
    effective
}
