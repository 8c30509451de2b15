//! The embedded server: pages a second beside a bare hyper server, the slowest page, and how soon it
//! is ready.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::Deserialize;

use super::figure::Figures;
use super::pages::Throughput;
use super::program::{Programs, Server};
use super::{Effort, median};

/// How often each page is asked for in a round, to find the slowest.
const TIMES: &str = "21";

/// How often the program is started in a round.
const STARTS: usize = 4;

#[derive(Debug, Deserialize)]
struct Slowest {
    millis: f64,
    query: String,
}

/// Pages of 100 jobs from all over 100,000, 16 in flight, of as many as hyper alone sends.
pub(super) fn pages(
    programs: &Programs,
    effort: Effort,
    got: &mut Figures,
) -> Result<String, String> {
    let servers = [
        ("**embedded server**", programs.serve("embedded", &["--jobs", "100000"])?),
        ("bare hyper, a page that is ready", programs.serve("bare-hyper", &[])?),
    ];
    let mut rounds = [Vec::new(), Vec::new()];
    for round in 1..=effort.rounds {
        eprintln!("serve: round {round}");
        for ((_, server), did) in servers.iter().zip(&mut rounds) {
            did.push(Did::measure(programs, server, effort)?);
        }
    }
    let ratio = |of: &[Did], by: fn(&Did) -> f64| {
        let ratios = of.iter().zip(&rounds[1]).map(|(one, other)| by(one) / by(other));
        median(&mut ratios.collect::<Vec<_>>())
    };
    got.add("serve-pages", ratio(&rounds[0], |did| did.pages));
    let mut text = "## Pages a second of the embedded server

How many times as many pages of 100 jobs, out of 100,000 and with 16 calls in flight, as a bare hyper
server that sends a page which is ready, and behind it pages a second; in brackets the same ratio by
the time that the server was on a processor.

| server | |
| --- | --- |
"
    .to_owned();
    for ((name, _), did) in servers.iter().zip(&rounds) {
        let (clock, processor) = (ratio(did, |did| did.pages), ratio(did, |did| did.by_processor));
        let pages = median(&mut did.iter().map(|did| did.pages).collect::<Vec<_>>());
        text.push_str(&format!("| {name} | {clock:.2} ({processor:.2}), {pages:.0}/s |\n"));
    }
    Ok(text)
}

/// What a server did in a round.
#[derive(Debug)]
struct Did {
    /// Pages a second.
    pages: f64,
    /// The same by the time that it was on a processor, but for a factor that is one for all.
    by_processor: f64,
}

impl Did {
    fn measure(programs: &Programs, server: &Server, effort: Effort) -> Result<Self, String> {
        let before = server.on_processor();
        let throughput = Throughput::of(programs, ("bare", server), ("100", "16"), effort)?;
        let taken = server.on_processor().zip(before).map(|(after, before)| after - before);
        let pages = throughput.pages_per_second;
        Ok(Self { pages, by_processor: taken.map_or(f64::NAN, |nanos| pages / nanos as f64) })
    }
}

/// The slowest page out of 1,000,000 jobs.
pub(super) fn any_page(
    programs: &Programs,
    effort: Effort,
    got: &mut Figures,
) -> Result<(), String> {
    let server = programs.serve("embedded", &["--jobs", "1000000"])?;
    let mut millis = Vec::new();
    for round in 1..=effort.rounds {
        let slowest: Slowest = programs.ask(&["slowest", &server.address, "--times", TIMES])?;
        eprintln!("serve: any page, round {round}: {:.3} ms, {}", slowest.millis, slowest.query);
        millis.push(slowest.millis);
    }
    got.add("serve-any-page", median(&mut millis));
    Ok(())
}

/// From before the released program is started until it has said that it is there.
pub(super) fn ready(program: &Path, effort: Effort, got: &mut Figures) -> Result<(), String> {
    eprintln!("serve: {} starts", effort.rounds * STARTS);
    let starts = (0..effort.rounds * STARTS).map(|_| start(program));
    let mut seconds = starts.collect::<Result<Vec<_>, _>>()?;
    got.add("serve-ready", 1e3 * median(&mut seconds));
    Ok(())
}

/// How many seconds a start takes.
fn start(program: &Path) -> Result<f64, String> {
    let told = |error: std::io::Error| format!("the server: {error}");
    let mut command = Command::new(program);
    command.args(["serve", "--jobs", "1000", "--control", "--listen", "127.0.0.1:0"]);
    command.stderr(Stdio::null());
    let begun = Instant::now();
    // It tells where it listens, so no port need be guessed and nobody has to knock.
    let server = Server::begin(&mut command)?;
    let address = &server.address;
    let mut stream = TcpStream::connect(address).map_err(told)?;
    let request = format!("GET /-/health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(told)?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).map_err(told)?;
    let taken = begun.elapsed().as_secs_f64();
    if answer != *b"HTTP/1.1 200" {
        return Err(format!("the server is not well: {}", String::from_utf8_lossy(&answer)));
    }
    Ok(taken)
}
