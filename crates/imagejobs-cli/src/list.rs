//! `imagejobs list`: one page of jobs, or all of them.

mod all;
mod notes;
mod page;

use imagejobs::{Endpoint, Error};

use crate::exit::Failure;
use crate::flags::{Extent, List};
use crate::signal::Interrupts;

pub(crate) async fn run(flags: &List, interrupts: &Interrupts) -> Result<(), Failure> {
    let extent = flags.extent()?;
    let configured = flags.connection.configure(Some(&flags.timeout))?;
    configured.find_access().await.map_err(Failure::with_doctor)?;
    let client = &configured.client;
    let mut list = client.list(flags.job_type.clone());
    if let Some(status) = flags.status {
        list = list.status(status);
    }
    match extent {
        Extent::Page { limit, offset } => {
            page::run(list, limit, offset, &flags.output, client.endpoint()).await
        }
        Extent::All { concurrency } => {
            let pages = list.concurrency(concurrency).pages();
            let mixed = flags.job_type.as_slice().len() > 1;
            all::run(pages, &flags.output, mixed, client.endpoint(), interrupts).await
        }
    }
}

fn failed(error: &Error, endpoint: &Endpoint) -> Failure {
    Failure::of_call(error, endpoint).with_doctor()
}
