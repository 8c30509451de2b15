//! Credentials: what they are, where they come from, and how long they are good.

mod profile;

pub use profile::{Profile, ProfileError, Profiles};
