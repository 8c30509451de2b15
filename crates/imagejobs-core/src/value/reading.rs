//! From JSON text to values: straight where all is as it ought to be, carefully where it is not.
//!
//! To keep an odd value as it came, its text must be known before anybody tries to read it. So
//! reading carefully goes over the text of each value once to find its end, and once more to read
//! it, in every level of nesting. Almost no page needs that. A page is therefore read straight at
//! first, where an odd value is an error; only then is it read anew, carefully, and of its elements
//! again only the odd ones.
//!
//! serde hands nothing down from a page to its fields, so the way in which they are to be read
//! stands beside, once a thread.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StrDeserializer};
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};

thread_local! {
    static STRAIGHT: Cell<bool> = const { Cell::new(false) };
}

/// Reads JSON text. It gives what `serde_json::from_str` gives, and sooner where nothing is odd.
///
/// ```
/// use imagejobs_core::value::{List, read};
///
/// let totals: List<i64> = read("[10, \"ten\"]")?;
/// assert_eq!((totals[0].get(), totals[1].odd()), (Some(&10), Some("\"ten\"")));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// As `serde_json::from_str`.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    if !*NUMBERS_ARE_OBJECTS {
        let _way = Way::take(true);
        if let Ok(value) = serde_json::from_str(text) {
            return Ok(value);
        }
    }
    let _way = Way::take(false);
    serde_json::from_str(text)
}

/// Whether a number looks like an object to whoever takes any value, as it does when another crate
/// has switched on serde_json's feature `arbitrary_precision`.
static NUMBERS_ARE_OBJECTS: LazyLock<bool> =
    LazyLock::new(|| serde_json::from_str::<serde_json::Number>("1e999").is_ok());

/// Whether an odd value may be an error now.
pub(super) fn is_straight() -> bool {
    STRAIGHT.get()
}

/// A way of reading, until it is dropped.
struct Way {
    before: bool,
}

impl Way {
    fn take(straight: bool) -> Self {
        Self { before: STRAIGHT.replace(straight) }
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        STRAIGHT.set(self.before);
    }
}

/// Takes a value whatever it is, because an array must not become a `T`. It gives nothing for `""`
/// where that is no `T`.
pub(super) struct StraightVisitor<T>(PhantomData<T>);

impl<T> Default for StraightVisitor<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

