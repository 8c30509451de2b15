//! Facts, put together from tables as they come.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::facts::{Example, Facts, Field, Location, Object, Parameter, Response, Unread};
use super::places::{self, Place};

/// A row's facts, and its line.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) line: usize,
    pub(super) field: Field,
}

/// Facts in the making.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    lines: HashMap<String, usize>,
    parameters: Vec<Parameter>,
    request_body: Vec<Field>,
    responses: Vec<Response>,
    objects: Vec<Object>,
    /// The fields that each object's name was met with, as text.
    met: HashMap<String, HashSet<String>>,
    /// The object whose table may go on.
    open: Option<(String, usize, Vec<Fact>)>,
    /// Each status with the line that names it first.
    statuses: BTreeMap<String, usize>,
    examples: Vec<Example>,
    unread: Vec<Unread>,
}

/// What a page says of its operation as a whole, with lines.
#[derive(Debug)]
pub(super) struct Title<'t> {
    pub(super) title: (String, usize),
    pub(super) updated: Option<(String, usize)>,
    pub(super) method: (&'t str, usize),
    pub(super) path: String,
    pub(super) actions: Vec<String>,
}

impl Assembly {
    /// A status, which the page has a section for or only names.
    pub(super) fn status(&mut self, status: &str, line: usize) {
        self.statuses.entry(status.to_owned()).or_insert(line);
    }

    /// The response of a status, new or as it is so far.
    pub(super) fn response(&mut self, status: &str, line: usize) -> usize {
        let found = self.responses.iter().position(|response| response.status == status);
        found.unwrap_or_else(|| {
            let index = self.responses.len();
            self.lines.insert(format!("/responses/{index}"), line);
            let (headers, fields) = (Vec::new(), Vec::new());
            self.responses.push(Response { status: status.to_owned(), headers, fields });
            index
        })
    }

    /// A table's rows. `continued` are the last rows of the table before.
    pub(super) fn table(
        &mut self,
        place: &Place,
        status: &str,
        path: &str,
        (line, continued): (usize, bool),
        rows: Vec<Fact>,
    ) {
        if let Place::Object(name) = place {
            match &mut self.open {
                Some((open, _, fields)) if continued && open == name => fields.extend(rows),
                _ => {
                    self.close();
                    self.open = Some((name.clone(), line, rows));
                }
            }
            return;
        }
        self.close();
        if matches!(place, Place::ResponseHeaders | Place::ResponseBody) {
            self.response(status, line);
        }
        for fact in rows {
            self.row(place, status, path, fact);
        }
    }

    fn row(&mut self, place: &Place, status: &str, path: &str, fact: Fact) {
        let Fact { line, field } = fact;
        let location = match place {
            Place::Path => Some(Location::Path),
            Place::Query => Some(Location::Query),
            Place::Header => Some(Location::Header),
            Place::Form => Some(Location::Form),
            Place::Uri if path.contains(&format!("{{{}}}", field.name)) => Some(Location::Path),
            Place::Uri if places::is_header(&field.name) => Some(Location::Header),
            Place::Uri => Some(Location::Query),
            _ => None,
        };
        if let Some(location) = location {
            self.lines.insert(format!("/parameters/{}", self.parameters.len()), line);
            self.parameters.push(Parameter { location, field });
            return;
        }
        match place {
            Place::RequestBody => {
                self.lines.insert(format!("/request_body/{}", self.request_body.len()), line);
                self.request_body.push(field);
            }
            Place::ResponseHeaders | Place::ResponseBody => {
                let index = self.response(status, line);
                let response = &mut self.responses[index];
                let (key, fields) = match place {
                    Place::ResponseHeaders => ("headers", &mut response.headers),
                    _ => ("fields", &mut response.fields),
                };
                self.lines.insert(format!("/responses/{index}/{key}/{}", fields.len()), line);
                fields.push(field);
            }
            _ => self.unread(line, &row_text(&field)),
        }
    }

    /// Ends the object whose table may have gone on.
    fn close(&mut self) {
        let Some((name, line, rows)) = self.open.take() else { return };
        let (lines, fields): (Vec<_>, Vec<_>) =
            rows.into_iter().map(|fact| (fact.line, fact.field)).unzip();
        let variants = self.met.entry(name.clone()).or_default();
        // Fields are told apart by what they say, as text: comparing each with each takes too long.
        if !variants.insert(format!("{fields:?}")) {
            return;
        }
        let name = if variants.len() == 1 { name } else { format!("{name} ({})", variants.len()) };
        let index = self.objects.len();
        self.lines.insert(format!("/objects/{index}"), line);
        for (field, line) in lines.into_iter().enumerate() {
            self.lines.insert(format!("/objects/{index}/fields/{field}"), line);
        }
        self.objects.push(Object { name, fields });
    }

    pub(super) fn example(&mut self, status: &str, line: usize, body: serde_json::Value) {
        self.lines.insert(format!("/examples/{}", self.examples.len()), line);
        self.examples.push(Example { status: status.to_owned(), body });
    }

    pub(super) fn unread(&mut self, line: usize, text: &str) {
        const LIMIT: usize = 200;
        let text = super::blocks::one_line(text);
        let text = match text.char_indices().nth(LIMIT) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.into_owned(),
        };
        self.unread.push(Unread { line, text });
    }

    /// The first status of success that is known so far.
    pub(super) fn success(&self) -> Option<&str> {
        self.statuses.keys().map(String::as_str).find(|status| status.starts_with('2'))
    }

    /// The facts and their lines, by JSON pointer.
    pub(super) fn finish(mut self, title: Title<'_>) -> (Facts, HashMap<String, usize>) {
        self.close();
        for (index, line) in self.statuses.values().enumerate() {
            self.lines.insert(format!("/statuses/{index}"), *line);
        }
        self.lines.insert("/title".to_owned(), title.title.1);
        self.lines.insert("/method".to_owned(), title.method.1);
        self.lines.insert("/path".to_owned(), title.method.1);
        if let Some((_, line)) = title.updated {
            self.lines.insert("/updated".to_owned(), line);
        }
        self.unread.sort_by_key(|unread| unread.line);
        self.unread.dedup();
        let facts = Facts {
            title: title.title.0,
            updated: title.updated.map(|(text, _)| text),
            method: title.method.0.to_owned(),
            path: title.path,
            actions: title.actions,
            parameters: self.parameters,
            request_body: self.request_body,
            responses: self.responses,
            objects: self.objects,
            statuses: self.statuses.into_keys().collect(),
            examples: self.examples,
            unread: self.unread,
        };
        (facts, self.lines)
    }
}

/// A row that belongs nowhere, as text.
fn row_text(field: &Field) -> String {
    let mark = field.mandatory.map(|mandatory| if mandatory { "Yes" } else { "No" });
    let cells = [Some(field.name.as_str()), mark, field.kind.as_deref()];
    cells.into_iter().flatten().collect::<Vec<_>>().join(" | ")
}
