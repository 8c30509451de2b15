//! Whether a row is to be used no more.

use super::Item;

const WORDS: &[&str] = &["deprecated", "discarded", "abandoned", "obsolete", "obsoleted"];

/// Whether a paragraph calls its own parameter deprecated.
pub(super) fn is_own(item: &Item) -> bool {
    // What is deprecated is told at once, or not of this parameter.
    let end = item.text.char_indices().nth(200).map_or(item.text.len(), |(end, _)| end);
    let text = item.text[..end].to_ascii_lowercase();
    WORDS.iter().filter(|word| text.contains(**word)).any(|word| {
        told(&text, word) || !item.bullet && (heads(&item.text, &text, word) || ends(&text, word))
    })
}

/// `This parameter has been deprecated.`
fn told(text: &str, word: &str) -> bool {
    let own = ["parameter ", "field ", "attribute "];
    let states = ["is ", "has been ", "will be ", "was ", "is to be ", "is about to be "];
    states.iter().any(|state| {
        let before = text.find(&format!("{state}{word}")).map(|at| &text[..at]);
        before.is_some_and(|before| {
            let sentence = before.rsplit(['.', '(', ',']).next().unwrap_or_default().trim_start();
            sentence == "it "
                || own.iter().any(|own| {
                    sentence.strip_suffix(own).is_some_and(|the| matches!(the, "this " | "the "))
                })
        })
    })
}

/// `Deprecated. Size of …`, `(Discarded) Size of …`, but not the value `DEPRECATED`.
fn heads(original: &str, text: &str, word: &str) -> bool {
    let value = original.starts_with(&word.to_ascii_uppercase());
    let heads = ["", "(", "["].iter().any(|mark| {
        let rest = text.strip_prefix(mark).and_then(|rest| rest.strip_prefix(word));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':', ')', ']', ',']))
    });
    heads && !value
}

/// `Whether it is big. (deprecated)`, `Size (deprecated)`, but not `See Old Sizes (Deprecated)`.
fn ends(text: &str, word: &str) -> bool {
    let text = text.trim_end_matches('.');
    let before = text.strip_suffix(&format!("({word})")).map(str::trim_end);
    before.is_some_and(|before| before.ends_with('.') || before.split(' ').count() <= 3)
}
