//! Jobs and changes in columns, for people.

use std::io::{self, Write};

use console::{Style, measure_text_width, pad_str, truncate_str};
use imagejobs::JobStatus;

use super::field::{Field, Record};
use super::times::Times;
use super::{cell, is_short};
use crate::terminal;

/// Rows below each other's columns, page by page. The first page says how wide the columns are: what
/// is wider on a later one moves the rest of its row, and nothing else.
///
/// Where there is a limit to its width, times are shortened first, then columns are left out (unless
/// they were chosen), and what is still too wide is cut.
pub(crate) struct Table {
    fields: Vec<Field>,
    times: Times,
    layout: Layout,
    limit: Option<usize>,
    /// Whether fields may be left out.
    may_drop: bool,
    widths: Option<Vec<usize>>,
    cut: Cut,
}

/// What a table knows before its first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As narrow as its only page allows.
    OnePage,
    /// Wide enough for what later pages usually bring. They are mixed when there are jobs of several
    /// types.
    ManyPages { mixed: bool },
    /// The same, and the rows come alone, without a header.
    Rows,
}

/// What was left out, or cut.
#[derive(Debug, Default)]
struct Cut {
    times: bool,
    columns: Vec<Field>,
    rows: u64,
    values: bool,
}

impl Table {
    pub(crate) fn new(fields: &[Field], chosen: bool, times: Times, layout: Layout) -> Self {
        Self {
            fields: fields.to_vec(),
            times,
            layout,
            limit: terminal::columns(),
            may_drop: !chosen,
            widths: None,
            cut: Cut::default(),
        }
    }

    /// Writes a page, below the header when it is the first.
    pub(crate) fn write(&mut self, out: &mut impl Write, page: &[Record<'_>]) -> io::Result<()> {
        let first = self.widths.is_none();
        if first {
            self.widths = Some(self.fit(page));
        }
        if first && self.layout != Layout::Rows {
            let header = self.fields.iter().map(|field| field.header().to_owned()).collect();
            self.line(out, header, |_, _| Style::new().bold())?;
        }
        for record in page {
            let cells: Vec<_> =
                self.fields.iter().map(|field| record.shown(*field, &self.times)).collect();
            self.cut.values |= cells.iter().any(|cell| !is_short(cell));
            let cells = cells.iter().map(|text| cell(Some(text))).collect();
            self.line(out, cells, style)?;
        }
        Ok(())
    }

    /// What was cut, in words.
    pub(crate) fn cut(&self) -> Option<String> {
        let Cut { times, columns, rows, values } = &self.cut;
        let mut told = Vec::new();
        if *times {
            told.push(format!("times are cut to the second, {}", self.times.zone()));
        }
        if !columns.is_empty() {
            let names: Vec<_> = columns.iter().map(|field| field.header()).collect();
            told.push(format!("{} left out", names.join(", ")));
        }
        match rows {
            0 => {}
            1 => told.push("1 line is cut".to_owned()),
            rows => told.push(format!("{rows} lines are cut")),
        }
        let mut told = told.join(", ");
        if let Some(limit) = self.limit.filter(|_| !told.is_empty()) {
            told = format!("to fit {limit} columns: {told}; --fields chooses, -o json has all");
        } else if *values {
            told = "long values are cut; -o json has all".to_owned();
        }
        Some(told).filter(|told| !told.is_empty())
    }

    /// Makes the table fit, and gives the widths of its columns.
    fn fit(&mut self, page: &[Record<'_>]) -> Vec<usize> {
        let mut widths = self.natural(page);
        let Some(limit) = self.limit else { return widths };
        let has_times = |field: &Field| matches!(field, Field::BeginTime | Field::EndTime);
        if total(&widths) > limit && self.fields.iter().any(has_times) {
            self.times.shorten();
            self.cut.times = true;
            widths = self.natural(page);
        }
        // With one type in the list, it says what everybody knows.
        let (first, then) = match self.layout {
            Layout::ManyPages { mixed: true } => (Field::BeginTime, Field::JobType),
            _ => (Field::JobType, Field::BeginTime),
        };
        let last = [Field::Duration, Field::From];
        for field in [Field::SubJobsTotal, Field::EndTime, first, then].into_iter().chain(last) {
            if total(&widths) <= limit || !self.may_drop {
                break;
            }
            if let Some(at) = self.fields.iter().position(|known| *known == field) {
                self.fields.remove(at);
                widths.remove(at);
                self.cut.columns.push(field);
            }
        }
        // Times that are not shown are not cut.
        self.cut.times &= self.fields.iter().any(has_times);
        widths
    }

    /// The widths that the columns would take.
    fn natural(&self, page: &[Record<'_>]) -> Vec<usize> {
        let width = |field: &Field| {
            let header = match self.layout {
                Layout::Rows => 0,
                _ => field.header().len(),
            };
            let usual = match self.layout {
                Layout::OnePage => 0,
                _ => field.usual_width(&self.times),
            };
            let cells = page
                .iter()
                .map(|record| measure_text_width(&cell(Some(&record.shown(*field, &self.times)))));
            cells.fold(header.max(usual), usize::max)
        };
        self.fields.iter().map(width).collect()
    }

    fn line(
        &mut self,
        out: &mut impl Write,
        cells: Vec<String>,
        style: fn(Field, &str) -> Style,
    ) -> io::Result<()> {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        let last = cells.len().saturating_sub(1);
        for (at, ((cell, width), field)) in cells.iter().zip(widths).zip(&self.fields).enumerate() {
            let gap = if at == last { "" } else { "  " };
            let padded = pad_str(cell, *width, console::Alignment::Left, None);
            let padding = &padded[cell.len()..];
            line.push_str(&format!("{}{padding}{gap}", style(*field, cell).apply_to(cell)));
        }
        let line = line.trim_end();
        match self.limit {
            Some(limit) if measure_text_width(line) > limit => {
                self.cut.rows += 1;
                writeln!(out, "{}", truncate_str(line, limit, terminal::ellipsis()))
            }
            _ => writeln!(out, "{line}"),
        }
    }
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)
}

/// A status in the colour of what it means.
fn style(field: Field, cell: &str) -> Style {
    let style = Style::new();
    if !matches!(field, Field::Status | Field::From) {
        return style;
    }
    match cell.parse() {
        Ok(JobStatus::Success) => style.green(),
        Ok(JobStatus::Failed) => style.red(),
        Ok(JobStatus::Running) => style.cyan(),
        Ok(JobStatus::Waiting) => style.yellow(),
        _ => style,
    }
}
