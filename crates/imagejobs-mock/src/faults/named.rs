//! Plans that have a name.

use std::time::Duration;

use super::{Fault, FaultPlan, Latency};

impl FaultPlan {
    /// The names of the plans that [`named`](Self::named) knows, each with what it does.
    pub const NAMES: [(&'static str, &'static str); 5] = [
        ("flaky", "one call in five, by chance, gets 500, 502 or 503 or a reset connection"),
        ("outage", "every call gets 503"),
        ("throttled", "10 calls in 10 s get through, the others 429 in the gateway's words"),
        ("slow", "answers come late by chance, 300 ms on average"),
        (
            "hostile",
            "half of the calls get HTML, resets, half or endless bodies, odd types or odd dates",
        ),
    ];

    /// The plan of this name.
    ///
    /// ```
    /// use imagejobs_mock::FaultPlan;
    ///
    /// for (name, does) in FaultPlan::NAMES {
    ///     println!("{name}: {does}");
    ///     assert!(FaultPlan::named(name).is_some());
    /// }
    /// assert_eq!(FaultPlan::named("calm"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        let rules = match name {
            "flaky" => {
                // All of them together fail one call in five: 1 - 0.9457^4.
                let rate = 0.0543;
                let statuses = [500, 502, 503].map(|status| Fault::status(status).rate(rate));
                Vec::from_iter(statuses.into_iter().chain([Fault::reset().rate(rate)]))
            }
            "outage" => vec![Fault::status(503)],
            "throttled" => vec![Fault::throttle(10, Duration::from_secs(10))],
            "slow" => {
                let latency = Latency::Exponential(Duration::from_millis(300));
                vec![Fault::normal().latency(latency)]
            }
            "hostile" => hostile(),
            _ => return None,
        };
        Some(Self { seed: None, rules })
    }
}

fn hostile() -> Vec<Fault> {
    let odd = [
        Fault::html(),
        Fault::normal().truncate_after(9),
        Fault::normal().reset_after(9),
        Fault::reset(),
        Fault::normal().endless(),
        Fault::normal().body(r#"{"count":"many","items":{"0":[]}}"#),
        Fault::normal().content_type("text/plain"),
        Fault::normal().date("-2h"),
        Fault::normal().date("yesterday"),
    ];
    // All of them together: 1 - 0.926^9, which is a half.
    odd.into_iter().map(|fault| fault.rate(0.074)).collect()
}
