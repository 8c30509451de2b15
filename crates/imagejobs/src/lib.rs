//! Is my image done? A client for the Workspace image tasks of a cloud tenant.
