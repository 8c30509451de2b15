//! A page's paragraphs and list items.

use std::borrow::Cow;

/// A run of lines without a blank one between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'t> {
    /// The first line, counted from 1.
    pub(super) line: usize,
    /// The columns before the text, or before its bullet.
    pub(super) indent: usize,
    /// Whether it is a list item.
    pub(super) bullet: bool,
    /// Without bullet and outer blanks; a run of several lines keeps what is between them.
    pub(super) text: &'t str,
    /// Whether the text is on one line as it stands.
    plain: bool,
    /// Where the text starts and ends in the page, in bytes.
    pub(super) span: (usize, usize),
}

impl<'t> Block<'t> {
    /// The text on one line, if it is no longer than `limit` bytes: a cell, a heading, a caption.
    pub(super) fn short(&self, limit: usize) -> Option<Cow<'t, str>> {
        let fits = self.text.len() <= limit;
        fits.then(|| if self.plain { Cow::Borrowed(self.text) } else { one_line(self.text) })
    }
}

/// A text with every run of blanks as one space, and without characters that show nothing.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let plain = !text.contains(|c: char| c != ' ' && (c.is_whitespace() || hidden(c)));
    if plain && !text.contains("  ") {
        return Cow::Borrowed(text.trim());
    }
    let visible = text.replace(hidden, "");
    Cow::Owned(visible.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The blocks of a page, in order.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Open> = None;
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let end = start + line.trim_end().len();
        let item = bullet(line.trim_start_matches([' ', '\t', '\u{feff}']));
        if line.trim().is_empty() {
            blocks.extend(open.take().map(|open| open.close(text)));
        } else if let Some(block) = open.as_mut().filter(|_| item.is_none()) {
            block.end = end;
        } else {
            blocks.extend(open.take().map(|open| open.close(text)));
            let indent = line.chars().take_while(|c| matches!(c, ' ' | '\t')).count();
            open = Some(Open { line: index + 1, indent, bullet: item.is_some(), start, end });
        }
        start += line.len();
    }
    blocks.extend(open.map(|open| open.close(text)));
    blocks
}

struct Open {
    line: usize,
    indent: usize,
    bullet: bool,
    start: usize,
    end: usize,
}

impl Open {
    fn close(self, page: &str) -> Block<'_> {
        let Self { line, indent, bullet: is_item, start, end } = self;
        let whole =
            page[start..end].trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let text = if is_item { bullet(whole).unwrap_or(whole) } else { whole };
        // Longer texts are not asked for on one line.
        let plain =
            text.len() <= 500 && matches!(one_line(text), Cow::Borrowed(one) if one == text);
        Block { line, indent, bullet: is_item, plain, text, span: (end - text.len(), end) }
    }
}

/// What stands behind a bullet.
fn bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['•', '◦', '▪', '●', '○', '■', '·', '-', '*'])?;
    let item = rest.trim_start();
    (item.len() < rest.len() && !item.is_empty()).then_some(item)
}
