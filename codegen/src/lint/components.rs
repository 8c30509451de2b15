//! Looking up what a reference names.

use serde_json::{Map, Value};

/// How many references may lead from one to the next.
pub(super) const MAX_HOPS: usize = 32;

/// The reusable parts of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Components<'d>(Option<&'d Map<String, Value>>);

impl<'d> Components<'d> {
    pub(super) fn of(json: &'d Value) -> Self {
        Self(json.get("components").and_then(Value::as_object))
    }

    /// All components of one kind.
    pub(super) fn section(self, section: &str) -> Option<&'d Map<String, Value>> {
        self.0?.get(section)?.as_object()
    }

    /// The object itself, or the one that its references lead to; `None` when they lead nowhere.
    pub(super) fn resolve(self, section: &str, value: &'d Value) -> Option<&'d Value> {
        let mut value = value;
        for _ in 0..=MAX_HOPS {
            let Some(target) = value.get("$ref") else {
                return Some(value);
            };
            let name = name_in(section, target.as_str()?)?;
            value = self.section(section)?.get(name)?;
        }
        None
    }
}

/// The name of a component from a reference to it.
pub(super) fn name_in<'t>(section: &str, target: &'t str) -> Option<&'t str> {
    let name = target.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')?;
    (!name.contains('/')).then_some(name)
}
