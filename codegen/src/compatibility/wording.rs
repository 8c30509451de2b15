//! What two documents write differently and the walk did not speak of.
//!
//! Both trees are compared node by node, lists by what their entries are known by. A difference about
//! which a change was told already is passed over. The rest cannot be seen on the wire: the walk went
//! through all that can.

use serde_json::Value;

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::Kind;
use super::kinds::wording as kinds;
use super::paths::Paths;
use super::renames::canonical;
use super::schemas::brief;
use super::walk::Walk;

/// Keys below which names stand that the author of the document chose.
const NAMED: [&str; 20] = [
    "callbacks",
    "content",
    "encoding",
    "flows",
    "headers",
    "links",
    "mapping",
    "parameters",
    "paths",
    "pathItems",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
    "webhooks",
    "$defs",
    "patternProperties",
];

/// Where the comparison stands.
#[derive(Clone, Copy)]
struct Around {
    /// What every difference from here on is.
    kind: Option<&'static Kind>,
    /// Whether the keys here are names that the author chose.
    is_named: bool,
}

impl Around {
    fn inside(self, above: &str, key: &str) -> Self {
        let kind = self.kind.or_else(|| match key {
            _ if self.is_named => None,
            "info" if above.is_empty() => Some(&kinds::INFO_CHANGED),
            "openapi" if above.is_empty() => Some(&kinds::OPENAPI_VERSION_CHANGED),
            "tags" => Some(&kinds::TAGS_CHANGED),
            "title" | "summary" | "description" => Some(&kinds::DESCRIPTION_CHANGED),
            "example" | "examples" => Some(&kinds::EXAMPLE_CHANGED),
            "externalDocs" => Some(&kinds::EXTERNAL_DOCS_CHANGED),
            key if key.starts_with("x-") => Some(&kinds::EXTENSION_CHANGED),
            _ => None,
        });
        Self { kind, is_named: !self.is_named && NAMED.contains(&key) }
    }
}

impl<'d> Walk<'d> {
    pub(super) fn wording(&mut self, paths: &Paths<'d>) {
        let (old, new) = (self.old.root(), self.new.root());
        self.wording_of(Around { kind: None, is_named: false }, paths, &old, &new);
    }

    fn wording_of(&mut self, around: Around, paths: &Paths<'d>, old: &Node<'d>, new: &Node<'d>) {
        if old.value == new.value {
            return;
        }
        match (old.value, new.value) {
            (Value::Object(_), Value::Object(_)) => {
                if old.reference().is_some() != new.reference().is_some() {
                    self.left(around, Some(old), Some(new));
                } else {
                    self.wording_of_objects(around, paths, old, new);
                }
            }
            (Value::Array(_), Value::Array(_)) => {
                self.wording_of_lists(around, paths, old, new);
            }
            _ => self.left(around, Some(old), Some(new)),
        }
    }

    fn wording_of_objects(
        &mut self,
        around: Around,
        paths: &Paths<'d>,
        old: &Node<'d>,
        new: &Node<'d>,
    ) {
        for (key, o) in old.fields() {
            let around = around.inside(&old.pointer, key);
            match self.renamed(paths, old, new, key) {
                Some(n) => {
                    if is_component(&old.pointer) && new.get(key).is_none() {
                        let message = format!("`{key}` is called `{}`", last(&n.pointer));
                        self.tell(&kinds::COMPONENT_RENAMED, Some(&o), Some(&n), message);
                    }
                    self.wording_of(around, paths, &o, &n);
                }
                None => self.left(around, Some(&o), None),
            }
        }
        for (key, n) in new.fields() {
            let section = last(&new.pointer);
            let is_taken = old.get(key).is_some()
                || (new.pointer == "/paths" && paths.old_name(key).is_some())
                || (is_component(&new.pointer) && self.renames.old_name(section, key).is_some());
            if !is_taken {
                self.left(around.inside(&new.pointer, key), None, Some(&n));
            }
        }
    }

