//! A clock for clients, in the hands of a test.
//!
//! It is the client's clock, not the server's: a test that wants both to agree starts it at
//! [`Server::now`](crate::Server::now). Time only moves when the test says so, or, on a clock that
//! is [skipping](ManualClock::skipping), when somebody would sleep for a short while.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use imagejobs_core::clock::{Clock, Sleep};

/// A [`Clock`] that a test moves. Clones are the same clock.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use imagejobs_core::clock::Clock;
/// use imagejobs_mock::ManualClock;
///
/// let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
/// let minute = clock.sleep(Duration::from_secs(60));
/// assert_eq!((clock.sleeping(), clock.next_sleep()), (1, Some(Duration::from_secs(60))));
/// clock.advance(Duration::from_secs(60));
/// assert_eq!((clock.sleeping(), clock.slept()), (0, vec![Duration::from_secs(60)]));
/// # drop(minute);
/// ```
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<State>>);

struct State {
    start: SystemTime,
    passed: Duration,
    /// Sleeps shorter than this are over at once.
    skipped_below: Duration,
    asked: Vec<Duration>,
    sleepers: Vec<Sleeper>,
    next_id: u64,
    /// Those who wait for sleepers.
    watchers: Vec<Waker>,
}

struct Sleeper {
    id: u64,
    end: Duration,
    waker: Option<Waker>,
}

impl ManualClock {
    /// A clock that stands at this time.
    #[must_use]
    pub fn new(at: SystemTime) -> Self {
        Self::skipping(at, Duration::ZERO)
    }

    /// A clock that moves by itself when somebody begins to wait for a sleep shorter than the
    /// limit: the sleep is over at once, and the clock is where it ends. Longer sleeps wait for
    /// [`advance`](Self::advance), or for short ones that lead there.
    ///
    /// With a limit above the waits between tries and below the limits of time, retries need
    /// nobody who moves the clock.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use imagejobs_core::clock::Clock;
    /// use imagejobs_mock::ManualClock;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let clock = ManualClock::skipping(SystemTime::UNIX_EPOCH, Duration::from_secs(45));
    /// // Half a minute is over at once, and the clock shows it.
    /// clock.sleep(Duration::from_secs(30)).await;
    /// assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(30));
    /// # }
    /// ```
    #[must_use]
    pub fn skipping(at: SystemTime, limit: Duration) -> Self {
        Self(Arc::new(Mutex::new(State {
            start: at,
            passed: Duration::ZERO,
            skipped_below: limit,
            asked: Vec::new(),
            sleepers: Vec::new(),
            next_id: 0,
            watchers: Vec::new(),
        })))
    }

    /// Moves the clock on, and wakes those whose sleep is over.
    pub fn advance(&self, by: Duration) {
        let mut state = self.lock();
        let to = state.passed.saturating_add(by);
        state.reach(to);
    }

    /// The number of sleeps that are not over, and not given up.
    #[must_use]
    pub fn sleeping(&self) -> usize {
        let state = self.lock();
        state.sleepers.iter().filter(|sleeper| sleeper.end > state.passed).count()
    }

    /// How far the clock must move for the first of them to be over.
    #[must_use]
    pub fn next_sleep(&self) -> Option<Duration> {
        let state = self.lock();
        let left = state.sleepers.iter().map(|sleeper| sleeper.end.saturating_sub(state.passed));
        left.filter(|left| !left.is_zero()).min()
    }

    /// All sleeps that anybody asked for, in this order: waits, and limits of time too.
    #[must_use]
    pub fn slept(&self) -> Vec<Duration> {
        self.lock().asked.clone()
    }

    /// Waits until so many sleeps are [going on](Self::sleeping).
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use imagejobs_core::clock::Clock;
    /// use imagejobs_mock::ManualClock;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    /// let sleep = clock.sleep(Duration::from_secs(60));
    /// // In a test: until the client waits for its next attempt.
    /// clock.asleep(1).await;
    /// clock.advance(Duration::from_secs(60));
    /// sleep.await;
    /// # }
    /// ```
    pub async fn asleep(&self, sleeps: usize) {
        std::future::poll_fn(|context| {
            if self.sleeping() >= sleeps {
                return Poll::Ready(());
            }
            self.lock().watchers.push(context.waker().clone());
            // A sleep may have begun between the two looks.
            if self.sleeping() >= sleeps { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reach(&mut self, passed: Duration) {
        self.passed = self.passed.max(passed);
        for sleeper in self.sleepers.iter_mut().filter(|sleeper| sleeper.end <= self.passed) {
            if let Some(waker) = sleeper.waker.take() {
                waker.wake();
            }
        }
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        let state = self.lock();
        state.start.checked_add(state.passed).unwrap_or(state.start)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let mut state = self.lock();
        let id = state.next_id;
        let end = state.passed.saturating_add(duration);
        state.next_id += 1;
        state.asked.push(duration);
        state.sleepers.push(Sleeper { id, end, waker: None });
        state.watchers.drain(..).for_each(Waker::wake);
        let skipped = duration < state.skipped_below;
        Box::pin(Sleeping { clock: self.clone(), id, end, skipped })
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = self.lock().passed;
        f.debug_struct("ManualClock").field("passed", &passed).finish_non_exhaustive()
    }
}

/// One sleep. Dropping it gives it up.
struct Sleeping {
    clock: ManualClock,
    id: u64,
    end: Duration,
    skipped: bool,
}

impl Future for Sleeping {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.lock();
        if self.skipped {
            state.reach(self.end);
        }
        if state.passed >= self.end {
            return Poll::Ready(());
        }
        if let Some(sleeper) = state.sleepers.iter_mut().find(|sleeper| sleeper.id == self.id) {
            sleeper.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Sleeping {
    fn drop(&mut self) {
        self.clock.lock().sleepers.retain(|sleeper| sleeper.id != self.id);
    }
}
