//! What is said beside the data.

use std::fmt::Display;
use std::io::{self, Write};

/// Writes a line to standard error. That it cannot be written is no reason to fail.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
