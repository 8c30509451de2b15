//! `BENCHMARKS.md`.

use std::path::Path;

use super::figure::Figures;
use super::machine;
use crate::files;

pub(super) fn text(root: &Path, got: &Figures, tables: &[String]) -> Result<String, String> {
    let mut text = "# Benchmarks

How fast imagejobs is, beside what does the same. Written by `cargo xtask bench`; `--help` tells how
it measures.

| figure | must be | is | |
| --- | --- | --- | --- |
"
    .to_owned();
    for (figure, value) in got.all() {
        let mark = if figure.reached(value) { "reached" } else { "**missed**" };
        let (must, is) = (figure.must(), figure.told(value));
        text.push_str(&format!("| {} | {must} | {is} | {mark} |\n", figure.what));
    }
    for table in tables {
        text.push('\n');
        text.push_str(table);
    }
    let missed: Vec<_> =
        got.missed().map(|(figure, _)| (figure.name, reason(root, figure.name))).collect();
    // What holds for several figures in a row is told once.
    for alike in missed.chunk_by(|(_, one), (_, other)| one == other) {
        let names: Vec<_> = alike.iter().map(|(name, _)| format!("`{name}`")).collect();
        let (names, reason) = (names.join(", "), alike[0].1.trim());
        text.push_str(&format!("\n## Missed: {names}\n\n{reason}\n"));
    }
    text.push_str(&format!("\n## Machine\n\n{}", machine::told(root)?));
    Ok(text)
}

/// Why a figure is missed: by its name, or by the beginning that it shares with others.
fn reason(root: &Path, figure: &str) -> String {
    let file = |name: &str| format!("crates/imagejobs-bench/reasons/{name}.md");
    let cuts = figure.rmatch_indices('-').map(|(at, _)| &figure[..at]);
    let mut names = std::iter::once(figure).chain(cuts);
    names.find_map(|name| files::text(root, &file(name)).ok()).unwrap_or_else(|| {
        format!("Nobody has looked for it yet; it belongs into `{}`.\n", file(figure))
    })
}
