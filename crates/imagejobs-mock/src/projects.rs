//! The projects of a server, and what each of them has.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use http::StatusCode;
use imagejobs_core::Secret;

use crate::failure::{Failure, shown};
use crate::generate;
use crate::jobs::{Jobs, Rules};
use crate::keys::Keys;
use crate::lifecycle::Lifecycle;
use crate::limiter::{Limiter, Throttle};
use crate::project::Project;
use crate::random;
use crate::time::{Clock, EPOCH_MILLIS};

/// The region where there is none.
pub(crate) const REGION: &str = "cn-north-4";

/// What a call for the list of jobs needs.
const LIST: &str = "workspace:images:listImageJobs";

/// What one project has.
pub(crate) struct Holding {
    pub(crate) id: String,
    pub(crate) token: Secret,
    /// Those of this project alone.
    pub(crate) keys: Vec<Keys>,
    pub(crate) permissions: Option<Vec<String>>,
    limiter: Mutex<Option<Limiter>>,
    jobs: Mutex<Jobs>,
}

/// What of a project changes.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) jobs: Jobs,
    limiter: Option<Limiter>,
}

impl Holding {
    /// The jobs as they are now.
    pub(crate) fn jobs(&self, clock: &Clock) -> MutexGuard<'_, Jobs> {
        let mut jobs = self.lock();
        // The clock is read only now, so that the jobs' time never runs backwards.
        jobs.catch_up(clock.elapsed());
        jobs
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn limit(&self) -> Option<Throttle> {
        self.limiter().as_ref().map(Limiter::limit)
    }

    fn limiter(&self) -> MutexGuard<'_, Option<Limiter>> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a call that came at this time may have the list.
    pub(crate) fn admits(&self, arrived: Duration) -> Result<(), Failure> {
        if self.permissions.as_ref().is_some_and(|given| !given.iter().any(|it| it == LIST)) {
            let message = format!("Policy doesn't allow {LIST} to be performed");
            return Err(Failure::service(StatusCode::FORBIDDEN, "WKS.0001", message));
        }
        let mut limiter = self.limiter();
        match limiter.as_mut().and_then(|limiter| limiter.is_above(arrived).then_some(limiter)) {
            Some(limiter) => Err(limiter.limit().refusal()),
            None => Ok(()),
        }
    }
}

/// A region, and the id of the project that has its name.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) project_id: String,
}

/// What a project has that does not say otherwise.
#[derive(Clone, Default)]
pub(crate) struct Usual {
    pub(crate) jobs: usize,
    pub(crate) lifecycle: Option<Lifecycle>,
    pub(crate) rules: Rules,
}

/// All projects of a server.
pub(crate) struct Projects {
    usual: Usual,
    /// The server's own, which never leaves.
    pub(crate) own: Arc<Holding>,
    known: RwLock<Known>,
    /// Held while all projects change together, or one comes.
    together: Mutex<()>,
}

/// The projects that there are, and whose what is.
#[derive(Clone, Default)]
pub(crate) struct Known {
    holdings: BTreeMap<String, Arc<Holding>>,
    /// In the order in which they came; a project may be in several.
    regions: Vec<Region>,
    tokens: HashMap<String, String>,
    keys: HashMap<String, Keys>,
}

impl Projects {
    /// The server's own project, alone.
    pub(crate) fn new(usual: Usual, own: Project, clock: &Clock) -> Self {
        let jobs = Jobs::new(usual.rules.clone(), clock.epoch());
        let seed = usual.rules.seed;
        let region = own.region.clone();
        let own = Arc::new(usual.holding(own, seed, random::token(seed), jobs, Vec::new()));
        let projects = Self {
            usual,
            own: Arc::clone(&own),
            known: RwLock::default(),
            together: Mutex::default(),
        };
        projects.change().let_in(own, region);
        projects
    }

