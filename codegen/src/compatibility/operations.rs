//! Operations: which there are, and what belongs to one as a whole.

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::Kind;
use super::kinds::operations as kinds;
use super::kinds::schemas::REFERENCE_CHANGED;
use super::kinds::wording::PATH_PARAMETER_RENAMED;
use super::paths::Paths;
use super::walk::{Walk, Way};
use crate::structure::openapi::METHODS;

impl<'d> Walk<'d> {
    pub(super) fn operations(&mut self, paths: &Paths<'d>) {
        let (old, new) = (self.old.root(), self.new.root());
        let (Some(old), Some(new)) = (old.get("paths"), new.get("paths")) else {
            return self.only_operations(old.get("paths"), new.get("paths"));
        };
        for &(old_path, new_path) in &paths.pairs {
            let (Some(old), Some(new)) = (old.get(old_path), new.get(new_path)) else { continue };
            if old_path != new_path {
                let message = format!("the path {old_path} is written {new_path}");
                self.tell(&PATH_PARAMETER_RENAMED, Some(&old), Some(&new), message);
            }
            self.path(old_path, new_path, &old, &new);
        }
        for path in &paths.removed {
            self.only_old(path, old.get(path));
        }
        for path in &paths.added {
            self.only_new(path, new.get(path));
        }
    }

    fn only_operations(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        for (path, item) in old.iter().flat_map(Node::fields) {
            self.only_old(path, Some(item));
        }
        for (path, item) in new.iter().flat_map(Node::fields) {
            self.only_new(path, Some(item));
        }
    }

    fn only_old(&mut self, path: &str, item: Option<Node<'d>>) {
        let item = item.and_then(|item| self.resolve_old(&item).ok());
        for method in METHODS {
            let operation = item.as_ref().and_then(|item| item.get(method));
            if let Some(operation) = operation {
                self.operation_removed(&label(method, path), &operation);
            }
        }
    }

    fn only_new(&mut self, path: &str, item: Option<Node<'d>>) {
        let item = item.and_then(|item| self.resolve_new(&item).ok());
        for method in METHODS {
            let operation = item.as_ref().and_then(|item| item.get(method));
            if let Some(operation) = operation {
                self.operation_added(&label(method, path), &operation);
            }
        }
    }

    fn operation_removed(&mut self, label: &str, operation: &Node<'d>) {
        self.within(label.to_owned(), |walk| {
            let message = format!("{label} is gone");
            walk.tell_whole(&kinds::OPERATION_REMOVED, Some(operation), None, message);
        });
    }

    fn operation_added(&mut self, label: &str, operation: &Node<'d>) {
        self.within(label.to_owned(), |walk| {
            let message = format!("{label} is new");
            walk.tell_whole(&kinds::OPERATION_ADDED, None, Some(operation), message);
        });
    }

    fn path(&mut self, old_path: &str, new_path: &str, old: &Node<'d>, new: &Node<'d>) {
        let Some((old, new)) = self.resolve(&REFERENCE_CHANGED.request, old, new) else { return };
        for method in METHODS {
            match (old.get(method), new.get(method)) {
                (Some(old_operation), Some(new_operation)) => {
                    self.within(label(method, new_path), |walk| {
                        let (o, n) = (&old_operation, &new_operation);
                        walk.as_a_whole(o, n);
                        walk.security(o, n);
                        walk.servers_of_operations([&old, o], [&new, n]);
                        walk.parameters(Way::Request, (old_path, &old, o), (new_path, &new, n));
                        walk.request_body(Way::Request, o, n);
                        walk.responses(Way::Response, o, n);
                        walk.callbacks(o, n);
                    });
                }
                (Some(old), None) => self.operation_removed(&label(method, old_path), &old),
                (None, Some(new)) => self.operation_added(&label(method, new_path), &new),
                (None, None) => {}
            }
        }
    }

    fn as_a_whole(&mut self, old: &Node<'d>, new: &Node<'d>) {
        let id = "operationId";
        let (o, n) = (old.spot(id), new.spot(id));
        match (old.text(id), new.text(id)) {
            (Some(from), Some(to)) if from != to => {
                let message = format!("the operationId went from `{from}` to `{to}`");
                self.tell(&kinds::OPERATION_ID_CHANGED, Some(&o), Some(&n), message);
            }
            (Some(from), None) => {
                let message = format!("the operationId `{from}` is gone");
                self.tell(&kinds::OPERATION_ID_REMOVED, Some(&o), Some(&n), message);
            }
            (None, Some(to)) => {
                let message = format!("the operation is called `{to}`, it had no operationId");
                self.tell(&kinds::OPERATION_ID_ADDED, Some(&o), Some(&n), message);
            }
            _ => {}
        }
        let pair = [&kinds::OPERATION_DEPRECATED, &kinds::OPERATION_REACTIVATED];
        self.deprecation(Way::Request, pair, "the operation", old, new);
        self.permissions(old, new);
    }

    /// Whether something became deprecated, or is so no more.
    pub(super) fn deprecation(
        &mut self,
        way: Way,
        [set, unset]: [&'static Kind; 2],
        what: &str,
        old: &Node<'d>,
        new: &Node<'d>,
    ) {
        let key = "deprecated";
        let (kind, message) = match (old.flag(key), new.flag(key)) {
            (false, true) => (set, format!("{what} became deprecated")),
            (true, false) => (unset, format!("{what} is no longer deprecated")),
            _ => return,
        };
        self.tell_around(way, kind, Some(&old.spot(key)), Some(&new.spot(key)), message);
    }

    /// `x-permissions`: a list of actions that a caller must be allowed, as text or as objects.
    fn permissions(&mut self, old: &Node<'d>, new: &Node<'d>) {
        let (old, new) = (old.list("x-permissions"), new.list("x-permissions"));
        let keys = |list: &[Node<'d>]| list.iter().map(action).collect::<Vec<_>>();
        let (old_keys, new_keys) = (keys(&old), keys(&new));
        let alignment = Alignment::by(&old_keys, &new_keys);
        for index in alignment.removed {
            let message = format!("the permission `{}` is no longer needed", old_keys[index]);
            self.tell_whole(&kinds::PERMISSION_REMOVED, Some(&old[index]), None, message);
        }
        for index in alignment.added {
            let message = format!("the permission `{}` is needed, too", new_keys[index]);
            self.tell_whole(&kinds::PERMISSION_ADDED, None, Some(&new[index]), message);
        }
    }
}

fn action(node: &Node<'_>) -> String {
    let action = node.text("action").or_else(|| node.value.as_str());
    action.map_or_else(|| node.value.to_string(), str::to_owned)
}

fn label(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}
