//! Jobs on standard output page by page, in any format, however many there are.

use std::io::{self, BufWriter, Write};

use imagejobs::ImageJob;

use crate::flags::Format;
use crate::output::{self, Table};

/// What it is given has left the process when it returns.
pub(super) struct Printer<W: Write> {
    out: BufWriter<W>,
    form: Form,
}

enum Form {
    Table(Table),
    /// What stands before the next job.
    Json(&'static str),
    Jsonl,
}

impl<W: Write> Printer<W> {
    /// Nothing is printed yet.
    pub(super) fn new(format: Format, out: W) -> Self {
        let form = match format {
            Format::Table => Form::Table(Table::of_many_pages()),
            Format::Json => Form::Json("{\"items\":["),
            Format::Jsonl => Form::Jsonl,
        };
        Self { out: BufWriter::new(out), form }
    }

    pub(super) fn page(&mut self, jobs: &[ImageJob]) -> io::Result<()> {
        let out = &mut self.out;
        match &mut self.form {
            Form::Table(table) => table.write(out, jobs)?,
            Form::Jsonl => jobs.iter().try_for_each(|job| output::json(out, job))?,
            Form::Json(before) => {
                for job in jobs {
                    out.write_all(before.as_bytes())?;
                    output::json_text(out, job)?;
                    *before = ",";
                }
            }
        }
        out.flush()
    }

    /// Closes what was printed, and says whether it is all there is.
    pub(super) fn end(&mut self, complete: bool) -> io::Result<()> {
        let out = &mut self.out;
        match &mut self.form {
            // An empty list has a header, too.
            Form::Table(table) if complete => table.write(out, &[])?,
            Form::Table(_) | Form::Jsonl => {}
            Form::Json(before) => {
                let before = if *before == "," { "" } else { *before };
                writeln!(out, "{before}],\"complete\":{complete}}}")?;
            }
        }
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_one_document_wherever_it_ends() {
        let pages: [Vec<ImageJob>; 2] = [r#"[{"id":"1"},7]"#, "[{\"id\":[\"\u{9b}\",\n1]}]"]
            .map(|jobs| serde_json::from_str(jobs).unwrap());
        let printed = |pages: &[Vec<ImageJob>], complete| {
            let mut out = Vec::new();
            let mut printer = Printer::new(Format::Json, &mut out);
            pages.iter().try_for_each(|page| printer.page(page)).unwrap();
            printer.end(complete).unwrap();
            drop(printer);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(printed(&[], true), "{\"items\":[],\"complete\":true}\n");
        assert_eq!(printed(&[], false), "{\"items\":[],\"complete\":false}\n");
        let text = printed(&pages, false);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["items"].as_array().unwrap().len(), 3);
        assert_eq!((text.lines().count(), &value["complete"]), (1, &false.into()));
        assert!(text.contains("[\"\\u009b\", 1]"), "{text}");
    }
}
