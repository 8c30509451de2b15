//! Who may call: security requirements and schemes.
//!
//! A list of requirements names alternatives, each of which is a set of schemes with their scopes
//! that are needed together. An old alternative still works when a new one asks for no more.

use std::collections::{BTreeMap, BTreeSet};

use super::contract::{Contract, Node};
use super::kinds::Kind;
use super::kinds::operations as kinds;
use super::kinds::schemas::REFERENCE_CHANGED;
use super::walk::Walk;

/// One way to authenticate; without a node it is what holds when nothing is written.
#[derive(Debug, Clone)]
struct Alternative<'d> {
    node: Option<Node<'d>>,
    needs: BTreeMap<String, BTreeSet<&'d str>>,
}

impl Alternative<'_> {
    fn asks_no_more_than(&self, other: &Self) -> bool {
        self.needs.iter().all(|(scheme, scopes)| {
            other.needs.get(scheme).is_some_and(|others| scopes.is_subset(others))
        })
    }

    fn has_schemes_of(&self, other: &Self) -> bool {
        other.needs.keys().all(|scheme| self.needs.contains_key(scheme))
    }

    fn words(&self) -> String {
        if self.needs.is_empty() {
            return "nothing".to_owned();
        }
        let words = self.needs.iter().map(|(scheme, scopes)| {
            let scopes: Vec<_> = scopes.iter().copied().collect();
            match &scopes[..] {
                [] => format!("`{scheme}`"),
                scopes => format!("`{scheme}` ({})", scopes.join(", ")),
            }
        });
        words.collect::<Vec<_>>().join(" and ")
    }
}

impl<'d> Walk<'d> {
    pub(super) fn security(&mut self, old: &Node<'d>, new: &Node<'d>) {
        let renames = self.renames;
        let old = alternatives(self.old, old, |name| {
            renames.new_name("securitySchemes", name).unwrap_or_else(|| name.to_owned())
        });
        let new = alternatives(self.new, new, str::to_owned);
        self.schemes(&old);
        let left = |list: &[Alternative<'d>], other: &[Alternative<'d>]| {
            let is_left = |one: &&Alternative<'d>| !other.iter().any(|o| o.needs == one.needs);
            list.iter().filter(is_left).cloned().collect::<Vec<_>>()
        };
        let (lost, mut gained) = (left(&old, &new), left(&new, &old));
        for old in &lost {
            let weaker = new.iter().find(|new| new.asks_no_more_than(old));
            let (kind, successor) = match weaker {
                Some(weaker) => (loosened(old, weaker), Some(weaker.clone())),
                None => {
                    let (kind, index) = tightened(old, &gained);
                    (kind, index.map(|index| gained[index].clone()))
                }
            };
            let message = match &successor {
                Some(new) => format!("calls need {}, needed {}", new.words(), old.words()),
                None => format!("calls can no longer authenticate by {}", old.words()),
            };
            let place = successor.as_ref().and_then(|new| new.node.as_ref());
            self.tell_whole(kind, old.node.as_ref(), place, message);
            if let Some(successor) = successor {
                // Without credentials no more, all new ways have taken the place of none.
                gained.retain(|new| !old.needs.is_empty() && new.needs != successor.needs);
            }
        }
        for new in gained {
            let message = format!("calls can authenticate by {}, too", new.words());
            let kind = &kinds::SECURITY_ALTERNATIVE_ADDED;
            self.tell_whole(kind, None, new.node.as_ref(), message);
        }
    }

    /// The schemes that callers of an operation used.
    fn schemes(&mut self, alternatives: &[Alternative<'d>]) {
        let named: BTreeSet<&String> = alternatives.iter().flat_map(|a| a.needs.keys()).collect();
        for to in named {
            let find = |contract: &'d Contract, name: &str| {
                contract.root().get("components")?.get("securitySchemes")?.get(name)
            };
            let from = self.renames.old_name("securitySchemes", to).unwrap_or_else(|| to.clone());
            let (Some(old), Some(new)) = (find(self.old, &from), find(self.new, to)) else {
                continue;
            };
            self.old_seen.use_component(&old.pointer);
            self.new_seen.use_component(&new.pointer);
            let unknown = &REFERENCE_CHANGED.request;
            if let Some((old, new)) = self.resolve(unknown, &old, &new) {
                self.scheme(to, &old, &new);
            }
        }
    }

