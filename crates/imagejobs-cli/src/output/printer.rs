//! Jobs and changes on standard output while they come, in any format, however many there are.

use std::io::{self, BufWriter, Write};

use imagejobs::Page;

use super::field::{Field, Record};
use super::json::{self, Shown, json_text};
use super::table::{Layout, Table};
use super::times::Times;
use crate::exit::Failure;
use crate::flags::{Format, Output};

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One page of jobs: in JSON the service's answer.
    Page,
    /// All jobs, page by page: in JSON one object that tells whether they are all.
    All {
        /// Whether there are several types in it.
        mixed: bool,
    },
    /// Jobs, each when it has ended: in JSON one a line.
    Jobs,
    /// Changes, each when it is seen: in JSON one a line.
    Changes,
}

/// What it is given has left the process when it returns.
pub(crate) struct Printer<W: Write> {
    out: BufWriter<W>,
    form: Form,
    /// None are all that the service sent.
    fields: Vec<Field>,
    times: Times,
}

enum Form {
    Table(Table),
    /// One object; what stands before the next job.
    Json(&'static str),
    Jsonl,
    /// The fields, and whether their names are still to be written.
    Csv(Vec<Field>, bool),
}

impl<W: Write> Printer<W> {
    /// Nothing is printed yet.
    ///
    /// Fails when fields are chosen that there are not.
    pub(crate) fn new(flags: &Output, shape: Shape, out: W) -> Result<Self, Failure> {
        let of_jobs = shape != Shape::Changes;
        if let Some(field) = flags.fields.iter().find(|field| of_jobs && field.is_of_changes()) {
            return Err(Failure::usage(format!(
                "--fields: {:?} is a field of changes, which imagejobs watch tells",
                field.name()
            ))
            .help("leave it out; a job has id, job_type, status, begin_time, end_time, sub_jobs_total, duration"));
        }
        let times = Times::new(flags.utc);
        let form = match flags.format {
            Format::Table => {
                let usual = if of_jobs { Field::OF_JOBS } else { Field::OF_CHANGES };
                let chosen = !flags.fields.is_empty();
                let fields = if chosen { &flags.fields } else { usual };
                let layout = match shape {
                    Shape::Page => Layout::OnePage,
                    Shape::All { mixed } => Layout::ManyPages { mixed },
                    Shape::Changes => Layout::ManyPages { mixed: true },
                    Shape::Jobs => Layout::Rows,
                };
                Form::Table(Table::new(fields, chosen, times.clone(), layout))
            }
            Format::Json if matches!(shape, Shape::All { .. }) => Form::Json("{\"items\":["),
            Format::Json | Format::Jsonl => Form::Jsonl,
            Format::Csv => {
                let usual = if of_jobs { Field::SENT } else { Field::SENT_OF_CHANGES };
                let fields = if flags.fields.is_empty() { usual } else { &flags.fields };
                Form::Csv(fields.to_vec(), true)
            }
        };
        Ok(Self { out: BufWriter::new(out), form, fields: flags.fields.clone(), times })
    }

    /// Prints the only page there is.
    pub(crate) fn page(&mut self, page: &Page, format: Format) -> io::Result<()> {
        if format == Format::Json {
            json::page(&mut self.out, page, &self.fields, &self.times)?;
            return self.out.flush();
        }
        self.records(page.items().iter().map(Record::from))
    }

    pub(crate) fn records<'a>(
        &mut self,
        records: impl IntoIterator<Item = Record<'a>>,
    ) -> io::Result<()> {
        let Self { out, form, fields, times } = self;
        let shown = |record| Shown { record, fields: &*fields, times: &*times };
        match form {
            Form::Table(table) => {
                let records: Vec<_> = records.into_iter().collect();
                table.write(out, &records)?;
            }
            Form::Jsonl => {
                records.into_iter().try_for_each(|record| json::json(out, &shown(record)))?;
            }
            Form::Json(before) => {
                for record in records {
                    out.write_all(before.as_bytes())?;
                    json_text(out, &shown(record))?;
                    *before = ",";
                }
            }
            Form::Csv(fields, names) => {
                let mut rows = csv::Writer::from_writer(&mut *out);
                if std::mem::take(names) {
                    rows.write_record(fields.iter().map(|field| field.name()))?;
                }
                for record in records {
                    rows.write_record(fields.iter().map(|field| record.plain(*field, times)))?;
                }
                rows.flush()?;
            }
        }
        out.flush()
    }

