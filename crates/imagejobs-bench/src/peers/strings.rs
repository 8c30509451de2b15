use serde::Deserialize;

/// A page, as one writes it down for serde.
#[derive(Debug, Deserialize)]
pub struct Page {
    /// How many jobs there are in all.
    pub count: i64,
    /// The jobs.
    pub items: Vec<Job>,
}

/// A job, as one writes it down for serde.
#[derive(Debug, Deserialize)]
pub struct Job {
    /// The id.
    pub id: String,
    /// What it does.
    pub job_type: String,
    /// When it was created.
    pub begin_time: String,
    /// When it ended.
    pub end_time: String,
    /// How far it has come.
    pub status: String,
    /// How many subtasks it has.
    pub sub_jobs_total: i64,
}
