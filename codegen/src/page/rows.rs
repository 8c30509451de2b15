//! The rows of a table whose cells follow each other as paragraphs.

mod late;

use std::ops::Range;

use super::cells::{self, Mark};
use super::columns::Column;
use super::outline::{Head, Outline};

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) mandatory: Option<bool>,
    pub(super) kind: Option<String>,
    /// The blocks of its remaining cells.
    pub(super) description: Range<usize>,
}

/// A table that was cut into rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    /// Blocks that no row could be made of.
    pub(super) unplaced: Vec<Range<usize>>,
}

/// Cuts the blocks `body` into the rows of a table.
///
/// Of all sets of rows that do not overlap, that whose short cells look most like what their columns
/// hold. It is found from the end to the beginning, with one best continuation a block.
pub(super) fn rows(outline: &Outline<'_>, head: &Head, body: Range<usize>) -> Rows {
    let short = prefix(&head.columns);
    if late::decide(&head.columns, short) {
        return late::rows(outline, head, short.len(), body);
    }
    let cut = Cut { outline, head, short };
    let looks: Vec<Look> = body.clone().map(|at| cut.look(at)).collect();
    let mut best = vec![0; looks.len() + 1];
    let mut chosen: Vec<Option<Start>> = vec![None; looks.len()];
    for at in (0..looks.len()).rev() {
        best[at] = best[at + 1];
        for start in cut.starts(&looks[at..], at == 0) {
            // The first block of a table is the beginning of a row.
            let bonus = if at == 0 { 6 } else { 0 };
            let total = bonus + start.score + best[at + start.cells.len];
            if total > best[at] {
                best[at] = total;
                chosen[at] = Some(start);
            }
        }
    }
    let mut rows = Rows::default();
    let mut at = 0;
    let mut before = None;
    while at < looks.len() {
        let Some(start) = chosen[at] else {
            before.get_or_insert(at);
            at += 1;
            continue;
        };
        finish(&mut rows, before.take(), at, body.start);
        rows.rows.push(cut.row(body.start + at, start.cells));
        at += start.cells.len;
        before = Some(at);
    }
    finish(&mut rows, before, looks.len(), body.start);
    late::marks(outline, head, short.len(), &mut rows.rows);
    cut.doubt(&mut rows, &looks, body.start);
    rows
}

/// Gives the blocks since the last row's short cells to that row.
fn finish(rows: &mut Rows, from: Option<usize>, to: usize, base: usize) {
    let blocks = base + from.unwrap_or(to)..base + to;
    match rows.rows.last_mut() {
        Some(row) => row.description = blocks,
        None if blocks.is_empty() => {}
        None => rows.unplaced.push(blocks),
    }
}

/// The columns before the first that holds text of any length.
fn prefix(columns: &[Column]) -> &[Column] {
    let end = columns.iter().position(|column| *column == Column::Description);
    &columns[..end.unwrap_or(columns.len()).min(6)]
}

/// What a block looks like as each kind of cell.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Whether it can be a cell of its own at all.
    cell: bool,
    brief: bool,
    /// Whether it is a sentence, or heads one.
    told: bool,
    name: Option<i32>,
    mark: Option<Mark>,
    /// Whether it tells when a row must be sent.
    condition: bool,
    kind: i32,
    /// Where the next block goes on with a type, what both look like as one.
    wide: i32,
}

/// Where the short cells of a row stand, counted from its first block; 0 for an empty cell.
#[derive(Debug, Clone, Copy, Default)]
struct Cells {
    len: usize,
    mandatory: usize,
    kind: usize,
    /// The blocks of the type.
    width: usize,
}

/// What is special about a row.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// Whether it is the first of its table.
    first: bool,
    /// The columns whose cells are empty, one bit each.
    empty: u32,
    /// The paragraphs that follow the mark in its cell.
    remarks: usize,
}

#[derive(Debug, Clone, Copy)]
struct Start {
    score: i32,
    cells: Cells,
}

struct Cut<'a, 't> {
    outline: &'a Outline<'t>,
    head: &'a Head,
    short: &'a [Column],
}

impl Cut<'_, '_> {
    fn look(&self, at: usize) -> Look {
        let block = &self.outline.blocks[at];
        let cell = !block.bullet && block.indent == self.head.indent;
        let Some(text) = cell.then(|| self.outline.cell(at)).flatten() else {
            return Look { cell, ..Look::default() };
        };
        Look {
            cell,
            brief: text.split(' ').count() <= 6 && text.len() <= 80 && !text.ends_with(['.', ':']),
            told: text.contains(' ') && text.ends_with('.')
                || text.ends_with(':')
                || cells::is_label(&text),
            name: cells::name(&text),
            mark: cells::mark(&text),
            condition: self.tells(Column::Mandatory) && cells::is_condition(&text),
            kind: cells::kind(&text, &self.outline.objects),
            wide: if cells::goes_on(&text) { self.wide(at) } else { 0 },
        }
    }

    /// How much two blocks look like one type.
    fn wide(&self, at: usize) -> i32 {
        let next = self.outline.blocks.get(at + 1);
        let inside = next.is_some_and(|next| !next.bullet && next.indent == self.head.indent);
        if inside { cells::kind(&self.texts(at, 2), &self.outline.objects) } else { 0 }
    }

    /// Every way in which a row can start at the first of these blocks.
    ///
    /// `first` are the first blocks of the table.
    fn starts(&self, looks: &[Look], first: bool) -> impl Iterator<Item = Start> {
        let others = self.short.len() - 1;
        let name = looks[0].name.filter(|_| looks[0].cell);
        let ways = if name.is_some() { 1_u32 << others } else { 0 };
        let marked = self.short.iter().position(|column| *column == Column::Mandatory);
        let typed = self.short.iter().position(|column| *column == Column::Type);
        // Only between a mark and a type can it be told where a remark ends.
        let between = marked.is_some_and(|marked| typed == Some(marked + 1));
        let remarks = if between { 3 } else { 0 };
        (0..=remarks).flat_map(move |remarks| {
            let ways = if remarks == 0 { ways } else { ways.min(1) };
            (0..ways)
                .filter_map(move |empty| self.start(looks, name?, Way { first, empty, remarks }))
        })
    }

