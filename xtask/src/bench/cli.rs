//! The command line as a whole process, beside `curl`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::figure::Figures;
use super::program::{Server, output};
use super::{Effort, median};

/// How often each program runs in a round, one after the other.
const TIMES: usize = 20;

pub(super) fn measure(program: &Path, effort: Effort, got: &mut Figures) -> Result<(), String> {
    eprintln!("cli: {} times", effort.rounds * TIMES);
    let mut starts = times(effort, || {
        let mut version = Command::new(program);
        version.arg("--version");
        version
    })?;
    got.add("cli-start", 1e3 * median(&mut starts));

    let asked = Asked::serve(program)?;
    if output(&mut asked.by_curl()).is_err() {
        eprintln!("cli: curl is not there, or does not do; the figure is left out");
        return Ok(());
    }
    let mut ratios = Vec::new();
    for _ in 0..effort.rounds {
        let one = Effort { rounds: 1, ..effort };
        let mut ours = times(one, || asked.by(program))?;
        let mut curls = times(one, || asked.by_curl())?;
        ratios.push(median(&mut ours) / median(&mut curls));
    }
    got.add("cli-list", median(&mut ratios));
    Ok(())
}

/// How many seconds each run takes, from before it is begun until after it has ended.
fn times(effort: Effort, command: impl Fn() -> Command) -> Result<Vec<f64>, String> {
    let run = |_| {
        let mut command = command();
        let begun = Instant::now();
        output(&mut command)?;
        Ok(begun.elapsed().as_secs_f64())
    };
    (0..effort.rounds * TIMES).map(run).collect()
}

/// The program's own server, and how to ask it.
struct Asked {
    _server: Server,
    endpoint: String,
    project_id: String,
    token: String,
}

impl Asked {
    fn serve(program: &Path) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.args(["serve", "--jobs", "100"]).stderr(Stdio::null());
        let mut server = Server::begin(&mut command)?;
        let lines = (0..3).map(|_| server.next_line()).collect::<Result<Vec<_>, _>>()?;
        let said = |variable: &str| {
            let value = lines.iter().find_map(|line| {
                line.strip_prefix("export ")?.strip_prefix(variable)?.strip_prefix('=')
            });
            value.map(str::to_owned).ok_or_else(|| format!("the server told no {variable}"))
        };
        Ok(Self {
            endpoint: said("IMAGEJOBS_ENDPOINT")?,
            project_id: said("IMAGEJOBS_PROJECT_ID")?,
            token: said("IMAGEJOBS_AUTH_TOKEN")?,
            _server: server,
        })
    }

    fn by(&self, program: &Path) -> Command {
        let mut list = Command::new(program);
        list.args(["list", "--job-type", "CREATE_SERVER", "--limit", "10", "-o", "json"])
            .env("IMAGEJOBS_ENDPOINT", &self.endpoint)
            .env("IMAGEJOBS_PROJECT_ID", &self.project_id)
            .env("IMAGEJOBS_AUTH_TOKEN", &self.token);
        list
    }

    fn by_curl(&self) -> Command {
        let Self { endpoint, project_id, token, .. } = self;
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--fail", "--header", &format!("X-Auth-Token: {token}")]).arg(
            format!("{endpoint}/v1/{project_id}/image-server-jobs?job_type=CREATE_SERVER&limit=10"),
        );
        curl
    }
}
