//! An error as text: one line, whatever it is made of.

use std::fmt;
use std::time::Duration;

use super::Error;
use crate::escape_controls;
use crate::text::beginning;

/// How long one part of a line may be, in bytes.
const LONGEST: usize = 4096;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{} ", operation.id)?;
        }
        one_line(f, &self.0.what)?;
        if let Some(first) = &self.0.attempts.first
            && first.0.what != self.0.what
        {
            f.write_str("; before that it ")?;
            one_line(f, &first.0.what)?;
        }
        let mut notes = self.0.notes.clone();
        if let Some(wait) = self.0.retry_after {
            notes.push(format!("try again in {}", rounded(wait)));
        }
        if self.0.attempts.made > 1 {
            let over = rounded(self.0.attempts.over);
            notes.push(format!("{} attempts in {over}", self.0.attempts.made));
        }
        if let Some(id) = self.request_id() {
            notes.push(format!("request id {}", beginning(id, 128)));
        }
        for (index, note) in notes.iter().enumerate() {
            f.write_str(if index == 0 { " (" } else { "; " })?;
            one_line(f, note)?;
        }
        f.write_str(if notes.is_empty() { "" } else { ")" })
    }
}

/// Whatever it is made of, it is one line, and not without end.
fn one_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let shown = beginning(text, LONGEST);
    f.write_str(&escape_controls(shown))?;
    f.write_str(if shown.len() < text.len() { "…" } else { "" })
}

/// A time as people say it: whole seconds, or a tenth where it is short.
fn rounded(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        let tenths = (time.as_secs_f64() * 10.0).ceil() / 10.0;
        format!("{tenths} s")
    } else {
        format!("{} s", time.as_secs_f64().ceil())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"))
            .field("status", &self.status())
            .field("code", &self.code())
            .finish_non_exhaustive()
    }
}
