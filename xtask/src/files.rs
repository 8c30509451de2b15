//! Files of the repository, and standard output.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// The text of a file below the root, by its path there.
pub(crate) fn text(root: &Path, path: &str) -> Result<String, String> {
    utf8(path, fs::read(root.join(path)).map_err(|error| told(path, &error))?)
}

/// The text of a file, which must be UTF-8; `path` is only named in the error.
pub(crate) fn utf8(path: &str, bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("{path}:{line}: expected UTF-8, found other bytes")
    })
}

/// Puts a file in place whole, unless it has that text already; says whether it was written.
///
/// An interrupt leaves the old one or the new one.
pub(crate) fn write_changed(file: &Path, text: &str) -> io::Result<bool> {
    match fs::read(file) {
        Ok(bytes) if bytes == text.as_bytes() => return Ok(false),
        _ => {}
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    if file.is_dir() {
        fs::remove_dir_all(file)?;
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, text)?;
    fs::rename(&beside, file)?;
    Ok(true)
}

/// Writes to standard output; whoever closed it has seen enough.
pub(crate) fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// An error of a file, by the name that the reader knows it by.
pub(crate) fn told(path: &str, error: &io::Error) -> String {
    format!("{path}: {error}")
}
