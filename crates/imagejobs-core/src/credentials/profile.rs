//! The profile file: sections of keys, as the vendor's SDKs read them.
//!
//! It looks like an INI file and is read as Python's `configparser.ConfigParser` does, because that
//! is what the files that people have were written for:
//!
//! - keys are case-insensitive, `=` or `:` separates, quotes and inline comments are part of the value;
//! - a line that is indented deeper than its key's own line continues the value, empty lines between
//!   included; comments between are left out;
//! - a section's name ends at the last `]` of its line, and what follows is ignored;
//! - every section inherits from `[DEFAULT]`, which may stand there several times.
//!
//! Two things differ: `%` is taken literally, while the vendor's SDKs put other keys' values in its
//! place, and a byte-order mark at the beginning is skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use zeroize::Zeroizing;

/// A profile file.
///
/// ```
/// use imagejobs_core::credentials::Profiles;
///
/// let profiles = Profiles::parse("[basic]\nak = AKEXAMPLE\nsk: made-up\n").unwrap();
/// assert_eq!(profiles.get("basic").unwrap().get("AK"), Some("AKEXAMPLE"));
/// assert_eq!(profiles.iter().count(), 1);
/// ```
#[derive(Clone, Default)]
pub struct Profiles {
    defaults: Section,
    sections: Vec<(String, Section)>,
}

/// Keys in lower case, with their values.
type Section = BTreeMap<String, Zeroizing<String>>;

/// A key and the lines of its value.
type Entry<'a> = (String, Vec<&'a str>);

/// The section that the others inherit from.
const DEFAULT: &str = "DEFAULT";

/// One section of a [`Profiles`] file.
///
/// ```
/// use imagejobs_core::credentials::Profiles;
///
/// let profiles = Profiles::parse("[basic]\nak = AK1\n[staging]\nak = AK2\nsk =\n").unwrap();
/// let names: Vec<_> = profiles.iter().map(|profile| profile.name()).collect();
/// assert_eq!(names, ["basic", "staging"]);
/// let staging = profiles.get("staging").unwrap();
/// assert_eq!((staging.get("ak"), staging.get("sk")), (Some("AK2"), None));
/// ```
#[derive(Clone, Copy)]
pub struct Profile<'a> {
    name: &'a str,
    own: &'a Section,
    defaults: &'a Section,
}

/// What keeps a file from being read, and in which line, counted from 1. It shows no value.
///
/// ```
/// use imagejobs_core::credentials::Profiles;
///
/// let error = Profiles::parse("[basic]\nno key here").unwrap_err();
/// assert!(error.to_string().starts_with("line 2: "), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    line: usize,
    what: &'static str,
}

impl Profiles {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The first line that is neither a section, a key with its value, a comment nor empty.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        // Values stay lines of the text until all are there: a value that grew would leave copies.
        let mut sections: Vec<(&str, Vec<Entry<'_>>)> = Vec::new();
        let mut names = BTreeSet::new();
        let mut keys = BTreeSet::new();
        let mut indent = 0;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().flat_map(|line| line.split('\r')).enumerate() {
            let refuse = |what| Err(ProfileError { line: index + 1, what });
            let trimmed = line.trim_matches(is_space);
            if trimmed.starts_with(['#', ';']) {
                continue;
            }
            let own_indent = line.chars().take_while(|&c| is_space(c)).count();
            let open = sections.last_mut().and_then(|(_, keys)| keys.last_mut());
            if let Some((_, value)) = open
                && (trimmed.is_empty() || own_indent > indent)
            {
                value.push(trimmed);
                continue;
            }
            if trimmed.is_empty() {
                continue;
            }
            indent = own_indent;
            if let Some(name) = section_name(trimmed) {
                if name != DEFAULT && !names.insert(name) {
                    return refuse("a section of this name stands above already");
                }
                sections.push((name, Vec::new()));
                continue;
            }
            let Some((section, values)) = sections.last_mut() else {
                return refuse(if trimmed.starts_with('[') {
                    "a section needs a name between [ and ]"
                } else {
                    "a key stands before the first [section]"
                });
            };
            let Some((key, value)) = trimmed.split_once(['=', ':']) else {
                return refuse("expected [section], or key = value");
            };
            let key = key.trim_end_matches(is_space).to_lowercase();
            if key.is_empty() {
                return refuse("a key must stand before = or :");
            }
            if !keys.insert((*section, key.clone())) {
                return refuse("this key stands above already in its section");
            }
            values.push((key, vec![value.trim_matches(is_space)]));
        }
        let mut profiles = Self::default();
        for (name, values) in sections {
            let values = values.into_iter().map(|(key, lines)| (key, joined(&lines)));
            if name == DEFAULT {
                profiles.defaults.extend(values);
            } else {
                profiles.sections.push((name.to_owned(), values.collect()));
            }
        }
        Ok(profiles)
    }

