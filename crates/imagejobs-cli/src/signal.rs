//! Signals that ask the process to end, so that it ends on purpose.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::process::exit;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::exit::Failure;

/// How long an end on purpose may take: a reader that does not read holds it up.
const MOMENT: Duration = Duration::from_secs(1);

/// Ends the process at an interrupt or SIGTERM, whatever it is doing then: waiting for a server, or for the
/// reader of its output.
///
/// A command that [attends](Interrupts::attend) to interrupts is told of the first, and ends by
/// itself. It is ended all the same at the second, or when a moment later it has not ended.
pub(crate) fn end_at_interrupt() -> Interrupts {
    let interrupts = Interrupts { came: watch::Sender::new(false) };
    let came = interrupts.came.clone();
    let Ok(mut signals) = Signals::stop() else {
        // Without a handler an interrupt ends the process as it always did.
        return interrupts;
    };
    let end = move || {
        signals.next(None);
        if came.send(true).is_ok() {
            signals.next(Some(MOMENT));
        }
        end(&mut signals);
    };
    let _ = thread::Builder::new().name("interrupt".to_owned()).spawn(end);
    interrupts
}

/// Tells that the process was interrupted, and ends it.
fn end(signals: &mut Signals) {
    // Standard error may have a reader that does not read, too.
    let tell = || exit(Failure::interrupted().tell().into());
    if thread::Builder::new().spawn(tell).is_ok() {
        signals.next(Some(MOMENT));
    }
    exit(Failure::INTERRUPTED.into())
}

/// Tells a command of the first interrupt.
#[derive(Debug)]
pub(crate) struct Interrupts {
    came: watch::Sender<bool>,
}

impl Interrupts {
    /// Lets an interrupt be seen by who asks, as long as what this gives lives.
    pub(crate) fn attend(&self) -> Attended {
        Attended { came: self.came.subscribe() }
    }
}

/// An interrupt that may come.
#[derive(Debug)]
pub(crate) struct Attended {
    came: watch::Receiver<bool>,
}

impl Attended {
    /// What the work gives, unless an interrupt comes before.
    pub(crate) async fn run<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut came = pin!(self.came.wait_for(|came| *came));
        let mut work = pin!(work);
        poll_fn(|context| match came.as_mut().poll(context) {
            Poll::Ready(Ok(_)) => Poll::Ready(None),
            // Nobody is left to tell of one.
            Poll::Ready(Err(_)) | Poll::Pending => work.as_mut().poll(context).map(Some),
        })
        .await
    }
}

/// Signals that are caught from now on.
pub(crate) struct Signals {
    runtime: Runtime,
    #[cfg(unix)]
    caught: Vec<Signal>,
    #[cfg(windows)]
    caught: Vec<CtrlC>,
}

impl Signals {
    /// Interrupts: Ctrl-C.
    pub(crate) fn interrupt() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let caught = {
            let _inside = runtime.enter();
            #[cfg(unix)]
            let caught = vec![signal(SignalKind::interrupt())?];
            #[cfg(windows)]
            let caught = vec![ctrl_c()?];
            caught
        };
        Ok(Self { runtime, caught })
    }

    /// Interrupts, and SIGTERM where there is such a thing.
    pub(crate) fn stop() -> io::Result<Self> {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "there are interrupts only"))]
        let mut signals = Self::interrupt()?;
        #[cfg(unix)]
        {
            let _inside = signals.runtime.enter();
            signals.caught.push(signal(SignalKind::terminate())?);
        }
        Ok(signals)
    }

    /// Blocks until one of them comes, or has come.
    pub(crate) fn wait(&mut self) {
        self.next(None);
    }

    /// Ends the process when the next one comes, whatever it is doing then.
    pub(crate) fn end_at_next(mut self) {
        let end = move || {
            self.wait();
            end(&mut self);
        };
        let _ = thread::Builder::new().name("interrupt".to_owned()).spawn(end);
    }

    /// Blocks until the next one comes, or has come; at most so long.
    fn next(&mut self, at_most: Option<Duration>) {
        let Self { runtime, caught } = self;
        let next = poll_fn(|context| {
            let came = caught.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if came { Poll::Ready(()) } else { Poll::Pending }
        });
        runtime.block_on(async {
            match at_most {
                None => next.await,
                // What comes first is all the same.
                Some(limit) => drop(timeout(limit, next).await),
            }
        });
    }
}
