//! Drives a future in the time of a world: when nothing is ready, time passes to the next moment at
//! which something is due.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::world::World;

/// What the future gives in the end.
pub(crate) fn run<F: Future>(world: &World, future: F) -> F::Output {
    let mut future = pin!(future);
    let done = run_for(world, future.as_mut(), usize::MAX);
    done.expect("a future is polled until it is ready")
}

/// What the future gives, if it gives it within so many polls.
pub(crate) fn run_for<F: Future>(
    world: &World,
    mut future: Pin<&mut F>,
    polls: usize,
) -> Option<F::Output> {
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    for _ in 0..polls {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(output);
        }
        while !woken.0.swap(false, Ordering::Relaxed) {
            let wait = world.clock().next_sleep();
            world.clock().advance(wait.expect("who waits is woken by something that is due"));
        }
    }
    None
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
