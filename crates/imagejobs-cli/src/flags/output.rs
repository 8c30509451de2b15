//! The flags that say how data is shown.

use clap::{Args, ValueEnum};

use crate::output::Field;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// table for people; json, jsonl or csv for programs
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        default_value = "table",
        hide_possible_values = true
    )]
    pub(crate) format: Format,

    /// Which columns, in this order, such as id,status,duration
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = field)]
    pub(crate) fields: Vec<Field>,

    /// Shows times in UTC instead of the local zone
    #[arg(long)]
    pub(crate) utc: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns, for people.
    Table,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values below their names.
    Csv,
}

fn field(name: &str) -> Result<Field, String> {
    let name = name.trim();
    let found = Field::ALL.iter().copied().find(|field| name.eq_ignore_ascii_case(field.name()));
    found.ok_or_else(|| {
        let names: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
        format!("there is no field {name:?}; there are {}", names.join(", "))
    })
}
