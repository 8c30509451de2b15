//! Where the sections, tables and statuses of a page begin.

use std::borrow::Cow;
use std::collections::HashSet;

use super::blocks::Block;
use super::cells;
use super::columns::{Column, columns};
use super::sections::{self, Caption, Section};

/// The blocks of a page, with what must be known of the whole to read a part.
#[derive(Debug)]
pub(super) struct Outline<'t> {
    pub(super) blocks: Vec<Block<'t>>,
    /// The captions of tables, which types may name.
    pub(super) objects: HashSet<String>,
}

/// The beginning of a table.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) caption: Option<Caption>,
    pub(super) columns: Vec<Column>,
    /// The columns before the headings' text.
    pub(super) indent: usize,
    /// The first block behind the headings.
    pub(super) body: usize,
}

impl<'t> Outline<'t> {
    pub(super) fn new(blocks: Vec<Block<'t>>) -> Self {
        let mut outline = Self { blocks, objects: HashSet::new() };
        let names: HashSet<String> = (0..outline.blocks.len())
            .filter_map(|at| outline.head(at)?.caption)
            .map(|caption| caption.text)
            .filter(|text| !text.is_empty() && text.split(' ').count() <= 3)
            .collect();
        outline.objects = names;
        outline
    }

    /// A block's text as that of a cell.
    pub(super) fn cell(&self, at: usize) -> Option<Cow<'t, str>> {
        self.blocks.get(at)?.short(300)
    }

    /// The table that begins at a block, with its caption or, where it has none, its headings.
    pub(super) fn head(&self, at: usize) -> Option<Head> {
        let block = self.blocks.get(at)?;
        let caption = sections::caption(block);
        let first = at + usize::from(caption.is_some());
        let columns = columns(self.blocks.get(first..)?, caption.is_some())?;
        let indent = self.blocks.get(first)?.indent;
        // Without a caption, two headings may be two cells.
        let sure = caption.is_some() || columns.len() >= 3 || self.is_bare_pair(first);
        sure.then(|| Head { caption, indent, body: first + columns.len(), columns })
    }

    /// `Parameter`, `Description`: the only two headings that make a table without a caption.
    fn is_bare_pair(&self, at: usize) -> bool {
        let is = |at: usize, text: &str| self.cell(at).is_some_and(|cell| cell == text);
        is(at, "Parameter") && (is(at + 1, "Description") || is(at + 1, "Type"))
    }

    /// The section that begins at a block outside tables.
    pub(super) fn section(&self, at: usize) -> Option<Section> {
        sections::heading(self.blocks.get(at)?)
    }

    pub(super) fn status(&self, at: usize) -> Option<String> {
        sections::status(self.blocks.get(at)?)
    }

    /// Whether a table whose headings have this indent has ended before a block.
    pub(super) fn ends_table(&self, at: usize, indent: usize) -> bool {
        let Some(block) = self.blocks.get(at) else { return true };
        if block.indent < indent {
            return true;
        }
        if block.bullet || block.indent > indent {
            return false;
        }
        self.status(at).is_some()
            || self.head(at).is_some()
            || self.is_strange_caption(at)
            || self.section(at).is_some_and(|section| self.is_heading_below_table(at, section))
    }

    /// A caption, but no headings of parameters below it: a table of something else.
    pub(super) fn is_strange_caption(&self, at: usize) -> bool {
        let caption = self.blocks.get(at).and_then(sections::caption);
        caption.is_some_and(|caption| {
            let cells = |at: usize| {
                self.cell(at).is_some_and(|cell| {
                    cell.starts_with(char::is_uppercase) && cell.len() <= 40 && !cell.ends_with('.')
                })
            };
            !caption.text.is_empty()
                && caption.text.split(' ').count() <= 10
                && cells(at + 1)
                && cells(at + 2)
        })
    }

    /// A cell may read like a heading (`URI`, `Response`): what follows tells them apart.
    fn is_heading_below_table(&self, at: usize, section: Section) -> bool {
        let near = |found: &dyn Fn(usize) -> bool| (at + 1..=at + 3).any(found);
        let next = self.cell(at + 1);
        let next = next.as_deref().unwrap_or_default();
        if self.starts_cells(at) || self.starts_cells(at + 1) {
            return false;
        }
        match section {
            Section::ExampleRequests | Section::ExampleResponses => true,
            Section::Prose | Section::Authorization => false,
            Section::Uri => near(&|at| self.request_line(at).is_some()),
            Section::Request | Section::Response => {
                (matches!(next, "None" | "None." | "none" | "N/A") && self.ends_here(at + 2)
                    || near(&|at| self.head(at).is_some() || self.status(at).is_some())
                    || self.section(at + 1) != Some(section) && self.ends_here(at + 1))
            }
            Section::Statuses => {
                let heading = next.to_ascii_lowercase();
                at + 1 >= self.blocks.len()
                    || ["status code", "returned value", "return value", "http status", "code"]
                        .iter()
                        .any(|start| heading.starts_with(start))
                    || refers(next)
                    || next.starts_with("Table ")
                    || next != "default" && sections::is_status(next)
                    || self.head(at + 1).is_some()
                    || self.is_strange_caption(at + 1)
                    || matches!(next, "Normal" | "Description")
            }
            Section::Errors => {
                at + 1 >= self.blocks.len()
                    || refers(next)
                    || next == "Error Code"
                    || self.is_strange_caption(at + 1)
                    || next == "None"
            }
        }
    }

    /// Whether a section begins whose heading reads like nothing else, or the page has ended.
    fn ends_here(&self, at: usize) -> bool {
        let plural = self.cell(at).is_some_and(|cell| cell.ends_with('s'));
        let section = self.section(at).filter(|section| *section != Section::Prose);
        at >= self.blocks.len() || section.is_some_and(|_| plural)
    }

    /// Whether a name and a type, or a name and a mark, stand here.
    fn starts_cells(&self, at: usize) -> bool {
        let Some(first) = self.cell(at) else { return false };
        let Some(second) = self.cell(at + 1) else { return false };
        cells::name(&first).is_some()
            && (cells::kind(&second, &self.objects) >= 3
                || cells::mark(&second).is_some_and(cells::Mark::is_plain))
    }

    /// The method and target of a line such as `GET /v1/{project_id}/things`.
    pub(super) fn request_line(&self, at: usize) -> Option<(&'static str, &'t str)> {
        let text = self.blocks.get(at)?.text;
        let text = ["URI:", "URL:", "HTTP "].iter().find_map(|label| text.strip_prefix(label));
        let text = text.unwrap_or(self.blocks[at].text).trim_start();
        let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let method = METHODS.iter().find(|method| method.eq_ignore_ascii_case(&text[..end]))?;
        let rest = text[end..].strip_prefix(':').unwrap_or(&text[end..]);
        // The target may stand in a paragraph of its own.
        let apart = rest.is_empty().then(|| self.blocks.get(at + 1)).flatten();
        let target = apart.map_or(rest, |next| next.text).split_whitespace().next()?;
        let begins = |start| target.starts_with(start);
        let is_target = begins("/") || begins("https://") || begins("http://") || begins("{");
        (is_target && target.len() <= 2048).then_some((method, target))
    }
}

const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

fn refers(text: &str) -> bool {
    ["See ", "see ", "For details", "For more", "Refer to ", "For error"]
        .iter()
        .any(|start| text.starts_with(start))
}
