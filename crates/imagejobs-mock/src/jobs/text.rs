//! The text of a page, written piece by piece and without the formatter: pages are what the server
//! mostly does.

use jiff::Timestamp;

use crate::job::millis_text;

#[derive(Debug)]
pub(super) struct Text {
    written: Vec<u8>,
    day: Day,
}

/// A day and how it is written, with the `T` behind it. Jobs that stand side by side mostly began on
/// the same day.
#[derive(Debug)]
struct Day {
    text: [u8; 11],
    /// When it begins, in milliseconds since 1970.
    begin: i64,
}

impl Text {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { written: Vec::with_capacity(bytes), day: Day::FIRST }
    }

    pub(super) fn put(&mut self, text: &str) {
        self.written.extend_from_slice(text.as_bytes());
    }

    pub(super) fn len(&self) -> usize {
        self.written.len()
    }

    pub(super) fn number(&mut self, number: u64) {
        let (high, low) = (number / EIGHT, number % EIGHT);
        match high {
            0 => return self.few_digits(low),
            1..EIGHT => self.few_digits(high),
            EIGHT.. => {
                self.few_digits(high / EIGHT);
                self.written.extend_from_slice(&eight_digits(high % EIGHT));
            }
        }
        self.written.extend_from_slice(&eight_digits(low));
    }

    fn few_digits(&mut self, number: u64) {
        match number {
            0..10 => self.written.push(digit(number)),
            10..100 => self.written.extend_from_slice(&[digit(number / 10), digit(number)]),
            100.. => {
                self.few_digits(number / 10);
                self.written.push(digit(number));
            }
        }
    }

    /// Writes a time as [`millis_text`] does.
    pub(super) fn time(&mut self, millis: i64) {
        if !(0..DAY).contains(&millis.wrapping_sub(self.day.begin)) {
            match Day::of(millis) {
                Some(day) => self.day = day,
                None => return self.put(&millis_text(millis)),
            }
        }
        let millis = (millis - self.day.begin) as u64;
        let (seconds, milli) = (millis / 1000, millis % 1000);
        let (minutes, second) = (seconds / 60, seconds % 60);
        let (hour, minute) = (minutes / 60, minutes % 60);
        let pairs = hour | (minute << 16) | (second << 32) | ((milli / 10) << 48);
        let [h, hh, m, mm, s, ss, c, cc] = digits_of_pairs(pairs);
        self.written.extend_from_slice(&self.day.text);
        let last = digit(milli);
        self.written.extend_from_slice(&[h, hh, b':', m, mm, b':', s, ss, b'.', c, cc, last, b'Z']);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.written
    }
}

impl Day {
    const FIRST: Self = Self { text: *b"1970-01-01T", begin: 0 };

    /// The day of a time, when the calendar has all of it and a year of four digits.
    fn of(millis: i64) -> Option<Self> {
        let begin = millis.checked_sub(millis.rem_euclid(DAY))?;
        Timestamp::from_millisecond(begin).ok()?;
        Timestamp::from_millisecond(begin.checked_add(DAY)?).ok()?;
        let text = millis_text(begin);
        let text = text.strip_suffix("00:00:00.000Z")?.as_bytes();
        Some(Self { text: text.try_into().ok()?, begin })
    }
}

/// In milliseconds.
const DAY: i64 = 86_400_000;

/// The last digit of a number.
fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}

/// The first number of nine digits.
const EIGHT: u64 = 100_000_000;

/// The digits of a number that has at most eight: its halves stand side by side in one number, are
/// divided at once, and so are its quarters. A multiplication and a shift divide by 100.
fn eight_digits(number: u64) -> [u8; 8] {
    let halves = (number / 10_000) | ((number % 10_000) << 32);
    let high = ((halves * 10_486) >> 20) & 0x0000_007f_0000_007f;
    digits_of_pairs(high | ((halves - high * 100) << 16))
}

/// The digits of four numbers below 100, each in 16 bits, the first in the lowest: all are divided by
/// 10 at once.
fn digits_of_pairs(pairs: u64) -> [u8; 8] {
    let high = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    let digits = high | ((pairs - high * 10) << 8);
    (digits + u64::from_le_bytes(*b"00000000")).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(times: &[i64]) -> String {
        let mut text = Text::with_capacity(0);
        times.iter().for_each(|&millis| text.time(millis));
        String::from_utf8(text.into_bytes()).unwrap()
    }

    fn expected(times: &[i64]) -> String {
        times.iter().map(|&millis| millis_text(millis)).collect()
    }

    #[test]
    fn the_ends_of_days_and_of_time_are_written_like_any_time() {
        let (first, last) = (Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
        let times = [0, -1, 1, DAY - 1, DAY, -DAY, -DAY - 1, first, first - 1, last, last + 1];
        assert_eq!(written(&times), expected(&times));
        assert_eq!(written(&[i64::MIN, i64::MAX]), expected(&[0, 0]));
    }

    #[test]
    fn every_millisecond_of_a_minute_and_every_minute_of_a_day_is_written_right() {
        let times: Vec<_> = (0..60_000).chain((0..1440).map(|minute| minute * 60_000)).collect();
        assert_eq!(written(&times), expected(&times));
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_usual(number: u64, shift in 0..64) {
            for number in [number, number >> shift, 10_u64.pow(shift as u32 % 20)] {
                let mut text = Text::with_capacity(0);
                text.number(number);
                prop_assert_eq!(text.into_bytes(), number.to_string().into_bytes());
            }
        }

        #[test]
        fn times_are_written_as_the_calendar_writes_them(
            first in Timestamp::MIN.as_millisecond()..=Timestamp::MAX.as_millisecond(),
            steps in prop::collection::vec(-2 * DAY..2 * DAY, 0..8),
        ) {
            let mut times = vec![first];
            times.extend(steps.iter().map(|step| first.saturating_add(*step)));
            prop_assert_eq!(written(&times), expected(&times));
        }
    }
}
