//! What a table describes, by its caption and by where it stands.

use super::sections::{Caption, Section};

/// What a table's rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Parameters of the path.
    Path,
    /// Parameters of the query.
    Query,
    /// Parameters of the path, the headers and the query, told apart by the path's placeholders and
    /// by their names.
    Uri,
    /// Headers of the request.
    Header,
    /// Parts of a form.
    Form,
    /// The request's body.
    RequestBody,
    /// A response's headers.
    ResponseHeaders,
    /// A response's body.
    ResponseBody,
    /// The fields of an object.
    Object(String),
    /// Nothing that is known.
    Unknown,
}

/// What the rows of a table are. `first` is the name of its first row, and `named` says whether a
/// type names its caption.
pub(super) fn place(
    section: Section,
    caption: Option<&Caption>,
    first: &str,
    named: bool,
) -> Place {
    let text = caption.map(|caption| caption.text.as_str()).unwrap_or_default();
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let parameters =
        says(&["parameter", "parameters", "param", "params", "field", "fields", "formdata"])
            || says(&["header", "headers", "body", "request", "response"]) && words.len() <= 3
            || says(&["form"]) && says(&["data"]);
    // One word is the name of an object, but for these.
    let generic = says(&["parameter", "parameters", "request", "response", "formdata"]);
    let one_word = !(text.contains(' ') || words.len() == 1 && generic);
    if !text.is_empty() && (named || one_word || !parameters) {
        return Place::Object(text.to_owned());
    }
    let answered = says(&["response", "responses", "returned"])
        || section == Section::Response && !says(&["request"]);
    let form = says(&["formdata", "multipart"])
        || says(&["form"]) && (says(&["data"]) || !says(&["body"]));
    if says(&["path"]) {
        Place::Path
    } else if says(&["query"]) {
        Place::Query
    } else if says(&["uri", "url"]) {
        Place::Uri
    } else if form {
        Place::Form
    } else if says(&["cookie", "cookies"]) {
        Place::Unknown
    } else if says(&["header", "headers"]) {
        if answered { Place::ResponseHeaders } else { Place::Header }
    } else if is_generic(&words) {
        match section {
            _ if answered => Place::ResponseBody,
            Section::Uri if !says(&["request"]) => Place::Uri,
            Section::Uri if is_header(first) && !says(&["body"]) => Place::Uri,
            Section::Request if is_header(first) && !says(&["body"]) => Place::Header,
            Section::Uri | Section::Request => Place::RequestBody,
            _ if says(&["request"]) => Place::RequestBody,
            _ => Place::Unknown,
        }
    } else {
        Place::Object(text.to_owned())
    }
}

/// Whether a caption says nothing but that these are parameters of a message.
fn is_generic(words: &[&str]) -> bool {
    const GENERIC: &[&str] = &[
        "request",
        "response",
        "responses",
        "returned",
        "body",
        "message",
        "parameter",
        "parameters",
        "param",
        "params",
        "field",
        "fields",
        "description",
        "descriptions",
        "elements",
        "in",
        "the",
        "of",
        "a",
        "for",
        "and",
        "structure",
        "information",
        "list",
    ];
    words.iter().all(|word| GENERIC.contains(word))
}

/// Whether a parameter is sent as a header, by its name.
pub(super) fn is_header(name: &str) -> bool {
    let known = ["content-type", "authorization", "accept", "host"];
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
        || known.iter().any(|known| known.eq_ignore_ascii_case(name))
}
