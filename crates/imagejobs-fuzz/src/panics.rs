//! Panics of any thread: a server's thread survives those of its calls, and tells nobody.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, Once, PoisonError};

static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Notes panics from now on instead of printing them.
pub(crate) fn note() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|info| {
            *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.to_string());
        }));
    });
}

/// Runs what must not panic, in whatever thread; a panic is its error.
pub(crate) fn told(run: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let done = panic::catch_unwind(AssertUnwindSafe(run));
    let noted = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (done, noted) {
        (Ok(done), None) => done,
        (_, Some(panic)) => Err(panic),
        (Err(payload), None) => Err(format!("panicked: {}", words(&*payload))),
    }
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("without words")
}
