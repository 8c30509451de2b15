//! `cargo xtask conform`: page, document, generated code, facade and wire, fact by fact.

mod matrix;
mod tests;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

pub(crate) use self::matrix::{Checkout, Matrix};
pub(crate) use self::tests::{Report, Tests};
use crate::files;

#[derive(Debug, Args)]
#[command(after_help = "\
One row a fact of the document, with four marks: whether the reference page's facts, the
generated code, the facade and the wire say the same. `ok` is yes, `NO` is no, with the reason
below, and `-` stands where a side has no such fact: no page names a region's endpoint, no code
knows the server's default. Exits 1 on any NO, and on a fact that no side has.

The document and the generated code are read when this runs. Facade and wire are the facade's
conformance tests, which cargo builds first when they are not built.

Examples:
  cargo xtask conform            prints every row
  cargo xtask conform --quiet    prints only what is wrong, and the sum")]
pub(crate) struct Flags {
    /// Prints only rows with something wrong.
    #[arg(long, short)]
    quiet: bool,
}

pub(crate) fn run(root: &Path, flags: &Flags) -> Result<ExitCode, String> {
    let mut sound = true;
    for checkout in Checkout::all(root)? {
        let mut matrix = Matrix::of(&checkout)?;
        matrix.add(&Tests::build(root)?.run(root, None)?);
        files::print(&matrix.told(flags.quiet))?;
        sound &= matrix.wrong().next().is_none();
    }
    if !sound {
        eprintln!("error: the sides do not say the same");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
