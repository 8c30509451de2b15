//! What a row's description says that a machine can use: values, bounds, a default.
//!
//! A description is prose, and prose is guessed at only where its wording leaves little doubt: what
//! is not understood is not said.

mod bounds;
mod default;
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

/// Adds to a field what its description says.
pub(super) fn add(field: &mut Field, description: &[Block<'_>]) {
    let kind = Kind::of(field.kind.as_deref().unwrap_or_default());
    let items = items(description);
    field.deprecated = items.iter().any(|item| is_deprecated(&item.text));
    let parts = labels::parts(items);
    for part in &parts {
        labelled(field, kind, part);
    }
    for part in parts.iter().filter(|part| part.label == Label::Prose) {
        if kind.has_values() && field.values.is_empty() {
            field.values = values::in_prose(kind, &part.items);
        }
        for item in &part.items {
            default::in_prose(field, kind, &item.text);
            bounds::in_prose(field, kind, &item.text);
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
        for (index, line) in block.text.lines().enumerate() {
            let text = one_line(line.trim()).into_owned();
            if !text.is_empty() {
                items.push(Item { bullet: block.bullet && index == 0, indent: block.indent, text });
            }
        }
    }
    items
}

/// Whether a paragraph calls its own parameter deprecated.
fn is_deprecated(text: &str) -> bool {
    // What is deprecated is told at once, or not of this parameter.
    let end = text.char_indices().nth(200).map_or(text.len(), |(end, _)| end);
    let text = text[..end].to_ascii_lowercase();
    let words = ["deprecated", "discarded", "abandoned", "obsolete", "obsoleted"];
    let own = [
        "this parameter ",
        "this field ",
        "this attribute ",
        "the parameter ",
        "the field ",
        "it ",
    ];
    let states = ["is ", "has been ", "will be ", "was ", "is to be ", "is about to be "];
    words.iter().filter(|word| text.contains(**word)).any(|word| {
        let heads = ["", "(", "[", "**"].iter().any(|mark| {
            let rest = text.strip_prefix(mark).and_then(|rest| rest.strip_prefix(word));
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(['.', ':', ')', ']', ',', '*'])
            })
        });
        let bracketed = text.contains(&format!("({word})"));
        let told = states
            .iter()
            .any(|state| own.iter().any(|own| text.contains(&format!("{own}{state}{word}"))));
        heads || bracketed || told
    })
}