    /// The field that stands for one of the old document: of the same name, or of a new one.
    fn renamed(
        &self,
        paths: &Paths<'d>,
        old: &Node<'d>,
        new: &Node<'d>,
        key: &str,
    ) -> Option<Node<'d>> {
        if let Some(same) = new.get(key) {
            return Some(same);
        }
        if old.pointer == "/paths" {
            return new.get(paths.new_name(key)?);
        }
        if is_component(&old.pointer) {
            return new.get(&self.renames.new_name(last(&old.pointer), key)?);
        }
        None
    }

    fn wording_of_lists(
        &mut self,
        around: Around,
        paths: &Paths<'d>,
        old: &Node<'d>,
        new: &Node<'d>,
    ) {
        let around = Around { is_named: false, ..around };
        let (o, n) = (old.entries(), new.entries());
        let renames = self.renames;
        let old_keys: Vec<_> =
            o.iter().map(|node| identity(node, &|target| renames.of(target).to_owned())).collect();
        let new_keys: Vec<_> = n.iter().map(|node| identity(node, &str::to_owned)).collect();
        let mut alignment = Alignment::by(&old_keys, &new_keys);
        let is_told =
            self.old_seen.is_told_whole(&old.pointer) || self.new_seen.is_told_whole(&new.pointer);
        if alignment.is_reordered() && !is_told {
            let kind = around.kind.unwrap_or(&kinds::ORDER_CHANGED);
            let message = format!("the entries of `{}` stand in another order", last(&old.pointer));
            self.tell(kind, Some(old), Some(new), message);
        }
        let is_whole = |node: &Node<'d>| node.value.is_object() || node.value.is_array();
        alignment.match_rest(|a, b| is_whole(&o[a]) && is_whole(&n[b]));
        for &(a, b) in &alignment.pairs {
            self.wording_of(around, paths, &o[a], &n[b]);
        }
        for index in alignment.removed {
            self.left(around, Some(&o[index]), None);
        }
        for index in alignment.added {
            self.left(around, None, Some(&n[index]));
        }
    }

    /// Tells a difference, unless a change speaks of it.
    fn left(&mut self, around: Around, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let is_told = old.is_some_and(|node| self.old_seen.is_told(&node.pointer))
            || new.is_some_and(|node| self.new_seen.is_told(&node.pointer));
        let Some(node) = new.or(old).filter(|_| !is_told) else { return };
        let is_used = old.is_none_or(|node| self.old_seen.is_used(&node.pointer))
            && new.is_none_or(|node| self.new_seen.is_used(&node.pointer));
        let reference = |node: Option<&Node<'d>>| node.and_then(Node::reference);
        let is_reference = last(&node.pointer) == "$ref";
        let text = |node: Option<&Node<'d>>| node.and_then(|node| node.value.as_str());
        let renamed = text(old).map(|target| self.renames.of(target));
        if is_reference && renamed.is_some() && renamed == text(new) {
            // The component is told as renamed.
            return;
        }
        let kind = around.kind.unwrap_or_else(|| match (old, new) {
            (None, Some(node)) if is_in_components(&node.pointer) => &kinds::COMPONENT_ADDED,
            (Some(node), None) if is_in_components(&node.pointer) => &kinds::COMPONENT_REMOVED,
            _ if !is_used => &kinds::UNUSED_COMPONENT_CHANGED,
            _ if is_reference || reference(old) != reference(new) => &kinds::REFERENCE_REWRITTEN,
            _ => &kinds::REWRITTEN,
        });
        let name = match last(&node.pointer) {
            "" => "the document".to_owned(),
            name => format!("`{}`", name.replace("~1", "/").replace("~0", "~")),
        };
        let message = match (old, new) {
            (Some(old), Some(new)) => format!("{name} went from {} to {}", brief(old), brief(new)),
            (Some(old), None) => format!("{name}, which was {}, is gone", brief(old)),
            (None, _) => format!("{name} is new: {}", brief(node)),
        };
        self.tell(kind, old, new, message);
    }
}

/// Whether the entries of this object are components.
fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix("/components/").is_some_and(|section| !section.contains('/'))
}

/// Whether this is a component, all of a section or all of them.
fn is_in_components(pointer: &str) -> bool {
    let rest = pointer.strip_prefix("/components");
    rest.is_some_and(|rest| rest.matches('/').count() <= 2)
}

fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

/// What an entry of a list is known by.
fn identity(node: &Node<'_>, reference: &dyn Fn(&str) -> String) -> String {
    match (node.reference(), node.text("name"), node.text("url")) {
        (Some(target), ..) => format!("$ref {}", reference(target)),
        (None, Some(name), _) => format!("name {name} {}", node.text("in").unwrap_or_default()),
        (None, None, Some(url)) => format!("url {url}"),
        (None, None, None) => canonical(node.value, reference),
    }
}
