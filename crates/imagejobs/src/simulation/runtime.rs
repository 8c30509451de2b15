//! A runtime of tokio in the time of a world: when no task is ready, time passes to the next moment at
//! which something is due.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use imagejobs_core::clock::Clock;
use imagejobs_mock::ManualClock;
use tokio::runtime::{Builder, Runtime};

/// Nothing that a test does takes longer: a time beyond it goes on for ever.
const FOR_EVER: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A runtime whose time is that of a clock. Dropping it drops its tasks.
pub(crate) struct Virtual {
    runtime: Runtime,
    main: Arc<Main>,
}

/// The future that is run, as seen by whoever wakes it and by the runtime when it has nothing to do.
#[derive(Default)]
struct Main(Mutex<State>);

#[derive(Default)]
struct State {
    woken: bool,
    waker: Option<Waker>,
    /// How often time may still pass, and whether it would have passed once more.
    steps: usize,
    exhausted: bool,
}

impl Virtual {
    pub(crate) fn new(clock: &ManualClock) -> Self {
        let main = Arc::<Main>::default();
        let idle = {
            let (main, clock) = (Arc::clone(&main), clock.clone());
            move || main.idle(&clock)
        };
        let runtime = Builder::new_current_thread().on_thread_park(idle).build().unwrap();
        Self { runtime, main }
    }

    /// What the future gives in the end.
    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        self.run_for(pin!(future), usize::MAX).expect("time passes as long as it is needed")
    }

    /// What the future gives, if it gives it before time has passed more often than this.
    pub(crate) fn run_for<F: Future>(
        &self,
        mut future: Pin<&mut F>,
        steps: usize,
    ) -> Option<F::Output> {
        let waker = Waker::from(Arc::clone(&self.main));
        {
            let mut state = self.main.0.lock().unwrap();
            (state.woken, state.steps, state.exhausted) = (true, steps, false);
        }
        self.runtime.block_on(std::future::poll_fn(|context| {
            {
                let mut state = self.main.0.lock().unwrap();
                state.waker = Some(context.waker().clone());
                if state.exhausted {
                    return Poll::Ready(None);
                }
                if !std::mem::take(&mut state.woken) {
                    return Poll::Pending;
                }
            }
            future.as_mut().poll(&mut Context::from_waker(&waker)).map(Some)
        }))
    }
}

impl Main {
    fn idle(&self, clock: &ManualClock) {
        let mut state = self.0.lock().unwrap();
        if state.woken {
            return;
        }
        if state.steps > 0 {
            state.steps -= 1;
            drop(state);
            let wait = clock.next_sleep().expect("who waits is woken by something that is due");
            clock.advance(wait);
            assert!(clock.monotonic() < FOR_EVER, "something goes on for ever");
        } else {
            state.exhausted = true;
            drop(state);
        }
        // Perhaps nobody was woken: then the runtime must not wait, but let more time pass.
        self.wake_runtime();
    }

    fn wake_runtime(&self) {
        let waker = self.0.lock().unwrap().waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Wake for Main {
    fn wake(self: Arc<Self>) {
        self.0.lock().unwrap().woken = true;
        self.wake_runtime();
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn time_passes_when_nothing_is_ready() {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
        let runtime = Virtual::new(&clock);
        let hour = Duration::from_secs(60 * 60);
        let passed = runtime.run(async {
            let sleep = clock.sleep(hour);
            tokio::spawn(sleep).await.unwrap();
            let (sleep, other) = (clock.sleep(hour), clock.sleep(2 * hour));
            tokio::join!(sleep, async { tokio::spawn(other).await.unwrap() });
            clock.monotonic()
        });
        assert_eq!(passed, 3 * hour);
        let mut sleep = clock.sleep(hour);
        let second = clock.sleep(hour / 2);
        assert!(runtime.run_for(Pin::new(&mut sleep), 1).is_none());
        assert_eq!(clock.monotonic(), 3 * hour + hour / 2);
        runtime.run(sleep);
        assert_eq!(clock.monotonic(), 4 * hour);
        drop(second);
    }
}
