//! The kept inputs: a folder a target, a file an input, whose name says what it is.

use std::fs;
use std::path::PathBuf;

use crate::Target;

fn folder(target: &Target) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name)
}

/// The names of the kept inputs, in order, and the inputs.
pub(crate) fn read(target: &Target) -> Result<Vec<(String, Vec<u8>)>, String> {
    let folder = folder(target);
    let failed = |error| format!("{}: {error}", folder.display());
    let mut inputs = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        inputs.push((name, fs::read(&path).map_err(failed)?));
    }
    inputs.sort();
    Ok(inputs)
}

/// Keeps an input, and gives where.
pub(crate) fn keep(target: &Target, input: &[u8]) -> Result<PathBuf, String> {
    // FNV-1a: the same input gets the same name.
    let hash = input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let path = folder(target).join(format!("found-{hash:016x}"));
    fs::write(&path, input).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}
