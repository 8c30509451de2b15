//! What is measured, and what it must reach.

use std::collections::BTreeMap;
use std::fmt;

/// A figure.
#[derive(Debug)]
pub(super) struct Figure {
    /// Its name, by which it is asked for and its reason is found.
    pub(super) name: &'static str,
    /// What it is, in words.
    pub(super) what: &'static str,
    pub(super) bound: Bound,
    pub(super) unit: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

use Bound::{AtLeast, AtMost};

/// Every figure.
pub(super) const FIGURES: &[Figure] = &[
    figure(
        "pages-100-16-hyper-strings",
        "100 items, 16 in flight: of raw hyper + `String` structs",
        AtLeast(1.15),
        "",
    ),
    figure(
        "pages-100-16-hyper-ours",
        "100 items, 16 in flight: of raw hyper + our types",
        AtLeast(0.85),
        "",
    ),
    figure(
        "pages-100-1-hyper-strings",
        "100 items, 1 in flight: of raw hyper + `String` structs",
        AtLeast(0.95),
        "",
    ),
    figure(
        "pages-10-16-reqwest-strings",
        "10 items, 16 in flight: of reqwest + `String` structs",
        AtLeast(1.0),
        "",
    ),
    figure(
        "pages-10-1-hyper-strings",
        "10 items, 1 in flight: of raw hyper + `String` structs",
        AtLeast(0.9),
        "",
    ),
    figure(
        "pages-traced",
        "with tracing to a collector that discards: of the same without, the least of the four",
        AtLeast(0.9),
        "",
    ),
    figure("jobs-20000", "20,000 jobs, 50 ms a call, 8 in flight", AtMost(1.5), " s"),
    figure("memory-1000000", "1,000,000 jobs streamed: peak resident memory", AtMost(32.0), " MiB"),
    figure("allocations", "allocations per job decoded", AtMost(0.0), ""),
    figure("sign", "signing one call", AtMost(3.0), " µs"),
    figure("codegen", "codegen in process, a document", AtMost(60.0), " ms"),
    figure(
        "build-time",
        "cold dev build of a small program: of the same on bare reqwest with ring",
        AtMost(1.5),
        "",
    ),
    figure("build-crates", "crates that it builds beyond those", AtMost(30.0), ""),
    figure("binary", "release binary `imagejobs`, stripped", AtMost(12.0), " MB"),
    figure("cli-start", "`imagejobs --version`", AtMost(5.0), " ms"),
    figure(
        "cli-list",
        "`imagejobs list` over loopback: of `curl` for the same call",
        AtMost(1.5),
        "",
    ),
    figure(
        "serve-pages",
        "embedded server, 100 of 100,000 jobs, 16 in flight: of bare hyper with a ready page",
        AtLeast(0.7),
        "",
    ),
    figure("serve-any-page", "the slowest page of 1,000,000 jobs", AtMost(2.0), " ms"),
    figure("serve-ready", "`imagejobs serve --jobs 1000`: ready after", AtMost(50.0), " ms"),
];

const fn figure(
    name: &'static str,
    what: &'static str,
    bound: Bound,
    unit: &'static str,
) -> Figure {
    Figure { name, what, bound, unit }
}

impl Figure {
    /// Whether a value is what it must be.
    pub(super) fn reached(&self, value: f64) -> bool {
        match self.bound {
            AtLeast(least) => value >= least,
            AtMost(most) => value <= most,
        }
    }

    /// A value, as precisely as it means something.
    pub(super) fn told(&self, value: f64) -> String {
        let digits = if value.fract() == 0.0 && self.unit.is_empty() { 0 } else { 2 };
        format!("{value:.digits$}{}", self.unit)
    }

    /// What it must be.
    pub(super) fn must(&self) -> String {
        match self.bound {
            AtLeast(least) => format!("at least {least}{}", self.unit),
            AtMost(most) => format!("at most {most}{}", self.unit),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<28} {} ({})", self.name, self.what, self.must())
    }
}

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Figures(BTreeMap<&'static str, f64>);

impl Figures {
    pub(super) fn add(&mut self, name: &'static str, value: f64) {
        self.0.insert(name, value);
    }

    /// Those that were measured, in the order of the table.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static Figure, f64)> {
        FIGURES.iter().filter_map(|figure| Some((figure, *self.0.get(figure.name)?)))
    }

    /// Those that are not what they must be.
    pub(super) fn missed(&self) -> impl Iterator<Item = (&'static Figure, f64)> {
        self.all().filter(|(figure, value)| !figure.reached(*value))
    }
}
