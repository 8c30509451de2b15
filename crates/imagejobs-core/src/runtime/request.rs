use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::utf8_percent_encode;
use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Operation, Response};
use crate::secret::in_a_body;
use crate::text::RESERVED;
use crate::{Error, Secret, Transport};

/// A value as one segment of a path.
#[must_use]
pub fn encode_path(segment: &str) -> String {
    utf8_percent_encode(segment, RESERVED).to_string()
}

/// What sends a generated client's requests.
#[derive(Clone, Debug)]
pub struct Client(Transport);

impl Client {
    /// A client over a transport.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self(transport)
    }

    fn request(method: Method, target: String) -> RequestBuilder {
        let request = Request {
            method,
            target,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            secrets: Vec::new(),
        };
        RequestBuilder { request, has_query: false, refused: None }
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// Whatever keeps an answer from coming whole; an answer of any status is none.
    pub async fn exec(
        &self,
        request: Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        self.0.execute(&request, operation).await
    }
}

macro_rules! methods {
    ($($name:ident $method:ident)*) => {
        /// Requests of a path below the endpoint, percent-encoded already.
        impl Client {
            $(
                #[doc = concat!("A `", stringify!($method), "` request.")]
                #[must_use]
                pub fn $name(&self, path: String) -> RequestBuilder {
                    Self::request(Method::$method, path)
                }
            )*
        }
    };
}

methods!(get GET put PUT post POST delete DELETE head HEAD options OPTIONS patch PATCH);

/// A request: what of it is the operation's own. The transport adds the rest.
pub struct Request {
    pub(crate) method: Method,
    /// Path and query, as they go over the wire.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The secrets in the body, which a server may echo.
    pub(crate) secrets: Vec<Secret>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body may hold a secret.
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Builds a [`Request`].
#[derive(Debug)]
pub struct RequestBuilder {
    request: Request,
    has_query: bool,
    refused: Option<Error>,
}

impl RequestBuilder {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.request.headers.append(name, value);
        self
    }

    /// Adds headers.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.request.headers.extend(headers);
        self
    }

    /// Adds a parameter to the query, unless it has no value.
    #[must_use]
    pub fn query<T: Serialize>(mut self, parameter: &QueryParam<'_, T>) -> Self {
        match serde_json::to_value(parameter.value) {
            Ok(Value::Null) => {}
            Ok(Value::String(text)) => self.append(parameter.name, &text),
            Ok(scalar @ (Value::Bool(_) | Value::Number(_))) => {
                self.append(parameter.name, &scalar.to_string());
            }
            _ => {
                let name = parameter.name;
                self.refused = Some(Error::usage(format!(
                    "the query parameter {name} must be a text, a number or a boolean"
                )));
            }
        }
        self
    }

    fn append(&mut self, name: &str, value: &str) {
        let target = &mut self.request.target;
        target.push(if std::mem::replace(&mut self.has_query, true) { '&' } else { '?' });
        target.extend(utf8_percent_encode(name, RESERVED));
        target.push('=');
        target.extend(utf8_percent_encode(value, RESERVED));
    }

    /// Sets the body, as JSON.
    ///
    /// ```
    /// use imagejobs_core::Transport;
    /// use imagejobs_core::runtime::Client;
    /// use serde_json::json;
    ///
    /// let transport = Transport::builder().endpoint("http://127.0.0.1:8080").build()?;
    /// let client = Client::new(transport);
    /// let request = client.post("/v3/auth/tokens".to_owned()).json(&json!({})).build()?;
    /// assert!(format!("{request:?}").contains("bytes: 2"));
    /// # Ok::<(), imagejobs_core::Error>(())
    /// ```
    #[must_use]
    pub fn json<T: Serialize>(mut self, body: &T) -> Self {
        let (written, secrets) = in_a_body(|| serde_json::to_vec(body));
        match written {
            Ok(json) => {
                self.request.secrets = secrets;
                // A body may hold a secret: its memory is wiped, too.
                self.request.body = Bytes::from_owner(Zeroizing::new(json));
                let json = HeaderValue::from_static("application/json");
                self.request.headers.insert(CONTENT_TYPE, json);
            }
            Err(error) => {
                self.refused = Some(Error::usage(format!("the body cannot be written: {error}")));
            }
        }
        self
    }

    /// The request.
    ///
    /// # Errors
    /// A usage error when a parameter of the query is a list or an object, when the body cannot be
    /// written as JSON, or when a segment of the path is empty, `.` or `..`: those would lead to
    /// another path, and no encoding keeps them.
    pub fn build(self) -> Result<Request, Error> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        let path = self.request.target.split('?').next().unwrap_or_default();
        let lost = |segment| matches!(segment, "" | "." | "..");
        if !path.starts_with('/') || path.split('/').skip(1).any(lost) {
            return Err(Error::usage(format!(
                "a value in the path {path:?} is empty, \".\" or \"..\", which leads elsewhere"
            )));
        }
        Ok(self.request)
    }
}

/// A parameter of a query.
#[derive(Debug)]
pub struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    /// A parameter and its value.
    pub fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> RequestBuilder {
        let client =
            Client::new(Transport::builder().endpoint("http://localhost").build().unwrap());
        client.get("/v1".to_owned())
    }

    #[test]
    fn a_query_is_written_in_the_order_it_is_given_and_percent_encoded() {
        let request = builder()
            .query(&QueryParam::new("b c", &"x y+z/ü&=~"))
            .query(&QueryParam::new("none", &None::<u8>))
            .query(&QueryParam::new("a", &Some(7)))
            .build()
            .unwrap();
        assert_eq!(request.target, "/v1?b%20c=x%20y%2Bz%2F%C3%BC%26%3D~&a=7");
    }

    #[test]
    fn a_list_in_a_query_is_refused() {
        let error = builder().query(&QueryParam::new("a", &[1])).build().unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("query parameter a"), "{error}");
    }

    #[test]
    fn a_body_that_cannot_be_written_is_refused_and_none_is_shown() {
        let keys_that_json_has_not = std::collections::BTreeMap::from([((1, 2), 3)]);
        let error = builder().json(&keys_that_json_has_not).build().unwrap_err();
        assert!(error.is_usage(), "{error}");
        assert!(error.to_string().starts_with("the body cannot be written: "), "{error}");
        let request = builder().json(&["sentinel"]).build().unwrap();
        assert_eq!(request.headers[CONTENT_TYPE], "application/json");
        let shown = format!("{request:?}");
        assert!(shown.contains("bytes: 12") && !shown.contains("sentinel"), "{shown}");
    }

    #[test]
    fn a_value_that_would_change_the_path_is_refused() {
        let build = |value: &str| {
            let mut builder = builder();
            builder.request.target = format!("/v1/{}/jobs", encode_path(value));
            builder.query(&QueryParam::new("a", &"/../")).build()
        };
        for wrong in ["", ".", ".."] {
            let error = build(wrong).unwrap_err();
            assert!(error.is_usage() && error.to_string().contains("/jobs"), "{error}");
        }
        for right in ["...", ".a", "a.", "/", "../x", "%2e"] {
            assert!(build(right).is_ok(), "{right}");
        }
    }
}
