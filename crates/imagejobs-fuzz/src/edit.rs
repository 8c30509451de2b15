//! Changes to a kept input that leave most of it as it was.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use proptest::strategy::BoxedStrategy;

use crate::Target;

/// How long an edited input may be.
const LONGEST: usize = 64 << 10;

/// What odd things many readers stumble over.
const ODD: &[&str] = &[
    "\0",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "é",
    "\u{1f600}",
    "%",
    "%2F",
    "%00",
    "+",
    "-1",
    "0",
    "1.5",
    "1e400",
    "9223372036854775808",
    "18446744073709551616",
    "null",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "=",
    ";",
];

#[derive(Clone, Debug)]
enum Edit {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Replace(Index, usize, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    /// Puts a part of another kept input there.
    Splice(Index, Index, Index, usize),
    /// Swaps a line for another one of the same input.
    Line(Index, Index),
    Cut(Index),
}

/// A kept input with a few changes.
pub(crate) fn edited(target: &Target, corpus: Vec<Vec<u8>>) -> BoxedStrategy<Vec<u8>> {
    let words: Vec<Vec<u8>> =
        ODD.iter().chain(target.words).map(|word| word.as_bytes().to_vec()).collect();
    let word = prop_oneof![4 => select(words), 1 => vec(any::<u8>(), 1..8)].boxed();
    let at = || any::<Index>();
    let edit = prop_oneof![
        2 => (at(), 0_u8..8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        3 => (at(), word.clone()).prop_map(|(at, word)| Edit::Insert(at, word)),
        3 => (at(), 1_usize..12, word).prop_map(|(at, gone, word)| Edit::Replace(at, gone, word)),
        2 => (at(), 1_usize..40).prop_map(|(at, gone)| Edit::Remove(at, gone)),
        1 => (at(), 1_usize..60, 1_usize..5)
            .prop_map(|(at, some, times)| Edit::Repeat(at, some, times)),
        2 => (at(), at(), at(), 1_usize..80)
            .prop_map(|(at, of, from, some)| Edit::Splice(at, of, from, some)),
        2 => (at(), at()).prop_map(|(at, from)| Edit::Line(at, from)),
        1 => at().prop_map(Edit::Cut),
    ];
    let kept = Just(corpus);
    (kept, any::<Index>(), vec(edit, 1..6))
        .prop_map(|(corpus, chosen, edits)| {
            let mut input = chosen.get(&corpus).clone();
            for edit in edits {
                apply(&mut input, edit, &corpus);
            }
            input.truncate(LONGEST);
            input
        })
        .boxed()
}

fn apply(input: &mut Vec<u8>, edit: Edit, corpus: &[Vec<u8>]) {
    let place = |at: Index, input: &[u8]| at.index(input.len() + 1);
    let run = |at: usize, length: usize, input: &[u8]| at..(at + length).min(input.len());
    match edit {
        Edit::Flip(at, bit) => {
            if !input.is_empty() {
                let at = at.index(input.len());
                input[at] ^= 1 << bit;
            }
        }
        Edit::Insert(at, word) => {
            let at = place(at, input);
            input.splice(at..at, word);
        }
        Edit::Replace(at, gone, word) => {
            let at = place(at, input);
            input.splice(run(at, gone, input), word);
        }
        Edit::Remove(at, gone) => {
            let at = place(at, input);
            input.drain(run(at, gone, input));
        }
        Edit::Repeat(at, some, times) => {
            let at = place(at, input);
            let again = input[run(at, some, input)].repeat(times);
            input.splice(at..at, again);
        }
        Edit::Splice(at, of, from, some) => {
            let other = of.get(corpus);
            let from = place(from, other);
            let part = other[run(from, some, other)].to_vec();
            let at = place(at, input);
            input.splice(at..at, part);
        }
        Edit::Line(at, from) => {
            let mut lines: Vec<Vec<u8>> =
                input.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            let (at, from) = (at.index(lines.len()), from.index(lines.len()));
            lines.swap(at, from);
            *input = lines.join(&b'\n');
        }
        Edit::Cut(at) => input.truncate(place(at, input)),
    }
}
