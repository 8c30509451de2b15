use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;

use super::{Credentials, CredentialsProvider};
use crate::Error;
use crate::clock::{Clock, within};

/// How long before their end credentials are renewed, at the most.
const AHEAD: Duration = Duration::from_secs(40 * 60);

/// How long a failed renewal is left alone while the old credentials are good.
const PAUSE: Duration = Duration::from_secs(60);

/// How long a renewal may take while the old credentials are good.
const PATIENCE: Duration = Duration::from_secs(10);

/// Keeps credentials, and renews them before they expire.
///
/// They are renewed with 40 minutes left (the vendor's figure), or with a third of their lifetime
/// left where they live shorter than two hours. One caller renews while the others wait, and those
/// share its failure, too. What is still good is kept when renewal fails.
#[derive(Debug)]
pub(crate) struct Cache {
    provider: Arc<dyn CredentialsProvider>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// How often loading ended, so that a caller who waited knows that it was done for it.
    ended: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    failure: Option<Error>,
}

#[derive(Debug)]
struct Held {
    credentials: Arc<Credentials>,
    renew_at: Option<SystemTime>,
}

impl Cache {
    /// A cache that holds nothing yet.
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>, clock: Arc<dyn Clock>) -> Self {
        Self { provider, clock, state: Mutex::default(), ended: AtomicU64::new(0) }
    }

    /// Credentials that are good.
    ///
    /// # Errors
    /// What the provider says when it has none, or none that are good.
    pub(crate) async fn get(&self) -> Result<Arc<Credentials>, Error> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        if let Some(held) = &state.held
            && held.renew_at.is_none_or(|at| now < at)
        {
            return Ok(held.credentials.clone());
        }
        if let Some(failure) = &state.failure
            && self.ended.load(Ordering::Acquire) != ended
        {
            return Err(failure.clone());
        }
        // Seldom needed, and large: every call would carry its room.
        Box::pin(self.load(&mut state)).await
    }

    /// Other credentials than these, which a service refused: `None` when there are no others.
    pub(crate) async fn replace(&self, refused: &Credentials) -> Option<Arc<Credentials>> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let held = state.held.as_ref().map(|held| held.credentials.clone());
        let other = match held {
            Some(held) if !held.same_as(refused) => held,
            // Whoever loaded while this one waited got no others.
            _ if self.ended.load(Ordering::Acquire) != ended => return None,
            _ => self.load(&mut state).await.ok()?,
        };
        (!other.same_as(refused)).then_some(other)
    }

    async fn load(&self, state: &mut State) -> Result<Arc<Credentials>, Error> {
        let now = self.clock.now();
        let still_good = state.held.as_mut().filter(|held| held.is_good(now));
        let loaded = match still_good {
            // A renewal that hangs, or whose caller gives up, does not take what is still good.
            Some(held) => {
                held.leave_alone(now);
                let late = || Err(Error::timeout("renewing the credentials", PATIENCE));
                within(&*self.clock, PATIENCE, pin!(self.provider.load()))
                    .await
                    .unwrap_or_else(late)
            }
            None => self.provider.load().await,
        };
        let loaded = match loaded {
            Ok(Some(credentials)) => self.good(credentials),
            Ok(None) => {
                let place = self.provider.place();
                Err(Error::credentials(format!("no credentials were found in {place}")))
            }
            Err(error) => Err(error),
        };
        let now = self.clock.now();
        self.ended.fetch_add(1, Ordering::AcqRel);
        match loaded {
            Ok(credentials) => {
                let held = Held::new(credentials, now);
                let credentials = held.credentials.clone();
                state.held = Some(held);
                state.failure = None;
                Ok(credentials)
            }
            Err(failure) => match &mut state.held {
                Some(held) if held.is_good(now) => {
                    held.leave_alone(now);
                    Ok(held.credentials.clone())
                }
                _ => {
                    state.held = None;
                    state.failure = Some(failure.clone());
                    Err(failure)
                }
            },
        }
    }

    fn good(&self, credentials: Credentials) -> Result<Credentials, Error> {
        match credentials.expires_at {
            Some(end) if end <= self.clock.now() => Err(Error::credentials(format!(
                "the credentials from {} have expired",
                credentials.origin
            ))),
            _ => Ok(credentials),
        }
    }
}

impl Held {
    fn new(credentials: Credentials, now: SystemTime) -> Self {
        let renew_at = credentials.expires_at.map(|end| {
            let lifetime = end.duration_since(now).unwrap_or_default();
            end - AHEAD.min(lifetime / 3)
        });
        Self { credentials: Arc::new(credentials), renew_at }
    }

    fn is_good(&self, now: SystemTime) -> bool {
        self.credentials.expires_at.is_some_and(|end| now < end)
    }

    /// Renews no sooner than after a pause, but before the end.
    fn leave_alone(&mut self, now: SystemTime) {
        let later = now + PAUSE;
        self.renew_at = self.credentials.expires_at.map(|end| end.min(later));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use tokio::sync::Semaphore;

    use super::*;
    use crate::AuthToken;
    use crate::clock::SystemClock;
    use crate::credentials::{Kind, Loading};

    fn cache(provider: impl CredentialsProvider + 'static) -> Arc<Cache> {
        Arc::new(Cache::new(Arc::new(provider), Arc::new(SystemClock)))
    }

    /// A place that is empty, which shows once it may be entered.
    #[derive(Debug)]
    struct Empty {
        looks: Arc<AtomicUsize>,
        entries: Arc<Semaphore>,
    }

    impl CredentialsProvider for Empty {
        fn load(&self) -> Loading<'_> {
            self.looks.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                let _entered = self.entries.acquire().await;
                Ok(None)
            })
        }

        fn place(&self) -> String {
            "the empty place".to_owned()
        }
    }

    #[tokio::test]
    async fn those_who_wait_share_a_failure_and_whoever_comes_later_looks_anew() {
        let (looks, entries) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let cache = cache(Empty { looks: looks.clone(), entries: entries.clone() });
        let ask = |_| {
            let cache = cache.clone();
            tokio::spawn(async move { cache.get().await.unwrap_err() })
        };
        let together: Vec<_> = (0..10).map(ask).collect();
        // Each of them runs as far as it can before this one goes on.
        tokio::task::yield_now().await;
        entries.add_permits(1);
        for asked in together {
            let error = asked.await.unwrap();
            assert!(error.is_credentials());
            assert_eq!(error.to_string(), "no credentials were found in the empty place");
        }
        assert_eq!(looks.load(Ordering::SeqCst), 1);
        ask(0).await.unwrap();
        assert_eq!(looks.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn credentials_that_have_expired_are_none_and_those_that_have_not_are_kept() {
        let token = Kind::Token(AuthToken::new("sentinel").unwrap());
        let mut credentials = Credentials::new(token, "the vault");
        credentials.expires_at = Some(SystemTime::now() - Duration::from_secs(1));
        let error = cache(credentials.clone()).get().await.unwrap_err();
        assert!(error.is_credentials());
        assert_eq!(error.to_string(), "the credentials from the vault have expired");
        credentials.expires_at = Some(SystemTime::now() + Duration::from_secs(60 * 60));
        let cache = cache(credentials);
        let (first, second) = (cache.get().await.unwrap(), cache.get().await.unwrap());
        assert!(Arc::ptr_eq(&first, &second));
    }
}