macro_rules! scalars {
    ($($visit:ident $scalar:ty)*) => {$(
        fn $visit<E: de::Error>(self, value: $scalar) -> Result<Option<T>, E> {
            T::deserialize(value.into_deserializer()).map(Some)
        }
    )*};
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for StraightVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value but an array")
    }

    scalars!(visit_bool bool visit_i64 i64 visit_u64 u64 visit_f64 f64);

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Option<T>, E> {
        or_empty(text, T::deserialize(BorrowedStrDeserializer::new(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Option<T>, E> {
        or_empty(text, T::deserialize(StrDeserializer::new(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }
}

fn or_empty<T, E>(text: &str, read: Result<T, E>) -> Result<Option<T>, E> {
    match read {
        Err(_) if text.is_empty() => Ok(None),
        read => read.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::{Deserializer, Serialize};
    use serde_json::value::RawValue;

    use super::super::{Lenient, List, Open, Text, Timestamp};
    use super::*;

    /// Read by [`read`], or by serde_json alone.
    mod fast {
        use super::*;

        #[derive(Debug, Serialize, Deserialize)]
        pub(super) struct Page {
            count: Lenient<i64>,
            ratio: Lenient<f64>,
            first: Lenient<Box<Job>>,
            items: List<Job>,
        }

        #[derive(Debug, Serialize, Deserialize)]
        pub(super) struct Job {
            id: Lenient<Text>,
            end: Lenient<Timestamp>,
            status: Lenient<Open<Status>>,
            done: Lenient<bool>,
            children: List<Text>,
        }
    }

    /// Read with a look at the text of every value.
    mod careful {
        use super::*;

        #[derive(Debug, Serialize, Deserialize)]
        pub(super) struct Page {
            count: Careful<i64>,
            ratio: Careful<f64>,
            first: Careful<Box<Job>>,
            items: Option<Vec<Careful<Job>>>,
        }

        #[derive(Debug, Serialize, Deserialize)]
        pub(super) struct Job {
            id: Careful<Text>,
            end: Careful<Timestamp>,
            status: Careful<Open<Status>>,
            done: Careful<bool>,
            children: Option<Vec<Careful<Text>>>,
        }
    }

    #[derive(Debug)]
    enum Status {
        Running,
    }

    impl std::str::FromStr for Status {
        type Err = ();

        fn from_str(text: &str) -> Result<Self, ()> {
            if text == "RUNNING" { Ok(Self::Running) } else { Err(()) }
        }
    }

    impl AsRef<str> for Status {
        fn as_ref(&self) -> &str {
            "RUNNING"
        }
    }

    /// What [`Lenient`] promises, in the plainest way.
    enum Careful<T> {
        Missing,
        Value(T),
        /// Also what is empty and no `T`.
        Odd(Box<RawValue>),
    }

    impl<'de, T: Deserialize<'de>> Deserialize<'de> for Careful<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Some(raw) = Option::<&RawValue>::deserialize(deserializer)? else {
                return Ok(Self::Missing);
            };
            Ok(match serde_json::from_str(raw.get()) {
                Ok(value) if !raw.get().starts_with('[') => Self::Value(value),
                _ => Self::Odd(raw.to_owned()),
            })
        }
    }

    impl<T: Serialize> Serialize for Careful<T> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Missing => serializer.serialize_none(),
                Self::Value(value) => value.serialize(serializer),
                Self::Odd(raw) => raw.serialize(serializer),
            }
        }
    }

    impl<T: fmt::Debug> fmt::Debug for Careful<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                Self::Missing => f.write_str("Missing"),
                Self::Value(value) => value.fmt(f),
                Self::Odd(raw) if raw.get() == "\"\"" => f.write_str("Empty"),
                Self::Odd(raw) => f.debug_tuple("Odd").field(&raw.get()).finish(),
            }
        }
    }

    fn scalar() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            "null",
            "true",
            "false",
            "0",
            "-0",
            "7",
            "10",
            "-3",
            "1.0",
            "1.50",
            "1e2",
            "1e400",
            "-1e400",
            "9223372036854775808",
            "18446744073709551616",
            "702364883651395584702364883651395584",
            "01",
            "+1",
            "nul",
            "\"\"",
            "\"RUNNING\"",
            "\"PAUSED\"",
            "\"RUN\\u004eING\"",
            "\"702364883651395584\"",
            "\"2022-03-07T10:39:49.61Z\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"a\\nb\"",
            "\"\\x\"",
            "\"\t\"",
            "\"\u{fc}\u{1f600}\"",
            "\"longer than what stands in place\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"id\"",
        ]);
        odd.prop_map(str::to_owned)
    }

    fn json() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "count", "ratio", "first", "items", "id", "end", "status", "done", "children", "more",
            "i\\u0064",
        ]);
        scalar().prop_recursive(4, 48, 6, move |inner| {
            let field =
                (name.clone(), inner.clone()).prop_map(|(name, json)| format!("\"{name}\":{json}"));
            let fields = prop::collection::vec(field, 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..5)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                fields.prop_map(|fields| format!("{{{}}}", fields.join(" , "))),
            ]
        })
    }

    fn mostly(right: &'static str) -> impl Strategy<Value = String> {
        prop_oneof![8 => Just(right.to_owned()), 1 => scalar()]
    }

    /// A page of which most is what it ought to be.
    fn page() -> impl Strategy<Value = String> {
        let fields = || (mostly("\"1\""), mostly("\"\""), mostly("\"RUNNING\""), mostly("true"));
        let job = prop_oneof![
            6 => fields().prop_map(|(id, end, status, done)| {
                format!(r#"{{"id":{id},"end":{end},"status":{status},"done":{done},"children":["a",null]}}"#)
            }),
            // An array that serde would take for a job.
            1 => fields().prop_map(|(id, end, status, done)| format!("[{id},{end},{status},{done},[]]")),
            1 => json(),
        ];
        let jobs = prop::collection::vec(job.clone(), 0..4);
        (mostly("7"), mostly("0.5"), job, jobs).prop_map(|(count, ratio, first, jobs)| {
            let items = jobs.join(" ,");
            format!(r#" {{"count":{count},"ratio":{ratio},"first":{first},"items":[{items}]}}"#)
        })
    }

    /// What became of a text: the values as they are seen and as they are written, or the error.
    fn told<T: fmt::Debug + Serialize>(read: serde_json::Result<T>) -> Result<[String; 2], String> {
        let page = read.map_err(|error| error.to_string())?;
        let seen = format!("{page:?}").replace("items: None", "items: List([])");
        let seen = seen.replace("children: None", "children: List([])");
        let seen = seen.replace("Some([", "List([");
        let written = serde_json::to_string(&page).unwrap();
        let written = written.replace(r#""items":null"#, r#""items":[]"#);
        Ok([seen, written.replace(r#""children":null"#, r#""children":[]"#)])
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn whatever_comes_is_read_straight_as_it_is_read_carefully(
            text in prop_oneof![4 => page(), 1 => json()],
            cut in prop::option::weighted(0.1, 0.0..1.0_f64),
        ) {
            let end = cut.map_or(text.len(), |part| (text.len() as f64 * part) as usize);
            let text = text.get(..end).unwrap_or(&text);
            let careful = told(serde_json::from_str::<careful::Page>(text));
            prop_assert_eq!(&told(read::<fast::Page>(text)), &careful, "{}", text);
            prop_assert_eq!(&told(serde_json::from_str::<fast::Page>(text)), &careful, "{}", text);
        }
    }

    /// Refuses to be read carefully.
    #[derive(Debug)]
    struct OnlyStraight;

    impl<'de> Deserialize<'de> for OnlyStraight {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            de::IgnoredAny::deserialize(deserializer)?;
            if is_straight() { Ok(Self) } else { Err(de::Error::custom("read carefully")) }
        }
    }

    #[test]
    fn only_what_is_odd_is_read_carefully() {
        if *NUMBERS_ARE_OBJECTS {
            return;
        }
        let text = r#"{"a":{"b":"1","c":[null]},"b":"","c":[{},"a\u0062"]}"#;
        #[derive(Deserialize)]
        struct Page {
            a: Lenient<Box<Page>>,
            b: Lenient<Timestamp>,
            c: List<OnlyStraight>,
        }
        let page: Page = read(text).unwrap();
        assert!(page.a.get().unwrap().b.get().is_some() && page.b.odd().is_none());
        assert_eq!(page.c.iter().filter(|element| element.get().is_some()).count(), 2);
        let odd: List<Page> = read(r#"[{"c":[{}]},[],{"c":[{}]}]"#).unwrap();
        assert!(odd[0].get().unwrap().c[0].get().is_some() && odd[1].odd() == Some("[]"));
    }

    /// Also with `--features serde_json/arbitrary_precision`.
    #[test]
    fn a_number_is_no_object() {
        let page: fast::Page = read(r#"{"items":[1.50,{}]}"#).unwrap();
        let written = serde_json::to_string(&page).unwrap();
        assert!(written.contains(r#""items":[1.50,{"id":null"#), "{written}");
    }

    #[test]
    fn the_way_of_reading_ends_with_it() {
        assert!(read::<Lenient<i64>>("\"ten\"").unwrap().odd().is_some() && !is_straight());
        assert!(read::<i64>("\"ten\"").is_err() && !is_straight());
    }
}
