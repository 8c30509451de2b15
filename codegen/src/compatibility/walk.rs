//! The walk through both documents at once, and what it finds.
//!
//! Each pair of schemas is compared once for each way to it, in a *scope* of its own, and scopes are
//! worked off from a queue. So circles end, shared schemas cost once, and no chain of schemas deepens
//! the stack. Operations are the scopes that nothing leads
//! to; which of them a change reaches is found in the end by following scopes inwards.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::change::{Change, Place, Unread};
use super::contract::{Contract, Node};
use super::kinds::operations::{CALLBACK_CHANGED, CALLBACK_EXTENDED};
use super::kinds::wording::NOT_COMPARED;
use super::kinds::{Kind, Level, Rule, Side};
use super::renames::Renames;

/// How many pairs of schemas are compared; two documents of usual make have one or two for each
/// schema.
const MOST_PAIRS: usize = 1_000_000;

/// How a schema is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// As the value of a parameter itself; what stands inside it is reached as by any request.
    Parameter,
    Request,
    Response,
}

impl Way {
    /// The way of what is sent back: in a callback the service sends and the caller answers.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Parameter | Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }

    /// The way to what stands inside a schema that is reached by this one.
    pub(super) fn inside(self) -> Self {
        match self {
            Self::Parameter | Self::Request => Self::Request,
            Self::Response => Self::Response,
        }
    }

    pub(super) fn kind(self, rule: &'static Rule) -> &'static Kind {
        match self {
            Self::Parameter | Self::Request => &rule.request,
            Self::Response => &rule.response,
        }
    }
}

/// The changes found in one operation or one pair of schemas.
#[derive(Debug, Default)]
struct Scope {
    operation: Option<String>,
    found: Vec<Found>,
    inner: BTreeSet<usize>,
}

#[derive(Debug, Clone)]
struct Found {
    kind: &'static Kind,
    old: Option<String>,
    new: Option<String>,
    message: String,
}

/// What one document's part in the differences is.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Pointers about which a change speaks.
    told: BTreeSet<String>,
    /// Pointers about which, and all below which, a change speaks.
    told_whole: HashSet<String>,
    /// The components that were compared.
    components: HashSet<String>,
}

impl Seen {
    /// Whether a change speaks of a difference at this pointer: of it, of something below it, or of
    /// something above it as a whole.
    pub(super) fn is_told(&self, pointer: &str) -> bool {
        let below = format!("{pointer}/");
        self.told.contains(pointer)
            || self.told.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
            || self.is_told_whole(pointer)
    }

    /// Whether a change speaks of something above this pointer, or of this, as a whole.
    pub(super) fn is_told_whole(&self, pointer: &str) -> bool {
        let mut above = Some(pointer);
        while let Some(pointer) = above {
            if self.told_whole.contains(pointer) {
                return true;
            }
            above = pointer.rfind('/').map(|end| &pointer[..end]);
        }
        false
    }

    pub(super) fn is_used(&self, pointer: &str) -> bool {
        component(pointer).is_none_or(|component| self.components.contains(component))
    }

    pub(super) fn use_component(&mut self, pointer: &str) {
        match component(pointer) {
            Some(component) if !self.components.contains(component) => {
                self.components.insert(component.to_owned());
            }
            _ => {}
        }
    }
}

/// `/components/schemas/Thing` of a pointer to it or into it.
fn component(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/components/")?;
    let end = pointer.match_indices('/').nth(3).map_or(pointer.len(), |(index, _)| index);
    Some(&pointer[..end])
}

type Pair<'d> = (Way, Node<'d>, Node<'d>);

pub(super) struct Walk<'d> {
    pub(super) old: &'d Contract,
    pub(super) new: &'d Contract,
    pub(super) renames: &'d Renames,
    pub(super) old_seen: Seen,
    pub(super) new_seen: Seen,
    scopes: Vec<Scope>,
    /// The scope in which what is found belongs.
    current: usize,
    pairs: HashMap<(Way, String, String), usize>,
    queue: Vec<(usize, Pair<'d>)>,
    unread: BTreeSet<Unread>,
}

