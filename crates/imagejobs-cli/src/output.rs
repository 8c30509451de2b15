//! Data on standard output, in each format.
//!
//! What a server sent is printed without its control characters: in a table and in CSV they are
//! dropped, in JSON they are escapes, which mean the same value. A table also cuts long values: one of
//! a megabyte, as wide as its column, would be printed once for every job.

mod field;
mod json;
mod printer;
mod table;
mod times;

use imagejobs::without_controls;

pub(crate) use field::{Changed, Field, Record};
pub(crate) use json::json;
pub(crate) use printer::{Printer, Shape};
pub(crate) use table::{Layout, Table};
pub(crate) use times::Times;

use crate::terminal;

/// The longest value of a table.
const MOST: usize = 40;

/// A value of a table.
fn cell(text: Option<&str>) -> String {
    let text = without_controls(text.unwrap_or_default());
    // A blank would shift the columns for those who split lines at white space.
    if text.trim().is_empty() { "-".to_owned() } else { short(&text) }
}

/// The beginning of a text, for one cell.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}{}", &text[..end], terminal::ellipsis()),
    }
}

/// Whether a text needs no cutting.
fn is_short(text: &str) -> bool {
    text.char_indices().nth(MOST).is_none()
}
