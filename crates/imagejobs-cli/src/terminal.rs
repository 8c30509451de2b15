//! What the terminal can show: colours, and how wide it is.

use std::env;

use clap::{ColorChoice, ValueEnum};
use console::Term;

/// When there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless a variable says otherwise.
    #[default]
    Auto,
    /// Also into files and pipes.
    Always,
    /// Nowhere.
    Never,
}

impl Color {
    /// What the parser of the flags does, whose words are help, too.
    pub(crate) fn of_clap(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}

/// Decides on colours from now on. A flag beats `NO_COLOR`, and that beats `CLICOLOR_FORCE`.
pub(crate) fn begin(color: Color) {
    let on = |terminal: Term| match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        Color::Auto => terminal.is_term() && !is("CLICOLOR", "0") && !is("TERM", "dumb"),
    };
    console::set_colors_enabled(on(Term::stdout()));
    console::set_colors_enabled_stderr(on(Term::stderr()));
}

/// How many columns there are for standard output: as many as `COLUMNS` says, else as the terminal
/// has. Into a file or a pipe there is no limit.
pub(crate) fn columns() -> Option<usize> {
    let said = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let of_the_terminal = || {
        let terminal = Term::stdout();
        let size = terminal.is_term().then(|| terminal.size_checked()).flatten();
        size.map(|(_, columns)| usize::from(columns))
    };
    said.or_else(of_the_terminal).filter(|columns| *columns > 0)
}

/// What stands where a text is cut: a locale that says it is not UTF-8 is taken at its word.
pub(crate) fn ellipsis() -> &'static str {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(env::var_os);
    let mut locale = locale.map(|locale| locale.to_string_lossy().to_ascii_lowercase());
    match locale.find(|locale| !locale.is_empty()) {
        Some(locale) if !locale.contains("utf-8") && !locale.contains("utf8") => "...",
        _ => "…",
    }
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn is(variable: &str, value: &str) -> bool {
    env::var_os(variable).is_some_and(|set| set == value)
}
