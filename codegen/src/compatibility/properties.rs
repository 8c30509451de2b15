//! Properties of objects.

use std::collections::BTreeSet;

use serde_json::Value;

use super::contract::Node;
use super::kinds::schemas as rules;
use super::view::View;
use super::walk::{Walk, Way};

/// A property in one of the documents.
struct Property<'v, 'd> {
    site: Option<&'v Node<'d>>,
    /// The site's schema or what it refers to.
    node: Option<Node<'d>>,
    /// What names it as required.
    required: Option<&'v Node<'d>>,
    /// `readOnly` in a request, `writeOnly` in a response: it does not exist there.
    is_hidden: bool,
}

/// What an object may hold beyond its properties.
enum Further<'v, 'd> {
    Anything,
    Nothing,
    Of(&'v Node<'d>),
}

impl<'d> Walk<'d> {
    pub(super) fn properties(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let names = |view: &View<'d>| {
            view.properties.keys().chain(view.required.keys()).copied().collect::<BTreeSet<_>>()
        };
        for name in names(old).union(&names(new)) {
            let resolved = old.properties.get(name).and_then(|site| self.resolve_old(site).ok());
            let was = Property::of(way, name, old, resolved);
            let resolved = new.properties.get(name).and_then(|site| self.resolve_new(site).ok());
            let is = Property::of(way, name, new, resolved);
            self.property(way, name, &was, &is, (old, new));
        }
        self.further(way, old, new);
    }

    fn property(
        &mut self,
        way: Way,
        name: &str,
        old: &Property<'_, 'd>,
        new: &Property<'_, 'd>,
        (old_view, new_view): (&View<'d>, &View<'d>),
    ) {
        match (old.site, new.site) {
            (Some(site), None) if !old.is_hidden => {
                let message = format!("the property `{name}` is gone");
                self.tell_whole(way.kind(&rules::PROPERTY_REMOVED), Some(site), None, message);
                self.explain(old.required, new.required);
            }
            (None, Some(site)) if !new.is_hidden => {
                let (rule, word) = if new.required.is_some() && old.required.is_none() {
                    (&rules::REQUIRED_PROPERTY_ADDED, "required")
                } else {
                    (&rules::PROPERTY_ADDED, "optional")
                };
                let message = format!("the {word} property `{name}` is new");
                self.tell_whole(way.kind(rule), None, Some(site), message);
                self.explain(old.required, new.required);
            }
            (Some(o), Some(n)) => match (old.is_hidden, new.is_hidden) {
                (false, false) => {
                    self.required(way, name, old, new, (o, n));
                    self.property_deprecation(way, name, old, new);
                    self.schema(way, o, n);
                }
                (true, true) => {}
                (false, true) => {
                    let message = format!("the property `{name}` became `{}`", hidden_by(way));
                    let rule = &rules::PROPERTY_WITHDRAWN;
                    self.visibility(way, way.kind(rule), (old, o), (new, n), message);
                }
                (true, false) => {
                    let rule = if new.required.is_some() {
                        &rules::REQUIRED_PROPERTY_OPENED
                    } else {
                        &rules::PROPERTY_OPENED
                    };
                    let message =
                        format!("the property `{name}` is no longer `{}`", hidden_by(way));
                    self.visibility(way, way.kind(rule), (old, o), (new, n), message);
                }
            },
            (None, None) => {
                self.required(way, name, old, new, (&old_view.node, &new_view.node));
            }
            // It does not exist on this side.
            (Some(_), None) | (None, Some(_)) => {}
        }
    }

    fn visibility(
        &mut self,
        way: Way,
        kind: &'static super::kinds::Kind,
        (old, old_site): (&Property<'_, 'd>, &Node<'d>),
        (new, new_site): (&Property<'_, 'd>, &Node<'d>),
        message: String,
    ) {
        let spot = |property: &Property<'_, 'd>, site: &Node<'d>| {
            let key = hidden_by(way);
            let inner = property.node.as_ref().and_then(|node| node.get(key));
            site.get(key).or(inner).unwrap_or_else(|| site.clone())
        };
        let (o, n) = (spot(old, old_site), spot(new, new_site));
        self.tell(kind, Some(&o), Some(&n), message);
        self.explain(old.required, new.required);
    }

    fn required(
        &mut self,
        way: Way,
        name: &str,
        old: &Property<'_, 'd>,
        new: &Property<'_, 'd>,
        (old_site, new_site): (&Node<'d>, &Node<'d>),
    ) {
        let (rule, words) = match (old.required, new.required) {
            (None, Some(_)) => (&rules::PROPERTY_BECAME_REQUIRED, "became required"),
            (Some(_), None) => (&rules::PROPERTY_BECAME_OPTIONAL, "became optional"),
            _ => return,
        };
        let message = format!("the property `{name}` {words}");
        self.tell(way.kind(rule), Some(old_site), Some(new_site), message);
        self.explain(old.required, new.required);
    }

    fn property_deprecation(
        &mut self,
        way: Way,
        name: &str,
        old: &Property<'_, 'd>,
        new: &Property<'_, 'd>,
    ) {
        let (Some(o), Some(n)) = (&old.node, &new.node) else { return };
        let pair = [way.kind(&rules::PROPERTY_DEPRECATED), way.kind(&rules::PROPERTY_REACTIVATED)];
        let usual = if way == Way::Response { Way::Response } else { Way::Request };
        self.deprecation(usual, pair, &format!("the property `{name}`"), o, n);
    }

    fn further(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        use Further::{Anything, Nothing, Of};
        let (rule, message) = match (Further::of(old), Further::of(new)) {
            (Of(old), Of(new)) => return self.schema(way, old, new),
            (Anything, Anything) | (Nothing, Nothing) => return,
            (Anything, Nothing) => {
                (&rules::ADDITIONAL_REFUSED, "no further properties are allowed, any were")
            }
            (Nothing, Anything) => {
                (&rules::ADDITIONAL_ALLOWED, "any further properties are allowed, none were")
            }
            (Nothing, Of(_)) => (
                &rules::ADDITIONAL_ALLOWED,
                "further properties of a schema are allowed, none were",
            ),
            (Anything, Of(_)) => {
                (&rules::ADDITIONAL_NARROWED, "further properties have a schema, had none")
            }
            (Of(_), Anything) => {
                (&rules::ADDITIONAL_WIDENED, "further properties have no schema, had one")
            }
            (Of(_), Nothing) => {
                (&rules::MAP_REMOVED, "further properties are not allowed, those of a schema were")
            }
        };
        let key = "additionalProperties";
        let (o, n) = (old.keyword(key), new.keyword(key));
        self.tell_whole(way.kind(rule), o, n, message);
    }
}

impl<'v, 'd> Property<'v, 'd> {
    fn of(way: Way, name: &str, view: &'v View<'d>, node: Option<Node<'d>>) -> Self {
        let site = view.properties.get(name);
        let key = hidden_by(way);
        let is_hidden = site.is_some_and(|site| site.flag(key))
            || node.as_ref().is_some_and(|node| node.flag(key));
        Self { site, node, required: view.required.get(name), is_hidden }
    }
}

impl<'v, 'd> Further<'v, 'd> {
    fn of(view: &'v View<'d>) -> Self {
        match view.keyword("additionalProperties") {
            Some(node) => match node.value {
                Value::Bool(false) => Self::Nothing,
                Value::Object(schema) if !schema.is_empty() => Self::Of(node),
                _ => Self::Anything,
            },
            None => Self::Anything,
        }
    }
}

fn hidden_by(way: Way) -> &'static str {
    if way == Way::Response { "writeOnly" } else { "readOnly" }
}
