//! Lists at rest.

use super::Listed;
use crate::simulation::replay::each_seed;
use crate::simulation::service::{Count, Service, When};
use crate::simulation::world::World;

#[test]
fn a_list_at_rest_takes_the_calls_that_overlapping_pages_need() {
    let lengths = (0..=12).chain(95..=105).chain(190..=204).chain([297, 298, 299, 995, 2_000]);
    for length in lengths {
        for concurrency in [1, 3, 8] {
            for latency in [0, 30] {
                let service = Service { latency, ..Service::default() };
                let world = World::new(length as u64).with_jobs(length).served_by(service);
                let listed = Listed::of(&world, concurrency);
                listed.is_the_whole_list(&world);
                let most = length.saturating_sub(1).div_ceil(99) + 2;
                let calls = world.served().len();
                assert!(calls <= most, "{length} jobs, {concurrency} in flight: {calls} calls");
            }
        }
    }
}

#[test]
fn caps_and_wrong_counts_cost_no_job() {
    let counts = [Count::Honest, Count::Zero, Count::Missing, Count::Huge, Count::Off(500)];
    each_seed(0..300, |seed| {
        let mut rng = fastrand::Rng::with_seed(seed);
        let cap = [2, 3, 30, 50, 99, 100][rng.usize(..6)];
        let count = counts[rng.usize(..counts.len())];
        let throttles = When::Sometimes(rng.f64());
        let latency = rng.u64(..40);
        let service = Service { cap: Some(cap), count, latency, throttles, ..Service::default() };
        // An empty list is another matter: there a count above 0 says that it is not.
        let world = World::new(seed).with_jobs(rng.usize(1..=6 * cap)).served_by(service);
        let concurrency = rng.usize(1..=9);
        let listed = Listed::of(&world, concurrency);
        listed.is_the_whole_list(&world);
        let useful = listed.jobs.len().saturating_sub(1).div_ceil(cap - 1) + 2;
        let calls = world.served().len();
        assert!(calls <= useful + 2 * concurrency, "{calls} calls, where {useful} suffice");
    });
}
