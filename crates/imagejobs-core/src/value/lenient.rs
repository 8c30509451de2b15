use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::reading::{StraightVisitor, is_straight, read};

/// A field that may be missing, null or of the wrong type without costing what stands around it.
///
/// | on the wire | [`get`](Self::get) | [`odd`](Self::odd) | written as |
/// | --- | --- | --- | --- |
/// | a `T` | the value | `None` | it came |
/// | absent, `null` | `None` | `None` | `null` |
/// | `""`, where that is no `T` | `None` | `None` | `""` |
/// | anything else | `None` | its JSON text | it came, to the letter |
///
/// A JSON array is never a `T`, although serde would take one for a struct: for arrays there is
/// [`List`].
///
/// It reads from JSON text (`serde_json::from_str`, `from_slice`), because the odd value is kept as
/// text: no digit of a long number is lost.
///
/// ```
/// use imagejobs_core::value::Lenient;
///
/// let total: Lenient<i64> = serde_json::from_str("10")?;
/// assert_eq!(total.get(), Some(&10));
/// let total: Lenient<i64> = serde_json::from_str("\"ten\"")?;
/// assert_eq!((total.get(), total.odd()), (None, Some("\"ten\"")));
/// assert_eq!(Lenient::from(7).into_inner(), Some(7));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Lenient<T>(State<T>);

#[derive(Clone)]
enum State<T> {
    Missing,
    Empty,
    Value(T),
    Odd(Box<RawValue>),
}

impl<T> Lenient<T> {
    /// The value, or `None` when there is none that could be read.
    pub fn get(&self) -> Option<&T> {
        match &self.0 {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, or `None` when there is none that could be read.
    pub fn into_inner(self) -> Option<T> {
        match self.0 {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The JSON text of a value that is no `T`.
    pub fn odd(&self) -> Option<&str> {
        match &self.0 {
            State::Odd(raw) => Some(raw.get()),
            _ => None,
        }
    }
}

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self(State::Missing)
    }
}

impl<T> From<T> for Lenient<T> {
    fn from(value: T) -> Self {
        Self(State::Value(value))
    }
}

impl<T: fmt::Debug> fmt::Debug for Lenient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            State::Missing => f.write_str("Missing"),
            State::Empty => f.write_str("Empty"),
            State::Value(value) => value.fmt(f),
            State::Odd(raw) => f.debug_tuple("Odd").field(&raw.get()).finish(),
        }
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            State::Missing => serializer.serialize_none(),
            State::Empty => serializer.serialize_str(""),
            State::Value(value) => value.serialize(serializer),
            State::Odd(raw) => raw.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde hands an absent field to `deserialize_option`, just as it does `null`.
        deserializer.deserialize_option(LenientVisitor(PhantomData))
    }
}

struct LenientVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LenientVisitor<T> {
    type Value = Lenient<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value, read from text")
    }

    fn visit_none<E>(self) -> Result<Lenient<T>, E> {
        Ok(Lenient::default())
    }

    fn visit_unit<E>(self) -> Result<Lenient<T>, E> {
        Ok(Lenient::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Lenient<T>, D::Error> {
        if is_straight() {
            let value = deserializer.deserialize_any(StraightVisitor::default())?;
            return Ok(Lenient(value.map_or(State::Empty, State::Value)));
        }
        let raw = <&'de RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('[') {
            return Ok(Lenient(State::Odd(raw.to_owned())));
        }
        Ok(Lenient(match read(raw.get()) {
            Ok(value) => State::Value(value),
            Err(_) if raw.get() == "\"\"" => State::Empty,
            Err(_) => State::Odd(raw.to_owned()),
        }))
    }
}

/// How many values a list may hold: a page has a hundred, and each takes memory of its own, however
/// short it is on the wire.
const MOST_VALUES: usize = 20_000;

/// A list for which absent and `null` are empty, and in which an odd element costs only itself. One
/// of more than 20,000 values is an error.
///
/// ```
/// use imagejobs_core::value::List;
///
/// let numbers: List<i64> = serde_json::from_str("[1, \"two\", 3]")?;
/// assert_eq!(numbers.iter().filter_map(|number| number.get()).sum::<i64>(), 4);
/// assert_eq!(numbers[1].odd(), Some("\"two\""));
/// let none: List<i64> = serde_json::from_str("null")?;
/// assert!(none.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct List<T>(Vec<Lenient<T>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for List<T> {
    type Target = [Lenient<T>];

    fn deref(&self) -> &[Lenient<T>] {
        &self.0
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().map(Lenient::from).collect())
    }
}

