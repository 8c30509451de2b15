//! An input that breaks a promise, made small: runs of lines go, then runs of bytes, as long as a
//! promise is still broken.

use std::time::{Duration, Instant};

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A part of the input that still breaks a promise.
pub(crate) fn shrink(input: Vec<u8>, breaks: &mut dyn FnMut(&[u8]) -> bool) -> Vec<u8> {
    let until = Instant::now() + PATIENCE;
    let lines: Vec<Vec<u8>> = input.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let lines = fewer(lines, until, &mut |lines| breaks(&lines.concat()));
    fewer(lines.concat(), until, breaks)
}

/// Tries to do without runs of parts: long ones first, then shorter ones.
fn fewer<T: Clone>(
    mut parts: Vec<T>,
    until: Instant,
    breaks: &mut dyn FnMut(&[T]) -> bool,
) -> Vec<T> {
    let mut run = parts.len().div_ceil(2);
    while run > 0 {
        let mut at = 0;
        while at < parts.len() {
            if Instant::now() > until {
                return parts;
            }
            let end = (at + run).min(parts.len());
            let without = [&parts[..at], &parts[end..]].concat();
            if breaks(&without) {
                parts = without;
            } else {
                at = end;
            }
        }
        run = if run == 1 { 0 } else { run.div_ceil(2) };
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes() {
        let input = b"one\ntwo\nthree a needle here\nfour\n".repeat(9);
        let mut breaks = |input: &[u8]| input.windows(6).any(|bytes| bytes == b"needle");
        assert_eq!(shrink(input, &mut breaks), b"needle");
    }
}
