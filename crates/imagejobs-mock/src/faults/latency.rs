//! How late an answer is.

use std::time::Duration;

use serde::Serialize;

use crate::length;

/// How late an answer is, by the server's clock and, where it is by chance, by the plan's
/// [seed](super::FaultPlan::seed).
///
/// ```
/// use std::time::Duration;
///
/// use imagejobs_mock::{Fault, FaultPlan, Latency, Server};
///
/// let ms = Duration::from_millis;
/// let late = |latency| Fault::normal().latency(latency);
/// // 200 ms for each call, up to 2 s more for some, and for some a time that may be long.
/// let plan = FaultPlan::new()
///     .rule(late(Latency::Fixed(ms(200))))
///     .rule(late(Latency::Uniform(ms(50), ms(2_000))).rate(0.2))
///     .rule(late(Latency::Exponential(ms(300))).every(5));
/// let server = Server::builder().manual_time().faults(plan).start()?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Latency {
    /// As late as this.
    Fixed(#[serde(serialize_with = "length::as_text")] Duration),
    /// From the first to the second, each time between being as likely as any other.
    Uniform(
        #[serde(serialize_with = "length::as_text")] Duration,
        #[serde(serialize_with = "length::as_text")] Duration,
    ),
    /// So late on average: mostly less, sometimes several times as much.
    Exponential(#[serde(serialize_with = "length::as_text")] Duration),
}

impl Latency {
    /// The time that belongs to a number from 0 up to but not 1, to the microsecond.
    pub(super) fn at(self, chance: f64) -> Duration {
        let time = match self {
            Self::Fixed(time) => return time,
            Self::Uniform(from, to) => from + to.saturating_sub(from).mul_f64(chance),
            Self::Exponential(mean) => mean.mul_f64((1.0 - chance).ln().abs()),
        };
        // The last bit of a logarithm is not the same on every machine.
        Duration::from_micros(time.as_micros().try_into().unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_spreads_a_latency_as_its_kind_says() {
        let ms = Duration::from_millis;
        for (latency, chance, time) in [
            (Latency::Fixed(ms(200)), 0.9, ms(200)),
            (Latency::Uniform(ms(50), ms(150)), 0.0, ms(50)),
            (Latency::Uniform(ms(50), ms(150)), 0.5, ms(100)),
            (Latency::Exponential(ms(300)), 0.0, ms(0)),
            (Latency::Exponential(ms(300)), 0.5, Duration::from_micros(207_944)),
        ] {
            assert_eq!(latency.at(chance), time, "{latency:?} at {chance}");
        }
        let longest = Latency::Exponential(ms(300)).at(1.0 - f64::EPSILON);
        assert!(longest > ms(10_000) && longest < ms(12_000), "{longest:?}");
    }
}
