//! Pages of our own in the layout of the service's reference pages.

use std::fmt::Write as _;

use imagejobs_codegen::page::{Facts, Page};

/// A page that is written block by block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout(pub(crate) String);

/// A row: its short cells, then the paragraphs of its description.
pub(crate) type Row = Vec<String>;

pub(crate) fn row<const N: usize>(cells: [&str; N]) -> Row {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

pub(crate) const ASKED: &[&str] = &["Parameter", "Mandatory", "Type", "Description"];
pub(crate) const TOLD: &[&str] = &["Parameter", "Type", "Description"];

impl Layout {
    /// A page up to its method and path.
    pub(crate) fn new() -> Self {
        Self::default()
            .block("Listing Widgets")
            .block("Function")
            .block("Tells which widgets there are.")
            .block("URI")
            .block("GET /v1/{shop_id}/widgets")
    }

    /// A paragraph; one that starts with `• ` is a list item. An empty cell shows nothing.
    pub(crate) fn block(mut self, text: &str) -> Self {
        if !text.is_empty() {
            let indent = if text.starts_with('•') { "  " } else { "" };
            let _ = write!(self.0, "{indent}{text}\n\n");
        }
        self
    }

    pub(crate) fn blocks(self, texts: &[&str]) -> Self {
        texts.iter().fold(self, |page, text| page.block(text))
    }

    /// A table; without a caption where that is empty.
    pub(crate) fn table(self, caption: &str, headings: &[&str], rows: &[Row]) -> Self {
        let page =
            if caption.is_empty() { self } else { self.block(&format!("Table 1 {caption}")) };
        rows.iter().flatten().fold(page.blocks(headings), |page, cell| page.block(cell))
    }

    /// A page whose only response has these rows.
    pub(crate) fn response(rows: &[Row]) -> Self {
        let page = Self::new().blocks(&["Response Parameters", "Status code: 200"]);
        page.table("Response body parameters", TOLD, rows)
    }

    /// The usual end of a page.
    pub(crate) fn end(self) -> Self {
        self.blocks(&["Example Requests", "None", "Example Responses", "None"])
            .blocks(&["Status Codes", "Status Code", "Description", "200", "Fine."])
            .blocks(&["Error Codes", "See elsewhere."])
    }

    pub(crate) fn facts(&self) -> Facts {
        Page::read("page.txt", &self.0)
            .unwrap_or_else(|problem| panic!("{problem}\n{}", self.0))
            .into_facts()
    }

    /// The facts of one row: its type, and its description's paragraphs.
    pub(crate) fn said(kind: &str, description: &[&str]) -> serde_json::Value {
        let mut cells = row(["size", kind]);
        cells.extend(description.iter().map(|text| (*text).to_owned()));
        // A row behind it shows where it ends.
        let facts = Self::response(&[cells, row(["last", "String", "The last."])]).end().facts();
        let fields = &facts.responses[0].fields;
        assert_eq!(fields.len(), 2, "{description:?}");
        let mut said = serde_json::to_value(&fields[0]).unwrap();
        for known in ["name", "type"] {
            said.as_object_mut().unwrap().remove(known);
        }
        said
    }
}
