//! The window of a throttling message against a reading of its own, word by word.

use std::time::Duration;

use imagejobs_mock::Answer;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;

use super::service::Service;
use crate::Target;
use crate::target::{Check, hold};

pub(super) const TARGET: Target = Target {
    name: "throttling",
    promise: "the window of a throttling message is read where there is one, and never overflows",
    words: &["ratelimit", "limit:", "time:", "minute", "seconds", "hour", "day", "APIGW.0308"],
    inputs,
    start,
};

fn start() -> Result<Check, String> {
    let service = Service::start(|client| client.token("MIIExampleToken"))?;
    Ok(Box::new(move |body| {
        let Err(error) = service.answered(Answer::status(429).body(body.to_vec())) else {
            return Err("a throttled call succeeded".to_owned());
        };
        hold!(error.is_throttled() && error.is_retryable(), "not throttled: {error}");
        let (told, window) = (error.retry_after(), window(&String::from_utf8_lossy(body)));
        hold!(told == window, "waits {told:?}, not {window:?}");
        hold!(error.to_string().contains("try again in ") == told.is_some(), "tells {error}");
        Ok(())
    }))
}

/// How long the message says that its window is.
fn window(text: &str) -> Option<Duration> {
    let (_, text) = text.split_once("ratelimit")?;
    let (_, text) = text.split_once("time:")?;
    let text = text.trim_start();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let word: String =
        text[digits.len()..].trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    let each: u128 = match word.trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 60 * 60,
        "day" => 24 * 60 * 60,
        _ => return None,
    };
    let number: u128 = digits.parse().ok()?;
    u64::try_from(number.checked_mul(each)?).ok().map(Duration::from_secs)
}

fn inputs() -> BoxedStrategy<Vec<u8>> {
    let number = prop_oneof![
        select(vec![
            "5",
            "0",
            "",
            "-1",
            "1.5",
            "007",
            "18446744073709551615",
            "307445734561825861"
        ])
        .prop_map(str::to_owned),
        any::<u64>().prop_map(|number| number.to_string()),
        "[0-9]{1,40}",
    ];
    let space = select(vec!["", " ", "  ", "\t", "\u{a0}", "\\u0020"]);
    let unit = select(vec![
        "second",
        "minute",
        "hours",
        "day",
        "days",
        "fortnight",
        "minutes.",
        "MINUTE",
        "",
    ]);
    (
        select(vec!["over ratelimit", "ratelimit", "rate limit", "ratelimit ratelimit"]),
        number,
        space,
        unit,
    )
        .prop_map(|(over, number, space, unit)| {
            let what = format!("policy user {over},limit:200,time:{number}{space}{unit}");
            format!(
                r#"{{"error_msg":"The throttling threshold: {what}","error_code":"APIGW.0308"}}"#
            )
            .into_bytes()
        })
        .boxed()
}
