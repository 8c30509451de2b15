//! Every kind of change: its name, its level, its reason.
//!
//! A change can only be told by a [`Kind`] of these tables, so that no kind exists that
//! [`all`] does not list. What a schema can undergo stands in [`schemas`] as [`Rule`]s, a kind for
//! each side; what belongs to one side or to the document stands in [`operations`] and [`wording`].

pub(super) mod enums;
pub(super) mod operations;
pub(super) mod schemas;
pub(super) mod wording;

use schemars::JsonSchema;
use serde::Serialize;

/// What a change asks of those who use the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A caller who kept to the old document can fail under the new one.
    Breaking,
    /// The contract changed, and every caller who kept to the old document goes on.
    Additive,
    /// The contract says the same in other words.
    Cosmetic,
}

/// What a change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// What a caller sends, and where and with which rights.
    Request,
    /// What a caller gets.
    Response,
    /// The document itself and what is generated from it; nothing on the wire.
    Document,
}

/// A kind of change, which decides its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Kind {
    /// The stable name, such as `request-parameter-became-required`.
    pub name: &'static str,
    /// What every change of this kind asks of callers.
    pub level: Level,
    /// What every change of this kind touches.
    pub side: Side,
    /// Why it has that level.
    pub reason: &'static str,
}

/// What a schema can undergo, judged by the side that reaches it.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) request: Kind,
    pub(super) response: Kind,
}

/// Every kind there is, in the order of the tables.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    let schemas = schemas::RULES.iter().flat_map(|rule| [&rule.request, &rule.response]);
    let around = operations::KINDS.iter().chain(enums::KINDS);
    around.copied().chain(schemas).chain(wording::KINDS.iter().copied())
}

/// The kinds of one side: `NAME = Level Side "name": "reason";`.
macro_rules! kinds {
    ($($id:ident = $level:ident $side:ident $name:literal: $reason:literal;)*) => {
        $(pub(in crate::compatibility) static $id: $crate::compatibility::kinds::Kind =
            $crate::compatibility::kinds::Kind {
                name: $name,
                level: $crate::compatibility::kinds::Level::$level,
                side: $crate::compatibility::kinds::Side::$side,
                reason: $reason,
            };)*

        pub(super) static KINDS: &[&$crate::compatibility::kinds::Kind] = &[$(&$id),*];
    };
}
pub(super) use kinds;
