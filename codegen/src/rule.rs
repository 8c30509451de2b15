//! The rules for documents: one table of names and reasons.
//!
//! Every problem with a document names the rule that it breaks, so that a reader can look up why it
//! is one. Two groups differ in who asks: codegen refuses a document that breaks a rule of
//! [`Group::Document`], because it could not generate from it; those of [`Group::House`] hold for
//! the documents of this repository, and only `cargo xtask lint` asks for them, so that codegen
//! stays usable on a draft.

/// Who asks for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// OpenAPI 3.0 and codegen: nothing is generated from a document that breaks it.
    Document,
    /// The house: a document that breaks it generates, but is not finished.
    House,
}

macro_rules! rules {
    ($($rule:ident $name:literal $group:ident $reason:literal)*) => {
        /// A rule for documents.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the table tells each one's reason")]
        pub enum Rule {
            $($rule),*
        }

        impl Rule {
            /// Every rule, in the order in which they are explained.
            pub const ALL: &'static [Self] = &[$(Self::$rule),*];

            /// Its name, as problems show it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $name),*
                }
            }

            /// Who asks for it.
            #[must_use]
            pub const fn group(self) -> Group {
                match self {
                    $(Self::$rule => Group::$group),*
                }
            }

            /// What it asks, and why.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self {
                    $(Self::$rule => $reason),*
                }
            }
        }
    };
}

