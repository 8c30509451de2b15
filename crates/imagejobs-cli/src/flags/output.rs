//! The flags that say how data is shown.

use clap::{Args, ValueEnum};

use super::choice::Choice;
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
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = FIELD)]
    #[arg(hide_possible_values = true)]
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

const FIELD: Choice<Field> =
    Choice { read: field, all: || Field::ALL.iter().map(|field| field.name()).collect() };

fn field(name: &str) -> Result<Field, String> {
    let name = name.trim().replace('-', "_");
    let found = Field::ALL.iter().copied().find(|field| {
        [field.name(), field.header()].iter().any(|known| name.eq_ignore_ascii_case(known))
    });
    found.ok_or_else(|| {
        let names = |fields: &[Field]| {
            fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
        };
        let (jobs, changes): (Vec<_>, Vec<_>) =
            Field::ALL.iter().partition(|field| !field.is_of_changes());
        let (jobs, changes) = (names(&jobs), names(&changes));
        format!("there is no field {name:?}; there are {jobs}, and for watch {changes}")
    })
}
