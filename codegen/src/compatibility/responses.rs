//! Responses: statuses, headers, links.

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::operations as kinds;
use super::kinds::schemas::REFERENCE_CHANGED;
use super::renames::canonical;
use super::walk::{Walk, Way};

impl<'d> Walk<'d> {
    pub(super) fn responses(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let list = |node: &Node<'d>| {
            node.map("responses").filter(|(key, _)| !key.starts_with("x-")).collect::<Vec<_>>()
        };
        let (old, new) = (list(old), list(new));
        let keys = |list: &[(&str, Node<'d>)]| {
            list.iter().map(|(key, _)| key.to_ascii_uppercase()).collect::<Vec<_>>()
        };
        let (old_keys, new_keys) = (keys(&old), keys(&new));
        let alignment = Alignment::by(&old_keys, &new_keys);
        for (o, n) in alignment.pairs {
            self.response(way, &old[o].1, &new[n].1);
        }
        for index in alignment.removed {
            let (status, site) = &old[index];
            let kind = if is_success(status, &old_keys) {
                &kinds::SUCCESS_REMOVED
            } else {
                &kinds::FAILURE_REMOVED
            };
            let message = format!("the status {status} is gone");
            self.tell_around(way, kind, Some(site), None, message);
        }
        for index in alignment.added {
            let (status, site) = &new[index];
            let kind = if is_success(status, &new_keys) {
                &kinds::SUCCESS_ADDED
            } else {
                &kinds::FAILURE_ADDED
            };
            let message = format!("the status {status} is new");
            self.tell_around(way, kind, None, Some(site), message);
        }
    }

    fn response(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let unknown = way.kind(&REFERENCE_CHANGED);
        let Some((old, new)) = self.resolve(unknown, old, new) else { return };
        self.headers(way, &old, &new);
        self.content(way, &old, &new);
        self.links(way, &old, &new);
    }

    fn headers(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let list = |node: &Node<'d>| {
            // The media types say what the body is.
            let is_judged = |name: &str| !name.eq_ignore_ascii_case("content-type");
            node.map("headers").filter(|(name, _)| is_judged(name)).collect::<Vec<_>>()
        };
        let (old, new) = (list(old), list(new));
        let keys = |list: &[(&str, Node<'d>)]| {
            list.iter().map(|(name, _)| name.to_ascii_lowercase()).collect::<Vec<_>>()
        };
        let alignment = Alignment::by(&keys(&old), &keys(&new));
        for (o, n) in alignment.pairs {
            self.header(way, new[n].0, &old[o].1, &new[n].1);
        }
        for index in alignment.removed {
            let (name, site) = &old[index];
            let header = self.resolve_old(site);
            let (kind, word) = if header.is_ok_and(|header| header.flag("required")) {
                (&kinds::HEADER_REMOVED_REQUIRED, "required")
            } else {
                (&kinds::HEADER_REMOVED_OPTIONAL, "optional")
            };
            self.tell_around(
                way,
                kind,
                Some(site),
                None,
                format!("the {word} header `{name}` is gone"),
            );
        }
        for index in alignment.added {
            let (name, site) = &new[index];
            let message = format!("the header `{name}` is new");
            self.tell_around(way, &kinds::HEADER_ADDED, None, Some(site), message);
        }
    }

    fn header(&mut self, way: Way, name: &str, old: &Node<'d>, new: &Node<'d>) {
        let unknown = way.kind(&REFERENCE_CHANGED);
        let Some((old, new)) = self.resolve(unknown, old, new) else { return };
        let what = format!("the header `{name}`");
        let required = match (old.flag("required"), new.flag("required")) {
            (false, true) => Some((&kinds::HEADER_BECAME_REQUIRED, "became required")),
            (true, false) => Some((&kinds::HEADER_BECAME_OPTIONAL, "became optional")),
            _ => None,
        };
        if let Some((kind, words)) = required {
            let (o, n) = (old.spot("required"), new.spot("required"));
            self.tell_around(way, kind, Some(&o), Some(&n), format!("{what} {words}"));
        }
        let pair = [&kinds::HEADER_DEPRECATED, &kinds::HEADER_REACTIVATED];
        self.deprecation(way, pair, &what, &old, &new);
        let style = |node: &Node<'d>| node.text("style").unwrap_or("simple");
        for (key, differs) in [
            ("style", style(&old) != style(&new)),
            ("explode", old.flag("explode") != new.flag("explode")),
        ] {
            if differs {
                let (o, n) = (old.spot(key), new.spot(key));
                let message = format!("{what} is written with another `{key}`");
                self.tell_around(way, &kinds::HEADER_STYLE_CHANGED, Some(&o), Some(&n), message);
            }
        }
        if !self.value(way, &old, &new) {
            let message = format!("{what} is written in another media type");
            for key in ["schema", "content"] {
                self.explain_whole(old.get(key), new.get(key));
            }
            let (o, n) = (old.spot("content"), new.spot("content"));
            self.tell_around(way, &kinds::HEADER_CONTENT_CHANGED, Some(&o), Some(&n), message);
        }
    }

    fn links(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let (old, new): (Vec<_>, Vec<_>) = (old.map("links").collect(), new.map("links").collect());
        let keys = |list: &[(&'d str, Node<'d>)]| list.iter().map(|(k, _)| *k).collect::<Vec<_>>();
        let alignment = Alignment::by(&keys(&old), &keys(&new));
        for (o, n) in alignment.pairs {
            let unknown = way.kind(&REFERENCE_CHANGED);
            let Some((o, n)) = self.resolve(unknown, &old[o].1, &new[n].1) else { continue };
            for key in ["operationRef", "operationId", "parameters", "requestBody", "server"] {
                let text = |node: &Node<'d>| {
                    node.get(key).map(|node| canonical(node.value, &str::to_owned))
                };
                if text(&o) != text(&n) {
                    let message = format!("`{key}` of the link changed");
                    let (o, n) = (o.spot(key), n.spot(key));
                    self.tell_whole(&kinds::LINK_CHANGED, Some(&o), Some(&n), message);
                }
            }
        }
        for index in alignment.removed {
            let (name, site) = &old[index];
            let message = format!("the link `{name}` is gone");
            self.tell_around(way, &kinds::LINK_REMOVED, Some(site), None, message);
        }
        for index in alignment.added {
            let (name, site) = &new[index];
            let message = format!("the link `{name}` is new");
            self.tell_around(way, &kinds::LINK_ADDED, None, Some(site), message);
        }
    }
}

/// Whether a status says that all went well. Where no 2xx does, `default` and redirects do.
fn is_success(status: &str, all: &[String]) -> bool {
    let is_other = |status: &str| status.starts_with('3') || status.eq_ignore_ascii_case("default");
    status.starts_with('2') || (is_other(status) && !all.iter().any(|key| key.starts_with('2')))
}