    /// The row that starts here in one way.
    fn start(&self, looks: &[Look], name: i32, way: Way) -> Option<Start> {
        let mut score = name;
        let mut cells = Cells { len: 1, ..Cells::default() };
        let (mut marked, mut typed) = (0, 0);
        for (index, column) in self.short[1..].iter().enumerate() {
            if way.empty & (1 << index) != 0 {
                score -= if *column == Column::Other { 1 } else { 4 };
                continue;
            }
            let look = looks.get(cells.len).filter(|look| look.cell)?;
            match column {
                Column::Mandatory => {
                    marked = match look.mark {
                        Some(Mark::Plain(_)) => 5,
                        Some(Mark::Remarked(_)) => 4,
                        Some(Mark::Open) => 1,
                        None if look.condition => 1,
                        None if look.brief && look.kind < 3 => 0,
                        None => return None,
                    };
                    score += marked;
                    cells.mandatory = cells.len;
                    if way.remarks > 0 {
                        let remarks = looks.get(cells.len + 1..=cells.len + way.remarks)?;
                        let told = |look: &Look| look.cell && look.kind == 0 && look.told;
                        if marked == 0 || !remarks.iter().all(told) {
                            return None;
                        }
                        cells.len += way.remarks;
                        score -= 3;
                    }
                }
                Column::Type if look.wide >= 4 && cells.len + 1 < looks.len() => {
                    typed = look.wide;
                    score += typed;
                    (cells.kind, cells.width) = (cells.len, 2);
                    cells.len += 1;
                }
                Column::Type => {
                    typed = look.kind;
                    let marks = look.mark.is_some_and(Mark::is_plain);
                    if marks || typed == 0 && !look.brief {
                        return None;
                    }
                    score += typed;
                    (cells.kind, cells.width) = (cells.len, 1);
                }
                _ if !look.brief => return None,
                _ if look.mark.is_some_and(Mark::is_plain) || look.kind >= 4 => score -= 2,
                _ => {}
            }
            cells.len += 1;
        }
        let certain = match (self.tells(Column::Mandatory), self.tells(Column::Type)) {
            (_, true) if way.remarks > 0 => typed >= 5 && name >= 2,
            (true, _) if marked >= 4 => name > -3 || marked == 5,
            (false, true) if name == -1 => typed >= if way.first { 3 } else { 5 },
            _ if name < 0 => false,
            (_, true) if name == 0 => typed >= 5,
            (true, true) => typed >= 5 && name >= 2,
            (false, true) => typed >= 3 || typed >= 1 && name == 3,
            (true, false) => false,
            // Nothing but names: only a certain one is taken.
            (false, false) => {
                name == 3 && looks.get(cells.len).is_some_and(|next| next.name != Some(3))
            }
        };
        (certain && score > 0).then_some(Start { score, cells })
    }

    fn tells(&self, column: Column) -> bool {
        self.short.contains(&column)
    }

    fn row(&self, at: usize, cells: Cells) -> Row {
        let text = |offset: usize| self.outline.cell(at + offset).unwrap_or_default().into_owned();
        let mark = (cells.mandatory > 0).then(|| cells::mark(&text(cells.mandatory))).flatten();
        Row {
            line: self.outline.blocks[at].line,
            name: text(0),
            mandatory: mark.and_then(Mark::value),
            kind: (cells.kind > 0).then(|| self.texts(at + cells.kind, cells.width)),
            description: at + cells.len..at + cells.len,
        }
    }

    /// The text of a cell of some blocks.
    fn texts(&self, at: usize, width: usize) -> String {
        let texts: Vec<_> = (at..at + width).filter_map(|at| self.outline.cell(at)).collect();
        texts.join(" ")
    }

    /// Tells of what may be a row and was taken for a description: something with a type, a mark or
    /// itself behind it, or a name that stands alone. `looks` are those of the blocks from `base`.
    fn doubt(&self, rows: &mut Rows, looks: &[Look], base: usize) {
        let typed = self.tells(Column::Type);
        let marked = self.tells(Column::Mandatory);
        for row in &rows.rows {
            let mut before = Look::default();
            for at in row.description.clone() {
                let look = looks[at - base];
                let is_type = typed && look.kind >= 5;
                let is_mark = marked && look.mark.is_some_and(Mark::is_plain);
                let is_twice = look.name == Some(3)
                    && before.name == Some(3)
                    && self.outline.cell(at - 1) == self.outline.cell(at);
                if before.cell && look.cell && (is_type || is_mark || is_twice) {
                    rows.unplaced.push(at - 1..at + 1);
                } else if at > row.description.start && self.is_lone_name(at, before, look) {
                    rows.unplaced.push(at..at + 1);
                }
                before = look;
            }
        }
    }

    /// Whether a block is a name such as `job_id` between blocks of prose.
    fn is_lone_name(&self, at: usize, before: Look, look: Look) -> bool {
        let text = |at: usize| self.outline.cell(at).unwrap_or_default();
        let inside = |at: usize| self.outline.blocks.get(at).is_some_and(|block| !block.bullet);
        look.name == Some(3)
            && text(at).contains('_')
            && !text(at).contains(':')
            && before.cell
            && before.name.is_none()
            && !text(at - 1).ends_with(':')
            && inside(at + 1)
            && text(at + 1).contains(' ')
    }
}
