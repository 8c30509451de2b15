//! YAML as a tree with positions.
//!
//! `saphyr-parser` gives a flat run of events. They are collected first, so that an alias is
//! simply the run of its anchor fed again, then built into a tree on an explicit stack: a depth
//! limit keeps every later recursive walk safe, and a budget keeps aliases from multiplying.

mod scalar;
mod syntax;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use crate::document::place::{Below, Spot, push_key};
use crate::problem::{Position, Problem};
use crate::rule::Rule;

/// How deep lists and objects may be nested.
pub(crate) const MAX_DEPTH: usize = 128;

/// How many nodes and characters aliases may add to a document.
const ALIAS_BUDGET: usize = 4_000_000;

/// What was read; without a tree there is at least one problem.
pub(crate) struct Parsed {
    pub(crate) tree: Option<(Value, Spot)>,
    pub(crate) problems: Vec<Problem>,
    /// The pointers of values that could not be read, so that nothing more is said about them.
    pub(crate) unread: HashSet<String>,
}

/// Reads a text that holds one YAML document.
pub(crate) fn parse(file: &str, text: &str) -> Parsed {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let events = match events(file, text) {
        Ok(events) => events,
        Err(problem) => {
            return Parsed { tree: None, problems: vec![problem], unread: HashSet::new() };
        }
    };
    let mut builder = Builder {
        file,
        anchors: anchors(&events),
        events: &events,
        end: end(text),
        frames: Vec::new(),
        root: None,
        problems: Vec::new(),
        unread: HashSet::new(),
        alias_budget: ALIAS_BUDGET,
        aliases: 0,
    };
    let tree = match builder.feed(0..=events.len().saturating_sub(1)) {
        Ok(()) => builder.root,
        Err(Stopped) => None,
    };
    let (mut problems, unread) = (builder.problems, builder.unread);
    if tree.is_none() && problems.is_empty() {
        let start = Position { line: 1, column: 1 };
        problems.push(
            Problem::against(Rule::Yaml, file, "the file is empty, expected an OpenAPI document")
                .at(start),
        );
    }
    Parsed { tree, problems, unread }
}

fn events<'t>(file: &str, text: &'t str) -> Result<Vec<(Event<'t>, Span)>, Problem> {
    if let Some(problem) = forbidden_character(file, text) {
        return Err(problem);
    }
    let mut events = Vec::new();
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            Problem::against(Rule::Yaml, file, syntax::explain(error.info()))
                .at(position(error.marker()).min(end(text)))
        })?;
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
            if documents > 1 {
                let message = "a second YAML document starts here, expected only one in the file";
                return Err(Problem::against(Rule::Yaml, file, message).at(position(&span.start)));
            }
        }
        events.push((event, span));
    }
    Ok(events)
}

/// The parser takes a NUL for the end of the text, and YAML allows no control characters.
fn forbidden_character(file: &str, text: &str) -> Option<Problem> {
    let is_forbidden = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    let index = text.find(is_forbidden)?;
    let position = end(&text[..index]);
    let c = text[index..].chars().next().map_or(0, u32::from);
    let message = format!("the control character U+{c:04X} is not allowed; remove it");
    Some(Problem::against(Rule::Yaml, file, message).at(position))
}

/// The events that each anchor names, by the anchor's number.
fn anchors(events: &[(Event<'_>, Span)]) -> HashMap<usize, RangeInclusive<usize>> {
    let mut anchors = HashMap::new();
    let mut open = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Scalar(_, _, anchor, _) => {
                anchors.insert(*anchor, index..=index);
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push((*anchor, index));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((anchor, start)) = open.pop() {
                    anchors.insert(anchor, start..=index);
                }
            }
            _ => {}
        }
    }
    anchors
}

/// Behind the last character. What is missing there, the parser misses on a line that is not there.
fn end(text: &str) -> Position {
    let line = text.replace("\r\n", "\n").matches(['\n', '\r']).count() + 1;
    let last = text.rsplit(['\n', '\r']).next().unwrap_or_default();
    Position { line, column: last.chars().count() + 1 }
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}

