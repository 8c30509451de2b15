//! Signed requests, right ones and wrong ones.

use imagejobs_core::Secret;
use imagejobs_core::signing::{self, Signable};
use imagejobs_mock::{Keys, Server};

use crate::client::{Answered, ask};

/// A request and what is signed of it. Tests change it before and after it is signed.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// All are sent, and those in `signed` are signed.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) signed: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// A listing, with what must be signed.
    pub(crate) fn list(server: &Server) -> Self {
        let path = format!("/v1/{}/image-server-jobs", server.project_id());
        Self::get(server, &path, "job_type=CREATE_SERVER")
    }

    pub(crate) fn get(server: &Server, path: &str, query: &str) -> Self {
        let call = Self {
            method: "GET".to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            signed: Vec::new(),
            body: Vec::new(),
        };
        call.signing("host", "mock").signing("x-sdk-date", &signing::date(server.now()))
    }

    pub(crate) fn query(mut self, query: &str) -> Self {
        self.query = query.to_owned();
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Adds a header that is signed.
    pub(crate) fn signing(mut self, name: &str, value: &str) -> Self {
        self.signed.push(name.to_owned());
        self.with(name, value)
    }

    /// Adds a header that is not signed.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Changes the value of a header.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        let header = self.headers.iter_mut().find(|(known, _)| known == name);
        header.unwrap().1 = value.to_owned();
        self
    }

    /// Leaves a header unsigned.
    pub(crate) fn unsigned(mut self, name: &str) -> Self {
        self.signed.retain(|signed| signed != name);
        self
    }

    /// Adds the header `Authorization`.
    pub(crate) fn sign(self, keys: &Keys) -> Self {
        let authorization = self.authorization(keys);
        self.with("authorization", &authorization)
    }

    pub(crate) fn authorization(&self, keys: &Keys) -> String {
        let date = self.headers.iter().find(|(name, _)| name == "x-sdk-date");
        let date = date.map_or("", |(_, date)| date);
        let secret = Secret::from(keys.secret_key().to_owned());
        self.signable(|signable| signing::authorization(keys.access_key(), &secret, date, signable))
    }

    pub(crate) fn canonical(&self) -> String {
        self.signable(signing::canonical_request)
    }

    fn signable<T>(&self, then: impl FnOnce(&Signable<'_>) -> T) -> T {
        let signed = self.headers.iter().filter(|(name, _)| self.signed.contains(name));
        let headers: Vec<_> = signed.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        then(&Signable {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        })
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {}?{} HTTP/1.1\r\n", self.method, self.path, self.query);
        for (name, value) in &self.headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        bytes.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
        [bytes.into_bytes(), self.body.clone()].concat()
    }

    pub(crate) fn ask(&self, server: &Server) -> Answered {
        ask(server, self.bytes())
    }
}

/// A refusal of the gateway, whose message this returns.
pub(crate) fn refused(answered: &Answered) -> String {
    let body = answered.json();
    assert_eq!((answered.status, &body["error_code"]), (401, &"APIGW.0301".into()), "{body}");
    assert_eq!(body["request_id"].as_str().unwrap().len(), 32, "{body}");
    let message = body["error_msg"].as_str().unwrap();
    let (start, reason) = message.split_at("Incorrect IAM authentication information: ".len());
    assert_eq!(start, "Incorrect IAM authentication information: ");
    reason.to_owned()
}
