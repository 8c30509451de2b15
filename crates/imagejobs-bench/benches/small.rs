//! The time of single functions: `cargo bench -p imagejobs-bench --bench small`.
#![allow(clippy::unwrap_used, reason = "what cannot be set up cannot be measured")]

use divan::Bencher;
use divan::counter::ItemsCount;
use imagejobs_bench::pieces;

fn main() {
    divan::main();
}

#[divan::bench]
fn sign(bencher: Bencher<'_, '_>) {
    let secret = pieces::secret();
    bencher.bench_local(|| pieces::sign(&secret));
}

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _inside = runtime.enter();
    let client = pieces::unsent().unwrap();
    bencher.bench_local(|| pieces::build(&client).unwrap());
}

#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    let body = pieces::body();
    bencher.counter(ItemsCount::new(100_u32)).bench_local(|| pieces::decode(&body).unwrap());
}

#[divan::bench]
fn decode_strings(bencher: Bencher<'_, '_>) {
    let body = pieces::body();
    let bencher = bencher.counter(ItemsCount::new(100_u32));
    bencher.bench_local(|| pieces::decode_strings(&body).unwrap());
}
