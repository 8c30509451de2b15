//! JSON, one line a value.

use std::collections::HashMap;
use std::io::{self, Write};

use imagejobs::{Page, without_controls};
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::field::{Field, Record};
use super::times::{self, Times};

/// Writes a value as one line of JSON.
pub(crate) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    json_text(out, value)?;
    writeln!(out)
}

/// Writes a value as JSON without line breaks and other control characters, and without holding the
/// text: an id alone may be megabytes.
pub(super) fn json_text(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(serde_json::to_writer(OneLine(out), value)?)
}

/// A job, or a change with its job; whole, or the chosen fields of it.
pub(super) struct Shown<'a> {
    pub(super) record: Record<'a>,
    /// None is whole.
    pub(super) fields: &'a [Field],
    pub(super) times: &'a Times,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Record { job, change } = self.record;
        if !self.fields.is_empty() {
            return self.chosen(serializer);
        }
        let Some(change) = change else { return job.serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("change", change.name)?;
        if let Some(from) = change.from {
            map.serialize_entry("from", &from)?;
            map.serialize_entry("to", &job.status())?;
        }
        map.serialize_entry("job", job)?;
        map.end()
    }
}

impl Shown<'_> {
    /// The chosen fields as they came; what did not come is null. A job that is no object is itself.
    fn chosen<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Record { job, change } = self.record;
        let text = serde_json::to_string(job).map_err(S::Error::custom)?;
        let Ok(came) = serde_json::from_str::<HashMap<&str, &RawValue>>(&text) else {
            return job.serialize(serializer);
        };
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for field in self.fields {
            let name = field.name();
            match field {
                Field::Change => map.serialize_entry(name, &change.map(|change| change.name))?,
                Field::From => {
                    map.serialize_entry(name, &change.and_then(|change| change.from).flatten())?;
                }
                Field::Duration => {
                    map.serialize_entry(name, &times::seconds(self.times.duration(job)))?;
                }
                _ => map.serialize_entry(name, &came.get(name))?,
            }
        }
        map.end()
    }
}

/// Writes a page as the service's answer, each job with the chosen fields.
pub(super) fn page(
    out: &mut impl Write,
    page: &Page,
    fields: &[Field],
    times: &Times,
) -> io::Result<()> {
    #[derive(Deserialize)]
    struct Came<'a> {
        #[serde(borrow)]
        count: &'a RawValue,
    }
    #[derive(Serialize)]
    struct Chosen<'a> {
        count: &'a RawValue,
        items: Vec<Shown<'a>>,
    }
    if fields.is_empty() {
        return json(out, page);
    }
    let text = serde_json::to_string(page)?;
    let Came { count } = serde_json::from_str(&text)?;
    let items = page.items().iter().map(|job| Shown { record: job.into(), fields, times });
    let items = items.collect();
    json(out, &Chosen { count, items })
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
    use imagejobs::ImageJob;

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
    fn chosen_fields_are_as_they_came() {
        let fields = [Field::SubJobsTotal, Field::Id, Field::Duration, Field::EndTime];
        for (came, shown) in [
            (
                r#"{"id":702364883651395584702364883651395584,"sub_jobs_total":1.50e400}"#,
                r#"{"sub_jobs_total":1.50e400,"id":702364883651395584702364883651395584,"duration":null,"end_time":null}"#,
            ),
            ("[1,2]", "[1,2]"),
            ("null", "null"),
        ] {
            let job: ImageJob = serde_json::from_str(came).unwrap();
            let times = Times::new(true);
            let shown_as = Shown { record: (&job).into(), fields: &fields, times: &times };
            let mut out = Vec::new();
            json(&mut out, &shown_as).unwrap();
            assert_eq!(String::from_utf8(out).unwrap().trim_end(), shown);
        }
    }
}
