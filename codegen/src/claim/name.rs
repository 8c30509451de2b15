//! How facts are called.

use std::fmt;

use crate::page::Location;

/// The name of a fact: what it is about, and what of it.
///
/// `Display` writes it as messages do: `query parameter limit: maximum`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// What it is about.
    pub subject: Subject,
    /// What is said of that.
    pub aspect: Aspect,
}

/// What a fact is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The reference page itself.
    Page,
    /// The operation.
    Operation,
    /// Another operation, by method and path.
    OtherOperation(String),
    /// A parameter.
    Parameter(Location, String),
    /// A field of the request's body.
    RequestField(String),
    /// The responses of a status.
    Status(String),
    /// A header of the responses of a status.
    Header(String, String),
    /// A field of the body of the responses of a status.
    ResponseField(String, String),
    /// A field of an object, by the object's name.
    Field(String, String),
    /// A way to authenticate, by the name of its scheme.
    Security(String),
    /// A named schema that becomes a type of the generated code.
    Schema(String),
    /// The endpoint of a region.
    Region(String),
    /// A generated module, as a whole.
    Module(String),
}

/// What is said of a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// That it is there.
    Exists,
    /// The page's title.
    Title,
    /// When the page was changed.
    Updated,
    /// A text of the page that could not be read.
    Unread(String),
    /// The HTTP method.
    Method,
    /// The path.
    Path,
    /// The operation's id.
    Id,
    /// An action that the caller must be allowed.
    Action(String),
    /// The type: `string`, `integer`, `long`, `number`, `float`, `double`, `boolean`, an object's
    /// name or `object`, `array of …`, `map of …`.
    Type,
    /// Whether it must be sent.
    Mandatory,
    /// One of the values that it can have.
    Value(String),
    /// The least value.
    Minimum,
    /// The greatest value.
    Maximum,
    /// The least number of characters or elements.
    MinLength,
    /// The greatest number of characters or elements.
    MaxLength,
    /// The value that holds when none is sent.
    Default,
    /// Whether it is deprecated.
    Deprecated,
    /// A property of a schema, whose value is its type.
    Property(String),
    /// The media type of a body.
    MediaType,
    /// The example bodies.
    Examples,
    /// Where a region answers.
    Endpoint,
    /// What a security scheme is.
    Scheme,
    /// Another keyword of the document, which no page has a word for.
    Keyword(String),
}

impl Name {
    /// Whether a reference page has a place for such a fact, so that page and document must agree.
    #[must_use]
    pub fn is_of_page(&self) -> bool {
        let beyond =
            matches!(self.subject, Subject::Security(_) | Subject::Schema(_) | Subject::Region(_));
        !beyond && !matches!(self.aspect, Aspect::Id | Aspect::MediaType)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.subject)?;
        match &self.aspect {
            Aspect::Exists => Ok(()),
            aspect => write!(f, ": {aspect}"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page => f.write_str("page"),
            Self::Operation => f.write_str("operation"),
            Self::OtherOperation(operation) => write!(f, "operation {operation}"),
            Self::Parameter(location, name) => {
                let location = match location {
                    Location::Path => "path",
                    Location::Query => "query",
                    Location::Header => "header",
                    Location::Form => "form",
                };
                write!(f, "{location} parameter {name}")
            }
            Self::RequestField(name) => write!(f, "request field {name}"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::Header(status, name) => write!(f, "status {status}, header {name}"),
            Self::ResponseField(status, name) => write!(f, "status {status}, field {name}"),
            Self::Field(object, name) => write!(f, "{object}.{name}"),
            Self::Security(scheme) => write!(f, "security scheme {scheme}"),
            Self::Schema(name) => write!(f, "schema {name}"),
            Self::Region(region) => write!(f, "region {region}"),
            Self::Module(module) => write!(f, "module {module}"),
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists => f.write_str("there"),
            Self::Title => f.write_str("title"),
            Self::Updated => f.write_str("updated"),
            Self::Unread(text) => write!(f, "unread {text:?}"),
            Self::Method => f.write_str("method"),
            Self::Path => f.write_str("path"),
            Self::Id => f.write_str("id"),
            Self::Action(action) => write!(f, "action {action}"),
            Self::Type => f.write_str("type"),
            Self::Mandatory => f.write_str("mandatory"),
            Self::Value(value) => write!(f, "value {value}"),
            Self::Minimum => f.write_str("minimum"),
            Self::Maximum => f.write_str("maximum"),
            Self::MinLength => f.write_str("minimum length"),
            Self::MaxLength => f.write_str("maximum length"),
            Self::Default => f.write_str("default"),
            Self::Deprecated => f.write_str("deprecated"),
            Self::Property(name) => write!(f, "property {name}"),
            Self::MediaType => f.write_str("media type"),
            Self::Examples => f.write_str("examples"),
            Self::Endpoint => f.write_str("endpoint"),
            Self::Scheme => f.write_str("scheme"),
            Self::Keyword(keyword) => write!(f, "keyword {keyword}"),
        }
    }
}
