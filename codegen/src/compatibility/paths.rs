//! Which paths of two documents are the same path.

use std::collections::HashMap;

use super::alignment::Alignment;
use super::contract::Node;

/// The paths of both documents.
#[derive(Debug)]
pub(super) struct Paths<'d> {
    pub(super) pairs: Vec<(&'d str, &'d str)>,
    pub(super) removed: Vec<&'d str>,
    pub(super) added: Vec<&'d str>,
    /// Pairs by the old, and by the new, of two that are not written alike.
    renamed: [HashMap<&'d str, &'d str>; 2],
}

impl<'d> Paths<'d> {
    /// Paths are the same when they are written alike, and else when only the names of their
    /// parameters differ.
    pub(super) fn align(old: &Node<'d>, new: &Node<'d>) -> Self {
        let keys = |root: &Node<'d>| {
            root.map("paths")
                .map(|(path, _)| path)
                .filter(|path| path.starts_with('/'))
                .collect::<Vec<_>>()
        };
        let (old, new) = (keys(old), keys(new));
        let exact = Alignment::by(&old, &new);
        let (removed, added) = (exact.removed, exact.added);
        let shapes = |paths: &[&str], left: &[usize]| {
            left.iter().map(|&index| shape(paths[index])).collect::<Vec<_>>()
        };
        let loose = Alignment::by(&shapes(&old, &removed), &shapes(&new, &added));
        let renamed = loose.pairs.iter().map(|&(o, n)| (removed[o], added[n]));
        let by_old = renamed.clone().map(|(o, n)| (old[o], new[n])).collect();
        let by_new = renamed.clone().map(|(o, n)| (new[n], old[o])).collect();
        Self {
            renamed: [by_old, by_new],
            pairs: exact
                .pairs
                .iter()
                .copied()
                .chain(renamed)
                .map(|(o, n)| (old[o], new[n]))
                .collect(),
            removed: loose.removed.iter().map(|&index| old[removed[index]]).collect(),
            added: loose.added.iter().map(|&index| new[added[index]]).collect(),
        }
    }
}

impl Paths<'_> {
    /// How a path is written now that was written otherwise.
    pub(super) fn new_name(&self, old: &str) -> Option<&str> {
        self.renamed[0].get(old).copied()
    }

    /// How a path was written that is written otherwise now.
    pub(super) fn old_name(&self, new: &str) -> Option<&str> {
        self.renamed[1].get(new).copied()
    }
}

/// The path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, _, after)) = next_parameter(rest) {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    shape + rest
}

/// The names of a path's parameters, in their order.
pub(super) fn parameter_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, name, after)) = next_parameter(rest) {
        names.push(name);
        rest = after;
    }
    names
}

fn next_parameter(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
