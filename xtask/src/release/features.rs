//! Every combination of features of every crate that is published.

use std::path::Path;

use super::{Told, shipped};
use crate::cargo;

pub(super) fn check(root: &Path) -> Result<Told, String> {
    let mut count = 0;
    let mut broken = Vec::new();
    for shipped in shipped::crates(root)? {
        let features: Vec<_> =
            shipped.features.iter().filter(|feature| *feature != "default").collect();
        for set in 0..1_u32 << features.len() {
            let chosen: Vec<_> = (features.iter().enumerate())
                .filter(|(index, _)| set >> index & 1 == 1)
                .map(|(_, feature)| feature.as_str())
                .collect();
            let chosen = chosen.join(",");
            let mut command = cargo::command(root);
            command.args(["clippy", "--quiet", "--locked", "--package", &shipped.name]);
            command.args(["--no-default-features", "--features", &chosen]);
            command.args(["--", "-D", "warnings"]);
            count += 1;
            if !cargo::succeeds(&mut command)? {
                broken.push(format!("{} with `{chosen}`", shipped.name));
            }
        }
    }
    if broken.is_empty() {
        return Ok(format!("{count} combinations pass"));
    }
    Err(format!("does not pass: {}", broken.join("; ")))
}
