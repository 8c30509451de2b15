//! Pages of jobs as the service writes them: known values, usual sizes.

use std::fmt::Write as _;

/// The path that every peer asks for.
pub const PATH: &str = "/v1/0123456789abcdef0123456789abcdef/image-server-jobs";

/// The JSON of the page of `items` jobs from `offset` on, of a list of `total`.
#[must_use]
pub fn json(offset: u64, items: u64, total: u64) -> String {
    let mut text = format!(r#"{{"count":{total},"items":["#);
    for number in offset..total.min(offset + items) {
        let comma = if number > offset { "," } else { "" };
        let status = ["SUCCESS", "RUNNING", "FAILED", "WAITING"][(number % 4) as usize];
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            r#"{comma}{{"id":"{:018}","job_type":"CREATE_SERVER","begin_time":"2022-03-07T10:39:{:02}.610Z","end_time":"2022-03-07T10:40:{:02}.858Z","status":"{status}","sub_jobs_total":{}}}"#,
            702_364_883_651_395_584 + number,
            number % 60,
            number % 59,
            number % 20,
        );
    }
    text.push_str("]}");
    text
}