    /// Adds a project that makes sense. The error says what keeps it out.
    pub(crate) fn add(&self, project: Project, clock: &Clock) -> Result<Arc<Holding>, String> {
        let _together = self.together();
        let id = project.id.clone();
        let seed = random::named(self.usual.rules.seed, &id);
        let token = random::token(seed);
        let pair = vec![Keys::from_seed(seed).project_id(id.clone())];
        {
            // Before its jobs are made, which may be many.
            let known = self.known();
            if known.holdings.contains_key(&id) {
                return Err(format!("there is a project {id} already"));
            }
            if known.tokens.contains_key(project.token.as_ref().map_or(&*token, Secret::expose)) {
                return Err(format!("project {id}: another project has this token"));
            }
            let pairs = if project.keys.is_empty() { &pair } else { &project.keys };
            let mut pairs = pairs.iter().map(Keys::access_key);
            if let Some(ak) = pairs.find(|ak| known.keys.contains_key(*ak)) {
                return Err(format!("two key pairs have the access key {ak}"));
            }
        }
        let rules = Rules { seed, ids: seed, ..self.usual.rules.clone() };
        let (region, jobs) = (project.region.clone(), Jobs::beside(&self.own.jobs(clock), rules));
        let holding = Arc::new(self.usual.holding(project, seed, token, jobs, pair));
        self.change().let_in(Arc::clone(&holding), region);
        Ok(holding)
    }

    /// Does something to the jobs of all projects, at one moment of the server's clock.
    pub(crate) fn each_jobs(&self, clock: &Clock, mut change: impl FnMut(&mut Jobs, Duration)) {
        let _together = self.together();
        let all = self.all();
        let (mut jobs, elapsed) = at_once(&all, clock);
        jobs.iter_mut().for_each(|jobs| change(jobs, elapsed));
    }

    /// Lets IAM know a project as the one of a region, one more if it has some; adds the project where
    /// there is none.
    pub(crate) fn add_region(&self, region: Region, clock: &Clock) -> Result<(), String> {
        if self.get(region.project_id.as_bytes()).is_none() {
            self.add(Project::new(&*region.project_id), clock)?;
        }
        self.change().regions.push(region);
        Ok(())
    }

