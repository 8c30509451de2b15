//! The thread that a server runs on.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::connection;
use crate::site::Site;

/// Serves on a thread of its own until `stopped`, and returns when it does.
///
/// The runtime is made and dropped on that thread: in the caller's, which may belong to another
/// runtime, dropping it would panic. Dropping it ends all connections wherever they are.
pub(super) fn run(
    listener: TcpListener,
    site: Arc<Site>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let (started, starts) = mpsc::channel();
    let serve = move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(started.send(Err(error))),
        };
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener);
            let begun = listener.map(|listener| drop(tokio::spawn(accept(listener, site))));
            let runs = begun.is_ok();
            let _ = started.send(begun);
            if runs {
                let _ = stopped.await;
            }
        });
    };
    let thread = thread::Builder::new().name("imagejobs-mock".to_owned()).spawn(serve)?;
    starts.recv().map_err(|_| io::Error::other("the server's thread ended at its start"))??;
    Ok(thread)
}

async fn accept(listener: tokio::net::TcpListener, site: Arc<Site>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => connection::begin(stream, &site),
            // Out of file descriptors, mostly: some will be free again soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}
