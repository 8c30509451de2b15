//! Seeds of worlds, and how to see one of them again.

use std::env;
use std::fmt;
use std::ops::Range;
use std::thread;

use super::world::World;

/// The variable that holds the seed of the only world to run.
const VARIABLE: &str = "WORLD_SEED";

/// Runs a test in the world of each seed. When it fails, the seed is told.
pub(crate) fn each_seed(seeds: Range<u64>, mut test: impl FnMut(u64)) {
    let only = env::var(VARIABLE).ok().map(|seed| seed.parse().expect("WORLD_SEED is a number"));
    let seeds = only.map_or(seeds, |seed| seed..seed + 1);
    for seed in seeds {
        let _replay = OnFailure(Replay::of(seed));
        test(seed);
    }
}

/// Whether a world is the only one that runs.
pub(crate) fn is_alone() -> bool {
    env::var_os(VARIABLE).is_some()
}

/// Writes the calls of a world, when it is the only one that runs.
pub(crate) fn tell_calls(world: &World) {
    if is_alone() {
        for (number, served) in world.served().iter().enumerate() {
            println!("call {number}: {served:?}");
        }
    }
}

/// Tells something, when a test fails while this is there.
pub(crate) struct OnFailure<T: fmt::Display>(pub(crate) T);

impl<T: fmt::Display> Drop for OnFailure<T> {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{}", self.0);
        }
    }
}

/// How to see a world again.
struct Replay {
    seed: u64,
    test: String,
}

impl Replay {
    fn of(seed: u64) -> Self {
        let test = thread::current().name().unwrap_or("simulation").to_owned();
        Self { seed, test }
    }
}

impl fmt::Display for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, test } = self;
        write!(f, "replay: {VARIABLE}={seed} cargo test -p imagejobs --lib {test} -- --nocapture")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_told_with_the_test_that_failed() {
        assert_eq!(
            Replay::of(123).to_string(),
            "replay: WORLD_SEED=123 cargo test -p imagejobs --lib \
             simulation::replay::tests::a_seed_is_told_with_the_test_that_failed -- --nocapture"
        );
    }
}
