//! What the handle of a server and its connections share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderName, HeaderValue, Response, header};
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::sync::Semaphore;

use crate::auth::Auth;
use crate::control::Control;
use crate::faults::{FaultPlan, Running};
use crate::gate::Gate;
use crate::identity::Identity;
use crate::jobs::Jobs;
use crate::keys::Keys;
use crate::metadata::Metadata;
use crate::page;
use crate::project::Project;
use crate::projects::{Holding, Projects};
use crate::random;
use crate::received::Journal;
use crate::script::Script;
use crate::snapshot::Snapshot;
use crate::time::Clock;

pub(crate) struct Site {
    pub(crate) auth: Auth,
    pub(crate) identity: Identity,
    pub(crate) projects: Projects,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) clock: Clock,
    pub(crate) gate: Arc<Gate>,
    /// Who may control it.
    pub(crate) control: Control,
    /// Whether only this machine reaches it; known when it listens.
    pub(crate) is_local: bool,
    pub(crate) journal: Journal,
    script: Mutex<Script>,
    faults: Mutex<Option<Running>>,
    snapshots: Mutex<BTreeMap<String, Snapshot>>,
    /// A permit for each stream of events.
    pub(crate) streams: Arc<Semaphore>,
    answers: AtomicU64,
    held: AtomicUsize,
}

impl Site {
    pub(crate) fn new(
        auth: Auth,
        identity: Identity,
        projects: Projects,
        metadata: Option<Metadata>,
        clock: Clock,
        gate: Gate,
        control: Control,
    ) -> Self {
        Self {
            auth,
            identity,
            projects,
            metadata,
            clock,
            gate: Arc::new(gate),
            control,
            is_local: false,
            journal: Journal::new(),
            script: Mutex::default(),
            faults: Mutex::default(),
            snapshots: Mutex::default(),
            streams: Arc::new(Semaphore::new(page::MOST_STREAMS)),
            answers: AtomicU64::new(0),
            held: AtomicUsize::new(0),
        }
    }

    /// The jobs of the server's own project as they are now.
    pub(crate) fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.projects.own.jobs(&self.clock)
    }

    /// Does something to the jobs of every project.
    pub(crate) fn each_jobs(&self, mut change: impl FnMut(&mut Jobs)) {
        self.projects.each_jobs(&self.clock, |jobs, _| change(jobs));
    }

    /// Lets the jobs' time stand still, or run again.
    pub(crate) fn set_frozen_jobs(&self, frozen: bool) {
        self.projects.each_jobs(&self.clock, |jobs, elapsed| jobs.set_frozen(frozen, elapsed));
    }

    /// What there is now, to come back to.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let (known, projects) = self.projects.snapshot(&self.clock);
        let faults = self.faults().clone();
        let script = self.script().clone();
        Snapshot { known, projects, faults, script }
    }

    pub(crate) fn restore(&self, snapshot: &Snapshot) {
        let Snapshot { known, projects, faults, script } = snapshot.clone();
        self.projects.restore(known, projects, &self.clock);
        *self.faults() = faults;
        *self.script() = script;
    }

    /// Takes a project out, with the tokens that IAM has issued for it.
    pub(crate) fn remove_project(&self, id: &str) -> bool {
        let removed = self.projects.remove(id);
        if removed {
            self.identity.forget_tokens_of(id);
        }
        removed
    }

    /// The snapshots that have names.
    pub(crate) fn snapshots(&self) -> MutexGuard<'_, BTreeMap<String, Snapshot>> {
        self.snapshots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a project that makes sense. The error says what keeps it out.
    pub(crate) fn add_project(&self, project: Project) -> Result<Arc<Holding>, String> {
        let pairs = project.keys.iter().map(Keys::access_key);
        let known = |ak: &str| self.identity.keys.iter().any(|keys| keys.access_key() == ak);
        if let Some(ak) = pairs.into_iter().find(|ak| known(ak)) {
            return Err(format!("two key pairs have the access key {ak}"));
        }
        self.projects.add(project, &self.clock)
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Option<Running>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins with a plan, which must have been checked, or ends the present one.
    pub(crate) fn set_faults(&self, plan: Option<FaultPlan>) {
        *self.faults() = plan.map(|plan| Running::new(plan, self.identity.seed));
    }

    pub(crate) fn next_request_id(&self) -> String {
        random::request_id(self.identity.seed, self.answers.fetch_add(1, Ordering::Relaxed))
    }

    /// Counts a call as held up, for as long as the returned value lives.
    pub(crate) fn hold(self: &Arc<Self>) -> Held {
        self.held.fetch_add(1, Ordering::SeqCst);
        Held(Arc::clone(self))
    }

    pub(crate) fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    /// Adds the headers that every answer has, the call's id among them, and the one that says that
    /// it is the last, except where a script has set its own.
    pub(crate) fn sign_off<B>(&self, response: &mut Response<B>, id: (HeaderName, &str)) {
        let mut add = |name: HeaderName, value: Option<HeaderValue>| {
            if let (false, Some(value)) = (response.headers().contains_key(&name), value) {
                // A map that is full of a script's headers has no room for ours.
                let _ = response.headers_mut().try_insert(name, value);
            }
        };
        add(id.0, HeaderValue::from_str(id.1).ok());
        add(header::SERVER, Some(HeaderValue::from_static("imagejobs-mock")));
        add(header::DATE, self.date());
        add(header::CONNECTION, self.gate.is_closed().then(|| HeaderValue::from_static("close")));
    }

    fn date(&self) -> Option<HeaderValue> {
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&self.clock.now()).ok()?;
        HeaderValue::from_str(&date).ok()
    }
}

/// A call that waits for the clock.
pub(crate) struct Held(Arc<Site>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::SeqCst);
    }
}
