//! Pages a second, beside the peers.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::figure::Figures;
use super::program::{Programs, Server};
use super::{Effort, median};

/// Items of a page, and calls in flight.
const WAYS: [(&str, &str); 4] = [("100", "16"), ("100", "1"), ("10", "16"), ("10", "1")];

/// Who is measured, and what it is called in the report. The first is what the others stand beside.
const PEERS: [(&str, &str); 6] = [
    ("facade", "**facade**, signed, retries on"),
    ("traced", "facade, traced to a collector that discards"),
    ("hyper-strings", "raw hyper + `String` structs"),
    ("hyper-ours", "raw hyper + our types"),
    ("reqwest-strings", "reqwest + `String` structs"),
    ("progenitor", "plain progenitor client"),
];

/// What a peer did in a round.
#[derive(Debug, Deserialize)]
pub(super) struct Throughput {
    pub(super) pages_per_second: f64,
    cpu_micros_per_page: Option<f64>,
}

impl Throughput {
    /// Lets a peer get pages of so many items, so many at a time.
    pub(super) fn of(
        programs: &Programs,
        (who, server): (&str, &Server),
        (items, in_flight): (&str, &str),
        effort: Effort,
    ) -> Result<Self, String> {
        let time = effort.time.to_string();
        programs.ask(&[
            "pages",
            who,
            &server.address,
            "--items",
            items,
            "--in-flight",
            in_flight,
            "--time",
            &time,
        ])
    }
}

/// What a peer did in each round.
type Rounds<'a> = BTreeMap<&'a str, Vec<Throughput>>;

pub(super) fn measure(
    programs: &Programs,
    effort: Effort,
    got: &mut Figures,
) -> Result<String, String> {
    let peers = PEERS.iter().filter(|(who, _)| *who != "progenitor" || programs.progenitor);
    let peers: Vec<_> = peers.collect();
    let server = programs.serve("serve", &[])?;
    let mut ways = Vec::new();
    for (items, in_flight) in WAYS {
        let mut rounds = Rounds::new();
        for round in 1..=effort.rounds {
            eprintln!("pages: {items} items, {in_flight} in flight, round {round}");
            for (who, _) in &peers {
                let way = (items, in_flight);
                let throughput = Throughput::of(programs, (who, &server), way, effort)?;
                rounds.entry(who).or_default().push(throughput);
            }
        }
        ways.push(rounds);
    }
    let of = |way: usize, peer| ratio(&ways[way], "facade", peer, by_clock);
    got.add("pages-100-16-hyper-strings", of(0, "hyper-strings"));
    got.add("pages-100-16-hyper-ours", of(0, "hyper-ours"));
    got.add("pages-100-1-hyper-strings", of(1, "hyper-strings"));
    got.add("pages-10-16-reqwest-strings", of(2, "reqwest-strings"));
    got.add("pages-10-1-hyper-strings", of(3, "hyper-strings"));
    let traced = ways.iter().map(|rounds| ratio(rounds, "traced", "facade", by_clock));
    got.add("pages-traced", traced.fold(f64::INFINITY, f64::min));
    Ok(table(&peers, &ways))
}

fn by_clock(throughput: &Throughput) -> f64 {
    throughput.pages_per_second
}

fn by_processor(throughput: &Throughput) -> f64 {
    throughput.cpu_micros_per_page.map_or(f64::NAN, f64::recip)
}

/// How much faster one is than another: the middle of the rounds.
fn ratio(rounds: &Rounds<'_>, one: &str, other: &str, by: fn(&Throughput) -> f64) -> f64 {
    let (one, other) = (rounds[one].iter(), rounds[other].iter());
    let mut ratios: Vec<_> = one.zip(other).map(|(one, other)| by(one) / by(other)).collect();
    median(&mut ratios)
}

fn table(peers: &[&(&str, &str)], ways: &[Rounds<'_>]) -> String {
    let mut text = "## Pages a second

How many times as many pages as raw hyper with `String` structs, and behind it pages a second; in
brackets the same ratio by the time that the client was on a processor, which does not wait for the
server.

| client |"
        .to_owned();
    for (items, in_flight) in WAYS {
        text.push_str(&format!(" {items} items, {in_flight} in flight |"));
    }
    text.push_str("\n| --- | --- | --- | --- | --- |\n");
    for (who, name) in peers {
        text.push_str(&format!("| {name} |"));
        for rounds in ways {
            let clock = ratio(rounds, who, "hyper-strings", by_clock);
            let processor = ratio(rounds, who, "hyper-strings", by_processor);
            let mut pages: Vec<_> = rounds[who].iter().map(by_clock).collect();
            let pages = median(&mut pages);
            text.push_str(&format!(" {clock:.2} ({processor:.2}), {pages:.0}/s |"));
        }
        text.push('\n');
    }
    text
}
