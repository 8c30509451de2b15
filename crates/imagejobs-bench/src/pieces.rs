//! The pieces of a call, each to be done many times over: callgrind counts their instructions, and
//! divan their time.

use std::hint::black_box;

use imagejobs_client::image_jobs::types::{JobType, ListImageJobsResponse, PageSize};
use imagejobs_core::runtime::{self, QueryParam, header};
use imagejobs_core::signing::{self, Signable};
use imagejobs_core::{Secret, Transport, value};

use crate::page::{self, PATH};
use crate::peers::{Failure, StringPage};

/// Reads a page of 100 jobs as the client does.
///
/// # Errors
/// None: the page is right.
pub fn decode(body: &[u8]) -> Result<ListImageJobsResponse, Failure> {
    Ok(value::read(std::str::from_utf8(body)?)?)
}

/// Reads a page into structs of `String`s.
///
/// # Errors
/// None: the page is right.
pub fn decode_strings(body: &[u8]) -> Result<StringPage, Failure> {
    Ok(serde_json::from_slice(body)?)
}

/// A page of 100 jobs.
#[must_use]
pub fn body() -> Vec<u8> {
    page::json(0, 100, 100).into_bytes()
}

/// The value of `Authorization` of a call with two parameters.
#[must_use]
pub fn sign(secret: &Secret) -> String {
    let date = "20260521T080910Z";
    let headers = [
        ("x-project-id", "0123456789abcdef0123456789abcdef"),
        (signing::DATE_HEADER, date),
        ("host", "appstream.cn-north-4.myhuaweicloud.com"),
        ("user-agent", "imagejobs/0.1.0"),
    ];
    let request = Signable {
        method: "GET",
        path: black_box(PATH),
        query: "job_type=CREATE_SERVER&limit=100",
        headers: &headers,
        body: b"",
    };
    signing::authorization("ACCESSKEYOFNOBODY", secret, date, &request)
}

/// A secret key.
#[must_use]
pub fn secret() -> Secret {
    Secret::from("a secret key that is none".to_owned())
}

/// A client of the generated code's runtime, which sends nothing.
///
/// # Errors
/// None: the values are right.
pub fn unsent() -> Result<runtime::Client, Failure> {
    Ok(runtime::Client::new(Transport::builder().endpoint("http://localhost").build()?))
}

/// Builds the request of a page as the generated code does.
///
/// # Errors
/// None: the values are right.
pub fn build(client: &runtime::Client) -> Result<runtime::Request, Failure> {
    let project_id = runtime::encode_path(black_box("0123456789abcdef0123456789abcdef"));
    let json = header::HeaderValue::from_static("application/json");
    let request = client
        .get(format!("/v1/{project_id}/image-server-jobs"))
        .header(header::ACCEPT, json)
        .query(&QueryParam::new("job_type", &JobType::CreateServer))
        .query(&QueryParam::new("limit", &Some(PageSize::MAX)))
        .query(&QueryParam::new("offset", &None::<u64>))
        .query(&QueryParam::new("status", &None::<u64>));
    Ok(request.build()?)
}
