//! What a grammar is made of: objects, their fields, and what stands in a field.

/// An object with fixed fields.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) role: Role,
    pub(crate) fields: &'static [Field],
    /// Whether fields that start with `x-` may be added.
    pub(crate) extensions: bool,
    /// What stands in fields of any other name.
    pub(crate) rest: Option<&'static Kind>,
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) kind: Kind,
}

/// What stands in a field.
#[derive(Debug)]
pub(crate) enum Kind {
    Any,
    Text,
    Flag,
    Number,
    /// A whole number from 0.
    Count,
    /// One of these strings.
    Word(&'static [&'static str]),
    List(&'static Kind),
    Map(Keys, &'static Kind),
    Object(&'static Object),
    /// A reference to such an object, or the object itself.
    Reference(&'static Object),
    /// `true`, `false`, or this.
    FlagOr(&'static Kind),
}

/// Which keys a map takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keys {
    Any,
    Path,
    Status,
    ComponentName,
}

/// What an object is to the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub(crate) enum Role {
    Document, Info, Contact, License, Server, ServerVariable, Components, PathItem, Operation,
    ExternalDocs, Parameter, RequestBody, MediaType, Encoding, Response, Callback, Example, Link,
    Header, Tag, Schema, Discriminator, Xml, SecurityScheme, OAuthFlows, OAuthFlow,
}

impl Object {
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Keys {
    pub(crate) fn takes_extensions(self) -> bool {
        matches!(self, Self::Path | Self::Status)
    }

    /// What was expected, when a key is none of these.
    pub(crate) fn refuses(self, key: &str) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Path => (!key.starts_with('/')).then_some("a path that starts with `/`"),
            Self::Status => {
                let is_status = match key.as_bytes() {
                    [b'1'..=b'5', b'X', b'X'] => true,
                    [b'1'..=b'5', rest @ ..] => {
                        rest.len() == 2 && rest.iter().all(u8::is_ascii_digit)
                    }
                    _ => key == "default",
                };
                (!is_status)
                    .then_some("a status from 100 to 599, a range such as 4XX, or `default`")
            }
            Self::ComponentName => {
                let is_name = !key.is_empty()
                    && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
                (!is_name).then_some("a name of letters, digits, `.`, `_` and `-`")
            }
        }
    }
}

impl Role {
    /// The object's name with its article, as a problem says it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Info => "`info`",
            Self::Contact => "a contact",
            Self::License => "a license",
            Self::Server => "a server",
            Self::ServerVariable => "a server variable",
            Self::Components => "`components`",
            Self::PathItem => "a path",
            Self::Operation => "an operation",
            Self::ExternalDocs => "`externalDocs`",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::MediaType => "a media type",
            Self::Encoding => "an encoding",
            Self::Response => "a response",
            Self::Callback => "a callback",
            Self::Example => "an example",
            Self::Link => "a link",
            Self::Header => "a header",
            Self::Tag => "a tag",
            Self::Schema => "a schema",
            Self::Discriminator => "a discriminator",
            Self::Xml => "`xml`",
            Self::SecurityScheme => "a security scheme",
            Self::OAuthFlows => "`flows`",
            Self::OAuthFlow => "an OAuth flow",
        }
    }

    /// The section of `components` that keeps objects of this role.
    pub(crate) fn section(self) -> Option<&'static str> {
        match self {
            Self::Schema => Some("schemas"),
            Self::Response => Some("responses"),
            Self::Parameter => Some("parameters"),
            Self::Example => Some("examples"),
            Self::RequestBody => Some("requestBodies"),
            Self::Header => Some("headers"),
            Self::SecurityScheme => Some("securitySchemes"),
            Self::Link => Some("links"),
            Self::Callback => Some("callbacks"),
            _ => None,
        }
    }
}