rules! {
    Yaml "yaml" Document
        "A document is one YAML document without tags, merge keys and keys that come twice: parsers \
         differ in what they make of these, and a reader overlooks them."
    Version "openapi-version" Document
        "Only OpenAPI 3.0 is read: 2.0 and 3.1 give other meanings to the same words."
    Shape "shape" Document
        "Objects have the fields that OpenAPI 3.0 gives them, each of its type, and those that it \
         requires: a misspelt field would say nothing to anybody."
    References "references" Document
        "A reference names a component of the right kind in the same document, and its chain ends: \
         what leads nowhere describes nothing."
    Compositions "compositions" Document
        "A composition has parts, is not made of itself, and declares a property in one way only: \
         the generator would run in circles, or make a type of something else."
    RustNames "rust-names" Document
        "Names that become one name in Rust cannot stand beside each other: the generated code \
         would not build, or one would hide the other."
    Paths "paths" Document
        "A path is a path: its braces pair, its parameters are declared, and no two paths match \
         the same addresses."
    Parameters "parameters" Document
        "A parameter is one scalar value in the path, the query or a header, written in the usual \
         style: the runtime writes no other."
    Payloads "payloads" Document
        "Bodies are JSON with a schema: the runtime reads and writes no other."
    Responses "responses" Document
        "An operation lists its statuses one by one, and has one type of success and one of failure: \
         that is what a call returns."
    Operations "operations" Document
        "An operation has no servers, callbacks or generator settings of its own: the client has \
         one endpoint and waits for no calls."
    Permissions "permissions" Document
        "A permission has an action of the form service:resource:action: the client shows it to a \
         caller that lacks it."
    Keywords "keywords" Document
        "A keyword stands in a schema of a type that it says something about: elsewhere it is a \
         slip, and has no effect."
    Bounds "bounds" Document
        "A lower bound is not above the upper one, and an exclusive bound has its number: else no \
         value fits."
    Required "required" Document
        "What is required is a property of the schema, listed once: else every value fails, or the \
         name is misspelt."
    Enums "enums" Document
        "A list of values has values, different ones, of the schema's type: each becomes a variant \
         of an enum."
    Examples "examples" Document
        "An example fits its schema, at every depth: readers believe examples before they believe \
         descriptions."
    Defaults "defaults" Document
        "A default fits its schema: it is a value that the service itself would refuse otherwise."
    Servers "servers" Document
        "The variables of an address are declared, used, and have a default that is one of their \
         values."
    Security "security" Document
        "A requirement names a scheme that exists, and a scheme says what its type needs."
    Overlay "overlay" Document
        "What the overlay of a document names is in the document: else a time is a text and an open \
         enum is none, and nobody notices."
    Secrets "secrets" Document
        "A secret stands in the body of a request and is a text: addresses and headers are logged on \
         their way, and what is read from a response shows itself."
    Lenient "lenient" Document
        "A schema is one of requests, which are strict, or of responses, which are read leniently, \
         and everything in a response has a lenient twin: a strict answer costs a page over one null."
    BoundedNumbers "bounded-numbers" Document
        "A whole number of a request with both bounds becomes a type that holds no other: so its \
         bounds are from 0 to 4294967295, and it has no steps."
    Generator "generator" Document
        "The generator takes the document: what it stumbles over is told rather than left to a panic."

    OperationIds "operation-ids" House
        "An operationId is in snake_case: the method has this very name, and a search for it finds both."
    ComponentNames "component-names" House
        "A component is named in UpperCamelCase as its type will be, a security scheme in \
         lowerCamelCase, and a parameter's component ends in the parameter's name: so that a reader \
         finds one by the other."
    NamedSchemas "named-schemas" House
        "An object and a list of values are components: a type that the generator has to find a \
         name for gets another one with the next change."
    NamedValues "named-values" House
        "A listed value is a word: one that is empty, or has blanks around it, gets a variant \
         without a name."
    TypedSchemas "typed-schemas" House
        "A schema states its type, and an object its properties: the client has no type for a value \
         that may be anything."
    Descriptions "descriptions" House
        "The document, its operations, parameters, bodies, answers, schemas, tags, servers and \
         schemes are described in more than their own names: descriptions are the client's \
         documentation."
    Wording "wording" House
        "A description is made of sentences: it starts with a capital and ends with a full stop, a \
         summary and a title end without one. They stand beside each other in the client's \
         documentation."
    ExamplesGiven "examples-given" House
        "Parameters, scalar schemas and JSON bodies show an example: it proves that the schema was \
         read as it was meant."
    ExampleFields "example-fields" House
        "An example shows no field that its schema does not describe: either the field was made up, \
         or its description was forgotten."
    OptionalDefaults "optional-defaults" House
        "A default is that of a value which may be left out: nobody ever sees one of a required value."
    ErrorAnswers "error-answers" House
        "All failures of a document have one schema: the client reads them in one place, by that \
         shape."
    Failures "failures" House
        "An operation documents 400, 401, 403 and a failure of the service (5xx): every operation \
         can fail in these ways, and a caller has to know what is said then."
    UnusedComponents "unused-components" House
        "An operation uses every component, directly or through others: what nobody uses is left \
         over, or its use is missing."
    Authentication "authentication" House
        "Every operation says how its caller is authenticated, by schemes that the client has: a \
         token in `X-Auth-Token` or a signature `SDK-HMAC-SHA256`, either of them. Only an operation \
         that takes a secret in its body goes without."
    PermissionsGiven "permissions-given" House
        "Every operation lists its `x-permissions`, each with a known access level, or an empty list \
         when none are known: a caller that is refused has to know what to ask for."
    Endpoints "endpoints" House
        "An address is https and holds no variable but `region`, each region once, and one address \
         at most is for all regions: each becomes an endpoint that credentials are sent to."
    Tags "tags" House
        "Every operation has tags that the document declares, and every declared tag is used: they \
         are the chapters of a reference."
    Crates "crates" House
        "The code stands on no crate that the client does not have: a date, a UUID or a pattern in \
         a request would need one, and the client would not build."
    Extensions "extensions" House
        "An extension is one that codegen or lint reads, where it is read: any other says something \
         to nobody."
    DroppedKeywords "dropped-keywords" House
        "Nothing that means something is dropped in silence: a keyword that would leave no trace in \
         the client is refused here, to be left out or said in words."
    DroppedAnswers "dropped-answers" House
        "An answer is a success or a failure, of one media type: the client drops what is described \
         beyond that."
    RequiredBodies "required-bodies" House
        "A body of a request is `required: true`: the client always sends it."
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Rule;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let names: HashSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for name in names {
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
        }
    }
}