/// Building ended early; the problem is told.
struct Stopped;

struct Builder<'e, 't> {
    file: &'e str,
    events: &'e [(Event<'t>, Span)],
    end: Position,
    anchors: HashMap<usize, RangeInclusive<usize>>,
    frames: Vec<Frame>,
    root: Option<(Value, Spot)>,
    problems: Vec<Problem>,
    unread: HashSet<String>,
    alias_budget: usize,
    /// How many aliases are being fed, one within the other.
    aliases: usize,
}

/// A list or an object whose end has not come yet.
enum Frame {
    List(Position, Vec<Value>, Vec<Spot>),
    Map(Position, Map<String, Value>, BTreeMap<String, Spot>, Key),
}

/// What a frame of an object waits for.
enum Key {
    Awaited,
    Known(String, Position),
    /// The key has a problem; its value is dropped.
    Unusable,
}

impl Builder<'_, '_> {
    fn feed(&mut self, range: RangeInclusive<usize>) -> Result<(), Stopped> {
        for index in range {
            let Some((event, span)) = self.events.get(index) else {
                break;
            };
            let at = position(&span.start).min(self.end);
            if self.aliases > 0 {
                self.spend(event, at)?;
            }
            match event {
                Event::Scalar(text, style, _, tag) => {
                    let tag =
                        tag.as_deref().map(|tag| (tag.is_yaml_core_schema(), tag.suffix.as_str()));
                    if self.awaits_key() {
                        self.scalar_key(text, *style, at);
                    } else {
                        self.scalar(text, *style, tag, at);
                    }
                }
                Event::SequenceStart(_, tag) => {
                    self.collection_tag(tag.is_some(), at);
                    self.open(Frame::List(at, Vec::new(), Vec::new()), at)?;
                }
                Event::MappingStart(_, tag) => {
                    self.collection_tag(tag.is_some(), at);
                    self.open(Frame::Map(at, Map::new(), BTreeMap::new(), Key::Awaited), at)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(),
                Event::Alias(anchor) => self.alias(*anchor, index, at)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn spend(&mut self, event: &Event<'_>, at: Position) -> Result<(), Stopped> {
        let weight = match event {
            Event::Scalar(text, ..) => 1 + text.len(),
            _ => 1,
        };
        match self.alias_budget.checked_sub(weight) {
            Some(left) => {
                self.alias_budget = left;
                Ok(())
            }
            None => {
                let message = format!(
                    "aliases make the document more than {ALIAS_BUDGET} characters larger; write it out"
                );
                self.stop(message, at)
            }
        }
    }

    fn alias(&mut self, anchor: usize, index: usize, at: Position) -> Result<(), Stopped> {
        let Some(range) = self.anchors.get(&anchor).cloned() else {
            return self.stop("the alias names an anchor that does not exist", at);
        };
        if range.contains(&index) {
            return self.stop("the alias stands within the value that it names", at);
        }
        self.aliases += 1;
        self.feed(range)?;
        self.aliases -= 1;
        Ok(())
    }

    fn awaits_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Map(_, _, _, Key::Awaited)))
    }

    fn scalar_key(&mut self, text: &str, style: ScalarStyle, at: Position) {
        let plain = style == ScalarStyle::Plain;
        if plain && text == "<<" {
            return self
                .unusable_key("merge keys (`<<`) are not supported; write the fields out", at);
        }
        if plain && !scalar::is_integer(text) {
            let found = match scalar::resolve(text) {
                Ok(Value::String(_)) => None,
                Ok(Value::Null) => Some("null"),
                Ok(Value::Bool(_)) => Some("a boolean"),
                Ok(_) | Err(_) => Some("a number"),
            };
            if let Some(found) = found {
                let message =
                    format!("expected a string as key, found {found}; write it in quotes");
                return self.unusable_key(message, at);
            }
        }
        let Some(Frame::Map(_, _, spots, key)) = self.frames.last_mut() else {
            return;
        };
        match spots.get(text) {
            None => *key = Key::Known(text.to_owned(), at),
            Some(first) => {
                let message = format!(
                    "the key is given twice, here and in line {}; keep one",
                    first.position.line
                );
                *key = Key::Unusable;
                self.problem(message, at, Some(text));
            }
        }
    }

    fn unusable_key(&mut self, message: impl Into<String>, at: Position) {
        self.problem(message, at, None);
        if let Some(Frame::Map(_, _, _, key)) = self.frames.last_mut() {
            *key = Key::Unusable;
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<(bool, &str)>, at: Position) {
        let is_text = style != ScalarStyle::Plain || matches!(tag, Some((true, "str")));
        if !matches!(tag, None | Some((true, "str"))) {
            self.unsupported_tag(at);
        }
        let value = if is_text {
            Value::String(text.to_owned())
        } else {
            scalar::resolve(text).unwrap_or_else(|message| {
                self.problem(message, at, None);
                self.unread.insert(self.pointer());
                Value::Null
            })
        };
        self.put(value, at, Below::Nothing);
    }

    fn collection_tag(&mut self, is_tagged: bool, at: Position) {
        if is_tagged {
            self.unsupported_tag(at);
        }
    }

    fn unsupported_tag(&mut self, at: Position) {
        self.problem("tags other than `!!str` are not supported; remove it", at, None);
    }

    fn open(&mut self, frame: Frame, at: Position) -> Result<(), Stopped> {
        if self.awaits_key() {
            let found = match frame {
                Frame::List(..) => "a list",
                Frame::Map(..) => "an object",
            };
            self.problem(format!("expected a string as key, found {found}"), at, None);
        }
        if self.frames.len() >= MAX_DEPTH {
            return self.stop(format!("nested more than {MAX_DEPTH} levels deep"), at);
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self) {
        match self.frames.pop() {
            Some(Frame::List(at, values, spots)) => {
                self.put(Value::Array(values), at, Below::List(spots));
            }
            Some(Frame::Map(at, values, spots, _)) => {
                self.put(Value::Object(values), at, Below::Map(spots));
            }
            None => {}
        }
    }

    fn put(&mut self, value: Value, position: Position, below: Below) {
        match self.frames.last_mut() {
            None => self.root = Some((value, Spot { position, below })),
            Some(Frame::List(_, values, spots)) => {
                values.push(value);
                spots.push(Spot { position, below });
            }
            Some(Frame::Map(_, values, spots, key)) => {
                *key = match std::mem::replace(key, Key::Awaited) {
                    // A list or an object that stood as a key.
                    Key::Awaited => Key::Unusable,
                    Key::Unusable => Key::Awaited,
                    Key::Known(name, position) => {
                        spots.insert(name.clone(), Spot { position, below });
                        values.insert(name, value);
                        Key::Awaited
                    }
                };
            }
        }
    }

    fn stop(&mut self, message: impl Into<String>, at: Position) -> Result<(), Stopped> {
        self.problem(message, at, None);
        Err(Stopped)
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for frame in &self.frames {
            match frame {
                Frame::List(_, values, _) => {
                    pointer.push('/');
                    pointer.push_str(&values.len().to_string());
                }
                Frame::Map(_, _, _, Key::Known(name, _)) => push_key(&mut pointer, name),
                Frame::Map(..) => {}
            }
        }
        pointer
    }

    /// A problem at the node that is being read, or at a key of the object that is being read.
    fn problem(&mut self, message: impl Into<String>, at: Position, key: Option<&str>) {
        let mut pointer = self.pointer();
        if let Some(key) = key {
            push_key(&mut pointer, key);
        }
        self.problems.push(Problem::against(Rule::Yaml, self.file, message).at(at).within(pointer));
    }
}
