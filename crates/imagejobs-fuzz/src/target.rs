use std::fmt;

use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Strategy};

/// Holds the promises of a target against one input. The error says which one is broken.
pub(crate) type Check = Box<dyn FnMut(&[u8]) -> Result<(), String>>;

/// Something that reads what strangers wrote.
pub struct Target {
    /// Its name, and that of its folder in the corpus.
    pub name: &'static str,
    /// What is promised, in half a line.
    pub promise: &'static str,
    /// Texts that mean something to it.
    pub(crate) words: &'static [&'static str],
    /// Writes inputs of its shape.
    pub(crate) inputs: fn() -> BoxedStrategy<Vec<u8>>,
    /// Sets up what a check needs.
    pub(crate) start: fn() -> Result<Check, String>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One of these texts.
pub(crate) fn one_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    select(texts).prop_map(str::to_owned).boxed()
}

/// Breaks off a check where something does not hold, and says what.
macro_rules! hold {
    ($held:expr, $($broken:tt)+) => {
        if !$held {
            return Err(format!($($broken)+));
        }
    };
}
pub(crate) use hold;
