use std::collections::HashSet;

use imagejobs_codegen::compatibility::{Level, Side, kinds};

#[test]
fn every_kind_has_a_name_of_its_own_and_a_reason() {
    let mut names = HashSet::new();
    for kind in kinds() {
        assert!(names.insert(kind.name), "{} stands twice", kind.name);
        assert!(kind.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", kind.name);
        assert!(!kind.reason.is_empty() && !kind.reason.ends_with('.'), "{}", kind.name);
    }
}

#[test]
fn what_narrows_breaks_requests_and_what_widens_breaks_responses() {
    for kind in kinds() {
        let breaks = match kind.side {
            Side::Request => kind.name.ends_with("-narrowed"),
            Side::Response => kind.name.ends_with("-widened"),
            Side::Document => continue,
        };
        if kind.name.ends_with("-narrowed") || kind.name.ends_with("-widened") {
            assert_eq!(kind.level == Level::Breaking, breaks, "{}", kind.name);
        }
    }
}
