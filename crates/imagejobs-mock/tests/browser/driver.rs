//! A browser without a window, driven through chromedriver by the WebDriver protocol.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// One browser at a time is enough for a machine.
    _turn: MutexGuard<'static, ()>,
}

static TURN: Mutex<()> = Mutex::new(());

/// How long something may take to come about. A test that fails must not hang.
const LIMIT: Duration = Duration::from_secs(60);

impl Browser {
    /// Starts one, where there are Chromium and its driver.
    pub(crate) fn start() -> Option<Self> {
        let found = (find("chromedriver"), NAMES.iter().find_map(|name| find(name)));
        let (Some(driver), Some(chromium)) = found else {
            println!("left out: there is no chromedriver, or no Chromium, in PATH");
            return None;
        };
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let mut browser = Self { driver, port: port.unwrap(), session: String::new(), _turn: turn };
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        let options = json!({ "binary": chromium, "args": arguments });
        let wanted = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": options,
            "timeouts": { "script": LIMIT.as_millis() as u64 },
        });
        let session =
            browser.call("POST", "/session", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        browser.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        Some(browser)
    }

    /// Goes to a page in a window of this width.
    pub(crate) fn visit(&self, url: &str, width: u32) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", &size);
        // The same address with something else behind the # would be the same page.
        self.leave();
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// Leaves the page.
    pub(crate) fn leave(&self) {
        self.command("POST", "/url", &json!({ "url": "about:blank" }));
    }

    /// Prefers dark colours, or light ones.
    pub(crate) fn prefer(&self, colours: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": colours });
        self.tell("Emulation.setEmulatedMedia", &json!({ "features": [feature] }));
    }

    /// What a script returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What an expression is.
    pub(crate) fn get(&self, expression: &str) -> Value {
        self.run(&format!("return {expression}"))
    }

    /// Waits until this holds, and looks whenever the page changes.
    pub(crate) fn until(&self, condition: &str) {
        let script = format!(
            "const done = arguments[0];
             const holds = () => {{ try {{ return !!({condition}); }} catch {{ return false; }} }};
             const look = () => {{ if (holds()) {{ watcher.disconnect(); done(true); }} }};
             const watcher = new MutationObserver(look);
             const all = {{ subtree: true, childList: true, attributes: true, characterData: true }};
             watcher.observe(document, all);
             for (const kind of ['focusin', 'close', 'scroll', 'toggle']) document.addEventListener(kind, look, true);
             look();"
        );
        let held = self.try_command("/execute/async", &json!({ "script": script, "args": [] }));
        assert_eq!(held, Ok(true.into()), "{condition}\n{}", self.get("document.body.innerText"));
    }

    /// Presses and lets go of a key, which may be held with another one.
    pub(crate) fn press(&self, keys: &[&str]) {
        let act = |kind: &str, key: &str| json!({ "type": kind, "value": key });
        let down = keys.iter().map(|key| act("keyDown", key));
        let up = keys.iter().rev().map(|key| act("keyUp", key));
        let acts: Vec<_> = down.chain(up).collect();
        let board = json!({ "type": "key", "id": "keys", "actions": acts });
        self.command("POST", "/actions", &json!({ "actions": [board] }));
    }

    /// What the browser complains of: errors of scripts, what the policy forbids, what cannot be loaded.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.command("POST", "/se/log", &json!({ "type": "browser" }));
        log.as_array().unwrap().iter().map(|entry| entry["message"].to_string()).collect()
    }

    fn tell(&self, command: &str, parameters: &Value) {
        self.command("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.call(method, &format!("{}{path}", self.session), body)
    }

    fn try_command(&self, path: &str, body: &Value) -> Result<Value, Value> {
        self.try_call("POST", &format!("{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.try_call(method, path, body);
        assert!(answer.is_ok(), "{method} {path}: {answer:#?}");
        answer.unwrap_or_default()
    }

    fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, Value> {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        socket.set_read_timeout(Some(2 * LIMIT)).unwrap();
        let body = body.to_string();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n",
            self.port
        );
        socket.write_all((head + &body).as_bytes()).unwrap();
        let mut answer = BufReader::new(socket);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let line = head.len();
            assert!(answer.read_line(&mut head).unwrap() > 0, "{method} {path}: {head}");
            let header = head[line..].to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        // The driver may leave the connection open.
        let mut body = vec![0; length];
        answer.read_exact(&mut body).unwrap();
        let value = serde_json::from_slice::<Value>(&body).unwrap()["value"].clone();
        if head.starts_with("HTTP/1.1 200") { Ok(value) } else { Err(value) }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The driver ends its browser with the session.
            let _ = self.try_call("DELETE", &self.session, &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path).map(|place| place.join(OsStr::new(name)));
    places.into_iter().find(|file| file.is_file())
}
