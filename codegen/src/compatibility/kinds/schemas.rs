//! Kinds of what a schema can undergo, with the rule of each side beside the other's.
//!
//! `narrowed` fewer values fit, `widened` more do. Where that is all there is to say, a request may
//! only be widened and a response only narrowed.

use super::{Kind, Level, Rule, Side};

const NARROWED_REQUEST: &str = "values that callers send are refused";
const NARROWED_RESPONSE: &str = "callers get nothing that they did not get before";
const WIDENED_REQUEST: &str = "what callers send still fits";
const WIDENED_RESPONSE: &str = "callers get values that they were promised not to get";
const CHANGED_REQUEST: &str = "values that callers send may be refused";
const CHANGED_RESPONSE: &str = "callers get values of another kind";

macro_rules! rules {
    ($($id:ident $name:literal
        request $request:ident $request_reason:expr, response $response:ident $response_reason:expr;)*
    ) => {
        $(pub(in crate::compatibility) static $id: Rule = Rule {
            request: Kind {
                name: concat!("request-", $name),
                level: Level::$request,
                side: Side::Request,
                reason: $request_reason,
            },
            response: Kind {
                name: concat!("response-", $name),
                level: Level::$response,
                side: Side::Response,
                reason: $response_reason,
            },
        };)*

        pub(super) static RULES: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    MEDIA_TYPE_REMOVED "media-type-removed"
        request Breaking "callers send it", response Breaking "callers ask for it";
    MEDIA_TYPE_ADDED "media-type-added"
        request Additive "nobody sends it yet", response Additive "nobody asks for it yet";
    MEDIA_TYPE_NARROWED "media-type-narrowed"
        request Breaking "callers may send another of the old range",
        response Additive NARROWED_RESPONSE;
    MEDIA_TYPE_WIDENED "media-type-widened"
        request Additive WIDENED_REQUEST,
        response Breaking "callers may get one that they cannot read";
    SCHEMA_ADDED "schema-added"
        request Breaking NARROWED_REQUEST, response Additive "more is promised than before";
    SCHEMA_REMOVED "schema-removed"
        request Additive WIDENED_REQUEST, response Breaking "nothing is promised any more";
    ENCODING_CHANGED "encoding-changed"
        request Breaking "the same part is written in another way",
        response Breaking "the same part is written in another way";

    TYPE_NARROWED "type-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    TYPE_WIDENED "type-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    TYPE_CHANGED "type-changed"
        request Breaking "what callers send is of the wrong type",
        response Breaking "what callers get is of another type";
    FORMAT_NARROWED "format-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    FORMAT_WIDENED "format-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    FORMAT_CHANGED "format-changed"
        request Breaking CHANGED_REQUEST, response Breaking CHANGED_RESPONSE;
    BECAME_NULLABLE "became-nullable"
        request Additive WIDENED_REQUEST, response Breaking "callers do not look for null";
    BECAME_NOT_NULLABLE "became-not-nullable"
        request Breaking "callers send null", response Additive NARROWED_RESPONSE;
    DEFAULT_ADDED "default-added"
        request Additive "a field left out is still taken",
        response Additive "it is a hint to readers";
    DEFAULT_REMOVED "default-removed"
        request Additive "a field left out is still taken",
        response Additive "it is a hint to readers";
    DEFAULT_CHANGED "default-changed"
        request Additive "a field left out is still taken",
        response Additive "it is a hint to readers";

    BECAME_ENUM "became-enum"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    ENUM_LIFTED "enum-lifted"
        request Additive WIDENED_REQUEST, response Additive "the enum was open: others were to be expected";
    ENUM_VALUE_REMOVED "enum-value-removed"
        request Breaking "callers send it", response Additive "callers wait for it in vain, but read all that comes";
    ENUM_VALUE_ADDED "enum-value-added"
        request Additive WIDENED_REQUEST, response Additive "the enum is open: others are to be expected";

    MINIMUM_NARROWED "minimum-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MINIMUM_WIDENED "minimum-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MAXIMUM_NARROWED "maximum-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MAXIMUM_WIDENED "maximum-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MIN_LENGTH_NARROWED "min-length-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MIN_LENGTH_WIDENED "min-length-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MAX_LENGTH_NARROWED "max-length-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MAX_LENGTH_WIDENED "max-length-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MIN_ITEMS_NARROWED "min-items-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MIN_ITEMS_WIDENED "min-items-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MAX_ITEMS_NARROWED "max-items-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MAX_ITEMS_WIDENED "max-items-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MIN_PROPERTIES_NARROWED "min-properties-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MIN_PROPERTIES_WIDENED "min-properties-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MAX_PROPERTIES_NARROWED "max-properties-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MAX_PROPERTIES_WIDENED "max-properties-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    BOUND_CHANGED "bound-changed"
        request Breaking "the bound is no number and cannot be judged",
        response Breaking "the bound is no number and cannot be judged";
    MULTIPLE_OF_NARROWED "multiple-of-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    MULTIPLE_OF_WIDENED "multiple-of-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MULTIPLE_OF_CHANGED "multiple-of-changed"
        request Breaking CHANGED_REQUEST, response Breaking CHANGED_RESPONSE;
    UNIQUE_ITEMS_SET "unique-items-set"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    UNIQUE_ITEMS_UNSET "unique-items-unset"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    PATTERN_ADDED "pattern-added"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    PATTERN_REMOVED "pattern-removed"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    PATTERN_CHANGED "pattern-changed"
        request Breaking "which of two patterns matches more cannot be told",
        response Breaking "which of two patterns matches more cannot be told";
    KEYWORD_ADDED "keyword-added"
        request Breaking "the keyword may refuse what callers send", response Additive NARROWED_RESPONSE;
    KEYWORD_REMOVED "keyword-removed"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    KEYWORD_CHANGED "keyword-changed"
        request Breaking "what the change does to the values that fit is not judged",
        response Breaking "what the change does to the values that fit is not judged";
    XML_CHANGED "xml-changed"
        request Breaking "the same value is written in other XML",
        response Breaking "the same value is written in other XML";

    PROPERTY_REMOVED "property-removed"
        request Breaking "what callers send is ignored or refused; a field gone is breaking",
        response Breaking "callers read it; a field gone is breaking";
    PROPERTY_ADDED "property-added"
        request Additive "bodies without it go on",
        response Additive "callers skip fields that they do not know";
    REQUIRED_PROPERTY_ADDED "required-property-added"
        request Breaking "bodies without it are refused, also where it has a default",
        response Additive "callers skip fields that they do not know";
    PROPERTY_BECAME_REQUIRED "property-became-required"
        request Breaking "bodies without it are refused, also where it has a default",
        response Additive "more is promised than before";
    PROPERTY_BECAME_OPTIONAL "property-became-optional"
        request Additive "bodies with it go on", response Breaking "callers count on it";
    PROPERTY_WITHDRAWN "property-withdrawn"
        request Breaking "it became `readOnly` and may not be sent any more; a field gone is breaking",
        response Breaking "it became `writeOnly` and does not come any more; a field gone is breaking";
    PROPERTY_OPENED "property-opened"
        request Additive "it is no longer `readOnly`, and bodies without it go on",
        response Additive "it is no longer `writeOnly`, and callers skip what they do not know";
    REQUIRED_PROPERTY_OPENED "required-property-opened"
        request Breaking "it is no longer `readOnly`, and bodies without it are refused",
        response Additive "it is no longer `writeOnly`, and callers skip what they do not know";
    PROPERTY_DEPRECATED "property-deprecated"
        request Additive "it is still taken; callers are told to leave it",
        response Additive "it still comes; callers are told to leave it";
    PROPERTY_REACTIVATED "property-reactivated"
        request Additive "callers may go on sending it", response Additive "callers may go on reading it";
    ADDITIONAL_REFUSED "additional-properties-refused"
        request Breaking "bodies with further fields are refused", response Additive NARROWED_RESPONSE;
    ADDITIONAL_ALLOWED "additional-properties-allowed"
        request Additive WIDENED_REQUEST, response Additive "callers skip fields that they do not know";
    ADDITIONAL_NARROWED "additional-properties-narrowed"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    ADDITIONAL_WIDENED "additional-properties-widened"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    MAP_REMOVED "map-removed"
        request Breaking "bodies with entries are refused", response Breaking "callers read the entries; a field gone is breaking";

    ITEMS_ADDED "items-added"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    ITEMS_REMOVED "items-removed"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    ONE_OF_ADDED "one-of-added"
        request Additive WIDENED_REQUEST, response Breaking "callers do not know the further alternative";
    ONE_OF_REMOVED "one-of-removed"
        request Breaking "callers send the alternative", response Additive NARROWED_RESPONSE;
    ONE_OF_INTRODUCED "one-of-introduced"
        request Breaking "what fits none or several of the alternatives is refused",
        response Additive NARROWED_RESPONSE;
    ONE_OF_LIFTED "one-of-lifted"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    ANY_OF_ADDED "any-of-added"
        request Additive WIDENED_REQUEST, response Breaking "callers do not know the further alternative";
    ANY_OF_REMOVED "any-of-removed"
        request Breaking "callers send the alternative", response Additive NARROWED_RESPONSE;
    ANY_OF_INTRODUCED "any-of-introduced"
        request Breaking "what fits none of the alternatives is refused", response Additive NARROWED_RESPONSE;
    ANY_OF_LIFTED "any-of-lifted"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    ALL_OF_ADDED "all-of-added"
        request Breaking "what callers send must fit one more schema", response Additive "more is promised than before";
    ALL_OF_REMOVED "all-of-removed"
        request Additive WIDENED_REQUEST, response Breaking "less is promised than before";
    NOT_ADDED "not-added"
        request Breaking NARROWED_REQUEST, response Additive NARROWED_RESPONSE;
    NOT_REMOVED "not-removed"
        request Additive WIDENED_REQUEST, response Breaking WIDENED_RESPONSE;
    NOT_CHANGED "not-changed"
        request Breaking "what is excluded is not judged in detail", response Breaking "what is excluded is not judged in detail";
    DISCRIMINATOR_ADDED "discriminator-added"
        request Breaking "what callers send must carry it", response Additive "more is promised than before";
    DISCRIMINATOR_REMOVED "discriminator-removed"
        request Additive WIDENED_REQUEST, response Breaking "callers tell the alternatives apart by it";
    DISCRIMINATOR_PROPERTY_CHANGED "discriminator-property-changed"
        request Breaking "callers send the old field", response Breaking "callers read the old field";
    DISCRIMINATOR_VALUE_ADDED "discriminator-value-added"
        request Additive WIDENED_REQUEST, response Breaking "callers do not know what it stands for";
    DISCRIMINATOR_VALUE_REMOVED "discriminator-value-removed"
        request Breaking "callers send it", response Additive NARROWED_RESPONSE;
    DISCRIMINATOR_VALUE_CHANGED "discriminator-value-changed"
        request Breaking "it stands for another schema", response Breaking "it stands for another schema";
    SCHEMA_CHANGED "schema-changed"
        request Breaking "one of the two is no schema object and cannot be judged",
        response Breaking "one of the two is no schema object and cannot be judged";
    REFERENCE_CHANGED "reference-changed"
        request Breaking "what it leads to was not read, so it may be anything",
        response Breaking "what it leads to was not read, so it may be anything";
}
