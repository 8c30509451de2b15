//! Jobs on standard output.
//!
//! What a server sent is printed without its control characters: in a table they are dropped, in
//! JSON they are escapes, which mean the same value. A table also cuts long values: one of a
//! megabyte, as wide as its column, would be printed once for every job.

use std::fmt::Write as _;
use std::io::{self, Write};

use imagejobs::{ImageJob, without_controls};
use serde::Serialize;

const HEADER: [&str; 6] = ["ID", "TYPE", "STATUS", "BEGIN", "END", "SUBJOBS"];
const FIELDS: [&str; 6] = ["id", "job_type", "status", "begin_time", "end_time", "sub_jobs_total"];

/// What the usual values take, so that columns stand where they stood when later pages bring the
/// first of them.
const USUAL: [usize; 6] = [18, 19, 7, 24, 24, 0];

/// Jobs in columns, page by page. The first page says how wide the columns are: what is wider on a
/// later one moves the rest of its row, and nothing else.
pub(crate) struct Table {
    least: [usize; 6],
    widths: Option<[usize; 6]>,
}

impl Table {
    /// As narrow as the page allows.
    pub(crate) fn of_one_page() -> Self {
        Self { least: [0; 6], widths: None }
    }

    /// Wide enough for what later pages usually bring.
    pub(crate) fn of_many_pages() -> Self {
        Self { least: USUAL, widths: None }
    }

    /// Rows alone, in the columns of [`of_many_pages`](Self::of_many_pages).
    pub(crate) fn of_rows() -> Self {
        Self { least: USUAL, widths: Some(USUAL) }
    }

    /// Writes a page, below the header when it is the first.
    pub(crate) fn write(&mut self, out: &mut impl Write, jobs: &[ImageJob]) -> io::Result<()> {
        let header = self.widths.is_none().then(|| HEADER.map(str::to_owned));
        let rows: Vec<_> = header.into_iter().chain(jobs.iter().map(row)).collect();
        let least = self.least;
        let widths = self.widths.get_or_insert_with(|| {
            rows.iter().fold(least, |mut widths, row| {
                for (width, cell) in widths.iter_mut().zip(row) {
                    *width = (*width).max(cell.chars().count());
                }
                widths
            })
        });
        rows.iter().try_for_each(|row| columns(out, row, widths))
    }
}

/// Writes cells below each other's columns, two blanks apart.
pub(crate) fn columns(out: &mut impl Write, cells: &[String], widths: &[usize]) -> io::Result<()> {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        // Writing into a string cannot fail.
        let _ = write!(line, "{cell:width$}  ");
    }
    writeln!(out, "{}", line.trim_end())
}

fn row(job: &ImageJob) -> [String; 6] {
    let read = [
        job.id().map(str::to_owned),
        job.job_type().map(ToString::to_string),
        job.status().map(ToString::to_string),
        job.begin_time().map(ToString::to_string),
        job.end_time().map(ToString::to_string),
        job.sub_jobs_total().map(|total| total.to_string()),
    ];
    let mut cells = read.map(|text| cell(text.as_deref()));
    // What could not be read is shown as it came, rather than as nothing.
    for (field, json) in job.odd() {
        let column = FIELDS.iter().position(|name| *name == field).unwrap_or(0);
        cells[column] = short(&without_controls(json));
    }
    cells
}

/// A value of a table.
pub(crate) fn cell(text: Option<&str>) -> String {
    let text = without_controls(text.unwrap_or_default());
    // A blank would shift the columns for those who split lines at white space.
    if text.trim().is_empty() { "-".to_owned() } else { short(&text) }
}

/// The beginning of a text, for one cell.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Writes a value as one line of JSON.
pub(crate) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    json_text(out, value)?;
    writeln!(out)
}

/// Writes a value as JSON without line breaks and other control characters, and without holding the
/// text: an id alone may be megabytes.
pub(crate) fn json_text(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(serde_json::to_writer(OneLine(out), value)?)
}

/// Writes JSON text without control characters. Odd values are written as they came, white space
/// between their tokens and unescaped controls in their strings included.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let text = str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut written = 0;
        for (at, control) in text.match_indices(is_control) {
            self.0.write_all(&bytes[written..at])?;
            written = at + control.len();
            match control {
                // Inside a JSON string these are always escapes already.
                "\n" | "\r" | "\t" => self.0.write_all(b" ")?,
                _ => control.encode_utf16().try_for_each(|unit| write!(self.0, "\\u{unit:04x}"))?,
            }
        }
        self.0.write_all(&bytes[written..])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn is_control(character: char) -> bool {
    without_controls(character.encode_utf8(&mut [0; 4])).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_one_line_without_controls_and_means_the_same() {
        let job: ImageJob =
            serde_json::from_str("{\"id\":[\"\u{9b}31m\",\n\t1],\"status\":\"\u{202e}x\"}")
                .unwrap();
        let mut out = Vec::new();
        json(&mut out, &job).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches('\n').count(), 1);
        assert!(text.starts_with("{\"id\":[\"\\u009b31m\",  1],"), "{text}");
        assert!(text.contains("\"status\":\"\\u202ex\""), "{text}");
    }

    #[test]
    fn a_table_shows_what_came() {
        let jobs: Vec<ImageJob> = serde_json::from_str(
            r#"[{"id":"1","job_type":"createServer","status":"WAITING","sub_jobs_total":10},
                {"id":702364883651395584,"status":"\u001b[31mRED","end_time":""}, [1,2]]"#,
        )
        .unwrap();
        let mut out = Vec::new();
        Table::of_one_page().write(&mut out, &jobs).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "ID                  TYPE          STATUS   BEGIN  END  SUBJOBS\n\
             1                   createServer  WAITING  -      -    10\n\
             702364883651395584  -             [31mRED  -      -    -\n\
             [1,2]               -             -        -      -    -\n"
        );
    }
}
