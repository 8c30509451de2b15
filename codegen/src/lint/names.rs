//! The Rust names that the generator makes of names in a document.
//!
//! progenitor 0.15 and typify 0.8 sanitize with heck 0.5; the same words are found here, so that
//! two names that would become one are refused at their place.

/// A method or a field: `listJobs` and `list-jobs` are both `list_jobs`.
pub(super) fn snake(name: &str) -> String {
    let words: Vec<String> =
        words(&prepared(name)).iter().map(|word| word.to_lowercase()).collect();
    identifier(words.join("_"), "x_")
}

/// A type or a variant: `cn-north-4` is `CnNorth4`.
pub(super) fn pascal(name: &str) -> String {
    let name: String = words(&prepared(name))
        .iter()
        .map(|word| {
            let mut chars = word.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            first.chain(chars.as_str().to_lowercase().chars()).collect::<String>()
        })
        .collect();
    identifier(name, "X")
}

/// A variant when the plain names are not unique: what a name may not hold becomes an `X`.
pub(super) fn pascal_with_x(name: &str) -> String {
    pascal(&name.replace(|c: char| c == '_' || !is_word(c), "X"))
}

/// The letters and digits of a name.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A name must not be empty or start with a digit.
fn identifier(name: String, prefix: &str) -> String {
    if name.chars().next().is_some_and(char::is_alphabetic) {
        name
    } else {
        format!("{prefix}{name}")
    }
}

fn prepared(name: &str) -> String {
    match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => name.replace('\'', ""),
    }
}

/// Close to `XID_Continue`, which decides in the generator.
fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let mut start = 0;
        let mut mode = Case::None;
        let mut chars = run.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let Some(&(next_at, next)) = chars.peek() else {
                words.push(&run[start..]);
                break;
            };
            let here = if c.is_lowercase() {
                Case::Lower
            } else if c.is_uppercase() {
                Case::Upper
            } else {
                mode
            };
            if here == Case::Lower && next.is_uppercase() {
                words.push(&run[start..next_at]);
                start = next_at;
                mode = Case::None;
            } else if mode == Case::Upper && c.is_uppercase() && next.is_lowercase() {
                words.push(&run[start..at]);
                start = at;
                mode = Case::None;
            } else {
                mode = here;
            }
        }
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    None,
    Lower,
    Upper,
}

#[cfg(test)]
mod tests {
    use super::{pascal, pascal_with_x, snake};

    #[test]
    fn names_are_those_of_the_generator() {
        for (name, snaked, pascaled) in [
            ("listJobs", "list_jobs", "ListJobs"),
            ("list_jobs", "list_jobs", "ListJobs"),
            ("X-Auth-Token", "x_auth_token", "XAuthToken"),
            ("XMLHttpRequest", "xml_http_request", "XmlHttpRequest"),
            ("cn-north-4", "cn_north_4", "CnNorth4"),
            ("don't", "dont", "Dont"),
            ("+1", "plus1", "Plus1"),
            ("", "x_", "X"),
            ("2d", "x_2d", "X2d"),
        ] {
            assert_eq!(snake(name), snaked);
            assert_eq!(pascal(name), pascaled);
        }
        assert_eq!(pascal_with_x("a-b"), "AXb");
    }
}
