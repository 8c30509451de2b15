use crate::JobType;

/// One or several job types to ask for. A type that is given twice counts once.
///
/// ```
/// use imagejobs::{JobType, JobTypes};
///
/// let one = JobTypes::from(JobType::CreateServer);
/// let all = JobTypes::from(JobType::ALL);
/// assert_ne!(one, all);
/// assert_eq!(one, JobTypes::from([JobType::CreateServer; 2]));
/// assert_eq!(all.as_slice(), JobType::ALL);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobTypes(Vec<JobType>);

impl JobTypes {
    /// The types, in the order in which they were given.
    #[must_use]
    pub fn as_slice(&self) -> &[JobType] {
        &self.0
    }
}

impl From<JobType> for JobTypes {
    fn from(job_type: JobType) -> Self {
        Self(vec![job_type])
    }
}

impl From<&[JobType]> for JobTypes {
    fn from(job_types: &[JobType]) -> Self {
        let mut once = Vec::new();
        for job_type in job_types {
            if !once.contains(job_type) {
                once.push(*job_type);
            }
        }
        Self(once)
    }
}

impl<const N: usize> From<[JobType; N]> for JobTypes {
    fn from(job_types: [JobType; N]) -> Self {
        job_types.as_slice().into()
    }
}