    /// Closes what was printed, and says whether it is all there is.
    pub(crate) fn end(&mut self, complete: bool) -> io::Result<()> {
        match &mut self.form {
            // An empty list has a header, too.
            Form::Table(_) | Form::Csv(..) if complete => self.records([])?,
            Form::Table(_) | Form::Csv(..) | Form::Jsonl => {}
            Form::Json(before) => {
                let before = if *before == "," { "" } else { *before };
                writeln!(self.out, "{before}],\"complete\":{complete}}}")?;
            }
        }
        self.out.flush()
    }

    /// What a table left out to fit, in words.
    pub(crate) fn cut(&self) -> Option<String> {
        match &self.form {
            Form::Table(table) => table.cut(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use imagejobs::ImageJob;

    use super::*;

    fn printed(
        format: Format,
        fields: &[Field],
        pages: &[Vec<ImageJob>],
        complete: bool,
    ) -> String {
        let flags = Output { format, fields: fields.to_vec(), utc: true };
        let mut out = Vec::new();
        let mut printer = Printer::new(&flags, Shape::All { mixed: false }, &mut out).unwrap();
        for page in pages {
            printer.records(page.iter().map(Record::from)).unwrap();
        }
        printer.end(complete).unwrap();
        drop(printer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_one_document_wherever_it_ends() {
        let pages: [Vec<ImageJob>; 2] = [r#"[{"id":"1"},7]"#, "[{\"id\":[\"\u{9b}\",\n1]}]"]
            .map(|jobs| serde_json::from_str(jobs).unwrap());
        let printed =
            |pages: &[Vec<ImageJob>], complete| printed(Format::Json, &[], pages, complete);
        assert_eq!(printed(&[], true), "{\"items\":[],\"complete\":true}\n");
        assert_eq!(printed(&[], false), "{\"items\":[],\"complete\":false}\n");
        let text = printed(&pages, false);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["items"].as_array().unwrap().len(), 3);
        assert_eq!((text.lines().count(), &value["complete"]), (1, &false.into()));
        assert!(text.contains("[\"\\u009b\", 1]"), "{text}");
    }

    #[test]
    fn csv_is_quoted_where_it_must_be() {
        let pages: [Vec<ImageJob>; 2] = [
            r#"[{"id":"a,\"b\"","job_type":"CREATE_SERVER","sub_jobs_total":10,"end_time":""}]"#,
            r#"[{"id":7,"status":["x","y"]}, "job"]"#,
        ]
        .map(|jobs| serde_json::from_str(jobs).unwrap());
        assert_eq!(
            printed(Format::Csv, &[], &pages, true),
            "id,job_type,status,begin_time,end_time,sub_jobs_total\n\
             \"a,\"\"b\"\"\",CREATE_SERVER,,,,10\n\
             7,,\"[\"\"x\"\",\"\"y\"\"]\",,,\n\
             \"\"\"job\"\"\",,,,,\n"
        );
        assert_eq!(printed(Format::Csv, &[Field::Id], &[], true), "id\n");
    }

    #[test]
    fn a_table_shows_what_came() {
        let jobs: Vec<ImageJob> = serde_json::from_str(
            r#"[{"id":"1","job_type":"createServer","status":"WAITING","sub_jobs_total":10},
                {"id":702364883651395584,"status":"\u001b[31mRED","end_time":""}, [1,2]]"#,
        )
        .unwrap();
        let fields =
            [Field::Id, Field::JobType, Field::Status, Field::EndTime, Field::SubJobsTotal];
        let flags = Output { format: Format::Table, fields: fields.to_vec(), utc: true };
        let mut out = Vec::new();
        let mut printer = Printer::new(&flags, Shape::Page, &mut out).unwrap();
        printer.records(jobs.iter().map(Record::from)).unwrap();
        drop(printer);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "ID                  TYPE          STATUS   END  SUBJOBS\n\
             1                   createServer  WAITING  -    10\n\
             702364883651395584  -             [31mRED  -    -\n\
             [1,2]               -             -        -    -\n"
        );
    }
}
