//! Sentences that hold only for some rows or requests.

/// Whether the sentence around a place in a text tells of one case among several: `If …`.
pub(super) fn is_one_case(lower: &str, at: usize) -> bool {
    sentence(lower, at).is_some_and(|sentence| {
        ["if ", "when ", "for ", "in "].iter().any(|start| sentence.starts_with(start))
    })
}

/// Whether the sentence around a place in a text tells what holds when nothing is sent.
pub(super) fn is_absence(lower: &str, at: usize) -> bool {
    sentence(lower, at).is_some_and(|sentence| {
        ["not ", "no ", "blank", "empty", "omitted", "null"]
            .iter()
            .any(|word| sentence.contains(word))
    })
}

/// The sentence around a place, up to there.
fn sentence(lower: &str, at: usize) -> Option<&str> {
    let before = lower.get(..at)?;
    let start = before.rfind(". ").map_or(0, |stop| stop + 2);
    Some(before[start..].trim_start())
}
