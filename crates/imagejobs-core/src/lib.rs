//! The runtime below the generated clients of imagejobs: transport, credentials, errors, lenient values.
