//! Servers: those of the document, and those that a path or an operation has instead.

use std::collections::BTreeSet;

use serde_json::Value;

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::operations as kinds;
use super::walk::Walk;

/// A server; without a node it is the one that is meant when none is written.
struct Server<'d> {
    node: Option<Node<'d>>,
    url: &'d str,
}

impl<'d> Walk<'d> {
    pub(super) fn servers_of_documents(&mut self) {
        let (old, new) = (self.old.root().get("servers"), self.new.root().get("servers"));
        self.servers(old, new);
    }

    /// The servers of an operation, where it or its path has its own; the path comes first.
    pub(super) fn servers_of_operations(&mut self, old: [&Node<'d>; 2], new: [&Node<'d>; 2]) {
        let own = |[path, operation]: [&Node<'d>; 2]| {
            operation.get("servers").or_else(|| path.get("servers"))
        };
        let (old, new) = (own(old), own(new));
        if old.is_some() || new.is_some() {
            let old = old.or_else(|| self.old.root().get("servers"));
            let new = new.or_else(|| self.new.root().get("servers"));
            self.servers(old, new);
        }
    }

    fn servers(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let (old, new) = (servers(old), servers(new));
        let urls = |list: &[Server<'d>]| list.iter().map(|server| server.url).collect::<Vec<_>>();
        let alignment = Alignment::by(&urls(&old), &urls(&new));
        for (o, n) in alignment.pairs {
            if let (Some(old), Some(new)) = (&old[o].node, &new[n].node) {
                self.server_variables(old, new);
            }
        }
        for index in alignment.removed {
            let Server { node, url } = &old[index];
            let message = format!("the server {url} is gone");
            self.tell_whole(&kinds::SERVER_REMOVED, node.as_ref(), None, message);
        }
        for index in alignment.added {
            let Server { node, url } = &new[index];
            let message = format!("the server {url} is new");
            self.tell_whole(&kinds::SERVER_ADDED, None, node.as_ref(), message);
        }
    }

    fn server_variables(&mut self, old: &Node<'d>, new: &Node<'d>) {
        for (name, old) in old.map("variables") {
            let Some(new) = new.get("variables").and_then(|variables| variables.get(name)) else {
                continue;
            };
            let (from, to) = (old.text("default"), new.text("default"));
            if from != to {
                let word = |text: Option<&str>| text.unwrap_or("nothing").to_owned();
                let message =
                    format!("the default of `{name}` went from {} to {}", word(from), word(to));
                let (o, n) = (old.spot("default"), new.spot("default"));
                self.tell(&kinds::SERVER_DEFAULT_CHANGED, Some(&o), Some(&n), message);
            }
            self.server_values(name, &old, &new);
        }
    }

    fn server_values(&mut self, name: &str, old: &Node<'d>, new: &Node<'d>) {
        let (removed, added) = (&kinds::SERVER_VALUE_REMOVED, &kinds::SERVER_VALUE_ADDED);
        let (o, n) = match (old.get("enum"), new.get("enum")) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => {
                let message = format!("`{name}` can have any value, had a list of them");
                return self.tell_whole(added, Some(&old), None, message);
            }
            (None, Some(new)) => {
                let message = format!("`{name}` can only have listed values, could have any");
                return self.tell_whole(removed, None, Some(&new), message);
            }
            (None, None) => return,
        };
        let has = |node: &Node<'d>| {
            let values = node.value.as_array().into_iter().flatten();
            values.filter_map(Value::as_str).collect::<BTreeSet<_>>()
        };
        let (old_has, new_has) = (has(&o), has(&n));
        for node in o.entries() {
            if let Some(value) = node.value.as_str().filter(|value| !new_has.contains(value)) {
                let message = format!("the value {value} of `{name}` is gone");
                self.tell(removed, Some(&node), None, message);
            }
        }
        for node in n.entries() {
            if let Some(value) = node.value.as_str().filter(|value| !old_has.contains(value)) {
                let message = format!("the value {value} of `{name}` is new");
                self.tell(added, None, Some(&node), message);
            }
        }
    }
}

fn servers(node: Option<Node<'_>>) -> Vec<Server<'_>> {
    let entries = node.map(|node| node.entries()).unwrap_or_default();
    if entries.is_empty() {
        return vec![Server { node: None, url: "/" }];
    }
    entries
        .into_iter()
        .map(|node| Server { url: node.text("url").unwrap_or_default(), node: Some(node) })
        .collect()
}