    /// The section of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Profile<'_>> {
        self.iter().find(|profile| profile.name == name)
    }

    /// Every section but `[DEFAULT]`, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = Profile<'_>> {
        let defaults = &self.defaults;
        self.sections.iter().map(move |(name, own)| Profile { name, own, defaults })
    }
}

/// The name in a line that is a section's: up to the last `]`, whatever follows.
fn section_name(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix('[')?.rsplit_once(']')?;
    Some(name).filter(|name| !name.is_empty())
}

/// The lines of a value, without the empty ones at its end.
fn joined(lines: &[&str]) -> Zeroizing<String> {
    let mut value = Zeroizing::new(lines.join("\n"));
    let end = value.trim_end_matches(is_space).len();
    value.truncate(end);
    value
}

/// White space as Python has it: the separators of ASCII, too.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

impl<'a> Profile<'a> {
    /// The section's name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// A key's value; an empty one counts as none.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        let key = key.to_lowercase();
        let value = self.own.get(&key).or_else(|| self.defaults.get(&key))?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Profiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.sections.iter().map(|(name, _)| name)).finish()
    }
}

impl fmt::Debug for Profile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for ProfileError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_configparser_does() {
        let text = "# comment\n; another\n[DEFAULT]\nproject_id = dp\n\n[basic]\nAK = \"quoted\" # x\n\
                    sk:a=b:c\nsecurity_token = one\n   two\nempty =\n[other]\nproject_id: own\n";
        let profiles = Profiles::parse(text).unwrap();
        let basic = profiles.get("basic").unwrap();
        for (key, value) in [
            ("ak", Some("\"quoted\" # x")),
            ("SK", Some("a=b:c")),
            ("security_token", Some("one\ntwo")),
            ("empty", None),
            ("missing", None),
            ("project_id", Some("dp")),
        ] {
            assert_eq!(basic.get(key), value, "{key}");
        }
        assert_eq!(profiles.get("other").unwrap().get("project_id"), Some("own"));
        assert_eq!(profiles.iter().map(|p| p.name()).collect::<Vec<_>>(), ["basic", "other"]);
        assert!(profiles.get("DEFAULT").is_none() && profiles.get("Basic").is_none());
    }

    #[test]
    fn only_a_deeper_line_continues_a_value() {
        // Each as Python 3.11 reads it.
        for (text, section, keys) in [
            ("[basic]\n  ak = A\n  sk = B\n", "basic", &[("ak", "A"), ("sk", "B")][..]),
            ("[a]\n  x = 1\n    2\n   3\n y = 4\n", "a", &[("x", "1\n2\n3"), ("y", "4")]),
            ("  [a]\n    x = 1\n  y = 2\n", "a", &[("x", "1"), ("y", "2")]),
            ("[a]\nx = 1\n  [b]\n", "a", &[("x", "1\n[b]")]),
            ("[a]\nx =\n  1\n\n  # no\n  2\n\n\ny = 3\n", "a", &[("x", "\n1\n\n2"), ("y", "3")]),
            ("[a]\r\nx = 1\r\n\r\n  2\ry = 3", "a", &[("x", "1\n\n2"), ("y", "3")]),
            ("[a]b] # c\nx = %(y)s%\n", "a]b", &[("x", "%(y)s%")]),
            ("[a]\n[]: 1\n[b = 2\n", "a", &[("[]", "1"), ("[b", "2")]),
            ("[DEFAULT]\nx=1\n[a]\n[DEFAULT]\ny=2\n", "a", &[("x", "1"), ("y", "2")]),
        ] {
            let profiles = Profiles::parse(text).unwrap();
            assert_eq!(
                profiles.iter().map(|p| p.name()).collect::<Vec<_>>(),
                [section],
                "{text:?}"
            );
            let profile = profiles.get(section).unwrap();
            for (key, value) in keys {
                assert_eq!(profile.get(key), Some(*value), "{text:?}, {key}");
            }
            assert!(profile.own.len() + profile.defaults.len() == keys.len(), "{text:?}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_without_its_value() {
        for (text, line) in [
            ("sentinel = 1", 1),
            ("[basic]\nsentinel", 2),
            ("[basic\nsentinel=1", 1),
            ("[]\n", 1),
            ("[a]\n[a]\n", 2),
            ("[a]\nak=sentinel\nAK=sentinel\n", 3),
            ("[a]\n= sentinel\n", 2),
            ("[a]\n\n  sentinel\n", 3),
            ("[DEFAULT]\nx=sentinel\n[a]\n[DEFAULT]\nX=sentinel\n", 5),
        ] {
            let error = Profiles::parse(text).unwrap_err();
            assert!(error.to_string().starts_with(&format!("line {line}: ")), "{text:?}: {error}");
            assert!(!error.to_string().contains("sentinel"), "{error}");
        }
        assert!(!format!("{:?}", Profiles::parse("[a]\nsk=sentinel")).contains("sentinel"));
    }
}
