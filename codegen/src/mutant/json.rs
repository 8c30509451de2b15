//! Changes of JSON at a pointer.

use serde_json::{Map, Value};

/// The pointer of the node above, and the last step, decoded.
fn split(pointer: &str) -> Option<(&str, String)> {
    let (above, step) = pointer.rsplit_once('/')?;
    Some((above, step.replace("~1", "/").replace("~0", "~")))
}

/// The document with another value at a pointer.
pub(super) fn with(json: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut json = json.clone();
    *json.pointer_mut(pointer)? = value;
    Some(json)
}

/// The document with a key more in the object at a pointer.
pub(super) fn with_key(json: &Value, pointer: &str, key: &str, value: Value) -> Option<Value> {
    let mut json = json.clone();
    json.pointer_mut(pointer)?.as_object_mut()?.insert(key.to_owned(), value);
    Some(json)
}

/// The document with an entry more in the list at a pointer.
pub(super) fn with_entry(json: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut json = json.clone();
    json.pointer_mut(pointer)?.as_array_mut()?.push(value);
    Some(json)
}

/// The document without the node at a pointer.
pub(super) fn without(json: &Value, pointer: &str) -> Option<Value> {
    let (above, step) = split(pointer)?;
    let mut json = json.clone();
    match json.pointer_mut(above)? {
        Value::Object(object) => object.remove(&step).map(drop)?,
        Value::Array(list) => {
            let index = step.parse::<usize>().ok().filter(|index| *index < list.len())?;
            list.remove(index);
        }
        _ => return None,
    }
    Some(json)
}

/// The document with another key for the node at a pointer.
pub(super) fn renamed(json: &Value, pointer: &str, key: &str) -> Option<Value> {
    let (above, step) = split(pointer)?;
    let mut json = json.clone();
    let object = json.pointer_mut(above)?.as_object_mut()?;
    // Keys keep their order.
    let entries = std::mem::take(object)
        .into_iter()
        .map(|(known, value)| (if known == step { key.to_owned() } else { known }, value));
    *object = entries.collect::<Map<_, _>>();
    Some(json)
}

/// A value of the same type that is another.
pub(super) fn other(value: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => format!("{text}X").into(),
        Value::Number(number) => (number.as_i64()? + 1).into(),
        Value::Bool(mark) => (!mark).into(),
        _ => return None,
    })
}

/// The pointers of all texts, numbers and marks.
pub(super) fn leaves(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Object(object) => open.extend(object.iter().map(|(key, value)| {
                let mut pointer = pointer.clone();
                crate::document::place::push_key(&mut pointer, key);
                (pointer, value)
            })),
            Value::Array(list) => open.extend(
                list.iter().enumerate().map(|(at, value)| (format!("{pointer}/{at}"), value)),
            ),
            _ => found.push(pointer),
        }
    }
    found.sort();
    found
}
