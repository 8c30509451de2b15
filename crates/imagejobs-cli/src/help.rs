//! `imagejobs help`: a command, the credentials, or the exit codes.

use std::io::{self, Write};

use clap::CommandFactory;

use crate::exit::{self, Failure};
use crate::flags::{Flags, Help};

pub(crate) const CREDENTIALS: &str = "\
Credentials are looked for here, in this order, and the first that are found are used. Half of a
pair, or a value that cannot be right, ends the search with exit code 3.

  1  IMAGEJOBS_AUTH_TOKEN                         a user token of IAM
  2  HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK       a key pair
       with HUAWEICLOUD_SDK_SECURITY_TOKEN, HUAWEICLOUD_SDK_PROJECT_ID
  3  HW_AUTH_TOKEN                                a user token of IAM
       with HW_PROJECT_ID
  4  HW_ACCESS_KEY, HW_SECRET_KEY                 a key pair
       with HW_SECURITY_TOKEN, HW_PROJECT_ID
  5  HW_USER_NAME, HW_PASSWORD, HW_DOMAIN_NAME    a user, for whom IAM gives a token
       with HW_PROJECT_ID, or a region
  6  ~/.huaweicloud/credentials, section [basic]  a key pair: ak, sk
       with security_token, project_id, iam_endpoint
  7  the metadata service of the cloud server     temporary keys

--profile NAME looks only into the section [NAME] of the profile file, which may stand elsewhere:
where HUAWEICLOUD_SDK_CREDENTIALS_FILE says. IMAGEJOBS_METADATA_ENDPOINT names another address of
the metadata service; set to nothing, it switches the service off.

The project id is that of --project-id or IMAGEJOBS_PROJECT_ID, else the one that comes with the
credentials, else IAM is asked for the project of the region: at --iam-endpoint, else at the
profile's iam_endpoint, else at HUAWEICLOUD_SDK_IAM_ENDPOINT, else at the region's own.

imagejobs doctor tells what was found, and whether it is accepted.
";

/// What there is help on: the commands, and more.
pub(crate) const TOPICS: &[&str] = &[
    "list",
    "wait",
    "watch",
    "doctor",
    "serve",
    "demo",
    "schema",
    "completions",
    "man",
    "help",
    "credentials",
    "exit-codes",
];

pub(crate) fn run(flags: &Help) -> Result<(), Failure> {
    let mut program = Flags::command();
    program.build();
    let text = match flags.topic.as_deref() {
        None => program.render_help().to_string(),
        Some("credentials") => CREDENTIALS.to_owned(),
        Some("exit-codes") => exit::table(),
        Some(topic) => match program.find_subcommand_mut(topic) {
            Some(command) => command.render_help().to_string(),
            None => {
                return Err(Failure::usage(format!("there is no help on {topic:?}"))
                    .help(format!("there is help on {}", TOPICS.join(", "))));
            }
        },
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