    /// Takes a project out, unless it is the server's own. Says whether there was one.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let mut known = self.change();
        if id == self.own.id || known.holdings.remove(id).is_none() {
            return false;
        }
        known.regions.retain(|region| region.project_id != id);
        known.tokens.retain(|_, owner| owner != id);
        known.keys.retain(|_, keys| keys.project() != Some(id));
        true
    }

    pub(crate) fn get(&self, id: &[u8]) -> Option<Arc<Holding>> {
        let id = std::str::from_utf8(id).ok()?;
        self.known().holdings.get(id).cloned()
    }

    /// All of them, by their ids.
    pub(crate) fn all(&self) -> Vec<Arc<Holding>> {
        self.known().holdings.values().cloned().collect()
    }

    /// Says that there is no project with this id.
    pub(crate) fn none(&self, id: &str) -> String {
        const SHOWN: usize = 10;
        let known = self.known();
        let ids: Vec<_> = known.holdings.keys().take(SHOWN).map(String::as_str).collect();
        let more = if known.holdings.len() > SHOWN { " and more" } else { "" };
        format!("there is no project {}; there are {}{more}", shown(id), ids.join(", "))
    }

    pub(crate) fn regions(&self) -> Vec<Region> {
        self.known().regions.clone()
    }

    /// The regions that have a project of this id, if there is one. One that is in no region counts as
    /// being in the first.
    pub(crate) fn regions_of(&self, project_id: &str) -> Vec<Region> {
        let known = self.known();
        if !known.holdings.contains_key(project_id) {
            return Vec::new();
        }
        let of = |region: &&Region| region.project_id == project_id;
        let regions: Vec<_> = known.regions.iter().filter(of).cloned().collect();
        if !regions.is_empty() {
            return regions;
        }
        let first = known.regions.first().map_or(REGION, |region| &region.name);
        vec![Region { name: first.to_owned(), project_id: project_id.to_owned() }]
    }

    /// The project whose own token this is.
    pub(crate) fn by_token(&self, token: &[u8]) -> Option<String> {
        self.known().tokens.get(std::str::from_utf8(token).ok()?).cloned()
    }

    /// The key pair of one project with this access key.
    pub(crate) fn keys(&self, access_key: &str) -> Option<Keys> {
        self.known().keys.get(access_key).cloned()
    }

    /// What there is now, to come back to.
    pub(crate) fn snapshot(&self, clock: &Clock) -> (Known, Vec<(Arc<Holding>, State)>) {
        let _together = self.together();
        let known = self.known().clone();
        let all: Vec<_> = known.holdings.values().cloned().collect();
        let (locked, _) = at_once(&all, clock);
        let state = |(project, jobs): (&Arc<Holding>, &MutexGuard<'_, Jobs>)| {
            let state = State { jobs: Jobs::clone(jobs), limiter: project.limiter().clone() };
            (Arc::clone(project), state)
        };
        let states = all.iter().zip(&locked).map(state).collect();
        (known, states)
    }

    /// Goes back to what there was. Time goes on from then.
    pub(crate) fn restore(&self, known: Known, all: Vec<(Arc<Holding>, State)>, clock: &Clock) {
        let _together = self.together();
        let (projects, states): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let mut locked: Vec<_> = projects.iter().map(|project| project.lock()).collect();
        let elapsed = clock.elapsed();
        for ((project, jobs), state) in projects.iter().zip(&mut locked).zip(states) {
            **jobs = state.jobs;
            jobs.go_on(elapsed);
            *project.limiter() = state.limiter;
        }
        *self.change() = known;
    }

    fn together(&self) -> MutexGuard<'_, ()> {
        self.together.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The jobs of all these at one moment, and when that is.
fn at_once<'p>(all: &'p [Arc<Holding>], clock: &Clock) -> (Vec<MutexGuard<'p, Jobs>>, Duration) {
    let mut jobs: Vec<_> = all.iter().map(|project| project.lock()).collect();
    // Whoever looks at one of them from now on does so later.
    let elapsed = clock.elapsed();
    jobs.iter_mut().for_each(|jobs| jobs.catch_up(elapsed));
    (jobs, elapsed)
}

impl Known {
    fn let_in(&mut self, holding: Arc<Holding>, region: Option<String>) {
        let id = &holding.id;
        let region = region.map(|name| Region { name, project_id: id.clone() });
        self.regions.extend(region);
        self.tokens.insert(holding.token.expose().to_owned(), id.clone());
        let keys = holding.keys.iter().map(|keys| (keys.access_key().to_owned(), keys.clone()));
        self.keys.extend(keys);
        self.holdings.insert(id.clone(), holding);
    }
}

impl Usual {
    fn holding(
        &self,
        project: Project,
        seed: u64,
        token: String,
        mut jobs: Jobs,
        keys: Vec<Keys>,
    ) -> Holding {
        // Jobs that move are of today; the others are the same on each day.
        let until = self.lifecycle.map_or(EPOCH_MILLIS, |_| jobs.now().as_millisecond());
        let generated = generate::jobs(seed, project.jobs.unwrap_or(self.jobs), until);
        jobs.add_all(
            generated.map(|job| match self.lifecycle {
                Some(lifecycle) => job.lifecycle(lifecycle),
                None => job,
            }),
            drop,
        );
        Holding {
            id: project.id,
            token: project.token.unwrap_or_else(|| Secret::from(token)),
            keys: if project.keys.is_empty() { keys } else { project.keys },
            permissions: project.permissions,
            limiter: Mutex::new(project.limit.map(Limiter::new)),
            jobs: Mutex::new(jobs),
        }
    }
}
