//! Callbacks and webhooks: calls that the service makes and the caller answers.

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::operations as kinds;
use super::kinds::schemas::REFERENCE_CHANGED;
use super::walk::{Walk, Way};
use crate::structure::openapi::METHODS;

type Named<'d> = Vec<(&'d str, Node<'d>)>;

impl<'d> Walk<'d> {
    pub(super) fn callbacks(&mut self, old: &Node<'d>, new: &Node<'d>) {
        let (old, new) = (old.map("callbacks").collect(), new.map("callbacks").collect());
        for (_, old, new) in self.calls("callback", &old, &new) {
            let unknown = &REFERENCE_CHANGED.response;
            let Some((old, new)) = self.resolve(unknown, &old, &new) else { continue };
            let (old, new) = (old.fields().collect(), new.fields().collect());
            for (expression, old, new) in self.calls("callback to", &old, &new) {
                self.call(expression, &old, &new);
            }
        }
    }

    /// The webhooks of OpenAPI 3.1.
    pub(super) fn webhooks(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        let (old, new) = (old.map("webhooks").collect(), new.map("webhooks").collect());
        for (name, old, new) in self.calls("webhook", &old, &new) {
            self.within(format!("webhook {name}"), |walk| walk.call("", &old, &new));
        }
    }

    /// Tells what only one document has, and gives what both have.
    fn calls(
        &mut self,
        what: &str,
        old: &Named<'d>,
        new: &Named<'d>,
    ) -> Vec<(&'d str, Node<'d>, Node<'d>)> {
        let keys = |list: &Named<'d>| list.iter().map(|(key, _)| *key).collect::<Vec<_>>();
        let alignment = Alignment::by(&keys(old), &keys(new));
        for index in alignment.removed.iter().filter(|&&index| !old[index].0.starts_with("x-")) {
            let (name, site) = &old[*index];
            let message = format!("the {what} `{name}` is gone");
            self.tell_whole(&kinds::CALLBACK_REMOVED, Some(site), None, message);
        }
        for index in alignment.added.iter().filter(|&&index| !new[index].0.starts_with("x-")) {
            let (name, site) = &new[*index];
            let message = format!("the {what} `{name}` is new");
            self.tell_whole(&kinds::CALLBACK_ADDED, None, Some(site), message);
        }
        let pairs = alignment.pairs.into_iter();
        pairs.map(|(o, n)| (old[o].0, old[o].1.clone(), new[n].1.clone())).collect()
    }

    fn call(&mut self, path: &str, old: &Node<'d>, new: &Node<'d>) {
        let Some((old, new)) = self.resolve(&REFERENCE_CHANGED.response, old, new) else { return };
        let (sent, answered) = (Way::Request.turned(), Way::Response.turned());
        for method in METHODS {
            match (old.get(method), new.get(method)) {
                (Some(o), Some(n)) => {
                    self.parameters(sent, (path, &old, &o), (path, &new, &n));
                    self.request_body(sent, &o, &n);
                    self.responses(answered, &o, &n);
                }
                (Some(o), None) => {
                    let message = format!("the {} of the callback is gone", method.to_uppercase());
                    self.tell_whole(&kinds::CALLBACK_REMOVED, Some(&o), None, message);
                }
                (None, Some(n)) => {
                    let message = format!("the {} of the callback is new", method.to_uppercase());
                    self.tell_whole(&kinds::CALLBACK_ADDED, None, Some(&n), message);
                }
                (None, None) => {}
            }
        }
    }
}
