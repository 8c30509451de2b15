//! Kinds of what `x-closed: true` means: that a response holds no other value than those of its enum.

super::kinds! {
    CLOSED_ENUM_LIFTED = Breaking Response "response-closed-enum-lifted":
        "callers were promised that no other value comes";
    CLOSED_ENUM_VALUE_ADDED = Breaking Response "response-closed-enum-value-added":
        "callers were promised that no other value comes";
    ENUM_CLOSED = Additive Response "response-enum-closed":
        "more is promised than before";
    ENUM_OPENED = Breaking Response "response-enum-opened":
        "callers were promised that no other value comes";
}
