//! The whole processes that `cargo xtask bench` measures.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use imagejobs_bench::peers::{
    self, Bare, Facade, FacadeByToken, Failure, HyperOurs, HyperStrings, Peer, ReqwestBytes,
    ReqwestStrings,
};
use imagejobs_bench::server::{self, Service};
use imagejobs_bench::{discard, embedded, pieces, stream, throughput};
use serde::Serialize;
use tokio::net::TcpListener;

/// What `cargo xtask bench` runs: each prints its result as a line of JSON.
#[derive(Debug, Parser)]
struct Flags {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Serves pages until it is ended; prints its address first.
    Serve {
        /// How many jobs the list has.
        #[arg(long, default_value_t = 100)]
        total: u64,
        /// How long a call takes, in milliseconds.
        #[arg(long, default_value_t = 0)]
        latency: u64,
    },
    /// Runs the embedded server until it is ended; prints its address first.
    Embedded {
        /// How many jobs it has, of all types.
        #[arg(long)]
        jobs: usize,
    },
    /// Serves one of the embedded server's pages by hyper alone; prints its address first.
    BareHyper,
    /// Looks for the page that takes the embedded server longest.
    Slowest {
        server: SocketAddr,
        /// How often each page is asked for.
        #[arg(long)]
        times: usize,
    },
    /// Gets pages from a server for a while.
    Pages {
        who: Who,
        server: SocketAddr,
        /// How many jobs a page has.
        #[arg(long)]
        items: u32,
        /// How many calls are in flight.
        #[arg(long)]
        in_flight: usize,
        /// For how long, in milliseconds.
        #[arg(long)]
        time: u64,
    },
    /// Streams a list to its end.
    Stream {
        server: SocketAddr,
        /// How many calls are in flight.
        #[arg(long)]
        in_flight: usize,
    },
    /// Does a piece of a call so often, for callgrind.
    Piece {
        what: Piece,
        #[arg(long)]
        times: u32,
        /// Whom a piece that calls asks.
        #[arg(long, default_value = "127.0.0.1:1")]
        server: SocketAddr,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Who {
    Facade,
    /// The facade, with a collector that discards what it is told.
    Traced,
    HyperStrings,
    HyperOurs,
    ReqwestStrings,
    Progenitor,
    /// Sockets that discard what comes, to measure a server with.
    Bare,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Piece {
    Decode,
    DecodeStrings,
    Sign,
    Build,
    /// A whole call through the facade, signed.
    Call,
    /// The same with a token.
    CallByToken,
    /// The same with a collector that discards what it is told.
    CallTraced,
    /// A call by reqwest whose body nobody reads.
    Http,
    /// A call by hyper, read into structs of `String`s.
    CallHyper,
}

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(Flags::parse().task))
}

async fn run(task: Task) -> Result<(), Failure> {
    match task {
        Task::Serve { total, latency } => {
            let listener = listen().await?;
            let service = Service::new(total, Duration::from_millis(latency));
            Ok(server::serve(listener, service).await?)
        }
        Task::Embedded { jobs } => {
            let server = embedded::start(jobs)?;
            writeln!(std::io::stdout(), "{}", server.addr())?;
            std::future::pending().await
        }
        Task::BareHyper => {
            let page = embedded::page().await?;
            Ok(embedded::bare(listen().await?, page).await?)
        }
        Task::Slowest { server, times } => tell(&embedded::slowest(server, times).await?),
        Task::Pages { who, server, items, in_flight, time } => {
            let asking = Asking { server, items, in_flight, time: Duration::from_millis(time) };
            tell(&match who {
                Who::Facade => asking.measure::<Facade>().await?,
                Who::Traced => {
                    discard::install()?;
                    asking.measure::<Facade>().await?
                }
                Who::HyperStrings => asking.measure::<HyperStrings>().await?,
                Who::HyperOurs => asking.measure::<HyperOurs>().await?,
                Who::ReqwestStrings => asking.measure::<ReqwestStrings>().await?,
                Who::Bare => {
                    tokio::spawn(throughput::stay_awake());
                    asking.measure::<Bare>().await?
                }
                #[cfg(feature = "progenitor")]
                Who::Progenitor => asking.measure::<peers::Progenitor>().await?,
                #[cfg(not(feature = "progenitor"))]
                Who::Progenitor => return Err("this build has no feature progenitor".into()),
            })
        }
        Task::Stream { server, in_flight } => {
            tell(&stream::all(&peers::client(server)?, in_flight).await?)
        }
        Task::Piece { what, times, server } => piece(what, times, server).await,
    }
}

/// Takes a port, and prints the address.
async fn listen() -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    Ok(listener)
}

struct Asking {
    server: SocketAddr,
    items: u32,
    in_flight: usize,
    time: Duration,
}

impl Asking {
    async fn measure<P: Peer>(&self) -> Result<throughput::Throughput, Failure> {
        let peer = P::new(self.server, self.items)?;
        throughput::measure(peer, self.items as usize, self.in_flight, self.time).await
    }
}

async fn piece(what: Piece, times: u32, server: SocketAddr) -> Result<(), Failure> {
    match what {
        Piece::Decode => {
            let body = pieces::body();
            repeat(times, || pieces::decode(&body))
        }
        Piece::DecodeStrings => {
            let body = pieces::body();
            repeat(times, || pieces::decode_strings(&body))
        }
        Piece::Sign => {
            let secret = pieces::secret();
            repeat(times, || Ok(pieces::sign(&secret)))
        }
        Piece::Build => {
            let client = pieces::unsent()?;
            repeat(times, || pieces::build(&client))
        }
        Piece::Call => calls::<Facade>(times, server).await,
        Piece::CallByToken => calls::<FacadeByToken>(times, server).await,
        Piece::CallTraced => {
            discard::install()?;
            calls::<Facade>(times, server).await
        }
        Piece::Http => calls::<ReqwestBytes>(times, server).await,
        Piece::CallHyper => calls::<HyperStrings>(times, server).await,
    }
}

fn repeat<T>(times: u32, mut work: impl FnMut() -> Result<T, Failure>) -> Result<(), Failure> {
    for _ in 0..times {
        std::hint::black_box(work()?);
    }
    Ok(())
}

async fn calls<P: Peer>(times: u32, server: SocketAddr) -> Result<(), Failure> {
    let mut peer = P::new(server, 100)?;
    for _ in 0..times {
        peer.page().await?;
    }
    Ok(())
}

fn tell(result: &impl Serialize) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{}", serde_json::to_string(result)?)?;
    Ok(())
}
