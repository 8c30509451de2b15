//! What a row's description says that a machine can use: values, bounds, a default.
//!
//! A description is prose, and prose is guessed at only where its wording leaves little doubt: what
//! is not understood is not said.

mod bounds;
mod conditions;
mod default;
mod deprecation;
mod labels;
mod values;

use super::blocks::{Block, one_line};
use super::facts::Field;
use labels::{Label, Part};
use values::Kind;

/// A line or a list item of a description.
#[derive(Debug, Clone)]
struct Item {
    bullet: bool,
    indent: usize,
    text: String,
}

impl Item {
    /// Whether it is a bullet that explains a value of many: `BIG: at most 10`.
    fn is_explained(&self) -> bool {
        let head = || self.text.split_once([':', '：']).map(|(head, _)| head);
        self.bullet && head().is_some_and(|head| head.split(' ').count() <= 3)
    }
}

/// Adds to a field what its description says.
pub(super) fn add(field: &mut Field, description: &[Block<'_>]) {
    let kind = Kind::of(field.kind.as_deref().unwrap_or_default());
    let items = items(description);
    field.deprecated = items.iter().any(deprecation::is_own);
    let parts = labels::parts(items);
    for part in &parts {
        labelled(field, kind, part);
    }
    for part in parts.iter().filter(|part| part.label == Label::Prose) {
        let listed = !field.values.is_empty();
        if kind.has_values() && !listed {
            field.values = values::in_prose(kind, &part.items);
        }
        if field.default.is_none() {
            field.default = default::in_prose(kind, &part.items);
        }
        let bounded = field.minimum.is_some() || field.maximum.is_some();
        for item in part.items.iter().filter(|item| !item.is_explained()) {
            bounds::in_prose(field, kind, &item.text);
        }
        // A value or two beside a range are special ones, not all that there are.
        if !listed && !bounded && field.maximum.is_some() && field.values.len() <= 2 {
            field.values.clear();
        }
    }
}

/// What stands behind a label such as `Default:`.
fn labelled(field: &mut Field, kind: Kind, part: &Part) {
    let first = part.items.first().map(|item| item.text.as_str()).unwrap_or_default();
    match part.label {
        Label::Prose | Label::Other => {}
        Label::Default if field.default.is_none() => {
            field.default = default::labelled(kind, &part.items);
        }
        Label::Default => {}
        Label::Enumeration => field.values = values::listed(kind, &part.items, true),
        Label::Values => {
            if kind.has_values() && field.values.is_empty() {
                field.values = values::listed(kind, &part.items, false);
            }
            if field.values.is_empty() {
                for item in &part.items {
                    bounds::range(field, kind, &item.text);
                }
            }
        }
        Label::Minimum | Label::Maximum | Label::MinLength | Label::MaxLength => {
            bounds::labelled(field, kind, part.label, first);
        }
        Label::Length => bounds::length(field, first),
    }
}

fn items(description: &[Block<'_>]) -> Vec<Item> {
    let mut items = Vec::new();
    for block in description {
        if is_code(block.text) {
            let text = one_line(block.text).into_owned();
            items.push(Item { bullet: block.bullet, indent: block.indent, text });
            continue;
        }
        for (index, line) in block.text.lines().enumerate() {
            let text = one_line(line.trim()).into_owned();
            if !text.is_empty() {
                items.push(Item { bullet: block.bullet && index == 0, indent: block.indent, text });
            }
        }
    }
    items
}

/// Whether a block is code, whose lines tell nothing one by one.
fn is_code(text: &str) -> bool {
    text.contains('\n') && text.lines().any(|line| line.trim_end().ends_with(['{', '[']))
}
