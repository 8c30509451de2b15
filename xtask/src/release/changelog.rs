//! CHANGELOG.md, in the form of Keep a Changelog.

use std::path::Path;

use super::Told;
use super::shipped::Version;
use crate::{cargo, files};

const FILE: &str = "CHANGELOG.md";
const SECTIONS: [&str; 6] = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

pub(super) fn check(root: &Path) -> Result<Told, String> {
    let metadata = cargo::metadata(root, ["--no-deps"])?;
    let version = metadata["packages"][0]["version"].as_str().and_then(Version::parse);
    let version = version.ok_or("the workspace's version is not of three numbers")?;
    judge(&files::text(root, FILE)?, version)
}

fn judge(text: &str, version: Version) -> Result<Told, String> {
    let mut releases: Vec<Version> = Vec::new();
    let mut unreleased = false;
    let mut sections: Vec<&str> = Vec::new();
    let mut entries = None;
    for (line, text) in (1..).zip(text.lines()) {
        let problem = |what: String| Err(format!("{FILE}:{line}: {what}"));
        if let Some(head) = text.strip_prefix("## ") {
            if entries == Some(0) {
                return problem("the section above is empty".to_owned());
            }
            (entries, sections) = (None, Vec::new());
            if head == "Unreleased" {
                if unreleased || !releases.is_empty() {
                    return problem("`Unreleased` stands once, before the releases".to_owned());
                }
                unreleased = true;
                continue;
            }
            let Some(release) = released(head) else {
                let form = "`## 1.2.3 - 2026-01-31` or `## Unreleased`";
                return problem(format!("expected {form}, found `{text}`"));
            };
            if releases.last().is_some_and(|newer| *newer <= release) {
                return problem(format!("{release} stands below a version that is not newer"));
            }
            releases.push(release);
        } else if let Some(section) = text.strip_prefix("### ") {
            if entries == Some(0) {
                return problem("the section above is empty".to_owned());
            }
            if !SECTIONS.contains(&section) {
                let all = SECTIONS.join(", ");
                return problem(format!("expected one of {all}, found `{section}`"));
            }
            if sections.contains(&section) {
                return problem(format!("`{section}` stands twice in one release"));
            }
            sections.push(section);
            entries = Some(0);
        } else if text.starts_with("- ") {
            match &mut entries {
                Some(count) => *count += 1,
                None => return problem("an entry stands under no section".to_owned()),
            }
        }
    }
    if entries == Some(0) {
        return Err(format!("{FILE}: its last section is empty"));
    }
    match releases.first() {
        Some(newest) if *newest > version => {
            Err(format!("{FILE}: tells of {newest}, the workspace is at {version}"))
        }
        Some(newest) if *newest == version => Ok(format!("tells of {version}")),
        _ if unreleased => Ok(format!("has changes for {version}, not yet released")),
        _ => Err(format!("{FILE}: says nothing of {version}")),
    }
}

/// The version of `1.2.3 - 2026-01-31`.
fn released(head: &str) -> Option<Version> {
    let (version, date) = head.split_once(" - ")?;
    let parts: Vec<_> = date.split('-').collect();
    let is_date = parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let is_whole = version.split('.').count() == 3;
    Version::parse(version).filter(|_| is_date && is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Told, String> {
        judge(text, Version::parse("0.2.0").unwrap())
    }

    #[test]
    fn a_changelog_in_form_passes() {
        let old = "## 0.1.0 - 2026-01-31\n\n### Added\n- All.\n";
        let ready =
            format!("# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-02-01\n\n{CHANGES}{old}");
        assert_eq!(told(&ready).unwrap(), "tells of 0.2.0");
        let pending = format!("# Changelog\n\n## Unreleased\n\n{CHANGES}{old}");
        assert_eq!(told(&pending).unwrap(), "has changes for 0.2.0, not yet released");
    }

    const CHANGES: &str = "### Fixed\n- One,\n  in two lines.\n\n";

    #[test]
    fn what_is_out_of_form_is_told_with_its_line() {
        let cases = [
            (
                "## 0.2.0\n",
                "CHANGELOG.md:1: expected `## 1.2.3 - 2026-01-31` or `## Unreleased`, \
              found `## 0.2.0`",
            ),
            (
                "## 0.2.0 - 31.1.2026\n",
                "CHANGELOG.md:1: expected `## 1.2.3 - 2026-01-31` or \
              `## Unreleased`, found `## 0.2.0 - 31.1.2026`",
            ),
            (
                "## 0.2.0 - 2026-01-31\n## Unreleased\n",
                "CHANGELOG.md:2: `Unreleased` stands once, before the releases",
            ),
            (
                "## 0.1.0 - 2026-01-31\n## 0.2.0 - 2026-01-31\n",
                "CHANGELOG.md:2: 0.2.0 stands below a version that is not newer",
            ),
            (
                "## Unreleased\n### New\n",
                "CHANGELOG.md:2: expected one of Added, Changed, \
              Deprecated, Removed, Fixed, Security, found `New`",
            ),
            (
                "## Unreleased\n### Added\n- a\n### Added\n",
                "CHANGELOG.md:4: `Added` stands twice in one release",
            ),
            (
                "## Unreleased\n### Added\n### Fixed\n- a\n",
                "CHANGELOG.md:3: the section above is empty",
            ),
            ("## Unreleased\n### Added\n", "CHANGELOG.md: its last section is empty"),
            ("## Unreleased\n- a\n", "CHANGELOG.md:2: an entry stands under no section"),
            ("## 0.3.0 - 2026-01-31\n", "CHANGELOG.md: tells of 0.3.0, the workspace is at 0.2.0"),
            ("## 0.1.0 - 2026-01-31\n", "CHANGELOG.md: says nothing of 0.2.0"),
        ];
        for (text, problem) in cases {
            assert_eq!(told(text), Err(problem.to_owned()), "{text}");
        }
    }
}
