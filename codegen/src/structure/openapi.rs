//! The objects of OpenAPI 3.0 as data, in the order of the
//! [specification](https://spec.openapis.org/oas/v3.0.4.html#schema-0).

use super::grammar::Kind::{Any, Count, Flag, FlagOr, List, Map, Number, Reference, Text, Word};
use super::grammar::{Field, Keys, Kind, Object, Role};

const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind }
}

const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind }
}

const fn object(role: Role, fields: &'static [Field]) -> Object {
    Object { role, fields, extensions: true, rest: None }
}

// These are statics because a constant may not lead back to itself.
static TEXT: Kind = Text;
static TEXTS: Kind = List(&TEXT);
static SCHEMA_OR_REF: Kind = Reference(&SCHEMA);
static RESPONSE_OR_REF: Kind = Reference(&RESPONSE);
static PARAMETER_OR_REF: Kind = Reference(&PARAMETER);
static EXAMPLE_OR_REF: Kind = Reference(&EXAMPLE);
static BODY_OR_REF: Kind = Reference(&REQUEST_BODY);
static HEADER_OR_REF: Kind = Reference(&HEADER);
static SCHEME_OR_REF: Kind = Reference(&SECURITY_SCHEME);
static LINK_OR_REF: Kind = Reference(&LINK);
static CALLBACK_OR_REF: Kind = Reference(&CALLBACK);
static PATH: Kind = Kind::Object(&PATH_ITEM);
static A_MEDIA_TYPE: Kind = Kind::Object(&MEDIA_TYPE);
static A_SERVER: Kind = Kind::Object(&SERVER);
static REQUIREMENT: Kind = Map(Keys::Any, &TEXTS);
const EXTERNAL_DOCS_FIELD: Field = may("externalDocs", Kind::Object(&EXTERNAL_DOCS));
const DESCRIPTION: Field = may("description", Text);

/// What a document is.
pub(crate) static ROOT: Kind = Kind::Object(&DOCUMENT);

static DOCUMENT: Object = object(
    Role::Document,
    &[
        must("openapi", Text),
        must("info", Kind::Object(&INFO)),
        may("servers", List(&A_SERVER)),
        must("paths", Map(Keys::Path, &PATH)),
        may("components", Kind::Object(&COMPONENTS)),
        may("security", List(&REQUIREMENT)),
        may("tags", List(&Kind::Object(&TAG))),
        EXTERNAL_DOCS_FIELD,
    ],
);

static INFO: Object = object(
    Role::Info,
    &[
        must("title", Text),
        DESCRIPTION,
        may("termsOfService", Text),
        may("contact", Kind::Object(&CONTACT)),
        may("license", Kind::Object(&LICENSE)),
        must("version", Text),
    ],
);

static CONTACT: Object =
    object(Role::Contact, &[may("name", Text), may("url", Text), may("email", Text)]);

static LICENSE: Object = object(Role::License, &[must("name", Text), may("url", Text)]);

