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
    for (figure, _) in got.missed() {
        let file = format!("crates/imagejobs-bench/reasons/{}.md", figure.name);
        let reason = files::text(root, &file).unwrap_or_else(|_| {
            format!("Nobody has looked for it yet; it belongs into `{file}`.\n")
        });
        text.push_str(&format!("\n## Why `{}` is missed\n\n{}\n", figure.name, reason.trim()));
    }
    text.push_str(&format!("\n## Machine\n\n{}", machine::told(root)?));
    Ok(text)
}
