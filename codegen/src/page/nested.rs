//! Tables that stand inside the descriptions of others.

use super::outline::{Head, Outline};
use super::pieces::Table;
use super::rows::{Row, rows};
use super::sections::Caption;

/// Takes the tables inside a table's rows out of them.
pub(super) fn take(outline: &Outline<'_>, table: &mut Table) -> Vec<Table> {
    let mut nested = Vec::new();
    for row in &mut table.rows.rows {
        let mut at = row.description.start;
        let mut first = None;
        while at < row.description.end {
            let Some(head) = head(outline, at, table.indent) else {
                at += 1;
                continue;
            };
            first.get_or_insert(at);
            let end =
                (head.body..row.description.end).find(|at| outline.ends_table(*at, head.indent));
            let body = head.body..end.unwrap_or(row.description.end);
            let next = body.end;
            let caption = Some(caption(outline, at, &head, row));
            let rows = rows(outline, &head, body);
            let (section, status) = (table.section, table.status.clone());
            let indent = head.indent;
            nested.push(Table { at, indent, nested: true, caption, rows, section, status });
            at = next;
        }
        row.description.end = first.unwrap_or(row.description.end);
    }
    nested
}

/// The table that begins at a block, if it stands deeper than the one around it.
fn head(outline: &Outline<'_>, at: usize, around: usize) -> Option<Head> {
    let deeper = outline.blocks[at].indent > around && !outline.blocks[at].bullet;
    let head = outline.head(at).filter(|_| deeper)?;
    (head.caption.is_some() || head.columns.len() >= 3).then_some(head)
}

/// What a table inside a row is called: by its caption, by the line above it, or as the row.
fn caption(outline: &Outline<'_>, at: usize, head: &Head, row: &Row) -> Caption {
    let own = head.caption.clone().filter(|caption| !caption.text.is_empty());
    own.unwrap_or_else(|| {
        let above = at.checked_sub(1).filter(|above| row.description.contains(above));
        let above = above.and_then(|above| outline.blocks[above].short(80));
        let name = above.filter(|text| !text.contains(' ') && !text.ends_with('.'));
        let text = name.as_deref().map_or(row.name.as_str(), |name| name.trim_end_matches(':'));
        Caption { text: text.to_owned(), continued: false }
    })
}
