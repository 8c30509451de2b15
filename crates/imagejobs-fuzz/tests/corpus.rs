//! The kept inputs of every target, and a few new ones that are the same each time.

use imagejobs_fuzz::{End, TARGETS, fuzz};

/// What was found once stays mended.
fn keeps_its_promises(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    if let Err(finding) = fuzz(target, 0, End::Cases(200)) {
        eprintln!("{finding}");
        // Noted as a panic, it would be taken for one of another target's.
        std::panic::resume_unwind(Box::new(()));
    }
}

macro_rules! targets {
    ($($test:ident $name:literal)*) => {
        $(#[test]
        fn $test() {
            keeps_its_promises($name);
        })*

        #[test]
        fn every_target_is_replayed() {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$($name),*]);
        }
    };
}

targets! {
    page "page"
    failure "failure"
    signature "signature"
    profile "profile"
    reference "reference"
    document "document"
    throttling "throttling"
    retry_after "retry-after"
    requests "requests"
}
