//! How it ends when it is asked to.

use crate::serve;

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_asked_to_stop() {
    for signal in ["INT", "TERM"] {
        let mut server = serve("--jobs 3");
        server.running.signal(signal);
        let ended = server.running.end();
        assert_eq!(ended.code, Some(0), "{signal}: {ended:?}");
        assert!(["", "serving 3 jobs; interrupt to stop\n"].contains(&ended.stderr.as_str()));
    }
}
