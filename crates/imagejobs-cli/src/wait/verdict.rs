//! How the program ends after a wait for several jobs.

use imagejobs::{Endpoint, WaitError};

use crate::exit::Failure;

/// Gathers how the jobs ended, and tells on standard error of those that did not succeed.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    succeeded: bool,
    /// The exit codes of the others.
    codes: Vec<u8>,
    /// What to do about them, each advice once.
    help: Vec<String>,
    /// Whether the end of the wait itself was told.
    call_told: bool,
}

/// Which exit code counts when there are several.
const RANK: [u8; 7] = [3, 7, 2, 1, 6, 4, 5];

impl Verdict {
    pub(super) fn succeeded(&mut self) {
        self.succeeded = true;
    }

    pub(super) fn take(&mut self, error: &WaitError, endpoint: &Endpoint) {
        if let Some(call) = error.error().filter(|_| !error.is_timeout()) {
            let failure = Failure::of_call(call, endpoint).with_doctor();
            // It is the same for every job that was still waited for.
            if !std::mem::replace(&mut self.call_told, true) {
                failure.tell_what();
            }
            let (code, _, help) = failure.into_parts();
            return self.note(code, help);
        }
        let (code, kind, help) = if error.is_failed() {
            (6, "failed", "ask the service's console why, and begin the job anew")
        } else if error.is_timeout() {
            (5, "timeout", "wait longer with --timeout; the jobs go on without it")
        } else if error.is_gone() {
            (4, "gone", "a job leaves the list some time after its end; look for what it made")
        } else {
            let help =
                "check the id, --job-type and the project; imagejobs list --all shows the jobs";
            (4, "not_found", help)
        };
        Failure::of_job(code, kind, error).tell_what();
        self.note(code, vec![help.to_owned()]);
    }

    fn note(&mut self, code: u8, help: Vec<String>) {
        self.codes.push(code);
        for help in help {
            if !self.help.contains(&help) {
                self.help.push(help);
            }
        }
    }

    /// Good when all jobs succeeded, or any where that is enough.
    pub(super) fn end(self, any: bool) -> Result<(), Failure> {
        let worst = RANK.into_iter().find(|code| self.codes.contains(code));
        match worst {
            Some(code) if !(any && self.succeeded) => {
                Err(self.help.into_iter().fold(Failure::silent(code), Failure::help))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_is_worse_than_a_failed_job_and_that_than_one_that_is_missing_or_late() {
        let code = |codes: &[u8], succeeded, any| {
            let verdict = Verdict { succeeded, codes: codes.to_vec(), ..Verdict::default() };
            verdict.end(any).map_or_else(|failure| failure.into_parts().0, |()| 0)
        };
        assert_eq!(code(&[5, 4, 6, 3], true, false), 3);
        assert_eq!(code(&[5, 4, 6], true, false), 6);
        assert_eq!(code(&[5, 4], true, false), 4);
        assert_eq!(code(&[5], true, false), 5);
        assert_eq!(code(&[], true, false), 0);
        assert_eq!(code(&[6, 4], true, true), 0);
        assert_eq!(code(&[6, 6], false, true), 6);
    }
}
