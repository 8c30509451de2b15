//! The lines that divide a page: section headings, `Status code: 200`, captions.

use super::blocks::Block;

/// A part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// What the operation is for, and other prose.
    Prose,
    /// Who may call.
    Authorization,
    /// Method and path, and the parameters in them.
    Uri,
    /// Headers and body of the request.
    Request,
    /// Headers and bodies of the responses.
    Response,
    /// Example requests.
    ExampleRequests,
    /// Example responses.
    ExampleResponses,
    /// The table of statuses.
    Statuses,
    /// The table of error codes, and what follows.
    Errors,
}

impl Section {
    /// Whether the section's tables describe parameters and fields.
    pub(super) fn has_parameters(self) -> bool {
        matches!(self, Self::Uri | Self::Request | Self::Response)
    }
}

/// The section that a line heads, if it is a heading.
pub(super) fn heading(block: &Block<'_>) -> Option<Section> {
    let text = block.short(60).filter(|text| text.starts_with(|c: char| c.is_ascii_uppercase()))?;
    let text = text.to_ascii_lowercase();
    Some(match text.trim_end_matches(':') {
        "function"
        | "functions"
        | "function description"
        | "debugging"
        | "calling method"
        | "constraints"
        | "prerequisites"
        | "restrictions"
        | "constraints and limitations"
        | "precautions"
        | "description"
        | "api description"
        | "sdk sample code"
        | "example code"
        | "sample code"
        | "authentication" => Section::Prose,
        "authorization information" | "authorization" | "permissions" | "required permissions" => {
            Section::Authorization
        }
        "uri" | "url" | "uri format" | "url format" | "request line" | "request uri" => {
            Section::Uri
        }
        "request parameters"
        | "request parameter"
        | "request"
        | "requests"
        | "request message"
        | "request body"
        | "request header"
        | "request headers"
        | "request body parameters" => Section::Request,
        "response parameters"
        | "response parameter"
        | "response"
        | "responses"
        | "response message"
        | "response body"
        | "response elements"
        | "returned parameters"
        | "response header"
        | "response headers"
        | "response body parameters" => Section::Response,
        "example requests" | "example request" | "request example" | "request examples"
        | "sample request" | "sample requests" | "example: request" => Section::ExampleRequests,
        "example responses" | "example response" | "response example" | "response examples"
        | "sample response" | "sample responses" | "example: response" => Section::ExampleResponses,
        "status codes"
        | "status code"
        | "returned values"
        | "returned value"
        | "return values"
        | "return value"
        | "response codes"
        | "http status codes"
        | "return codes"
        | "returned value description"
        | "response status codes" => Section::Statuses,
        "error codes" | "error code" | "error information" | "error messages" => Section::Errors,
        _ => return None,
    })
}

/// The status that a line such as `Status code: 200` heads.
pub(super) fn status(block: &Block<'_>) -> Option<String> {
    let text = block.short(80).filter(|text| text.starts_with(['S', 's', 'H', 'R']))?;
    let text = text.to_ascii_lowercase();
    let text = text.strip_prefix("http ").unwrap_or(&text);
    let text = text.strip_prefix("response ").unwrap_or(text);
    let rest = text.strip_prefix("status code")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let rest = rest.trim_start_matches([':', '：', ' ']);
    let code = rest.split([' ', ',', '(', '.', ':']).next().unwrap_or_default();
    let remark = rest.get(code.len()..).unwrap_or_default();
    (is_status(code) && remark.split(' ').count() <= 5).then(|| code.to_owned())
}

/// Whether a word is a status: three digits, `4xx`, `default`.
pub(super) fn is_status(word: &str) -> bool {
    match word.as_bytes() {
        [b'1'..=b'5', rest @ ..] if rest.len() == 2 => {
            rest.iter().all(u8::is_ascii_digit) || rest.eq_ignore_ascii_case(b"xx")
        }
        _ => word == "default",
    }
}

/// A line such as `Table 4 Response body parameters`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caption {
    /// What the table is called, which may be nothing.
    pub(super) text: String,
    /// Whether it goes on with the table before it.
    pub(super) continued: bool,
}

/// Reads a caption, which no sentence is that begins like one.
pub(super) fn caption(block: &Block<'_>) -> Option<Caption> {
    let text = block.short(300).filter(|text| text.starts_with(['T', 't']))?;
    let rest = text.strip_prefix("Table ").or_else(|| text.strip_prefix("table "))?;
    let number = rest.split([' ', ':']).next().unwrap_or_default();
    let digits = number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if !digits || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut name = rest.get(number.len()..)?.trim_start_matches([':', '.', ' ']).trim();
    let mut continued = false;
    for end in ["(continued)", "(Continued)", "continued", "(cont.)"] {
        if let Some(before) = name.strip_suffix(end) {
            (name, continued) = (before.trim_end(), true);
        }
    }
    let verb = name.split(' ').next().unwrap_or_default();
    let prose = ["describes", "lists", "shows", "provides", "is", "are", "and", "for", "to"];
    let is_sentence = prose.contains(&verb) || name.ends_with(['.', ',', ';']);
    (!is_sentence).then(|| Caption { text: name.to_owned(), continued })
}