impl<T> IntoIterator for List<T> {
    type Item = Lenient<T>;
    type IntoIter = std::vec::IntoIter<Lenient<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a Lenient<T>;
    type IntoIter = std::slice::Iter<'a, Lenient<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_none<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<List<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            if values.len() == MOST_VALUES {
                let most = format_args!("a list of more than {MOST_VALUES} values");
                return Err(de::Error::custom(most));
            }
            values.push(value);
        }
        Ok(List(values))
    }
}

/// A transform for schemars: the schema of an object none of whose fields has to be there.
///
/// ```
/// use imagejobs_core::value::{Lenient, nothing_required};
///
/// #[derive(schemars::JsonSchema)]
/// #[schemars(transform = nothing_required)]
/// struct Answer {
///     total: Lenient<i64>,
/// }
///
/// assert!(schemars::schema_for!(Answer).get("required").is_none());
/// ```
#[cfg(feature = "schemars")]
pub fn nothing_required(schema: &mut schemars::Schema) {
    schema.remove("required");
}

#[cfg(feature = "schemars")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    use super::{Lenient, List};

    /// The schema of what ought to be there: what may come instead is anything.
    impl<T: JsonSchema> JsonSchema for Lenient<T> {
        fn inline_schema() -> bool {
            T::inline_schema()
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn schema_id() -> Cow<'static, str> {
            T::schema_id()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            T::json_schema(generator)
        }
    }

    impl<T: JsonSchema> JsonSchema for List<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            <Vec<T>>::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            <Vec<T>>::json_schema(generator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Text, Timestamp};
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Job {
        id: Lenient<Text>,
        end: Lenient<Timestamp>,
        total: Lenient<i64>,
    }

    fn round_trip(text: &str) -> (Job, String) {
        let job: Job = serde_json::from_str(text).unwrap();
        let written = serde_json::to_string(&job).unwrap();
        (job, written)
    }

    #[test]
    fn what_is_odd_is_kept_to_the_letter() {
        let text = r#"{"id":702364883651395584702364883651395584,"end":1.50e400,"total":"10"}"#;
        let (job, written) = round_trip(text);
        assert_eq!(written, text);
        assert_eq!(job.id.odd(), Some("702364883651395584702364883651395584"));
        assert!(job.end.get().is_none() && job.total.get().is_none());
    }

    #[test]
    fn absent_null_and_empty_are_none() {
        let (job, written) = round_trip(r#"{"end":"","total":null,"more":[1,{}]}"#);
        assert!(job.id.get().is_none() && job.end.get().is_none() && job.total.get().is_none());
        assert!(job.end.odd().is_none());
        assert_eq!(written, r#"{"id":null,"end":"","total":null}"#);
    }

    #[test]
    fn escapes_are_read() {
        let (job, _) = round_trip(r#"{"id":"a\u00fcb\n"}"#);
        assert_eq!(job.id.get().unwrap().as_str(), "aüb\n");
    }

    #[test]
    fn one_odd_element_costs_only_itself() {
        let list: List<Job> = serde_json::from_str(r#"[{"id":"1"},5,null,[[]]]"#).unwrap();
        assert_eq!(list.len(), 4);
        assert_eq!(list.iter().filter_map(Lenient::get).count(), 1);
        assert_eq!(list[3].odd(), Some("[[]]"));
    }

    #[test]
    fn a_list_without_measure_is_an_error() {
        let list = |values| format!("[{}1]", "1,".repeat(values - 1));
        let read = |values| serde_json::from_str::<List<i64>>(&list(values));
        assert_eq!(read(MOST_VALUES).unwrap().len(), MOST_VALUES);
        let error = read(MOST_VALUES + 1).unwrap_err().to_string();
        assert!(error.starts_with("a list of more than 20000 values at line 1"), "{error}");
    }

    #[test]
    fn an_array_is_no_object() {
        let job: Lenient<Job> = serde_json::from_str(r#" ["1",null,10]"#).unwrap();
        assert_eq!((job.get().is_none(), job.odd()), (true, Some(r#"["1",null,10]"#)));
        let list: List<Job> = serde_json::from_str(r#"[ [], {}]"#).unwrap();
        assert!(list[0].odd() == Some("[]") && list[1].get().is_some());
    }

    #[test]
    fn nesting_as_deep_as_it_comes_is_only_odd() {
        let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
        let list: List<Job> = serde_json::from_str(&deep).unwrap();
        assert_eq!(list[0].odd().map(str::len), Some(200_000));
    }
}
