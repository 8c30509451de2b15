//! What a reference page says, without a sentence of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// The facts of a reference page.
///
/// What the page does not say is an absent key; a list is never null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// The page's title.
    pub title: String,
    /// When the page was changed, as it words it; null when it does not say so.
    pub updated: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path with its placeholders, without host and query.
    pub path: String,
    /// The actions that a caller must be allowed, such as `workspace:images:listImageJobs`.
    pub actions: Vec<String>,
    /// The parameters beside the request's body, in the page's order.
    pub parameters: Vec<Parameter>,
    /// The fields of the request's body; those of nested objects stand in `objects` only.
    pub request_body: Vec<Field>,
    /// The responses that the page has a section for, in its order.
    pub responses: Vec<Response>,
    /// The objects that types name, in the page's order. One whose name was met with other fields
    /// has ` (2)`, ` (3)` … appended.
    pub objects: Vec<Object>,
    /// Every status that the page names, in ascending order.
    pub statuses: Vec<String>,
    /// The example responses that are JSON.
    pub examples: Vec<Example>,
    /// What stands where a row or an example is expected and could not be read.
    pub unread: Vec<Unread>,
}

/// A parameter of the path, the query, the headers or a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Parameter {
    /// Where it is sent.
    #[serde(rename = "in")]
    pub location: Location,
    /// What its row says.
    #[serde(flatten)]
    pub field: Field,
}

/// Where a parameter is sent.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header of the request.
    Header,
    /// As a part of a form.
    Form,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type as the page words it, such as `Array of ImageJobInfo objects`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether it must be sent, where the row's table has that column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<bool>,
    /// The values that it can have, of the row's type where they are written so.
    #[serde(rename = "enum", default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// The least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// The greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// The least number of characters, or of elements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<Number>,
    /// The greatest number of characters, or of elements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<Number>,
    /// The value that holds when none is sent: of the row's type where it is written so, else a
    /// string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether the page calls it deprecated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// What is answered with a status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Response {
    /// The status, such as `200`; `default` for tables that stand under none.
    pub status: String,
    /// The headers.
    pub headers: Vec<Field>,
    /// The fields of the body.
    pub fields: Vec<Field>,
}

/// An object that types name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Object {
    /// Its name: the caption of its table.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// An example response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Example {
    /// The status that it is shown for; `default` when it is shown for none.
    pub status: String,
    /// The body.
    pub body: Value,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unread {
    /// The line, counted from 1.
    pub line: usize,
    /// What stands there, shortened when it is long.
    pub text: String,
}
