//! From what a server is to be to one that runs.

use std::io;

use crate::faults::FaultPlan;
use crate::gate::Gate;
use crate::identity::{Identity, Issued};
use crate::jobs::Rules;
use crate::keys::{Keys, invalid};
use crate::lockout::Lockout;
use crate::project::{Project, sendable};
use crate::projects::{Projects, REGION, Usual};
use crate::random;
use crate::server::Server;
use crate::site::Site;
use crate::time::Clock;
use crate::user::User;

use super::Builder;

impl Builder {
    /// Starts the server.
    ///
    /// # Errors
    ///
    /// When it cannot listen on the address, the system gives no thread, or the token, a project or a
    /// key is one that no request can carry, or two of them have one id, token or access key, or the
    /// plan of faults makes no sense (kind [`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub fn start(mut self) -> io::Result<Server> {
        self.control.check(self.listen).map_err(invalid)?;
        let checked = self.faults.as_ref().map_or(Ok(()), FaultPlan::check);
        checked.map_err(|error| invalid(format!("faults: {error}")))?;
        let clock = if self.manual_time { Clock::manual() } else { Clock::real() };
        let read_timeout = (!self.manual_time).then_some(self.read_timeout);
        let own = self.own()?;
        let identity = self.identity(&own);
        let projects = self.all(own, &identity.keys, &clock).map_err(invalid)?;
        let gate = Gate::new(self.max_connections, read_timeout);
        let Self { auth, metadata, control, .. } = self;
        let site = Site::new(auth, identity, projects, metadata, clock, gate, control);
        site.set_faults(self.faults);
        Server::run(self.listen, site)
    }

    /// The server's own project, taken out of the others.
    fn own(&mut self) -> io::Result<Project> {
        if self.token.as_ref().is_some_and(|token| !sendable(token)) {
            return Err(invalid("the token is empty or cannot be a header's value"));
        }
        let at = match &self.project_id {
            None => (!self.projects.is_empty()).then_some(0),
            Some(id) => self.projects.iter().position(|project| project.id == *id),
        };
        let id = || self.project_id.clone().unwrap_or_else(|| random::project_id(self.seed));
        let mut own = match at {
            Some(at) => self.projects.remove(at),
            None => Project::new(id()),
        };
        if let Some(token) = &self.token {
            own = own.token(&**token);
        }
        if self.regions.is_empty() && self.projects.iter().all(|other| other.region.is_none()) {
            own.region.get_or_insert_with(|| REGION.to_owned());
        }
        Ok(own)
    }

    /// All projects, those of regions and of keys among them. The error says what is wrong.
    fn all(&self, own: Project, account: &[Keys], clock: &Clock) -> Result<Projects, String> {
        own.check()?;
        self.projects.iter().try_for_each(Project::check)?;
        // An account that has the pairs of its project has none beside them.
        let account = if self.keys.is_empty() && !own.keys.is_empty() { &[] } else { account };
        for (number, keys) in account.iter().enumerate() {
            keys.check()?;
            let twice = |other: &Keys| other.access_key() == keys.access_key();
            let of_projects = self.projects.iter().chain([&own]).flat_map(|project| &project.keys);
            if account[..number].iter().chain(of_projects).any(twice) {
                let ak = keys.access_key();
                return Err(format!("two key pairs have the access key {ak}"));
            }
        }
        let rules = Rules { seed: self.seed, ..self.rules.clone() };
        let usual = Usual { jobs: self.jobs, lifecycle: self.lifecycle, rules };
        let projects = Projects::new(usual, own, clock);
        for project in &self.projects {
            projects.add(project.clone(), clock)?;
        }
        for region in &self.regions {
            Project::new(&*region.project_id).region(&*region.name).check()?;
            projects.add_region(region.clone(), clock)?;
        }
        for id in self.keys.iter().filter_map(Keys::project) {
            if projects.get(id.as_bytes()).is_none() {
                projects.add(Project::new(id), clock)?;
            }
        }
        Ok(projects)
    }

    fn identity(&self, own: &Project) -> Identity {
        let seed = self.seed;
        let keys = if self.keys.is_empty() { &own.keys } else { &self.keys };
        Identity {
            seed,
            keys: one_at_least(keys, || Keys::from_seed(seed)),
            users: one_at_least(&self.users, || User::from_seed(seed)),
            token_lifetime: self.token_lifetime,
            issued: Issued::default().into(),
            lockout: Lockout::default(),
        }
    }
}

fn one_at_least<T: Clone>(given: &[T], usual: impl FnOnce() -> T) -> Vec<T> {
    if given.is_empty() { vec![usual()] } else { given.to_vec() }
}
