use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use proptest::prelude::{Strategy, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::target::Check;
use crate::{Target, corpus, edit, panics, shrink};

/// How long one case may take: far more than any of them should on a busy machine.
const SLOW: Duration = Duration::from_secs(20);

/// When to stop trying new inputs.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// After so many.
    Cases(u64),
    /// After so long.
    After(Duration),
}

/// What was tried without a finding.
#[derive(Debug)]
pub struct Tally {
    /// The inputs of the corpus.
    pub kept: usize,
    /// New inputs.
    pub cases: u64,
    /// How long they took.
    pub over: Duration,
}

/// A promise that is broken.
#[derive(Debug)]
pub struct Finding {
    target: &'static str,
    broken: String,
    input: Vec<u8>,
    /// Where the input is kept.
    kept: Option<PathBuf>,
}

/// Tries the target's corpus, and then new inputs, which follow from the seed.
///
/// # Errors
/// The first broken promise, its input made small and kept in the corpus.
pub fn fuzz(target: &Target, seed: u64, end: End) -> Result<Tally, Finding> {
    panics::note();
    let failed = |broken| Finding { target: target.name, broken, input: Vec::new(), kept: None };
    let mut check = (target.start)().map_err(failed)?;
    let kept = corpus::read(target).map_err(failed)?;
    for (name, input) in &kept {
        if let Err(broken) = judge(&mut check, input) {
            let kept = Some(PathBuf::from(name));
            return Err(Finding { target: target.name, broken, input: input.clone(), kept });
        }
    }
    let inputs: Vec<_> = kept.into_iter().map(|(_, input)| input).collect();
    let mut tally = Tally { kept: inputs.len(), cases: 0, over: Duration::ZERO };
    let cases = prop_oneof![(target.inputs)(), edit::edited(target, inputs)];
    let mut runner = TestRunner::new_with_rng(Config::default(), random(seed));
    let started = Instant::now();
    while !end.is_reached(&tally) {
        let input = cases.new_tree(&mut runner).map_err(|reason| failed(reason.to_string()))?;
        let input = input.current();
        if let Err(broken) = judge(&mut check, &input) {
            return Err(found(target, input, broken));
        }
        tally.cases += 1;
        tally.over = started.elapsed();
    }
    Ok(tally)
}

impl End {
    fn is_reached(self, tally: &Tally) -> bool {
        match self {
            Self::Cases(cases) => tally.cases >= cases,
            Self::After(time) => tally.over >= time,
        }
    }
}

fn random(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

fn judge(check: &mut Check, input: &[u8]) -> Result<(), String> {
    let started = Instant::now();
    panics::told(|| check(input))?;
    let took = started.elapsed();
    if took > SLOW { Err(format!("took {took:?}")) } else { Ok(()) }
}

fn found(target: &Target, input: Vec<u8>, broken: String) -> Finding {
    let mut last = broken;
    let small = shrink::shrink(input, &mut |input| {
        // A promise that was broken may leave a check in pieces.
        let Ok(mut check) = (target.start)() else { return false };
        judge(&mut check, input).is_err_and(|broken| {
            last = broken;
            true
        })
    });
    let kept = corpus::keep(target, &small).ok();
    Finding { target: target.name, broken: last, input: small, kept }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, broken, input, kept } = self;
        writeln!(f, "{target}: {broken}")?;
        writeln!(
            f,
            "input ({} bytes): {}",
            input.len(),
            input[..input.len().min(2000)].escape_ascii()
        )?;
        if let Some(kept) = kept {
            writeln!(f, "kept: {}", kept.display())?;
        }
        write!(f, "replay: cargo xtask fuzz --seconds 0 {target}")
    }
}
