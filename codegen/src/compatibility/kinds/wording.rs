//! Kinds of what changes no request and no response.

super::kinds! {
    NOT_COMPARED = Breaking Document "not-compared":
        "there are too many pairs of schemas to compare, so nothing is sure";
    PATH_PARAMETER_RENAMED = Cosmetic Document "path-parameter-renamed":
        "a path is sent without the names of its parameters";
    COMPONENT_RENAMED = Cosmetic Document "component-renamed":
        "names of components are not sent; a type generated from it is renamed, too";
    COMPONENT_ADDED = Cosmetic Document "component-added":
        "what uses it is told where it is used";
    COMPONENT_REMOVED = Cosmetic Document "component-removed":
        "what used it is told where it was used";
    UNUSED_COMPONENT_CHANGED = Cosmetic Document "unused-component-changed":
        "no operation that both documents have uses it";
    OPENAPI_VERSION_CHANGED = Cosmetic Document "openapi-version-changed":
        "what it means is told where it shows";
    INFO_CHANGED = Cosmetic Document "info-changed":
        "it is about the API, not of it";
    DESCRIPTION_CHANGED = Cosmetic Document "description-changed":
        "titles, summaries and descriptions are for readers";
    EXAMPLE_CHANGED = Cosmetic Document "example-changed":
        "examples are for readers";
    TAGS_CHANGED = Cosmetic Document "tags-changed":
        "tags group operations for readers";
    EXTERNAL_DOCS_CHANGED = Cosmetic Document "external-docs-changed":
        "it is for readers";
    EXTENSION_CHANGED = Cosmetic Document "extension-changed":
        "extensions say nothing about the wire, but for those that are judged";
    REFERENCE_REWRITTEN = Cosmetic Document "reference-rewritten":
        "it leads to what stood or was named there before, or else that is told, too";
    ORDER_CHANGED = Cosmetic Document "order-changed":
        "the order has no meaning";
    REWRITTEN = Cosmetic Document "rewritten":
        "it means the same for every request and response, or is used by none";
}
