//! What is read from a page, however odd.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should panic")]

mod support;

use imagejobs::{JobKind, JobStatus};
use support::{jobs, read};

#[tokio::test]
async fn the_example_of_the_reference_page_is_read() {
    let page = read(
        r#"{"count" : 0, "items" : [ {"id" : "1", "job_type" : "createServer",
            "begin_time" : "2022-03-07T10:40:43.858Z", "end_time" : "2022-03-07T10:40:43.858Z",
            "status" : "WAITING", "sub_jobs_total" : 10} ]}"#,
    )
    .await
    .unwrap();
    assert_eq!(page.count(), Some(0));
    let [job] = page.items() else { panic!("one job, although the count is 0") };
    assert_eq!(job.id(), Some("1"));
    assert_eq!(job.job_type().unwrap().as_str(), "createServer");
    assert_eq!(*job.status().unwrap(), JobStatus::Waiting);
    assert_eq!(job.begin_time().unwrap().as_str(), "2022-03-07T10:40:43.858Z");
    assert!(job.end_time().unwrap().to_system_time().is_some());
    assert_eq!(job.sub_jobs_total(), Some(10));
    assert_eq!(
        serde_json::to_string(&page).unwrap(),
        r#"{"count":0,"items":[{"id":"1","job_type":"createServer","begin_time":"2022-03-07T10:40:43.858Z","end_time":"2022-03-07T10:40:43.858Z","status":"WAITING","sub_jobs_total":10}]}"#
    );
}

#[tokio::test]
async fn every_known_type_and_status_is_known_and_others_are_kept() {
    for kind in JobKind::ALL {
        let jobs = jobs(&format!(r#"{{"items":[{{"job_type":"{kind}"}}]}}"#)).await;
        assert_eq!(jobs[0].job_type().unwrap(), kind);
    }
    for unknown in ["createServer", "create_server", "CREATE_SERVER ", "PAUSED", ""] {
        let body = format!(r#"{{"items":[{{"job_type":"{unknown}","status":"{unknown}"}}]}}"#);
        let jobs = jobs(&body).await;
        let (kind, status) = (jobs[0].job_type().unwrap(), jobs[0].status().unwrap());
        assert_eq!((kind.known(), kind.as_str()), (None, unknown));
        assert_eq!((status.known(), status.as_str()), (None, unknown));
    }
}

#[tokio::test]
async fn absent_null_and_empty_times_are_none() {
    for time in ["", r#""end_time":null,"#, r#""end_time":"","#] {
        let jobs = jobs(&format!(r#"{{"items":[{{{time}"id":"1"}}]}}"#)).await;
        assert!(jobs[0].end_time().is_none() && jobs[0].odd().count() == 0, "{time:?}");
    }
    let jobs = jobs(r#"{"items":[{"end_time":"soon"}]}"#).await;
    let time = jobs[0].end_time().unwrap();
    assert_eq!((time.as_str(), time.to_system_time()), ("soon", None));
}

#[tokio::test]
async fn a_wrong_type_in_one_job_costs_neither_it_nor_the_page() {
    let body = r#"{"count":"3","items":[{"id":702364883651395584,"status":["RUNNING"],"sub_jobs_total":"10"},7,{"id":"2","begin_time":1e400}]}"#;
    let page = read(body).await.unwrap();
    assert_eq!(page.count(), None);
    let odd: Vec<Vec<_>> = page.items().iter().map(|job| job.odd().collect()).collect();
    assert_eq!(
        odd,
        [
            vec![
                ("id", "702364883651395584"),
                ("status", r#"["RUNNING"]"#),
                ("sub_jobs_total", "\"10\""),
            ],
            vec![("item", "7")],
            vec![("begin_time", "1e400")],
        ]
    );
    assert_eq!(page.items()[2].id(), Some("2"));
    // What is odd goes out again as it came.
    let written = serde_json::to_string(&page).unwrap();
    for odd in [r#""count":"3""#, r#""id":702364883651395584,"#, "},7,{", "1e400", r#"["RUNNING"]"#]
    {
        assert!(written.contains(odd), "{odd}: {written}");
    }
}

#[tokio::test]
async fn an_id_never_passes_through_a_number() {
    for id in ["702364883651395584", "00012", "9007199254740993", "999999999999999999999999"] {
        let jobs = jobs(&format!(r#"{{"items":[{{"id":"{id}"}}]}}"#)).await;
        assert_eq!(jobs[0].id(), Some(id));
        let number = id.trim_start_matches('0');
        let jobs = self::jobs(&format!(r#"{{"items":[{{"id":{number}}}]}}"#)).await;
        assert_eq!((jobs[0].id(), jobs[0].odd().next()), (None, Some(("id", number))));
    }
}

#[tokio::test]
async fn a_missing_or_null_list_is_empty_and_extra_fields_are_ignored() {
    for body in [
        "{}",
        r#"{"items":null}"#,
        r#"{"count":null,"items":[]}"#,
        r#"{"items":[],"more":{"a":[1,{"b":null}]}}"#,
    ] {
        let page = read(body).await.unwrap();
        assert!(page.items().is_empty() && page.count().is_none(), "{body}");
    }
    let jobs = jobs(r#"{"items":[{"id":"1","more":[{"a":1}],"ID":"2"}]}"#).await;
    assert_eq!((jobs[0].id(), jobs[0].odd().count()), (Some("1"), 0));
}

#[tokio::test]
async fn nesting_as_deep_as_it_comes_does_no_harm() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        format!(r#"{{"items":[],"more":{deep}}}"#),
        format!(r#"{{"items":[{{"id":"1","more":{deep}}}]}}"#),
        format!(r#"{{"items":[{{"id":{deep}}}]}}"#),
        format!(r#"{{"items":{deep}}}"#),
    ] {
        read(&body).await.unwrap();
    }
    assert!(read(&deep).await.unwrap_err().is_decode());
}

#[tokio::test]
async fn a_byte_order_mark_costs_nothing() {
    let jobs = jobs("\u{feff}{\"count\":1,\"items\":[{\"id\":\"7\"}]}").await;
    assert_eq!(jobs.iter().map(|job| job.id()).collect::<Vec<_>>(), [Some("7")]);
}
