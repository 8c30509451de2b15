//! Single functions.

use std::path::Path;
use std::time::Instant;

use imagejobs_codegen::generate;
use imagejobs_codegen::targets::TARGETS;
use serde_json::Value;

use super::figure::Figures;
use super::program::Programs;
use super::{Effort, median};
use crate::files;

pub(super) fn allocations(programs: &Programs, got: &mut Figures) -> Result<(), String> {
    eprintln!("allocations");
    let text = programs.run("allocations", &[])?;
    let told: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let per_job = told["per_job"].as_f64().ok_or("the allocations were not told")?;
    got.add("allocations", per_job);
    Ok(())
}

pub(super) fn sign(programs: &Programs, effort: Effort, got: &mut Figures) -> Result<(), String> {
    eprintln!("sign");
    let mut micros = Vec::new();
    for _ in 0..effort.rounds {
        let table = programs.run("small", &["--bench", "sign"])?;
        micros.push(divans_median(&table, "sign").ok_or("divan's table has no row `sign`")?);
    }
    got.add("sign", median(&mut micros));
    Ok(())
}

/// The median of a row of divan's table, in microseconds.
fn divans_median(table: &str, name: &str) -> Option<f64> {
    let is_row = |line: &&str| {
        let mut words = line.split_whitespace();
        words.nth(1) == Some(name) && words.next().is_some_and(|word| word.parse::<f64>().is_ok())
    };
    let row = table.lines().find(is_row)?;
    let (value, unit) = row.split('│').nth(2)?.trim().split_once(' ')?;
    let micros = match unit {
        "ns" => 1e-3,
        "µs" => 1.0,
        "ms" => 1e3,
        _ => return None,
    };
    Some(value.parse::<f64>().ok()? * micros)
}

/// In this process, which is built as the alias builds it.
pub(super) fn codegen(root: &Path, effort: Effort, got: &mut Figures) -> Result<(), String> {
    let mut slowest = 0.0_f64;
    for target in TARGETS {
        eprintln!("codegen: {}", target.document);
        let text = files::text(root, target.document)?;
        let mut millis = Vec::new();
        for _ in 0..effort.rounds {
            let begun = Instant::now();
            generate(target, &text).map_err(|problems| problems.to_string())?;
            millis.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        slowest = slowest.max(median(&mut millis));
    }
    got.add("codegen", slowest);
    Ok(())
}
