//! The actions that a caller must be allowed.

use std::borrow::Cow;
use std::collections::HashSet;

use super::blocks::Block;

/// The actions of an authorization section, each once.
///
/// The section's table names other actions, too: an action's alias, and what it depends on. A row's
/// own action is the one that its access level follows; only where none is followed by a level, all
/// that stand alone count.
pub(super) fn actions(section: &[Block<'_>]) -> Vec<String> {
    let followed = section.windows(2).filter(|pair| {
        let level = pair[1].short(40).is_some_and(|text| is_level(&text));
        level && pair[0].indent == pair[1].indent
    });
    let mut actions: Vec<String> = Vec::new();
    actions.extend(followed.filter_map(|pair| alone(&pair[0])));
    if actions.is_empty() {
        actions.extend(section.iter().filter_map(|block| alone(block)));
    }
    let mut met = HashSet::new();
    actions.retain(|action| met.insert(action.clone()));
    actions
}

/// The action that a block is.
fn alone(block: &Block<'_>) -> Option<String> {
    block.short(160).filter(|text| is_action(text)).map(Cow::into_owned)
}

/// `service:resource:action`.
fn is_action(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'*' | b'.' | b'/'))
    };
    parts.len() == 3 && parts.iter().all(plain) && text.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_level(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let levels =
        ["list", "read", "write", "tagging", "permission_management", "permission management"];
    levels.contains(&lower.as_str()) || lower == "permissions management" || lower == "tag"
}
