//! A value, and the flag or the variable that gave it.

use std::str::FromStr;

use imagejobs::Error;
use imagejobs::credentials::Variables;

use crate::exit::Failure;

#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) value: String,
    pub(crate) by: &'static str,
}

impl Given {
    /// The value as what it should be; what is wrong with it is told with the name it was given by.
    pub(crate) fn parse<T: FromStr<Err = Error>>(&self) -> Result<T, Failure> {
        self.value.parse().map_err(|error| self.wrong(error))
    }

    pub(crate) fn wrong(&self, error: Error) -> Failure {
        Failure::usage(format!("{}: {error}", self.by))
    }
}

pub(crate) fn flag(value: &Option<String>, by: &'static str) -> Option<Given> {
    value.clone().map(|value| Given { value, by })
}

/// A variable's value. An empty variable counts as unset.
pub(crate) fn variable(by: &'static str) -> Result<Option<Given>, Failure> {
    match Variables::default().get(by) {
        Ok(value) => Ok(value.map(|value| Given { value, by })),
        Err(_) => Err(Failure::usage(format!("{by}: the value is not UTF-8"))),
    }
}
