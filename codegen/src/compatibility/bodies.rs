//! Bodies of requests, and the media types of any body.

use super::alignment::Alignment;
use super::contract::Node;
use super::kinds::operations as kinds;
use super::kinds::schemas::{
    ENCODING_CHANGED, MEDIA_TYPE_ADDED, MEDIA_TYPE_NARROWED, MEDIA_TYPE_REMOVED,
    MEDIA_TYPE_WIDENED, REFERENCE_CHANGED,
};
use super::renames::canonical;
use super::walk::{Walk, Way};

impl<'d> Walk<'d> {
    pub(super) fn request_body(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let (old, new) = match (old.get("requestBody"), new.get("requestBody")) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => {
                let message = "the request has no body any more";
                return self.tell_around(way, &kinds::BODY_REMOVED, Some(&old), None, message);
            }
            (None, Some(new)) => {
                let body = self.resolve_new(&new);
                let (kind, word) = if body.is_ok_and(|body| body.flag("required")) {
                    (&kinds::BODY_ADDED_REQUIRED, "a required")
                } else {
                    (&kinds::BODY_ADDED_OPTIONAL, "an optional")
                };
                let message = format!("the request has {word} body, it had none");
                return self.tell_around(way, kind, None, Some(&new), message);
            }
            (None, None) => return,
        };
        let unknown = way.kind(&REFERENCE_CHANGED);
        let Some((old, new)) = self.resolve(unknown, &old, &new) else { return };
        let (o, n) = (old.spot("required"), new.spot("required"));
        match (old.flag("required"), new.flag("required")) {
            (false, true) => {
                let kind = &kinds::BODY_BECAME_REQUIRED;
                self.tell_around(way, kind, Some(&o), Some(&n), "the body became required");
            }
            (true, false) => {
                let kind = &kinds::BODY_BECAME_OPTIONAL;
                self.tell_around(way, kind, Some(&o), Some(&n), "the body became optional");
            }
            _ => {}
        }
        self.content(way, &old, &new);
    }

    /// The media types of a body.
    pub(super) fn content(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let (old, new): (Vec<_>, Vec<_>) =
            (old.map("content").collect(), new.map("content").collect());
        let names = |list: &[(&str, Node<'d>)]| {
            list.iter().map(|(name, _)| MediaType::of(name)).collect::<Vec<_>>()
        };
        let (old_names, new_names) = (names(&old), names(&new));
        let mut alignment = Alignment::by(&old_names, &new_names);
        let exact = alignment.pairs.len();
        alignment.match_rest(|o, n| {
            old_names[o].covers(&new_names[n]) || new_names[n].covers(&old_names[o])
        });
        for (index, &(o, n)) in alignment.pairs.iter().enumerate() {
            let ((from, old_type), (to, new_type)) = (&old[o], &new[n]);
            if index >= exact {
                let rule = if new_names[n].covers(&old_names[o]) {
                    &MEDIA_TYPE_WIDENED
                } else {
                    &MEDIA_TYPE_NARROWED
                };
                let message = format!("the media type went from `{from}` to `{to}`");
                self.tell(way.kind(rule), Some(old_type), Some(new_type), message);
            }
            self.maybe_schema(way, old_type, new_type);
            self.encoding(way, old_type, new_type);
        }
        for index in alignment.removed {
            let (name, node) = &old[index];
            let message = format!("the media type `{name}` is gone");
            self.tell_whole(way.kind(&MEDIA_TYPE_REMOVED), Some(node), None, message);
        }
        for index in alignment.added {
            let (name, node) = &new[index];
            let message = format!("the media type `{name}` is new");
            self.tell_whole(way.kind(&MEDIA_TYPE_ADDED), None, Some(node), message);
        }
    }

    /// How the parts of a form are written: judged as one, but for the order of keys.
    fn encoding(&mut self, way: Way, old: &Node<'d>, new: &Node<'d>) {
        let (o, n) = (old.get("encoding"), new.get("encoding"));
        let text = |node: &Option<Node<'d>>, renames: &dyn Fn(&str) -> String| {
            node.as_ref().map(|node| canonical(node.value, renames))
        };
        let renames = self.renames;
        let was = text(&o, &|target| renames.of(target).to_owned());
        if was != text(&n, &str::to_owned) {
            let (o, n) = (old.spot("encoding"), new.spot("encoding"));
            let message = "the parts of the form are written in another way";
            self.tell_whole(way.kind(&ENCODING_CHANGED), Some(&o), Some(&n), message);
        }
    }
}

/// A media type or a range of them, as it is compared: without case and blanks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct MediaType {
    kind: String,
    subtype: String,
    parameters: String,
}

impl MediaType {
    fn of(name: &str) -> Self {
        let (essence, parameters) = name.split_once(';').unwrap_or((name, ""));
        let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
        let plain = |text: &str| text.trim().to_ascii_lowercase();
        let parameters = parameters.split(';').map(plain).collect::<Vec<_>>().join(";");
        Self { kind: plain(kind), subtype: plain(subtype), parameters }
    }

    /// Whether every type of the other range is in this one.
    fn covers(&self, other: &Self) -> bool {
        let is_within = |whole: &str, part: &str, all: &str| whole == all || whole == part;
        is_within(&self.kind, &other.kind, "*")
            && is_within(&self.subtype, &other.subtype, "*")
            && is_within(&self.parameters, &other.parameters, "")
    }
}
