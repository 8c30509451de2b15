//! Alternatives: `oneOf`, `anyOf`, what is excluded, and how alternatives are told apart.

use std::collections::BTreeMap;

use super::contract::Node;
use super::kinds::Rule;
use super::kinds::schemas as rules;
use super::renames::{Renames, canonical};
use super::schemas::brief;
use super::view::View;
use super::walk::{Walk, Way};

/// What can happen to a list of alternatives.
struct Union {
    key: &'static str,
    added: &'static Rule,
    removed: &'static Rule,
    introduced: &'static Rule,
    lifted: &'static Rule,
}

static UNIONS: [Union; 2] = [
    Union {
        key: "oneOf",
        added: &rules::ONE_OF_ADDED,
        removed: &rules::ONE_OF_REMOVED,
        introduced: &rules::ONE_OF_INTRODUCED,
        lifted: &rules::ONE_OF_LIFTED,
    },
    Union {
        key: "anyOf",
        added: &rules::ANY_OF_ADDED,
        removed: &rules::ANY_OF_REMOVED,
        introduced: &rules::ANY_OF_INTRODUCED,
        lifted: &rules::ANY_OF_LIFTED,
    },
];

impl<'d> Walk<'d> {
    pub(super) fn unions(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        for union in &UNIONS {
            self.union(way, union, old.keyword(union.key), new.keyword(union.key));
        }
        self.excluded(way, old.keyword("not"), new.keyword("not"));
        self.discriminator(way, old, new);
    }

    fn union(
        &mut self,
        way: Way,
        union: &'static Union,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
    ) {
        let key = union.key;
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => (old.entries(), new.entries()),
            (Some(old), None) => {
                let message = format!("the alternatives of `{key}` are gone");
                return self.tell_whole(way.kind(union.lifted), Some(old), None, message);
            }
            (None, Some(new)) => {
                let message = format!("there are alternatives of `{key}`, there were none");
                return self.tell_whole(way.kind(union.introduced), None, Some(new), message);
            }
            (None, None) => return,
        };
        let alignment = self.alternatives(&old, &new);
        for (o, n) in alignment.pairs {
            self.schema(way, &old[o], &new[n]);
        }
        for index in alignment.removed {
            let message = format!("the alternative {} of `{key}` is gone", brief(&old[index]));
            self.tell_whole(way.kind(union.removed), Some(&old[index]), None, message);
        }
        for index in alignment.added {
            let message = format!("the alternative {} of `{key}` is new", brief(&new[index]));
            self.tell_whole(way.kind(union.added), None, Some(&new[index]), message);
        }
    }

    /// What `not` excludes. What a reference in it leads to is compared as a whole: what widens it
    /// narrows the rest.
    fn excluded(&mut self, way: Way, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let (rule, message) = match (old, new) {
            (Some(old), Some(new)) => {
                let Some((o, n)) = self.resolve(way.kind(&rules::REFERENCE_CHANGED), old, new)
                else {
                    return;
                };
                let renames = self.renames;
                let was = canonical(o.value, &|target| renames.of(target).to_owned());
                if was == canonical(n.value, &str::to_owned) {
                    return;
                }
                self.explain(Some(&o), Some(&n));
                (&rules::NOT_CHANGED, "what `not` excludes changed")
            }
            (Some(_), None) => (&rules::NOT_REMOVED, "nothing is excluded by `not` any more"),
            (None, Some(_)) => (&rules::NOT_ADDED, "values are excluded by `not`"),
            (None, None) => return,
        };
        self.tell_whole(way.kind(rule), old, new, message);
    }

    fn discriminator(&mut self, way: Way, old: &View<'d>, new: &View<'d>) {
        let key = "discriminator";
        let (o, n) = match (old.keyword(key), new.keyword(key)) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => {
                let message = "the discriminator is gone";
                let kind = way.kind(&rules::DISCRIMINATOR_REMOVED);
                return self.tell_whole(kind, Some(old), None, message);
            }
            (None, Some(new)) => {
                let message = "there is a discriminator, there was none";
                let kind = way.kind(&rules::DISCRIMINATOR_ADDED);
                return self.tell_whole(kind, None, Some(new), message);
            }
            (None, None) => return,
        };
        let key = "propertyName";
        if o.text(key) != n.text(key) {
            let word = |node: &Node<'d>| node.text(key).unwrap_or("nothing").to_owned();
            let message = format!("the discriminator went from `{}` to `{}`", word(o), word(n));
            let kind = way.kind(&rules::DISCRIMINATOR_PROPERTY_CHANGED);
            self.tell(kind, Some(&o.spot(key)), Some(&n.spot(key)), message);
        }
        let renamed = mapping(o, old, Some(self.renames));
        let (old, new) = (renamed, mapping(n, new, None));
        for (value, (target, node)) in &old {
            let (rule, to, message) = match new.get(value) {
                None => (
                    &rules::DISCRIMINATOR_VALUE_REMOVED,
                    None,
                    format!("the value `{value}` of the discriminator is gone"),
                ),
                Some((to, new)) if to != target => {
                    let message = format!("`{value}` stands for {to}, stood for {target}");
                    (&rules::DISCRIMINATOR_VALUE_CHANGED, Some(new), message)
                }
                Some(_) => continue,
            };
            self.tell(way.kind(rule), Some(node), to, message);
        }
        for (value, (_, node)) in new.iter().filter(|(value, _)| !old.contains_key(*value)) {
            let message = format!("the value `{value}` of the discriminator is new");
            self.tell(way.kind(&rules::DISCRIMINATOR_VALUE_ADDED), None, Some(node), message);
        }
    }
}

/// What each value of a discriminator stands for: as it is written, and else by the name of each
/// alternative.
fn mapping<'d>(
    discriminator: &Node<'d>,
    view: &View<'d>,
    renames: Option<&Renames>,
) -> BTreeMap<String, (String, Node<'d>)> {
    let renamed = |target: &str| renames.map_or(target, |renames| renames.of(target)).to_owned();
    let mut mapping: BTreeMap<_, _> = discriminator
        .map("mapping")
        .filter_map(|(value, node)| {
            let target = node.value.as_str()?;
            let target = match target.contains(['#', '/']) {
                true => renamed(target),
                false => renamed(&format!("#/components/schemas/{target}")),
            };
            Some((value.to_owned(), (target, node)))
        })
        .collect();
    let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| view.keyword(key));
    for site in lists.flat_map(Node::entries) {
        let Some(target) = site.reference() else { continue };
        let renamed = renamed(target);
        if !mapping.values().any(|(mapped, _)| *mapped == renamed) {
            let name = target.rsplit('/').next().unwrap_or(target);
            mapping.entry(name.to_owned()).or_insert((renamed, site));
        }
    }
    mapping
}
