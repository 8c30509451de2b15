//! Servers whose jobs move.

use crate::serve;

#[test]
fn with_a_lifecycle_there_is_a_job_to_wait_for_in_every_type() {
    let server = serve("--jobs 0 --lifecycle 1h");
    for job_type in ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"] {
        let page = server.list(job_type);
        assert!(page.starts_with("{\"count\":1,") && page.contains("WAITING"), "{page}");
    }
}

#[test]
fn with_a_lifecycle_the_jobs_end_by_themselves() {
    let server = serve("--jobs 30 --lifecycle 1ms");
    let unfinished = |page: &str| page.contains("WAITING") || page.contains("RUNNING");
    while unfinished(&server.list("CREATE_SERVER")) {}
}

#[cfg(unix)]
#[test]
fn it_tells_how_the_jobs_move_and_what_fails() {
    for (flags, says) in [
        (
            "--jobs 0 --lifecycle 1h",
            "serving 3 jobs, which wait 3600s, run 3600s and end; \
             one of each type arrives every 3600s; interrupt to stop\n",
        ),
        (
            "--jobs 0 --lifecycle 500ms",
            "serving 3 jobs, which wait 500ms, run 500ms and end; \
             one of each type arrives every 1s; interrupt to stop\n",
        ),
        (
            "--jobs 3 --faults slow --faults flaky",
            "serving 3 jobs, with faults: slow, flaky; interrupt to stop\n",
        ),
        (
            "--jobs 0 --churn",
            "serving 3 jobs, which wait 10s, run 10s and end; \
             in every second up to one of each type arrives and up to one leaves; \
             interrupt to stop\n",
        ),
    ] {
        let mut server = serve(flags);
        server.running.signal("INT");
        let ended = server.running.end();
        assert_eq!(ended.code, Some(0), "{flags}: {ended:?}");
        // The number differs when the machine is so slow that a second went by meanwhile.
        let (stderr, says) = (ended.stderr.split_once(','), says.split_once(','));
        assert!(stderr.is_none() || stderr.map(|it| it.1) == says.map(|it| it.1), "{ended:?}");
    }
}
