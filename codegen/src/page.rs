//! A reference page of the service, read into facts.
//!
//! A page is plain text: paragraphs with a blank line between them, list items behind a bullet,
//! sections that begin with a line such as `Response Parameters`, and tables. A table has lost its
//! grid: its caption (`Table 4 Response body parameters`), its column headings, and then its cells
//! follow each other as paragraphs, and a cell may hold several. So a row is found by what its short
//! cells look like: a name, a mark such as `Yes`, a type such as `Array of strings`. Of all ways to
//! cut a table into rows the one is taken whose cells look most like what their columns hold; a
//! paragraph that nothing can be made of is told as [`Unread`], so that no row is lost in silence.
//!
//! Every step looks at each paragraph a bounded number of times: a page of any size or content takes
//! time in proportion to its size.
//!
//! ```
//! let text = "Listing Things\n\nURI\n\nGET /v1/things\n\nResponse Parameters\n\nStatus code: 200\n\n\
//!             Table 1 Response body parameters\n\nParameter\n\nType\n\nDescription\n\n\
//!             total\n\nInteger\n\nHow many there are.\n\nMinimum: 0\n";
//! let page = imagejobs_codegen::page::Page::read("things.txt", text)?;
//! let total = &page.facts().responses[0].fields[0];
//! assert_eq!((total.name.as_str(), total.kind.as_deref()), ("total", Some("Integer")));
//! assert_eq!(page.line("/responses/0/fields/0"), Some(19));
//! # Ok::<(), imagejobs_codegen::problem::Problem>(())
//! ```

mod actions;
mod assembly;
mod blocks;
mod cells;
mod columns;
mod examples;
mod facts;
mod hints;
mod nested;
mod outline;
mod pieces;
mod places;
mod reading;
mod rows;
mod sections;
mod written;

use std::collections::HashMap;

pub use self::facts::{Example, Facts, Field, Location, Object, Parameter, Response, Unread};
use crate::problem::Problem;

/// A reference page that was read: its facts, and the lines where they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    facts: Facts,
    lines: HashMap<String, usize>,
}

impl Page {
    /// Reads the text of a page.
    ///
    /// `file` is only named in the problem, nothing is read from it.
    ///
    /// # Errors
    ///
    /// A text that is no reference page: one without a title, without a line that names method and
    /// path, or with neither a table of parameters nor a section on requests, responses or statuses.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        let (facts, lines) = reading::read(text).map_err(|message| Problem::new(file, message))?;
        Ok(Self { facts, lines })
    }

    /// Takes facts that were written down as JSON before; lines are those of that JSON.
    ///
    /// # Errors
    ///
    /// A text that is no JSON, or that says anything which facts of a page do not.
    pub fn of_json(file: &str, text: &str) -> Result<Self, Problem> {
        let (facts, lines) = written::read(file, text)?;
        Ok(Self { facts, lines })
    }

    /// What the page says.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The facts alone.
    #[must_use]
    pub fn into_facts(self) -> Facts {
        self.facts
    }

    /// The line, counted from 1, of a fact at a JSON pointer into the facts, or of the nearest one
    /// above it.
    #[must_use]
    pub fn line(&self, pointer: &str) -> Option<usize> {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.lines.get(pointer) {
                return Some(*line);
            }
            if let Some(index) = pointer.strip_prefix("/unread/") {
                return Some(self.facts.unread.get(index.parse::<usize>().ok()?)?.line);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }
}
