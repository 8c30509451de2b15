//! Signals that ask the process to end, so that it ends on purpose.

use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::thread;

use tokio::runtime::{Builder, Runtime};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

use crate::exit::Failure;

/// Ends the process at an interrupt, whatever it is doing then: waiting for a server, or for the
/// reader of its output.
pub(crate) fn end_at_interrupt() {
    let Ok(signals) = Signals::interrupt() else {
        // Without a handler an interrupt ends the process as it always did.
        return;
    };
    let end = move || {
        signals.wait();
        std::process::exit(Failure::interrupted().tell().into())
    };
    let _ = thread::Builder::new().name("interrupt".to_owned()).spawn(end);
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
    pub(crate) fn wait(mut self) {
        self.runtime.block_on(poll_fn(|context| {
            let came = self.caught.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if came { Poll::Ready(()) } else { Poll::Pending }
        }));
    }
}