static SERVER: Object = object(
    Role::Server,
    &[
        must("url", Text),
        DESCRIPTION,
        may("variables", Map(Keys::Any, &Kind::Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Object =
    object(Role::ServerVariable, &[may("enum", List(&TEXT)), must("default", Text), DESCRIPTION]);

static COMPONENTS: Object = object(
    Role::Components,
    &[
        may("schemas", Map(Keys::ComponentName, &SCHEMA_OR_REF)),
        may("responses", Map(Keys::ComponentName, &RESPONSE_OR_REF)),
        may("parameters", Map(Keys::ComponentName, &PARAMETER_OR_REF)),
        may("examples", Map(Keys::ComponentName, &EXAMPLE_OR_REF)),
        may("requestBodies", Map(Keys::ComponentName, &BODY_OR_REF)),
        may("headers", Map(Keys::ComponentName, &HEADER_OR_REF)),
        may("securitySchemes", Map(Keys::ComponentName, &SCHEME_OR_REF)),
        may("links", Map(Keys::ComponentName, &LINK_OR_REF)),
        may("callbacks", Map(Keys::ComponentName, &CALLBACK_OR_REF)),
    ],
);

/// The fields of a path that hold an operation.
pub(crate) const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

static PATH_ITEM: Object = object(
    Role::PathItem,
    &[
        may("$ref", Text),
        may("summary", Text),
        DESCRIPTION,
        may("get", Kind::Object(&OPERATION)),
        may("put", Kind::Object(&OPERATION)),
        may("post", Kind::Object(&OPERATION)),
        may("delete", Kind::Object(&OPERATION)),
        may("options", Kind::Object(&OPERATION)),
        may("head", Kind::Object(&OPERATION)),
        may("patch", Kind::Object(&OPERATION)),
        may("trace", Kind::Object(&OPERATION)),
        may("servers", List(&A_SERVER)),
        may("parameters", List(&PARAMETER_OR_REF)),
    ],
);

static OPERATION: Object = object(
    Role::Operation,
    &[
        may("tags", List(&TEXT)),
        may("summary", Text),
        DESCRIPTION,
        EXTERNAL_DOCS_FIELD,
        // Optional in OpenAPI; the generated method is named after it.
        must("operationId", Text),
        may("parameters", List(&PARAMETER_OR_REF)),
        may("requestBody", Reference(&REQUEST_BODY)),
        must("responses", Map(Keys::Status, &RESPONSE_OR_REF)),
        may("callbacks", Map(Keys::Any, &CALLBACK_OR_REF)),
        may("deprecated", Flag),
        may("security", List(&REQUIREMENT)),
        may("servers", List(&A_SERVER)),
    ],
);

static EXTERNAL_DOCS: Object = object(Role::ExternalDocs, &[DESCRIPTION, must("url", Text)]);

const STYLES: Kind =
    Word(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"]);

static PARAMETER: Object = object(
    Role::Parameter,
    &[
        must("name", Text),
        must("in", Word(&["path", "query", "header", "cookie"])),
        DESCRIPTION,
        may("required", Flag),
        may("deprecated", Flag),
        may("allowEmptyValue", Flag),
        may("style", STYLES),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", Reference(&SCHEMA)),
        may("example", Any),
        may("examples", Map(Keys::Any, &EXAMPLE_OR_REF)),
        may("content", Map(Keys::Any, &A_MEDIA_TYPE)),
    ],
);

static REQUEST_BODY: Object = object(
    Role::RequestBody,
    &[DESCRIPTION, must("content", Map(Keys::Any, &A_MEDIA_TYPE)), may("required", Flag)],
);

static MEDIA_TYPE: Object = object(
    Role::MediaType,
    &[
        may("schema", Reference(&SCHEMA)),
        may("example", Any),
        may("examples", Map(Keys::Any, &EXAMPLE_OR_REF)),
        may("encoding", Map(Keys::Any, &Kind::Object(&ENCODING))),
    ],
);

static ENCODING: Object = object(
    Role::Encoding,
    &[
        may("contentType", Text),
        may("headers", Map(Keys::Any, &HEADER_OR_REF)),
        may("style", STYLES),
        may("explode", Flag),
        may("allowReserved", Flag),
    ],
);

static RESPONSE: Object = object(
    Role::Response,
    &[
        must("description", Text),
        may("headers", Map(Keys::Any, &HEADER_OR_REF)),
        may("content", Map(Keys::Any, &A_MEDIA_TYPE)),
        may("links", Map(Keys::ComponentName, &LINK_OR_REF)),
    ],
);

static CALLBACK: Object =
    Object { role: Role::Callback, fields: &[], extensions: true, rest: Some(&PATH) };

static EXAMPLE: Object = object(
    Role::Example,
    &[may("summary", Text), DESCRIPTION, may("value", Any), may("externalValue", Text)],
);

static LINK: Object = object(
    Role::Link,
    &[
        may("operationRef", Text),
        may("operationId", Text),
        may("parameters", Map(Keys::Any, &Any)),
        may("requestBody", Any),
        DESCRIPTION,
        may("server", Kind::Object(&SERVER)),
    ],
);

static HEADER: Object = object(
    Role::Header,
    &[
        DESCRIPTION,
        may("required", Flag),
        may("deprecated", Flag),
        may("allowEmptyValue", Flag),
        may("style", Word(&["simple"])),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", Reference(&SCHEMA)),
        may("example", Any),
        may("examples", Map(Keys::Any, &EXAMPLE_OR_REF)),
        may("content", Map(Keys::Any, &A_MEDIA_TYPE)),
    ],
);

static TAG: Object = object(Role::Tag, &[must("name", Text), DESCRIPTION, EXTERNAL_DOCS_FIELD]);

static SCHEMA: Object = object(
    Role::Schema,
    &[
        may("title", Text),
        may("multipleOf", Number),
        may("maximum", Number),
        may("exclusiveMaximum", Flag),
        may("minimum", Number),
        may("exclusiveMinimum", Flag),
        may("maxLength", Count),
        may("minLength", Count),
        may("pattern", Text),
        may("maxItems", Count),
        may("minItems", Count),
        may("uniqueItems", Flag),
        may("maxProperties", Count),
        may("minProperties", Count),
        may("required", List(&TEXT)),
        may("enum", List(&Any)),
        may("type", Word(&["array", "boolean", "integer", "number", "object", "string"])),
        may("not", Reference(&SCHEMA)),
        may("allOf", List(&SCHEMA_OR_REF)),
        may("oneOf", List(&SCHEMA_OR_REF)),
        may("anyOf", List(&SCHEMA_OR_REF)),
        may("items", Reference(&SCHEMA)),
        may("properties", Map(Keys::Any, &SCHEMA_OR_REF)),
        may("additionalProperties", FlagOr(&SCHEMA_OR_REF)),
        DESCRIPTION,
        may("format", Text),
        may("default", Any),
        may("nullable", Flag),
        may("discriminator", Kind::Object(&DISCRIMINATOR)),
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("example", Any),
        EXTERNAL_DOCS_FIELD,
        may("deprecated", Flag),
        may("xml", Kind::Object(&XML)),
    ],
);

static DISCRIMINATOR: Object = Object {
    role: Role::Discriminator,
    fields: &[must("propertyName", Text), may("mapping", Map(Keys::Any, &TEXT))],
    extensions: false,
    rest: None,
};

static XML: Object = object(
    Role::Xml,
    &[
        may("name", Text),
        may("namespace", Text),
        may("prefix", Text),
        may("attribute", Flag),
        may("wrapped", Flag),
    ],
);

static SECURITY_SCHEME: Object = object(
    Role::SecurityScheme,
    &[
        must("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
        DESCRIPTION,
        may("name", Text),
        may("in", Word(&["query", "header", "cookie"])),
        may("scheme", Text),
        may("bearerFormat", Text),
        may("flows", Kind::Object(&OAUTH_FLOWS)),
        may("openIdConnectUrl", Text),
    ],
);

static OAUTH_FLOWS: Object = object(
    Role::OAuthFlows,
    &[
        may("implicit", Kind::Object(&OAUTH_FLOW)),
        may("password", Kind::Object(&OAUTH_FLOW)),
        may("clientCredentials", Kind::Object(&OAUTH_FLOW)),
        may("authorizationCode", Kind::Object(&OAUTH_FLOW)),
    ],
);

static OAUTH_FLOW: Object = object(
    Role::OAuthFlow,
    &[
        may("authorizationUrl", Text),
        may("tokenUrl", Text),
        may("refreshUrl", Text),
        must("scopes", Map(Keys::Any, &TEXT)),
    ],
);
