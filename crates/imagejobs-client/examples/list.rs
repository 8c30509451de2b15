//! Lists with the generated client and a transport of core: `cargo run -p imagejobs-client --example list`.

use imagejobs_client::Transport;
use imagejobs_client::image_jobs::{Client, types::JobType};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = imagejobs_mock::Server::builder().jobs(30).start()?;
    let transport = Transport::builder().endpoint(server.url()).token(server.token()).build()?;
    let client = Client::new(transport);
    let call = client.list_image_jobs().project_id(server.project_id());
    let answer = call.job_type(JobType::CreateServer).limit(3).send().await?;
    for job in answer.items.iter().filter_map(|job| job.get()) {
        println!("{:?} {:?} {:?}", job.id, job.status, job.begin_time);
    }
    Ok(())
}
