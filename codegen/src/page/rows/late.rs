//! Columns that stand behind the description.

use std::ops::Range;

use super::{Row, Rows};
use crate::page::cells;
use crate::page::columns::Column;
use crate::page::outline::{Head, Outline};

/// Whether rows are told by the cells behind their descriptions: nothing before them tells.
pub(super) fn decide(columns: &[Column], short: &[Column]) -> bool {
    let tell = |columns: &[Column]| {
        columns.iter().any(|column| matches!(column, Column::Mandatory | Column::Type))
    };
    !tell(short) && tell(&columns[short.len()..])
}

/// Cuts a table behind every run of cells that look like those of the last columns.
pub(super) fn rows(outline: &Outline<'_>, head: &Head, short: usize, body: Range<usize>) -> Rows {
    let last = &head.columns[(short + 1).min(head.columns.len())..];
    let mut rows = Rows::default();
    let mut first = body.start;
    let mut at = first + short;
    while at + last.len() <= body.end {
        let Some(mut row) = closed(outline, head, last, at) else {
            at += 1;
            continue;
        };
        row.line = outline.blocks[first].line;
        row.name = outline.cell(first).unwrap_or_default().into_owned();
        row.description = (first + short).min(at)..at;
        rows.rows.push(row);
        first = at + last.len();
        at = first + short;
    }
    if first < body.end {
        rows.unplaced.push(first..body.end);
    }
    rows
}

/// What the last columns' cells say, if these are they.
fn closed(outline: &Outline<'_>, head: &Head, last: &[Column], at: usize) -> Option<Row> {
    let mut row =
        Row { line: 0, name: String::new(), mandatory: None, kind: None, description: at..at };
    for (offset, column) in last.iter().enumerate() {
        let block = &outline.blocks[at + offset];
        let cell = outline.cell(at + offset)?;
        if block.bullet || block.indent != head.indent {
            return None;
        }
        match column {
            Column::Mandatory => {
                row.mandatory = cells::mark(&cell).filter(|mark| mark.is_plain())?.value();
            }
            Column::Type if cells::kind(&cell, &outline.objects) >= 3 => {
                row.kind = Some(cell.into_owned());
            }
            Column::Type => return None,
            _ => {}
        }
    }
    Some(row)
}

/// Takes marks from behind the descriptions, where the table has their column there.
pub(super) fn marks(outline: &Outline<'_>, head: &Head, short: usize, rows: &mut [Row]) {
    let is_late = |wanted| head.columns.iter().position(|column| *column == wanted) >= Some(short);
    if !is_late(Column::Mandatory) {
        return;
    }
    for row in rows {
        let plain = |at: usize| {
            let cell = outline.cell(at).filter(|_| !outline.blocks[at].bullet)?;
            cells::mark(&cell).filter(|mark| mark.is_plain())?.value()
        };
        if let Some((at, mandatory)) =
            row.description.clone().rev().find_map(|at| Some((at, plain(at)?)))
        {
            row.mandatory = Some(mandatory);
            row.description.end = at;
        }
    }
}
