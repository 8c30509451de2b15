//! An embedded server that speaks the Workspace image task API, for tests and for trying things.
