//! Lists that never end, or say other than they do: all jobs are given, or the list is incomplete.

use crate::row::{How, Promise, Row, fails, jobs, row, unreadable};
use crate::server::{Request, Script, each, message};

pub(crate) fn rows() -> Vec<Row> {
    let end = || incomplete(&["64 pages in a row brought no new job"]);
    let emptied = paged(|request| upto(if request.before == 0 { 10 } else { 0 }, request, 10));
    let rows = vec![
        row("an empty list", paged(|_| vec![]), jobs(0)),
        row("a list that ends as it should", paged(|request| upto(25, request, 10)), jobs(25)),
        row("pages of two where 100 were asked for", paged(|r| upto(7, r, 2)), jobs(7)),
        row("pages of one", paged(|r| upto(7, r, 1)), incomplete(&["one job a page"])),
        row("the same page for ever", paged(|_| ids(0..10)), end()),
        row("one job for ever", paged(|_| ids(0..1)), incomplete(&["one job a page"])),
        row("two pages in turns", paged(|r| ids(r.before % 2 * 10..r.before % 2 * 10 + 10)), {
            incomplete(&[])
        }),
        row("other jobs on each page", paged(|r| ids(r.before * 10..r.before * 10 + 10)), {
            incomplete(&["changed too fast"])
        }),
        row("a list that is empty from its second call on", emptied, jobs(10)),
        row("equal ids alone", paged(|_| vec!["\"1\"".to_owned(); 10]), end()),
        row("no ids at all", paged(|_| vec!["null".to_owned(); 10]), incomplete(&["no usable id"])),
        row("numeric ids alone", paged(|_| vec!["7".to_owned(); 10]), {
            incomplete(&["no usable id"])
        }),
        row("a page that is none behind a page", second("<html>"), unreadable(&["HTML"])),
        row("an error behind a page", second(r#"{"error_code":"A.1"}"#), unreadable(&["A.1"])),
        row("an empty page that counts jobs", counted("5"), incomplete(&["counts 5 jobs"])),
        row("an empty page that counts less than none", counted("-5"), jobs(0)),
        row("an empty page that counts in words", counted("\"many\""), jobs(0)),
    ];
    rows.into_iter().map(Row::all).collect()
}

fn incomplete(words: &'static [&'static str]) -> Promise {
    fails(How::Incomplete, words)
}

fn paged(page: impl Fn(&Request) -> Vec<String> + Send + Sync + 'static) -> Script {
    each(move |request| {
        let items: Vec<_> =
            page(request).iter().map(|id| format!(r#"{{"id":{id},"status":"RUNNING"}}"#)).collect();
        // What it counts is wrong, too.
        message("200 OK", "", format!(r#"{{"count":0,"items":[{}]}}"#, items.join(",")))
    })
}

fn ids(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|id| format!("\"{id}\"")).collect()
}

/// A list of so many jobs, by pages of so many.
fn upto(jobs: usize, request: &Request, page: usize) -> Vec<String> {
    let from = request.offset.min(jobs);
    ids(from..(from + page).min(jobs))
}

fn second(body: &'static str) -> Script {
    each(move |request| {
        let first = r#"{"items":[{"id":"1"},{"id":"2"}]}"#;
        message("200 OK", "", if request.before == 0 { first } else { body })
    })
}

fn counted(count: &'static str) -> Script {
    each(move |_| message("200 OK", "", format!(r#"{{"count":{count},"items":[]}}"#)))
}
