//! A proxy between facade and server, which may change what passes.

use std::io;
use std::net::SocketAddr;

use imagejobs_codegen::mutant::Traffic;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Listens until its runtime ends, and gives the address.
pub(crate) async fn start(server: SocketAddr, change: Option<Traffic>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let change = change.clone();
            // A side that hangs up ends its connection and nothing else.
            tokio::spawn(async move { pass(client, server, change.as_ref()).await.ok() });
        }
    });
    Ok(address)
}

/// Passes the calls of one connection, each over a connection of its own.
async fn pass(
    mut client: TcpStream,
    server: SocketAddr,
    change: Option<&Traffic>,
) -> io::Result<()> {
    while let Some(mut request) = Message::read(&mut client).await? {
        if let Some(change) = change {
            request.change_request(change);
        }
        let mut upstream = TcpStream::connect(server).await?;
        upstream.write_all(&request.bytes()).await?;
        let Some(mut answer) = Message::read(&mut upstream).await? else { return Ok(()) };
        if let Some(change) = change {
            answer.change_answer(change);
        }
        client.write_all(&answer.bytes()).await?;
    }
    Ok(())
}

/// A request or an answer whose body has a length.
struct Message {
    first: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    async fn read(stream: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut lines = head.split("\r\n").filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default().to_owned();
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        let mut message = Self { first, headers, body: Vec::new() };
        let length = message.header("content-length").and_then(|length| length.parse().ok());
        message.body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut message.body).await?;
        Ok(Some(message))
    }

    fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn set_header(&mut self, name: &str, value: String) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }

    fn change_request(&mut self, change: &Traffic) {
        let mut words = self.first.split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (mut method, target, version) = (word(), word(), word());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut path = path.to_owned();
        let mut query: Vec<(String, String)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        match change {
            Traffic::Method(other) => method.clone_from(other),
            Traffic::Path(other) => path.clone_from(other),
            Traffic::RenameQuery(from, to) => {
                query.iter_mut().filter(|(name, _)| name == from).for_each(|(name, _)| {
                    name.clone_from(to);
                });
            }
            Traffic::DropQuery(gone) => query.retain(|(name, _)| name != gone),
            Traffic::DefaultQuery(name, value) if !query.iter().any(|(known, _)| known == name) => {
                query.push((name.clone(), value.clone()));
            }
            Traffic::SetQuery(name, value) => {
                query.iter_mut().filter(|(known, _)| known == name).for_each(|(_, given)| {
                    given.clone_from(value);
                });
            }
            Traffic::DropHeader(name) => {
                self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            }
            Traffic::AddHeader(name, value) => self.set_header(name, value.clone()),
            _ => {}
        }
        let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        self.first = format!("{method} {path}{mark}{} {version}", pairs.join("&"));
    }

    fn change_answer(&mut self, change: &Traffic) {
        match change {
            Traffic::Status(from, to) => {
                if self.first.split(' ').nth(1) == Some(&from.to_string()) {
                    self.first = format!("HTTP/1.1 {to} Changed");
                }
            }
            Traffic::MediaType(to) => self.set_header("content-type", to.clone()),
            _ => {
                let Ok(mut json) = serde_json::from_slice::<Value>(&self.body) else { return };
                change_fields(&mut json, change);
                self.body = json.to_string().into_bytes();
                self.set_header("content-length", self.body.len().to_string());
            }
        }
    }
}

fn change_fields(json: &mut Value, change: &Traffic) {
    match json {
        Value::Object(object) => {
            change_object(object, change);
            object.values_mut().for_each(|value| change_fields(value, change));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| change_fields(value, change)),
        Value::String(text) => {
            if let Traffic::Text(from, to) = change
                && text == from
            {
                text.clone_from(to);
            }
        }
        _ => {}
    }
}

fn change_object(object: &mut Map<String, Value>, change: &Traffic) {
    match change {
        Traffic::DropField(name) => {
            object.remove(name);
        }
        Traffic::RenameField(from, to) => {
            if let Some(value) = object.remove(from) {
                object.insert(to.clone(), value);
            }
        }
        Traffic::RetypeField(name) => {
            if let Some(value) = object.get_mut(name) {
                *value = if value.is_number() { value.to_string().into() } else { 7.into() };
            }
        }
        _ => {}
    }
}
