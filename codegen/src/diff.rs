//! What differs between two texts.

use similar::TextDiff;

/// The unified diff from `old` to `new`, empty when they are the same.
///
/// ```
/// let diff = imagejobs_codegen::diff::unified("a\nb\n", "a\nc\n", "x.rs");
/// assert!(diff.contains("\n-b\n+c\n"));
/// ```
#[must_use]
pub fn unified(old: &str, new: &str, path: &str) -> String {
    if old == new {
        return String::new();
    }
    let diff = TextDiff::from_lines(old, new);
    let mut diff = diff.unified_diff();
    diff.header(&format!("committed/{path}"), &format!("generated/{path}"));
    diff.to_string()
}
