//! The parts of a page that have facts, in order.

use std::ops::Range;

use super::examples;
use super::nested;
use super::outline::{Head, Outline};
use super::rows::{Rows, rows};
use super::sections::{self, Caption, Section};

/// A part of a page that has facts.
#[derive(Debug)]
pub(super) enum Piece {
    Authorization(Range<usize>),
    /// The page has a section on this.
    Section,
    /// A status is named, and heads the answers that follow if `answers`.
    Status {
        status: String,
        at: usize,
        answers: bool,
    },
    Table(Table),
    /// A table whose headings are not known.
    Strange(Range<usize>),
    Example {
        blocks: Range<usize>,
        status: Option<String>,
    },
}

/// A table of parameters or fields.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) at: usize,
    /// The columns before the headings' text.
    pub(super) indent: usize,
    /// Whether it stands inside a row of another.
    pub(super) nested: bool,
    pub(super) caption: Option<Caption>,
    pub(super) rows: Rows,
    pub(super) section: Section,
    pub(super) status: Option<String>,
}

/// Divides a page.
pub(super) fn pieces(outline: &Outline<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut section = Section::Prose;
    let mut status: Option<String> = None;
    let mut at = 0;
    while at < outline.blocks.len() {
        let head = outline.head(at).filter(|head| is_read(head, section));
        if let Some(head) = head {
            let end = (head.body..).find(|at| outline.ends_table(*at, head.indent));
            let body = head.body..end.unwrap_or(outline.blocks.len());
            let next = body.end;
            let rows = rows(outline, &head, body);
            let (caption, status) = (head.caption, status.clone());
            let indent = head.indent;
            let table = Table { at, indent, nested: false, caption, rows, section, status };
            push(outline, table, &mut pieces);
            at = next;
        } else if let Some(next) = starts(outline, at, section) {
            section = next;
            status = None;
            if section == Section::Authorization {
                let end = (at + 1..).find(|at| ends_prose(outline, *at));
                pieces.push(Piece::Authorization(at + 1..end.unwrap_or(outline.blocks.len())));
            } else if !matches!(section, Section::Prose | Section::Errors | Section::Uri) {
                pieces.push(Piece::Section);
            }
            at += 1;
        } else if let Some(found) = outline.status(at) {
            let answers = !matches!(
                section,
                Section::ExampleRequests
                    | Section::ExampleResponses
                    | Section::Statuses
                    | Section::Errors
            );
            if answers {
                section = Section::Response;
            }
            pieces.push(Piece::Status { status: found.clone(), at, answers });
            status = Some(found);
            at += 1;
        } else {
            at = other(outline, at, section, status.as_ref(), &mut pieces);
        }
    }
    pieces
}

/// Adds a table, and those inside its rows behind it.
fn push(outline: &Outline<'_>, table: Table, pieces: &mut Vec<Piece>) {
    // Deeper ones stay a part of the description: each level reads its blocks once more.
    const DEPTH: usize = 8;
    let mut open = vec![(0, table)];
    while let Some((depth, mut table)) = open.pop() {
        if depth < DEPTH {
            let inside = nested::take(outline, &mut table).into_iter().rev();
            open.extend(inside.map(|table| (depth + 1, table)));
        }
        pieces.push(Piece::Table(table));
    }
}

/// Whether a table describes parameters or fields, where it stands.
fn is_read(head: &Head, section: Section) -> bool {
    use super::columns::Column::{Mandatory, Type};
    let tells = head.columns.contains(&Type) || head.columns.contains(&Mandatory);
    section.has_parameters() || tells && section != Section::Authorization
}

/// The section that begins here. Those of prose begin only above the operation's tables.
fn starts(outline: &Outline<'_>, at: usize, section: Section) -> Option<Section> {
    let next = outline.section(at)?;
    let early = matches!(section, Section::Prose | Section::Authorization);
    let late = matches!(section, Section::Statuses | Section::Errors);
    let is_heading = match next {
        Section::Prose => early,
        // The headings of the tables in these sections read like their own.
        Section::Statuses | Section::Errors => section != next,
        Section::Authorization => early || late,
        _ => true,
    };
    is_heading.then_some(next)
}

fn ends_prose(outline: &Outline<'_>, at: usize) -> bool {
    let Some(block) = outline.blocks.get(at) else { return true };
    let heading = outline.section(at).is_some_and(|section| section != Section::Authorization);
    heading && block.indent == 0 && !block.bullet
}

/// What stands between tables and headings; where to go on.
fn other(
    outline: &Outline<'_>,
    at: usize,
    section: Section,
    status: Option<&String>,
    pieces: &mut Vec<Piece>,
) -> usize {
    let block = &outline.blocks[at];
    match section {
        Section::Statuses => {
            let cell = outline.cell(at).unwrap_or_default();
            let word = cell.split(' ').next().unwrap_or_default();
            let brief = cell.split(' ').count() <= 5 && !cell.ends_with('.');
            if brief && word != "default" && sections::is_status(word) {
                let status = word.to_ascii_lowercase();
                pieces.push(Piece::Status { status, at, answers: false });
            }
        }
        Section::ExampleResponses if examples::begins(block.text) => {
            let mut brackets = examples::Brackets::default();
            let mut end = at;
            while end < outline.blocks.len() {
                let stops =
                    end > at && (outline.status(end).is_some() || outline.section(end).is_some());
                if stops {
                    break;
                }
                end += 1;
                if brackets.read(outline.blocks[end - 1].text) {
                    break;
                }
            }
            pieces.push(Piece::Example { blocks: at..end, status: status.cloned() });
            return end;
        }
        _ if section.has_parameters() && outline.is_strange_caption(at) => {
            let end = (at + 1..).find(|at| outline.ends_table(*at, block.indent));
            let end = end.unwrap_or(outline.blocks.len());
            pieces.push(Piece::Strange(at..end));
            return end;
        }
        _ => {}
    }
    at + 1
}
