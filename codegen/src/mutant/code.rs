//! Changes of generated code.

use super::{Change, Mutant};
use crate::claim::Claims;

/// Each text, number and type that says a fact becomes another, wherever it stands.
pub(super) fn mutants(code: &str, claims: &Claims) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (from, to) in swaps(code, claims) {
        for (count, (at, _)) in code.match_indices(&from).enumerate() {
            let mut text = code.to_owned();
            text.replace_range(at..at + from.len(), &to);
            let line = code[..at].matches('\n').count();
            let changed = code.lines().nth(line).unwrap_or_default().trim();
            mutants.push(Mutant {
                what: format!("{from} becomes {to} in line {} ({})", line + 1, count + 1),
                // The module as a whole is told by the line that differs.
                named_by: vec![changed.to_owned()],
                change: Change::Code(text),
            });
        }
    }
    mutants
}

/// What stands in the code for facts of the document, and what stands there instead.
fn swaps(code: &str, claims: &Claims) -> Vec<(String, String)> {
    let mut swaps = Vec::new();
    let mut add = |from: String, to: String| {
        if code.contains(&from) && !swaps.contains(&(from.clone(), to.clone())) {
            swaps.push((from, to));
        }
    };
    for (name, claim) in claims {
        if let Some(text) = claim.value.as_str() {
            add(format!("\"{text}\""), format!("\"{text}x\""));
        }
        if let Some(number) = claim.value.as_i64().filter(|number| *number > 1) {
            add(format!(", {number}>"), format!(", {}>", number + 1));
        }
        let subject = name.subject.to_string();
        let called = subject.rsplit([' ', '.']).next().unwrap_or_default();
        add(format!("\"{called}\""), format!("\"{called}x\""));
        add(format!("pub {called}: "), format!("pub {called}_x: "));
    }
    for (from, to) in [
        ("Bounded<1,", "Bounded<2,"),
        ("200u16", "201u16"),
        (".get(url)", ".post(url)"),
        ("Lenient<i64>", "Lenient<bool>"),
        ("Option<u64>", "Option<i64>"),
        ("Option<types::JobStatus>", "Option<String>"),
        ("Result<types::JobType,", "Result<Option<types::JobType>,"),
        ("List<ImageJobInfo>", "List<ErrorResponse>"),
        ("/v1/{}/", "/v2/{}/"),
        ("workspace:images:listImageJobs\"]", "workspace:images:list\"]"),
    ] {
        add(from.to_owned(), to.to_owned());
    }
    swaps
}
