//! What the guide's chapter on other languages shows in a shell: it is run, word for word.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::fs;
use std::path::Path;

use support::{PROGRAM, command};

/// The chapter's blocks with this word behind the fence, one behind the other.
fn blocks(of: &str) -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let chapter = crates.join("imagejobs/src/guide/other_languages.md");
    let text = fs::read_to_string(chapter).unwrap();
    let fenced = text.split("\n```").skip(1).step_by(2);
    fenced
        .filter_map(|block| block.strip_prefix(&format!("{of}\n")))
        .flat_map(|b| [b, "\n"])
        .collect()
}

/// Whether a line is as it is shown, where `…` stands for anything.
fn is_shown(line: &str, shown: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap()) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

#[test]
fn a_line_is_as_it_is_shown_where_an_ellipsis_stands_for_anything() {
    for (line, shown, same) in [
        ("ab", "ab", true),
        ("abc", "ab", false),
        ("a1b2c", "a…b…c", true),
        ("a1b2cd", "a…b…c", false),
        ("a1c", "a…b…c", false),
        ("ba", "a…", false),
        ("ab", "a…", true),
    ] {
        assert_eq!(is_shown(line, shown), same, "{line} {shown}");
    }
}

#[test]
fn the_lines_of_the_chapter_print_what_it_shows() {
    let folder = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{folder}:/usr/bin:/bin");
    let has_curl = command("/bin/sh").env("PATH", &path).arg("-c").arg("command -v curl").run();
    if has_curl.code != Some(0) {
        eprintln!("curl is not installed: what the guide shows of it is left out");
        return;
    }
    let (script, shown) = (blocks("sh"), blocks("text"));
    assert!(script.matches("curl ").count() > 15, "{script}");
    // A line that fails must leave no server behind.
    let script = format!("trap 'kill \"$!\" 2>/dev/null || true' EXIT\n{script}");
    let ended = command("/bin/sh").env("PATH", &path).arg("-eu").arg("-c").arg(script).run();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ["", "serving 0 jobs; interrupt to stop\n"].contains(&ended.stderr.as_str()),
        "{ended:?}"
    );
    let (printed, shown): (Vec<_>, Vec<_>) =
        (ended.stdout.lines().collect(), shown.lines().filter(|line| !line.is_empty()).collect());
    assert_eq!(printed.len(), shown.len(), "{printed:#?}");
    for (line, shown) in printed.into_iter().zip(shown) {
        assert!(is_shown(line, shown), "{line}\nis not as it is shown:\n{shown}");
    }
}
