//! A page from its first block to its last.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::assembly::{Assembly, Fact, Title};
use super::blocks::{Block, blocks};
use super::facts::{Facts, Field};
use super::outline::Outline;
use super::pieces::{Piece, Table, pieces};
use super::places::{Place, place};
use super::rows::Row;
use super::sections::{self, Section};
use super::{actions, examples, hints};

/// The facts of a page and their lines, or what was looked for and not found.
pub(super) fn read(text: &str) -> Result<(Facts, HashMap<String, usize>), String> {
    let outline = Outline::new(blocks(text));
    if outline.blocks.is_empty() {
        return Err("expected a reference page, found nothing but blanks".to_owned());
    }
    let (title, updated) = title(&outline)?;
    let (method, path) = operation(&outline)?;
    let pieces = pieces(&outline);
    if pieces.is_empty() {
        return Err(
            "expected a reference page: looked for a table of parameters, and for a section \
                    such as \"Response Parameters\" or \"Status Codes\", and found none"
                .to_owned(),
        );
    }
    let mut assembly = Assembly::default();
    for piece in &pieces {
        if let Piece::Status { status, at, .. } = piece {
            assembly.status(status, outline.blocks[*at].line);
        }
    }
    // What stands under no status is what a success answers.
    let success = assembly.success().unwrap_or("default").to_owned();
    let actions = pieces.iter().find_map(|piece| match piece {
        Piece::Authorization(range) => Some(actions::actions(&outline.blocks[range.clone()])),
        _ => None,
    });
    let actions = actions.unwrap_or_default();
    let named = named(&pieces);
    let page = Whole { outline: &outline, text, path: &path, success: &success, named };
    for piece in pieces {
        page.assemble(&mut assembly, piece);
    }
    Ok(assembly.finish(Title { title, updated, method, path, actions }))
}

/// A text of the page, and its line.
type Placed<T> = (T, usize);

fn title(outline: &Outline<'_>) -> Result<(Placed<String>, Option<Placed<String>>), String> {
    const FOR: &str = "expected a reference page: looked for its title above the first section, and \
                       found none";
    let mut title = None;
    let mut updated = None;
    for block in outline.blocks.iter().take(10) {
        let Some(text) = block.short(500) else { break };
        if let Some(date) = text.strip_prefix("Updated on ") {
            updated.get_or_insert((date.to_owned(), block.line));
        } else if title.is_none() {
            title = Some((block, text));
        }
    }
    match title {
        Some((block, text)) if sections::heading(block).is_none() => {
            Ok(((text.into_owned(), block.line), updated))
        }
        _ => Err(FOR.to_owned()),
    }
}

/// The method with its line, and the path without host and query.
fn operation<'t>(outline: &Outline<'t>) -> Result<(Placed<&'t str>, String), String> {
    let all = 0..outline.blocks.len();
    let uri = all.clone().find(|at| outline.section(*at) == Some(Section::Uri));
    let first =
        |mut range: Range<usize>| range.find_map(|at| Some((at, outline.request_line(at)?)));
    let found = uri.and_then(|uri| first(uri..all.end.min(uri + 20))).or_else(|| first(all));
    let Some((at, (method, target))) = found else {
        return Err("expected a reference page: looked for a line with method and path, such as \
                    \"GET /v1/{project_id}/things\", and found none"
            .to_owned());
    };
    let target = target.split(['?', '#']).next().unwrap_or_default();
    let path = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => target.find('/').map_or("/", |at| &target[at..]),
    };
    // A placeholder before the path is the host: `{endpoint}/v1/things`.
    let path = if target.starts_with("{") || target.contains("://") { path } else { target };
    Ok(((method, outline.blocks[at].line), path.to_owned()))
}

/// A page, and what must be known of all of it to assemble a part.
struct Whole<'a, 't> {
    outline: &'a Outline<'t>,
    text: &'t str,
    path: &'a str,
    success: &'a str,
    /// What the types name.
    named: HashSet<String>,
}

impl Whole<'_, '_> {
    fn line(&self, at: usize) -> usize {
        self.outline.blocks[at].line
    }

    fn assemble(&self, assembly: &mut Assembly, piece: Piece) {
        match piece {
            Piece::Authorization(_) | Piece::Section => {}
            Piece::Status { status, at, answers } => {
                if answers {
                    assembly.response(&status, self.line(at));
                }
            }
            Piece::Strange(blocks) => {
                for at in blocks {
                    self.unread(assembly, at..at + 1);
                }
            }
            Piece::Example { blocks, status } => {
                let status = status.as_deref().unwrap_or(self.success);
                let line = self.line(blocks.start);
                let start = self.outline.blocks[blocks.start].span.0;
                let end = self.outline.blocks[blocks.end - 1].span.1;
                match examples::body(&self.text[start..end]) {
                    Some(body) => assembly.example(status, line, body),
                    None => assembly.unread(line, &self.text[start..end]),
                }
            }
            Piece::Table(table) => self.table(assembly, table),
        }
    }

    fn table(&self, assembly: &mut Assembly, table: Table) {
        let Table { at, nested, caption, rows, section, status, .. } = table;
        let first = rows.rows.first().map(|row| row.name.as_str()).unwrap_or_default();
        let named = caption.as_ref().is_some_and(|caption| self.named.contains(&caption.text));
        let place = match &caption {
            Some(caption) if nested => Place::Object(caption.text.clone()),
            _ => place(section, caption.as_ref(), first, named),
        };
        let continued = caption.is_some_and(|caption| caption.continued);
        let facts = rows.rows.into_iter().map(|row| fact(self.outline, row)).collect();
        let status = status.as_deref().unwrap_or(self.success);
        assembly.table(&place, status, self.path, (self.line(at), continued), facts);
        for blocks in rows.unplaced {
            let nothing = blocks.len() == 1 && says_nothing(&self.outline.blocks[blocks.start]);
            if blocks.len() <= 2 && !nothing {
                self.unread(assembly, blocks);
            } else if !nothing {
                blocks.for_each(|at| self.unread(assembly, at..at + 1));
            }
        }
    }

    fn unread(&self, assembly: &mut Assembly, blocks: Range<usize>) {
        let line = self.line(blocks.start);
        // What is too long for a cell is told by its beginning.
        let texts: Vec<&str> = self.outline.blocks[blocks].iter().map(|block| block.text).collect();
        assembly.unread(line, &texts.join(" | "));
    }
}

/// What the types of the page's rows name.
fn named(pieces: &[Piece]) -> HashSet<String> {
    let rows = pieces.iter().filter_map(|piece| match piece {
        Piece::Table(table) => Some(&table.rows.rows),
        _ => None,
    });
    let mut named = HashSet::new();
    for kind in rows.flatten().filter_map(|row| row.kind.as_deref()) {
        let item = kind.strip_prefix("Array of ").unwrap_or(kind);
        let item = item.strip_suffix(" objects").or_else(|| item.strip_suffix(" object"));
        let inner = kind.split(['<', '>', ',']).skip(1).map(str::trim);
        named.extend(
            item.into_iter().chain(inner).filter(|name| !name.is_empty()).map(str::to_owned),
        );
    }
    named
}

fn says_nothing(block: &Block<'_>) -> bool {
    matches!(block.text, "None" | "None." | "none" | "N/A" | "-")
}

fn fact(outline: &Outline<'_>, row: Row) -> Fact {
    let Row { line, name, mandatory, kind, description } = row;
    let mut field = Field { name, kind, mandatory, ..Field::default() };
    hints::add(&mut field, &outline.blocks[description]);
    Fact { line, field }
}
