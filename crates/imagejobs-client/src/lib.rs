//! The client of the Workspace image task API, generated from its OpenAPI document.
