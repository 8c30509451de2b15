//! Projects from a file.

use std::fs;

use super::served;
use crate::support::next_line;

#[test]
fn the_first_project_is_the_one_that_the_exports_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("projects.json");
    // Some editors write a mark before the text.
    let text = "\u{feff}".to_owned()
        + r#"[
        {"id": "research", "jobs": 10, "keys": [{"ak": "AKRESEARCH", "sk": "made-up"}]},
        {"id": "sales", "jobs": 3, "token": "of-sales"}
    ]"#;
    fs::write(&file, text).unwrap();
    let flags = format!("--projects {}", file.display());
    for (more, exports, credentials) in [
        ("", 3, "IMAGEJOBS_AUTH_TOKEN="),
        (" --auth signed", 5, "HUAWEICLOUD_SDK_AK=AKRESEARCH\nexport HUAWEICLOUD_SDK_SK=made-up\n"),
    ] {
        let mut server = served(&format!("{flags}{more}"), exports);
        assert!(server.identity().starts_with("export IMAGEJOBS_PROJECT_ID=research\n"));
        assert!(server.exports.contains(credentials), "{}", server.exports);
        let count = ["CREATE_SERVER", "CREATE_SERVER_IMAGE", "DELETE_SERVER"].map(|job_type| {
            let page: serde_json::Value = serde_json::from_str(&server.list(job_type)).unwrap();
            page["count"].as_u64().unwrap()
        });
        assert_eq!(count.iter().sum::<u64>(), 10);
        let stderr = next_line(&mut server.running.take_stderr());
        assert_eq!(stderr, "serving 13 jobs in 2 projects; interrupt to stop");
    }
}
