//! Whether a document may take the place of another: what changed, and whom it breaks.
//!
//! **The rule.** A caller who kept to the old document must get on under the new one. What a caller
//! sends must still be taken, so a request may only be *widened*: more values, fewer demands. What a
//! caller gets must have been promised before, so a response may only be *narrowed*: fewer values,
//! more promises. A schema that both reach is judged twice, once by each rule, and neither may break.
//! In a callback the service sends and the caller answers, so there the rules change places.
//!
//! Some judgements go beyond the rule, in one direction or the other:
//!
//! - A field gone is breaking on both sides, though a request that takes less names fewer demands:
//!   whoever sent it meant something by it. So is a default of a parameter that changed.
//! - Readers skip what they do not know: a field, a header, a status more in a response is additive.
//! - An enum of a response is open unless it is marked `x-closed: true`: a value more is additive.
//!   A value less breaks nobody on the wire; callers wait for it in vain. A union (`oneOf`, `anyOf`)
//!   is closed, because a reader cannot skip the whole value.
//! - A constraint that cannot be weighed, such as one pattern against another, is breaking.
//! - A member more in `allOf` is one demand more, also where it only adds optional fields. `allOf` is
//!   otherwise looked at as the one schema that it amounts to.
//! - A parameter that was a number and is a string is of another type, although the text that callers
//!   send still fits: what they send it from does not.
//! - `readOnly` fields do not exist in requests and `writeOnly` ones not in responses: what happens
//!   to them there is no change.
//! - The document is also the source of the generated client, whose methods are named after
//!   `operationId`: one that goes or changes is breaking, though the wire does not show it. The names
//!   of component schemas become names of types, too; but published classifications do not call a
//!   renamed component breaking, and facade and wire do not show it. It is told as
//!   `component-renamed`, cosmetic; whoever exports generated types reads it as breaking.
//!
//! **How.** A walk goes from the operations of both documents through everything that they reach
//! (module `walk`), so that a change in `components` is judged where it is used. Then the two texts are
//! compared node by node (module `wording`), and whatever the walk did not speak of is told as cosmetic:
//! it is a wording of the same contract, or used by nothing. So no difference is passed over.
//!
//! Every change is of a kind of one table ([`kinds()`]), and the kind has the level.
//!
//! ```
//! use imagejobs_codegen::compatibility::{Contract, Level, Step, compare};
//!
//! let old = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {}}}}";
//! let new = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}";
//! let comparison = compare(&Contract::parse("old.yaml", old)?, &Contract::parse("new.yaml", new)?);
//! assert_eq!(comparison.step, Step::Major);
//! assert_eq!(comparison.changes[0].kind, "operation-removed");
//! assert_eq!(comparison.changes[0].operations, ["GET /a"]);
//! # Ok::<(), imagejobs_codegen::problem::Problems>(())
//! ```

mod alignment;
mod bodies;
mod bounds;
mod callbacks;
mod change;
mod contract;
mod kinds;
mod operations;
mod parameters;
mod paths;
mod properties;
mod renames;
mod responses;
mod schemas;
mod security;
mod servers;
mod types;
mod unions;
mod view;
mod walk;
mod wording;

pub use self::change::{Change, Comparison, Place, Step, Unread};
pub use self::contract::Contract;
pub use self::kinds::{Kind, Level, Side, all as kinds};
use self::paths::Paths;
use self::renames::Renames;
use self::walk::Walk;

/// Tells what differs from one document to another.
///
/// No changes are told if and only if both say the same; the order of keys has no meaning.
#[must_use]
pub fn compare(old: &Contract, new: &Contract) -> Comparison {
    let renames = Renames::find(old, new);
    let paths = Paths::align(&old.root(), &new.root());
    let mut walk = Walk::new(old, new, &renames);
    walk.servers_of_documents();
    walk.operations(&paths);
    walk.webhooks();
    walk.wording(&paths);
    let (changes, unread) = walk.finish();
    Comparison { step: Step::of(&changes), changes, unread }
}
