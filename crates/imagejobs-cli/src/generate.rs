//! `imagejobs completions` and `imagejobs man`: what is made of the command line itself.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::exit::{self, Failure};
use crate::flags::{Completions, Flags, Manual};
use crate::help::CREDENTIALS;

pub(crate) fn completions(flags: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(flags.shell, &mut Flags::command(), "imagejobs", &mut script);
    print(&script)
}

/// Prints the program's own page, or writes it and those of the commands into a folder.
pub(crate) fn manual(flags: &Manual) -> Result<(), Failure> {
    let mut program = Flags::command();
    program.build();
    let Some(folder) = &flags.folder else { return print(&page(&program)?) };
    let failed = |path: &Path, error: io::Error| {
        Failure::other(format!("cannot write {}: {error}", path.display()))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut out = io::stdout().lock();
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page(command)?).map_err(|error| failed(&path, error))?;
        writeln!(out, "{}", path.display())?;
    }
    out.flush()?;
    Ok(())
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let manual = Man::new(command.clone()).title(name);
    manual.render_title(&mut page)?;
    manual.render_name_section(&mut page)?;
    manual.render_synopsis_section(&mut page)?;
    manual.render_description_section(&mut page)?;
    manual.render_options_section(&mut page)?;
    if command.has_subcommands() {
        manual.render_subcommands_section(&mut page)?;
    }
    // Its lines are broken where they should be.
    if let Some(text) = command.get_after_help() {
        section(&mut page, "DETAILS", &text.to_string())?;
    }
    section(&mut page, "EXIT STATUS", &exit::table())?;
    section(&mut page, "CREDENTIALS", CREDENTIALS)?;
    Ok(page)
}

/// A section whose lines stay as they are.
fn section(page: &mut Vec<u8>, title: &str, text: &str) -> io::Result<()> {
    writeln!(page, ".SH \"{title}\"\n.nf")?;
    for line in text.lines() {
        // A dot or a quote at the beginning would be a request.
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        writeln!(page, "\\&{line}")?;
    }
    writeln!(page, ".fi")
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()?;
    Ok(())
}
