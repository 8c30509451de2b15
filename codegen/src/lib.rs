//! From the OpenAPI documents of imagejobs to the source of its client.
