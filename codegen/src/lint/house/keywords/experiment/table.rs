//! The places of the sound document, and what becomes of each keyword there.

mod objects;
mod requests;
mod responses;

use super::Role;

/// A place of the sound document.
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) pointer: &'static str,
    pub(super) role: Role,
}

/// What becomes of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It changes the generated code.
    Shows,
    /// It is documentation, or is checked and then needs no code.
    Documents,
    /// It is told as a problem.
    Refused,
}

/// A place, the keyword that is tried there, the fields that are put in for it, what becomes of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) Verdict,
);

const fn at(name: &'static str, pointer: &'static str, role: Role) -> Place {
    Place { name, pointer, role }
}

#[rustfmt::skip]
pub(super) const PLACES: &[Place] = &[
    at("document", "", Role::Document),
    at("info", "/info", Role::Info),
    at("contact", "/info/contact", Role::Contact),
    at("license", "/info/license", Role::License),
    at("more", "/externalDocs", Role::ExternalDocs),
    at("server", "/servers/0", Role::Server),
    at("regions", "/servers/1", Role::Server),
    at("region", "/servers/1/variables/region", Role::ServerVariable),
    at("tag", "/tags/0", Role::Tag),
    at("components", "/components", Role::Components),
    at("path", "/paths/~1v1~1{shelf_id}~1parts", Role::PathItem),
    at("operation", "/paths/~1v1~1{shelf_id}~1parts/get", Role::Operation),
    at("sending operation", "/paths/~1v1~1{shelf_id}~1parts/post", Role::Operation),
    at("answers", "/paths/~1v1~1{shelf_id}~1parts/get/responses", Role::Operation),
    at("body", "/paths/~1v1~1{shelf_id}~1parts/post/requestBody", Role::RequestBody),
    at("body type", "/paths/~1v1~1{shelf_id}~1parts/post/requestBody/content/application~1json", Role::MediaType),
    at("answer", "/components/responses/Parts", Role::Response),
    at("answer type", "/components/responses/Parts/content/application~1json", Role::MediaType),
    at("header", "/components/responses/Parts/headers/X-Request-Id", Role::Header),
    at("example", "/components/examples/Parts", Role::Example),
    at("token", "/components/securitySchemes/userToken", Role::SecurityScheme),
    at("signature", "/components/securitySchemes/signedRequest", Role::SecurityScheme),
    at("parameter", "/components/parameters/Offset", Role::Parameter),
    at("path parameter", "/components/parameters/ShelfId", Role::Parameter),
    at("supplied parameter", "/components/parameters/AuthToken", Role::Parameter),
    at("asked integer", "/components/parameters/Offset/schema", Role::Schema),
    at("asked bounded", "/components/parameters/Limit/schema", Role::Schema),
    at("asked number", "/components/parameters/Weight/schema", Role::Schema),
    at("asked flag", "/components/parameters/Fresh/schema", Role::Schema),
    at("asked text", "/components/schemas/ShelfId", Role::Schema),
    at("values", "/components/schemas/Kind", Role::Schema),
    at("supplied", "/components/parameters/AuthToken/schema", Role::Schema),
    at("sent object", "/components/schemas/NewPart", Role::Schema),
    at("sent inner object", "/components/schemas/Maker", Role::Schema),
    at("sent name", "/components/schemas/NewPart/properties/name", Role::Schema),
    at("sent text", "/components/schemas/NewPart/properties/note", Role::Schema),
    at("sent number", "/components/schemas/NewPart/properties/weight", Role::Schema),
    at("sent integer", "/components/schemas/NewPart/properties/count", Role::Schema),
    at("sent bounded", "/components/schemas/NewPart/properties/size", Role::Schema),
    at("sent flag", "/components/schemas/NewPart/properties/fresh", Role::Schema),
    at("sent list", "/components/schemas/NewPart/properties/labels", Role::Schema),
    at("sent entry", "/components/schemas/NewPart/properties/labels/items", Role::Schema),
    at("read object", "/components/schemas/Parts", Role::Schema),
    at("read inner object", "/components/schemas/Part", Role::Schema),
    at("read integer", "/components/schemas/Parts/properties/total", Role::Schema),
    at("read text", "/components/schemas/Part/properties/name", Role::Schema),
    at("read number", "/components/schemas/Part/properties/weight", Role::Schema),
    at("read flag", "/components/schemas/Part/properties/fresh", Role::Schema),
    at("read list", "/components/schemas/Part/properties/labels", Role::Schema),
    at("read entry", "/components/schemas/Part/properties/labels/items", Role::Schema),
    at("failure", "/components/schemas/Failure", Role::Schema),
    at("failure text", "/components/schemas/Failure/properties/code", Role::Schema),
    at("header schema", "/components/responses/Parts/headers/X-Request-Id/schema", Role::Schema),
];

/// Every row.
pub(super) const ROWS: [&[Row]; 3] = [objects::ROWS, requests::ROWS, responses::ROWS];