    fn scheme(&mut self, name: &str, old: &Node<'d>, new: &Node<'d>) {
        for key in ["type", "in", "name", "scheme", "bearerFormat", "openIdConnectUrl"] {
            self.scheme_field(name, key, old, new);
        }
        for (flow, old) in old.map("flows") {
            let Some(new) = new.get("flows").and_then(|flows| flows.get(flow)) else {
                let message = format!("the flow {flow} of `{name}` is gone");
                self.tell_whole(&kinds::SCHEME_CHANGED, Some(&old), None, message);
                continue;
            };
            for key in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
                self.scheme_field(name, key, &old, &new);
            }
            let has = |node: &Node<'d>, scope: &str| {
                node.get("scopes").is_some_and(|scopes| scopes.get(scope).is_some())
            };
            for (scope, node) in old.map("scopes").filter(|(scope, _)| !has(&new, scope)) {
                let message = format!("the scope `{scope}` of `{name}` is gone");
                self.tell_whole(&kinds::SCHEME_SCOPE_REMOVED, Some(&node), None, message);
            }
            for (scope, node) in new.map("scopes").filter(|(scope, _)| !has(&old, scope)) {
                let message = format!("the scope `{scope}` of `{name}` is new");
                self.tell_whole(&kinds::SCHEME_SCOPE_ADDED, None, Some(&node), message);
            }
        }
        let old_flows = old.get("flows");
        let is_new = |flow: &str| old_flows.as_ref().is_none_or(|flows| flows.get(flow).is_none());
        for (flow, node) in new.map("flows").filter(|(flow, _)| is_new(flow)) {
            let message = format!("the flow {flow} of `{name}` is new");
            self.tell_whole(&kinds::SCHEME_FLOW_ADDED, None, Some(&node), message);
        }
    }

    fn scheme_field(&mut self, name: &str, key: &str, old: &Node<'d>, new: &Node<'d>) {
        let text = |node: &Node<'d>| {
            let text = node.get(key).map(|node| match node.value.as_str() {
                // Both are compared without case on the wire.
                Some(text) if key == "scheme" => text.to_ascii_lowercase(),
                Some(text) if key == "name" && node_is_header(new) => text.to_ascii_lowercase(),
                _ => node.value.to_string(),
            });
            text.unwrap_or_else(|| "nothing".to_owned())
        };
        let (from, to) = (text(old), text(new));
        if from != to {
            let message =
                format!("`{key}` of the security scheme `{name}` went from {from} to {to}");
            let (o, n) = (old.spot(key), new.spot(key));
            self.tell(&kinds::SCHEME_CHANGED, Some(&o), Some(&n), message);
        }
    }
}

fn node_is_header(scheme: &Node<'_>) -> bool {
    scheme.text("in") == Some("header")
}

/// The alternatives of an operation: its own, else the document's, else none needed.
fn alternatives<'d>(
    contract: &'d Contract,
    operation: &Node<'d>,
    name: impl Fn(&str) -> String,
) -> Vec<Alternative<'d>> {
    let node = operation.get("security").or_else(|| contract.root().get("security"));
    let entries = node.as_ref().map(Node::entries).unwrap_or_default();
    if entries.is_empty() {
        return vec![Alternative { node, needs: BTreeMap::new() }];
    }
    let alternative = |node: Node<'d>| {
        let needs = node.fields().map(|(scheme, scopes)| {
            let scopes = scopes.value.as_array().into_iter().flatten();
            (name(scheme), scopes.filter_map(|scope| scope.as_str()).collect())
        });
        Alternative { needs: needs.collect(), node: Some(node) }
    };
    entries.into_iter().map(alternative).collect()
}

fn loosened(old: &Alternative<'_>, new: &Alternative<'_>) -> &'static Kind {
    if new.needs.is_empty() {
        &kinds::SECURITY_REMOVED
    } else if new.has_schemes_of(old) {
        &kinds::SECURITY_SCOPE_REMOVED
    } else {
        &kinds::SECURITY_LOOSENED
    }
}

/// What took the place of an alternative that does not work any more, if anything like it did.
fn tightened(old: &Alternative<'_>, gained: &[Alternative<'_>]) -> (&'static Kind, Option<usize>) {
    if old.needs.is_empty() {
        return (&kinds::SECURITY_ADDED, (!gained.is_empty()).then_some(0));
    }
    let same = gained.iter().position(|new| new.needs.keys().eq(old.needs.keys()));
    if same.is_some() {
        return (&kinds::SECURITY_SCOPE_ADDED, same);
    }
    match gained.iter().position(|new| new.has_schemes_of(old)) {
        Some(index) => (&kinds::SECURITY_TIGHTENED, Some(index)),
        None => (&kinds::SECURITY_ALTERNATIVE_REMOVED, None),
    }
}
