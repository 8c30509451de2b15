//! An error as text: one line, whatever it is made of.

use std::fmt;
use std::time::Duration;

use super::Error;
use crate::escape_controls;
use crate::text::beginning;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{} ", operation.id)?;
        }
        f.write_str(&self.0.what)?;
        if let Some(first) = &self.0.attempts.first
            && first.0.what != self.0.what
        {
            write!(f, "; before that it {}", first.0.what)?;
        }
        let mut notes = self.0.notes.clone();
        if let Some(wait) = self.0.retry_after {
            notes.push(format!("try again in {}", rounded(wait)));
        }
        if self.0.attempts.made > 1 {
            notes.push(format!(
                "{} attempts in {}",
                self.0.attempts.made,
                rounded(self.0.attempts.over)
            ));
        }
        if let Some(id) = self.request_id() {
            notes.push(format!("request id {}", escape_controls(beginning(id, 128))));
        }
        if !notes.is_empty() {
            write!(f, " ({})", notes.join("; "))?;
        }
        Ok(())
    }
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
