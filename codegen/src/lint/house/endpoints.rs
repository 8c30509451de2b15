//! Addresses that become endpoints.

use std::collections::HashMap;

use serde_json::Value;

use crate::document::place::{Findings, Place};
use crate::lint::{paths, quoted};
use crate::rule::Rule;

const RULE: Rule = Rule::Endpoints;

pub(super) fn check(json: &Value, findings: &mut Findings<'_>) {
    let root = Place::ROOT;
    let servers = json.get("servers").and_then(Value::as_array);
    if servers.is_none_or(Vec::is_empty) {
        findings.add(RULE, &root, "the document needs `servers`, an address at least");
        return;
    }
    let place = root.key("servers");
    let mut regions: HashMap<&str, usize> = HashMap::new();
    let mut has_global = false;
    for (index, server) in servers.into_iter().flatten().enumerate() {
        let place = place.index(index);
        let Some(url) = server.get("url").and_then(Value::as_str) else { continue };
        check_address(&place.key("url"), url, findings);
        let Ok(names) = paths::names(url) else { continue };
        if names.is_empty() {
            if has_global {
                let message = "a second address for all regions, which the client would drop";
                findings.add(RULE, &place.key("url"), message);
            }
            has_global = true;
        }
        for name in names.iter().filter(|name| **name != "region") {
            let message = format!(
                "expected no variable but `{{region}}`, found `{{{name}}}`: the client makes an \
                 endpoint of each region, and knows no other variable"
            );
            findings.add(RULE, &place.key("url"), message);
        }
        let place = place.key("variables");
        let place = place.key("region");
        let Some(variable) = server.get("variables").and_then(|of| of.get("region")) else {
            continue;
        };
        let Some(Value::Array(values)) = variable.get("enum") else {
            findings.add(RULE, &place, "the region needs an `enum`: the regions are not guessed");
            continue;
        };
        let place = place.key("enum");
        for (index, region) in values.iter().enumerate() {
            let Some(region) = region.as_str() else { continue };
            let place = place.index(index);
            let is_name = !region.is_empty()
                && region
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !is_name {
                let message =
                    format!("expected a region such as cn-north-4, found {}", quoted(region));
                findings.add(RULE, &place, message);
            }
            let line = findings.line(&place);
            if let Some(first) = regions.get(region) {
                let message = format!("{} is in line {first} already", quoted(region));
                findings.add(RULE, &place, message);
            } else {
                regions.insert(region, line);
            }
        }
    }
}

fn check_address(place: &Place<'_>, url: &str, findings: &mut Findings<'_>) {
    let Some(host) = url.strip_prefix("https://") else {
        let message = format!("expected an address with https://, found {}", quoted(url));
        findings.add(RULE, place, message);
        return;
    };
    let is_host = |b: u8| b.is_ascii_alphanumeric() || b".-_{}".contains(&b);
    if host.is_empty() || !host.bytes().all(is_host) {
        let message = format!("expected https:// and a host alone, found {}", quoted(url));
        findings.add(RULE, place, message);
    }
}
