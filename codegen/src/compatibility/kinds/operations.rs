//! Kinds of what stands around schemas: paths, parameters, bodies, statuses, security, servers.

super::kinds! {
    OPERATION_REMOVED = Breaking Request "operation-removed":
        "calls of it fail, deprecated or not";
    OPERATION_ADDED = Additive Request "operation-added":
        "nobody calls it yet";
    OPERATION_DEPRECATED = Additive Document "operation-deprecated":
        "it still answers; callers are told to leave it";
    OPERATION_REACTIVATED = Additive Document "operation-reactivated":
        "callers may stay";
    OPERATION_ID_REMOVED = Breaking Document "operation-id-removed":
        "the generated client's method is named after it";
    OPERATION_ID_CHANGED = Breaking Document "operation-id-changed":
        "the generated client's method is named after it";
    OPERATION_ID_ADDED = Additive Document "operation-id-added":
        "the operation gets a name to generate a method from";

    PARAMETER_REMOVED = Breaking Request "request-parameter-removed":
        "it is ignored or refused from now on; a field gone is breaking";
    PARAMETER_MOVED = Breaking Request "request-parameter-moved":
        "where callers send it nobody reads it";
    PARAMETER_ADDED_REQUIRED = Breaking Request "request-required-parameter-added":
        "calls without it are refused";
    PARAMETER_ADDED_OPTIONAL = Additive Request "request-optional-parameter-added":
        "calls without it go on";
    PARAMETER_BECAME_REQUIRED = Breaking Request "request-parameter-became-required":
        "calls without it are refused";
    PARAMETER_BECAME_OPTIONAL = Additive Request "request-parameter-became-optional":
        "calls with it go on";
    PARAMETER_DEFAULT_ADDED = Breaking Request "request-parameter-default-added":
        "a call without it may mean something else now";
    PARAMETER_DEFAULT_REMOVED = Breaking Request "request-parameter-default-removed":
        "a call without it may mean something else now";
    PARAMETER_DEFAULT_CHANGED = Breaking Request "request-parameter-default-changed":
        "a call without it means something else now";
    PARAMETER_STYLE_CHANGED = Breaking Request "request-parameter-style-changed":
        "the same value is written in another way";
    PARAMETER_EXPLODE_CHANGED = Breaking Request "request-parameter-explode-changed":
        "the same list or object is written in another way";
    PARAMETER_EMPTY_REFUSED = Breaking Request "request-parameter-empty-value-refused":
        "calls with an empty value are refused";
    PARAMETER_EMPTY_ALLOWED = Additive Request "request-parameter-empty-value-allowed":
        "more is taken than before";
    PARAMETER_RESERVED_REFUSED = Breaking Request "request-parameter-reserved-refused":
        "reserved characters must be percent-encoded from now on";
    PARAMETER_RESERVED_ALLOWED = Additive Request "request-parameter-reserved-allowed":
        "more is taken than before";
    PARAMETER_CONTENT_CHANGED = Breaking Request "request-parameter-content-changed":
        "the same value is written in another media type";
    PARAMETER_DEPRECATED = Additive Document "request-parameter-deprecated":
        "it is still read; callers are told to leave it";
    PARAMETER_REACTIVATED = Additive Document "request-parameter-reactivated":
        "callers may go on sending it";

    BODY_ADDED_REQUIRED = Breaking Request "request-required-body-added":
        "calls without a body are refused";
    BODY_ADDED_OPTIONAL = Additive Request "request-optional-body-added":
        "calls without a body go on";
    BODY_REMOVED = Breaking Request "request-body-removed":
        "what callers send is ignored or refused";
    BODY_BECAME_REQUIRED = Breaking Request "request-body-became-required":
        "calls without a body are refused";
    BODY_BECAME_OPTIONAL = Additive Request "request-body-became-optional":
        "calls with a body go on";

    SUCCESS_REMOVED = Breaking Response "response-success-status-removed":
        "callers take it for the sign that all went well";
    SUCCESS_ADDED = Additive Response "response-success-status-added":
        "callers treat an unknown status by its first digit";
    FAILURE_REMOVED = Additive Response "response-failure-status-removed":
        "a failure that does not come any more stops nobody";
    FAILURE_ADDED = Additive Response "response-failure-status-added":
        "callers treat an unknown status by its first digit";
    HEADER_REMOVED_REQUIRED = Breaking Response "response-required-header-removed":
        "callers read it and count on it";
    HEADER_REMOVED_OPTIONAL = Breaking Response "response-optional-header-removed":
        "callers read it where it comes; a field gone is breaking";
    HEADER_ADDED = Additive Response "response-header-added":
        "callers skip headers that they do not know";
    HEADER_BECAME_OPTIONAL = Breaking Response "response-header-became-optional":
        "callers count on it";
    HEADER_BECAME_REQUIRED = Additive Response "response-header-became-required":
        "more is promised than before";
    HEADER_STYLE_CHANGED = Breaking Response "response-header-style-changed":
        "the same value is written in another way";
    HEADER_CONTENT_CHANGED = Breaking Response "response-header-content-changed":
        "the same value is written in another media type";
    HEADER_DEPRECATED = Additive Document "response-header-deprecated":
        "it still comes; callers are told to leave it";
    HEADER_REACTIVATED = Additive Document "response-header-reactivated":
        "callers may go on reading it";
    LINK_REMOVED = Breaking Response "response-link-removed":
        "callers follow it";
    LINK_ADDED = Additive Response "response-link-added":
        "nobody follows it yet";
    LINK_CHANGED = Breaking Response "response-link-changed":
        "it leads elsewhere";

    CALLBACK_REMOVED = Breaking Response "callback-removed":
        "callers wait to be called";
    CALLBACK_ADDED = Additive Response "callback-added":
        "nobody waits for it yet";
    CALLBACK_CHANGED = Breaking Response "callback-changed":
        "callers are called in another way, or must answer in another way";
    CALLBACK_EXTENDED = Additive Response "callback-extended":
        "callers who answer as before go on";

    SECURITY_ADDED = Breaking Request "request-security-added":
        "calls without credentials are refused";
    SECURITY_REMOVED = Additive Request "request-security-removed":
        "calls with credentials go on";
    SECURITY_ALTERNATIVE_REMOVED = Breaking Request "request-security-alternative-removed":
        "callers who authenticate so are refused";
    SECURITY_ALTERNATIVE_ADDED = Additive Request "request-security-alternative-added":
        "the other ways to authenticate still work";
    SECURITY_TIGHTENED = Breaking Request "request-security-scheme-added":
        "callers lack the further credentials";
    SECURITY_LOOSENED = Additive Request "request-security-scheme-removed":
        "less is asked than before";
    SECURITY_SCOPE_ADDED = Breaking Request "request-security-scope-added":
        "callers lack the further scope";
    SECURITY_SCOPE_REMOVED = Additive Request "request-security-scope-removed":
        "less is asked than before";
    SCHEME_CHANGED = Breaking Request "security-scheme-changed":
        "callers authenticate by the old one";
    SCHEME_SCOPE_REMOVED = Breaking Request "security-scheme-scope-removed":
        "callers ask for it and are refused";
    SCHEME_SCOPE_ADDED = Additive Request "security-scheme-scope-added":
        "nobody asks for it yet";
    SCHEME_FLOW_ADDED = Additive Request "security-scheme-flow-added":
        "the other flows still work";
    PERMISSION_ADDED = Breaking Request "request-permission-added":
        "callers who may do only what was asked before are refused";
    PERMISSION_REMOVED = Additive Request "request-permission-removed":
        "less is asked than before";

    SERVER_REMOVED = Breaking Request "server-removed":
        "callers call it";
    SERVER_ADDED = Additive Request "server-added":
        "nobody calls it yet";
    SERVER_VALUE_REMOVED = Breaking Request "server-variable-value-removed":
        "callers use the address that it makes";
    SERVER_VALUE_ADDED = Additive Request "server-variable-value-added":
        "nobody uses the address that it makes";
    SERVER_DEFAULT_CHANGED = Breaking Request "server-variable-default-changed":
        "callers who leave it out call another address";
}
