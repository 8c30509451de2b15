//! The columns of a table, by their headings.

use std::collections::HashSet;

use super::blocks::Block;
use super::cells;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// The names of the rows.
    Name,
    /// Whether a row must be sent.
    Mandatory,
    /// The rows' types.
    Type,
    /// Text of any length.
    Description,
    /// Something else, in a short cell.
    Other,
}

/// The columns whose headings start with a block, or nothing where no table of parameters starts.
///
/// Below a caption, a heading that is not known may stand among known ones.
pub(super) fn columns(blocks: &[Block<'_>], captioned: bool) -> Option<Vec<Column>> {
    let first = blocks.first()?;
    if first.bullet || !matches!(heading(first), Some(Column::Name)) {
        return None;
    }
    let mut columns = vec![Column::Name];
    for (index, block) in blocks.iter().enumerate().skip(1).take(9) {
        if block.bullet || block.indent != first.indent {
            break;
        }
        let next = blocks.get(index + 1);
        let described = columns.contains(&Column::Description);
        let column = match heading(block) {
            // The first row's name may read like a heading; what follows it tells.
            Some(_) if described && starts_like_a_row(&blocks[index + 1..]) => break,
            Some(Column::Name) if described => break,
            Some(column) if column != Column::Other && columns.contains(&column) => {
                if described {
                    break;
                }
                Column::Other
            }
            Some(column) => column,
            // A type heads the column of types.
            None if captioned && !described && is_type_heading(block, next) => Column::Type,
            None if captioned && !described && is_unknown_heading(block, next) => Column::Other,
            None => break,
        };
        columns.push(column);
    }
    let tells = |column| columns.contains(&column);
    let is_table = tells(Column::Type) || tells(Column::Mandatory) || tells(Column::Description);
    is_table.then_some(columns)
}

/// Whether a heading's text is rather the name of the first row: a type or a mark follows.
fn starts_like_a_row(behind: &[Block<'_>]) -> bool {
    let none = HashSet::new();
    let text = |at: usize| behind.get(at).filter(|block| !block.bullet)?.short(160);
    let kind = |at: usize| text(at).map_or(0, |text| cells::kind(&text, &none));
    // `date` may be a type, or the name of a row whose type follows.
    let typed = kind(0) >= 4 || kind(0) == 3 && kind(1) < 4;
    typed || text(0).and_then(|text| cells::mark(&text)).is_some_and(cells::Mark::is_plain)
}

fn is_type_heading(block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
    let named = block.short(40).is_some_and(|text| text == "String");
    named && next.and_then(heading) == Some(Column::Description)
}

fn is_unknown_heading(block: &Block<'_>, next: Option<&Block<'_>>) -> bool {
    let short = block.short(40).is_some_and(|text| {
        let cell = cells::kind(&text, &HashSet::new()) >= 4 || cells::mark(&text).is_some();
        text.starts_with(char::is_uppercase)
            && !text.ends_with('.')
            && text.split(' ').count() <= 4
            && !cell
    });
    let known = next.and_then(heading);
    short && matches!(known, Some(Column::Mandatory | Column::Type | Column::Description))
}

/// The column that a heading names. Headings start with a capital, most names of rows do not.
fn heading(block: &Block<'_>) -> Option<Column> {
    let text = block.short(40)?;
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    Some(match text.to_ascii_lowercase().as_str() {
        "parameter" | "parameters" | "name" | "parameter name" | "param" | "field"
        | "field name" | "attribute" | "attribute name" | "header" | "header name"
        | "header field" | "element" | "key" | "property" | "member" | "item" | "variable"
        | "request parameter" | "response parameter" | "parameter/field" | "header parameter" => {
            Column::Name
        }
        "mandatory"
        | "required"
        | "mandatory or not"
        | "required or not"
        | "is mandatory"
        | "mandatory (yes/no)"
        | "mandatory/optional"
        | "optional/mandatory"
        | "required/optional"
        | "mandatory or optional"
        | "compulsory"
        | "whether mandatory"
        | "mandatory?"
        | "m/o"
        | "mandatory field"
        | "mandatory parameter"
        | "necessity"
        | "is required" => Column::Mandatory,
        "type" | "parameter type" | "data type" | "param type" | "param. type" | "value type"
        | "field type" | "types" | "attribute type" | "element type" | "datatype" => Column::Type,
        "description"
        | "meaning"
        | "remarks"
        | "remark"
        | "explanation"
        | "note"
        | "notes"
        | "parameter description"
        | "descriptions"
        | "details"
        | "definition"
        | "function" => Column::Description,
        "location" | "in" | "position" | "default value" | "default" | "example" | "examples"
        | "example value" | "value" | "values" | "value range" | "range" | "constraint"
        | "constraints" | "length" | "unit" | "version" | "maximum length" | "max length"
        | "options" | "optional" | "format" | "reference" | "restriction" | "restrictions"
        | "parameter location" | "length (bytes)" | "parent node" | "parent" | "level" => {
            Column::Other
        }
        _ => return None,
    })
}
