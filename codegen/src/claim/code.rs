//! What generated code claims.
