//! The guide: nine short chapters for those who write programs with this crate. Their examples are
//! tests, and all but those that need a cloud run against the embedded server.
//!
//! | | |
//! | --- | --- |
//! | [`first_call`] | a client, a page, a job; what is checked before anything is sent |
//! | [`credentials`] | where they come from, how long they are kept, and the project id |
//! | [`paging`] | all jobs, of a list that changes while it is read |
//! | [`waiting`] | until jobs have ended; what changes |
//! | [`errors`] | what happened, what to do, and what is tried again without you |
//! | [`testing`] | your code, with the embedded server |
//! | [`other_languages`] | the embedded server from a shell, from Python, with the vendor's SDK |
//! | [`tracing`] | spans and their fields |
//! | [`http`] | proxies, roots, limits of time and size |

#[doc = include_str!("guide/first_call.md")]
pub mod first_call {}

#[doc = include_str!("guide/credentials.md")]
pub mod credentials {}

#[doc = include_str!("guide/paging.md")]
pub mod paging {}

#[doc = include_str!("guide/waiting.md")]
pub mod waiting {}

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/other_languages.md")]
pub mod other_languages {}

#[doc = include_str!("guide/tracing.md")]
pub mod tracing {}

#[doc = include_str!("guide/http.md")]
pub mod http {}
