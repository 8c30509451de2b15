//! Counts that lie, and pages that are longer than was asked for. The jobs are what came.

use crate::row::{Row, jobs, printed, row};
use crate::server::{Script, body};

pub(crate) fn rows() -> Vec<Row> {
    let page = |count: &str| -> Script {
        body(format!(r#"{{"count":{count},"items":[{{"id":"1"}},{{"id":"2"}}]}}"#))
    };
    let empty = |count: &str| body(format!(r#"{{"count":{count},"items":[]}}"#));
    let many: Vec<_> = (0..1_000).map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let many = format!(r#"{{"count":3,"items":[{}]}}"#, many.join(","));
    vec![
        row("a count of 0 beside jobs", page("0"), jobs(2)),
        row("a negative count", page("-1"), printed(2, &["\"id\":\"2\""])),
        row("the least count there is", page("-9223372036854775808"), jobs(2)),
        row("the greatest count there is", page("9223372036854775807"), jobs(2)),
        row("a count beyond all numbers", page("99999999999999999999999999"), jobs(2)),
        row("a count with an exponent", page("1e400"), jobs(2)),
        row("half a count", page("1.5"), jobs(2)),
        row("a count in words", page("\"two\""), jobs(2)),
        row("a count of null", page("null"), jobs(2)),
        row("a count that is a list", page("[2]"), jobs(2)),
        row("a count that is true", page("true"), jobs(2)),
        row("no count", body(r#"{"items":[{"id":"1"}]}"#), jobs(1)),
        row("a count below the jobs", page("1"), jobs(2)),
        row("a count above no jobs", empty("5"), jobs(0)),
        row("1,000 jobs where 10 are usual", body(many), jobs(1_000)),
    ]
}