impl<'d> Walk<'d> {
    pub(super) fn new(old: &'d Contract, new: &'d Contract, renames: &'d Renames) -> Self {
        Self {
            old,
            new,
            renames,
            old_seen: Seen::default(),
            new_seen: Seen::default(),
            scopes: vec![Scope::default()],
            current: 0,
            pairs: HashMap::new(),
            queue: Vec::new(),
            unread: BTreeSet::new(),
        }
    }

    /// What is found inside belongs to an operation.
    pub(super) fn within(&mut self, operation: String, inside: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.current, self.scopes.len());
        self.scopes.push(Scope { operation: Some(operation), ..Scope::default() });
        inside(self);
        while let Some((scope, (way, old, new))) = self.queue.pop() {
            self.current = scope;
            self.schema_here(way, &old, &new);
        }
        self.current = outer;
    }

    /// A change; an absent place means that nothing stands there in that document.
    pub(super) fn tell(
        &mut self,
        kind: &'static Kind,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
        message: impl Into<String>,
    ) {
        let old = old.map(|node| node.pointer.clone());
        let new = new.map(|node| node.pointer.clone());
        self.old_seen.told.extend(old.clone());
        self.new_seen.told.extend(new.clone());
        let found = Found { kind, old, new, message: message.into() };
        self.scopes[self.current].found.push(found);
    }

    /// A change of what stands around schemas, in a callback told as one of the callback.
    pub(super) fn tell_around(
        &mut self,
        way: Way,
        kind: &'static Kind,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
        message: impl Into<String>,
    ) {
        let is_turned = match kind.side {
            Side::Request => way == Way::Response,
            Side::Response => way != Way::Response,
            Side::Document => false,
        };
        let kind = match kind.level {
            _ if !is_turned => kind,
            Level::Breaking => &CALLBACK_CHANGED,
            Level::Additive | Level::Cosmetic => &CALLBACK_EXTENDED,
        };
        if old.is_some() && new.is_some() {
            self.tell(kind, old, new, message);
        } else {
            self.tell_whole(kind, old, new, message);
        }
    }

    /// A change that speaks of all that stands below its places, too.
    pub(super) fn tell_whole(
        &mut self,
        kind: &'static Kind,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
        message: impl Into<String>,
    ) {
        self.old_seen.told_whole.extend(old.map(|node| node.pointer.clone()));
        self.new_seen.told_whole.extend(new.map(|node| node.pointer.clone()));
        self.tell(kind, old, new, message);
    }

    /// Further places about which a change speaks that was told elsewhere.
    pub(super) fn explain(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        self.old_seen.told.extend(old.map(|node| node.pointer.clone()));
        self.new_seen.told.extend(new.map(|node| node.pointer.clone()));
    }

    /// The same, with all that stands below them.
    pub(super) fn explain_whole(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        self.old_seen.told_whole.extend(old.map(|node| node.pointer));
        self.new_seen.told_whole.extend(new.map(|node| node.pointer));
    }

    pub(super) fn resolve_old(&mut self, node: &Node<'d>) -> Result<Node<'d>, Node<'d>> {
        follow(self.old, &mut self.old_seen, &mut self.unread, node)
    }

    pub(super) fn resolve_new(&mut self, node: &Node<'d>) -> Result<Node<'d>, Node<'d>> {
        follow(self.new, &mut self.new_seen, &mut self.unread, node)
    }

    /// What both mean; a change is told when that is unknown and was not the same reference.
    pub(super) fn resolve(
        &mut self,
        unknown: &'static Kind,
        old: &Node<'d>,
        new: &Node<'d>,
    ) -> Option<(Node<'d>, Node<'d>)> {
        match (self.resolve_old(old), self.resolve_new(new)) {
            (Ok(old), Ok(new)) => Some((old, new)),
            (Err(o), Err(n)) if o.reference() == n.reference() => None,
            (o, n) => {
                let told = |node: Result<Node<'_>, Node<'_>>| match node {
                    Ok(_) => "what was read".to_owned(),
                    Err(node) => node.reference().unwrap_or_default().to_owned(),
                };
                let message = format!(
                    "the reference went from {} to {}, which cannot be compared",
                    told(o),
                    told(n)
                );
                self.tell_whole(unknown, Some(old), Some(new), message);
                None
            }
        }
    }

    /// Compares two schemas that are no references, once.
    pub(super) fn enter(&mut self, way: Way, old: Node<'d>, new: Node<'d>) {
        let key = (way, old.pointer.clone(), new.pointer.clone());
        let scope = match self.pairs.get(&key) {
            Some(scope) => *scope,
            None if self.pairs.len() >= MOST_PAIRS => {
                if self.pairs.len() == MOST_PAIRS {
                    self.tell(
                        &NOT_COMPARED,
                        None,
                        None,
                        format!("more than {MOST_PAIRS} pairs of schemas are to be compared"),
                    );
                    self.pairs.insert(key, self.current);
                }
                return;
            }
            None => {
                let scope = self.scopes.len();
                self.scopes.push(Scope::default());
                self.pairs.insert(key, scope);
                self.queue.push((scope, (way, old, new)));
                scope
            }
        };
        self.scopes[self.current].inner.insert(scope);
    }

    /// Everything that was found, breaking changes first.
    pub(super) fn finish(self) -> (Vec<Change>, Vec<Unread>) {
        let reached = self.reached();
        let mut merged: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (scope, operations) in self.scopes.iter().zip(&reached) {
            for Found { kind, old, new, message } in &scope.found {
                let line = |contract: &Contract, pointer: &Option<String>| {
                    pointer.as_deref().map(|pointer| contract.line(pointer))
                };
                let (old_line, new_line) = (line(self.old, old), line(self.new, new));
                let at = (kind.level, new_line.or(old_line), kind.side, kind.name);
                let key = (at, old, new, message, old_line, new_line);
                merged.entry(key).or_default().extend(operations);
            }
        }
        let place = |pointer: &Option<String>, line: Option<usize>| {
            pointer.clone().zip(line).map(|(pointer, line)| Place { pointer, line })
        };
        let changes = merged.into_iter().map(|(key, mut operations)| {
            let ((level, _, side, kind), old, new, message, old_line, new_line) = key;
            operations.sort_unstable();
            operations.dedup();
            let label = |&index: &usize| self.scopes[index].operation.clone();
            Change {
                level,
                side,
                kind,
                operations: operations.iter().filter_map(label).collect(),
                old: place(old, old_line),
                new: place(new, new_line),
                message: message.clone(),
            }
        });
        (changes.collect(), self.unread.into_iter().collect())
    }

    /// For each scope with changes the operations that lead to it, in the order of the walk.
    fn reached(&self) -> Vec<Vec<usize>> {
        let mut reached = vec![Vec::new(); self.scopes.len()];
        // The last operation that came by; so nothing need be cleared between two of them.
        let mut last = vec![usize::MAX; self.scopes.len()];
        for (index, scope) in self.scopes.iter().enumerate() {
            if scope.operation.is_none() {
                continue;
            }
            let mut stack = vec![index];
            while let Some(at) = stack.pop() {
                if std::mem::replace(&mut last[at], index) == index {
                    continue;
                }
                if !self.scopes[at].found.is_empty() {
                    reached[at].push(index);
                }
                stack.extend(&self.scopes[at].inner);
            }
        }
        reached
    }
}

fn follow<'d>(
    contract: &'d Contract,
    seen: &mut Seen,
    unread: &mut BTreeSet<Unread>,
    node: &Node<'d>,
) -> Result<Node<'d>, Node<'d>> {
    let resolved = contract.resolve(node, |target| seen.use_component(target));
    if let Err(node) = &resolved {
        unread.insert(Unread {
            file: contract.file().to_owned(),
            line: contract.line(&node.pointer),
            pointer: node.pointer.clone(),
            reference: node.reference().unwrap_or_default().to_owned(),
        });
    }
    resolved
}
