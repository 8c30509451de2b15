//! The profile file: sections of keys, as the vendor's SDKs read them.
//!
//! It looks like an INI file and is read as Python's `configparser` does, because that is what the
//! files that people have were written for: keys are case-insensitive, `=` or `:` separates, quotes
//! and inline comments are part of the value, an indented line continues the value above it, and
//! every section inherits from `[DEFAULT]`.

use std::collections::BTreeMap;
use std::fmt;

/// A profile file.
///
/// ```
/// use imagejobs_core::credentials::Profiles;
///
/// let profiles = Profiles::parse("[basic]\nak = AKEXAMPLE\nsk: made-up\n").unwrap();
/// assert_eq!(profiles.get("basic").unwrap().get("AK"), Some("AKEXAMPLE"));
/// ```
#[derive(Clone, Default)]
pub struct Profiles {
    defaults: BTreeMap<String, String>,
    sections: Vec<(String, BTreeMap<String, String>)>,
}

/// One section of a [`Profiles`] file.
#[derive(Clone, Copy)]
pub struct Profile<'a> {
    name: &'a str,
    own: &'a BTreeMap<String, String>,
    defaults: &'a BTreeMap<String, String>,
}

/// What keeps a file from being read, and in which line, counted from 1. It shows no value.
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
        let mut profiles = Self::default();
        let mut last_key: Option<String> = None;
        let mut in_section = false;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().enumerate() {
            let refuse = |what| Err(ProfileError { line: index + 1, what });
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if line.starts_with(char::is_whitespace)
                && let Some(key) = &last_key
            {
                let value = profiles.current().entry(key.clone()).or_default();
                value.push('\n');
                value.push_str(trimmed);
                continue;
            }
            if let Some(rest) = trimmed.strip_prefix('[') {
                let Some((name, _)) = rest.split_once(']') else {
                    return refuse("a section's name must end with ]");
                };
                if name.is_empty() {
                    return refuse("a section needs a name between [ and ]");
                }
                if profiles.sections.iter().any(|(known, _)| known == name) {
                    return refuse("a section of this name stands above already");
                }
                in_section = true;
                last_key = None;
                profiles.sections.push((name.to_owned(), BTreeMap::new()));
                continue;
            }
            if !in_section {
                return refuse("a key stands before the first [section]");
            }
            let Some(at) = trimmed.find(['=', ':']) else {
                return refuse("expected [section], or key = value");
            };
            let key = trimmed[..at].trim().to_ascii_lowercase();
            if key.is_empty() {
                return refuse("a key must stand before = or :");
            }
            if profiles.current().contains_key(&key) {
                return refuse("this key stands above already in its section");
            }
            profiles.current().insert(key.clone(), trimmed[at + 1..].trim().to_owned());
            last_key = Some(key);
        }
        profiles.inherit();
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

    fn current(&mut self) -> &mut BTreeMap<String, String> {
        match self.sections.last_mut() {
            Some((_, section)) => section,
            None => &mut self.defaults,
        }
    }

    fn inherit(&mut self) {
        if let Some(at) = self.sections.iter().position(|(name, _)| name == "DEFAULT") {
            self.defaults = self.sections.remove(at).1;
        }
    }
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
        let key = key.to_ascii_lowercase();
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
    fn a_line_that_cannot_be_read_is_named_without_its_value() {
        for (text, line) in [
            ("sentinel = 1", 1),
            ("[basic]\nsentinel", 2),
            ("[basic\nsentinel=1", 1),
            ("[]\n", 1),
            ("[a]\n[a]\n", 2),
            ("[a]\nak=sentinel\nAK=sentinel\n", 3),
            ("[a]\n= sentinel\n", 2),
        ] {
            let error = Profiles::parse(text).unwrap_err();
            assert!(error.to_string().starts_with(&format!("line {line}: ")), "{text:?}: {error}");
            assert!(!error.to_string().contains("sentinel"), "{error}");
        }
        assert!(!format!("{:?}", Profiles::parse("[a]\nsk=sentinel")).contains("sentinel"));
    }
}
