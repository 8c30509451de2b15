//! Servers that misbehave, one a row, and what each is promised to cost: the right error or the
//! page all the same, within the limits of time, and within the limit of memory.
//!
//! Every row is played twice, against the program and against the library. `row` says what a row
//! is, `server` what servers can do wrong; the tables stand in the other files, one a topic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

#[path = "../support/mod.rs"]
mod support;

mod certificates;
mod library;
mod program;
mod row;
mod server;

macro_rules! topics {
    ($($topic:ident)*) => {
        $(mod $topic;)*

        mod against_the_program {
            use crate::row::play;
            $(#[test] fn $topic() { play(crate::$topic::rows(), crate::program::play); })*
        }

        mod against_the_library {
            use crate::row::play;
            $(#[test] fn $topic() { play(crate::$topic::rows(), crate::library::play); })*
        }

        #[test]
        fn there_are_more_than_400_rows_and_each_has_its_name() {
            let rows = [$($topic::rows()),*].concat();
            let names: std::collections::HashSet<_> = rows.iter().map(|row| row.name).collect();
            assert!(rows.len() > 400 && names.len() == rows.len(), "{} rows", rows.len());
        }
    };
}

topics! {
    framing headers encodings json redirects tls connections timing sizes counts ids times
    failures listing waiting
}
