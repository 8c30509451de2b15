//! The fields of a job, and of a change to one: their names, and what stands in them.

use imagejobs::{ImageJob, JobStatus, Open, without_controls};

use super::times::{self, Times};

/// What can be shown of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Change,
    Id,
    JobType,
    From,
    Status,
    BeginTime,
    EndTime,
    SubJobsTotal,
    Duration,
}

impl Field {
    pub(crate) const ALL: &[Self] = &[
        Self::Id,
        Self::JobType,
        Self::Status,
        Self::BeginTime,
        Self::EndTime,
        Self::SubJobsTotal,
        Self::Duration,
        Self::Change,
        Self::From,
    ];

    /// What a table of jobs shows, unless a flag says otherwise.
    pub(crate) const OF_JOBS: &[Self] = Self::ALL.split_at(7).0;

    /// What stands in the values of a change for programs.
    pub(crate) const SENT_OF_CHANGES: &[Self] = &[
        Self::Change,
        Self::Id,
        Self::JobType,
        Self::From,
        Self::Status,
        Self::BeginTime,
        Self::EndTime,
        Self::SubJobsTotal,
    ];

    /// What the service sends of a job.
    pub(crate) const SENT: &[Self] = Self::ALL.split_at(6).0;

    /// What a table of changes shows.
    pub(crate) const OF_CHANGES: &[Self] =
        &[Self::Change, Self::Id, Self::JobType, Self::From, Self::Status];

    /// Its name, as the service writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Id => "id",
            Self::JobType => "job_type",
            Self::From => "from",
            Self::Status => "status",
            Self::BeginTime => "begin_time",
            Self::EndTime => "end_time",
            Self::SubJobsTotal => "sub_jobs_total",
            Self::Duration => "duration",
        }
    }

    /// What stands above its column.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Change => "CHANGE",
            Self::Id => "ID",
            Self::JobType => "TYPE",
            Self::From => "FROM",
            Self::Status => "STATUS",
            Self::BeginTime => "BEGIN",
            Self::EndTime => "END",
            Self::SubJobsTotal => "SUBJOBS",
            Self::Duration => "DURATION",
        }
    }

    /// What its usual values take, so that columns stand where they stood when later pages bring the
    /// first of them.
    pub(super) fn usual_width(self, times: &Times) -> usize {
        match self {
            Self::Change => 8,
            Self::Id => 18,
            Self::JobType => 19,
            Self::From | Self::Status | Self::SubJobsTotal => 7,
            Self::BeginTime | Self::EndTime => times.usual_width(),
            Self::Duration => 0,
        }
    }

    /// Whether only a change has it.
    pub(crate) fn is_of_changes(self) -> bool {
        matches!(self, Self::Change | Self::From)
    }
}

/// A job, and what changed about it where something did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) job: &'a ImageJob,
    pub(crate) change: Option<Changed<'a>>,
}

/// What changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed<'a> {
    pub(crate) name: &'static str,
    /// The status before, where it is another one now.
    pub(crate) from: Option<Option<&'a Open<JobStatus>>>,
}

impl<'a> From<&'a ImageJob> for Record<'a> {
    fn from(job: &'a ImageJob) -> Self {
        Self { job, change: None }
    }
}

impl Record<'_> {
    /// A field's value, without control characters; nothing where nothing came. What could not be
    /// read is given as it came, rather than as nothing.
    fn value(&self, field: Field) -> Option<String> {
        let job = self.job;
        let odd = job.odd().find(|(name, _)| match *name {
            // A job that is no object stands in place of its id.
            "item" => field == Field::Id,
            name => name == field.name(),
        });
        if let Some((_, json)) = odd {
            return Some(without_controls(json).into_owned());
        }
        let text = match field {
            Field::Change => self.change.map(|change| change.name.to_owned()),
            Field::Id => job.id().map(str::to_owned),
            Field::JobType => job.job_type().map(ToString::to_string),
            Field::From => self.change?.from.flatten().map(ToString::to_string),
            Field::Status => job.status().map(ToString::to_string),
            Field::BeginTime => job.begin_time().map(ToString::to_string),
            Field::EndTime => job.end_time().map(ToString::to_string),
            Field::SubJobsTotal => job.sub_jobs_total().map(|total| total.to_string()),
            Field::Duration => None,
        };
        text.map(|text| without_controls(&text).into_owned())
    }

    /// A field's value for people.
    pub(super) fn shown(&self, field: Field, times: &Times) -> String {
        let shown = match field {
            Field::BeginTime => self.job.begin_time().and_then(|time| times.shown(time)),
            Field::EndTime => self.job.end_time().and_then(|time| times.shown(time)),
            Field::Duration => times.spoken_duration(self.job),
            _ => None,
        };
        shown.or_else(|| self.value(field)).unwrap_or_default()
    }

    /// A field's value for programs: as it came. A duration is in seconds.
    pub(super) fn plain(&self, field: Field, times: &Times) -> String {
        match field {
            Field::Duration => {
                times::seconds(times.duration(self.job)).map(|n| n.to_string()).unwrap_or_default()
            }
            _ => self.value(field).unwrap_or_default(),
        }
    }
}
