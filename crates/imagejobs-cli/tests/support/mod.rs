//! What the tests of the program share: they run the real one, in an environment of its own.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

pub(crate) mod golden;

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use imagejobs_mock::{Answer, Server};
use tempfile::TempDir;

/// The program, as it is built for these tests.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_imagejobs");

/// A command line that has not run yet. Its environment is empty but for what a test adds.
pub(crate) struct CommandLine {
    command: Command,
    home: TempDir,
    /// What must not be seen in its output.
    secrets: Vec<String>,
}

/// `imagejobs` with these arguments.
pub(crate) fn imagejobs<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> CommandLine {
    let mut line = command(PROGRAM);
    line.command.args(args);
    line
}

/// Any program, in an environment like that of [`imagejobs`].
pub(crate) fn command(program: &str) -> CommandLine {
    let home = TempDir::new().unwrap();
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home.path()).current_dir(home.path());
    // Times are shown alike wherever the tests run.
    command.env("TZ", "UTC0");
    // No test asks a real metadata service.
    command.env("IMAGEJOBS_METADATA_ENDPOINT", "");
    // What measures the coverage of the program finds its way by this.
    if let Some(profile) = std::env::var_os("LLVM_PROFILE_FILE") {
        command.env("LLVM_PROFILE_FILE", profile);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    CommandLine { command, home, secrets: Vec::new() }
}

/// `imagejobs list --job-type CREATE_SERVER` with more arguments, split at spaces.
pub(crate) fn list(more: &str) -> CommandLine {
    let args = ["list", "--job-type", "CREATE_SERVER"];
    imagejobs(args.into_iter().chain(more.split_whitespace()))
}

/// The same, with one attempt at the most: nothing is tried again, so nothing waits.
pub(crate) fn list_once(more: &str) -> CommandLine {
    list(&format!("--max-attempts=1 {more}"))
}

/// A command line with all that it needs, and nobody to ask.
pub(crate) fn unsent(more: &str) -> CommandLine {
    list_once(more)
        .env("IMAGEJOBS_ENDPOINT", "http://127.0.0.1:1")
        .env("IMAGEJOBS_PROJECT_ID", "p")
        .env("IMAGEJOBS_AUTH_TOKEN", "sentinel")
}

/// A server that gives this answer to every call, however often it is asked.
pub(crate) fn server(answer: impl Into<Answer>) -> Server {
    let server = Server::start().unwrap();
    server.script(answer.into().times(usize::MAX));
    server
}

/// A server that gives this body with status 200 to every call.
pub(crate) fn page(body: impl Into<String>) -> Server {
    server(Answer::status(200).body(body.into()))
}

/// A page that is more than a pipe holds.
pub(crate) fn large_page() -> Server {
    let jobs = vec![format!(r#"{{"id":"{}"}}"#, "x".repeat(1000)); 1000].join(",{},");
    page(format!(r#"{{"items":[{jobs}]}}"#))
}

impl CommandLine {
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes a variable away.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// A variable whose value must not be seen.
    pub(crate) fn secret(mut self, name: &str, value: &str) -> Self {
        self.secrets.push(value.to_owned());
        self.env(name, value)
    }

    /// Points it at a server.
    pub(crate) fn at(self, server: &Server) -> Self {
        self.asking(server)
            .env("IMAGEJOBS_PROJECT_ID", server.project_id())
            .secret("IMAGEJOBS_AUTH_TOKEN", server.token())
    }

    /// Points it at a server and its IAM, without a project and credentials.
    pub(crate) fn asking(self, server: &Server) -> Self {
        self.env("IMAGEJOBS_ENDPOINT", server.url())
            .env("HUAWEICLOUD_SDK_IAM_ENDPOINT", server.url())
    }

    /// Signs with a server's keys.
    pub(crate) fn signing(self, server: &Server) -> Self {
        self.env("HUAWEICLOUD_SDK_AK", server.access_key())
            .secret("HUAWEICLOUD_SDK_SK", server.secret_key())
    }

    /// The profile file of its home.
    pub(crate) fn profile_file(self, text: &str) -> Self {
        let folder = self.home.path().join(".huaweicloud");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("credentials"), text).unwrap();
        self
    }

    /// Its home, which is another one each time.
    pub(crate) fn home(&self) -> String {
        self.home.path().display().to_string()
    }

    /// Writes its standard output there.
    pub(crate) fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stdout(to);
        self
    }

    /// Writes its standard error there.
    pub(crate) fn stderr(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stderr(to);
        self
    }

    pub(crate) fn run(self) -> Ended {
        self.start().end()
    }

    pub(crate) fn start(self) -> Running {
        self.start_by(|mut command| command.spawn().unwrap())
    }

    /// Starts it in another way, such as on a terminal.
    pub(crate) fn start_by(self, start: impl FnOnce(Command) -> Child) -> Running {
        // The command holds the ends of pipes that a test looks at the other ends of, and is dropped.
        let child = start(self.command);
        Running { child: Some(child), secrets: self.secrets, _home: self.home }
    }
}

/// A program at work. It is killed when a test gives it up.
pub(crate) struct Running {
    child: Option<Child>,
    secrets: Vec<String>,
    _home: TempDir,
}

impl Running {
    fn child(&mut self) -> &mut Child {
        self.child.as_mut().unwrap()
    }

    /// What it writes to standard output; [`end`](Self::end) then gives none of it.
    pub(crate) fn take_stdout(&mut self) -> BufReader<ChildStdout> {
        BufReader::new(self.child().stdout.take().unwrap())
    }

    /// What it writes to standard error; [`end`](Self::end) then gives none of it.
    pub(crate) fn take_stderr(&mut self) -> BufReader<ChildStderr> {
        BufReader::new(self.child().stderr.take().unwrap())
    }

    /// Sends it a signal, such as `INT`.
    #[cfg(unix)]
    pub(crate) fn signal(&mut self, name: &str) {
        let id = self.child().id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let output = self.child.take().unwrap().wait_with_output().unwrap();
        self.ended(output)
    }

    /// Waits for its end; none when it has not come within the limit.
    pub(crate) fn end_within(mut self, limit: Duration) -> Option<Ended> {
        let (stdout, stderr) = (self.child().stdout.take(), self.child().stderr.take());
        let (sender, read) = mpsc::channel();
        let reader = thread::spawn(move || {
            // Its data is first read to the end: what it says beside it fits into a pipe.
            let bytes = (rest(stdout), rest(stderr));
            // The receiver may have given up.
            let _ = sender.send(bytes);
        });
        let (stdout, stderr) = read.recv_timeout(limit).ok()?;
        reader.join().unwrap();
        let status = self.child().wait().unwrap();
        Some(self.ended(Output { status, stdout, stderr }))
    }

    fn ended(&self, output: Output) -> Ended {
        let text = |bytes| String::from_utf8(bytes).expect("all output is UTF-8");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        for secret in &self.secrets {
            assert!(!stdout.contains(secret) && !stderr.contains(secret), "{stdout}{stderr}");
        }
        Ended { code: output.status.code(), stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn rest(of: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut of) = of {
        of.read_to_end(&mut bytes).unwrap();
    }
    bytes
}

/// How a program ended, and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    /// `None` when a signal killed it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// What it wrote to standard output, given that it ended well.
    #[track_caller]
    pub(crate) fn good(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// What it wrote to standard error, given that it failed with this code and printed no data.
    #[track_caller]
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{}", self.stderr);
        self.stderr
    }

    /// The same with each error that was told in JSON told in words: what a list lacks comes first.
    pub(crate) fn in_words(mut self) -> Self {
        let words = |line: &str| {
            let Some(error) = line.strip_prefix(r#"{"error":"#) else { return format!("{line}\n") };
            let error: serde_json::Value =
                serde_json::from_str(error.strip_suffix('}').unwrap()).unwrap();
            let message = error["message"].as_str().unwrap();
            match message.split_once("; the list is incomplete: ") {
                Some((what, jobs)) => {
                    format!("note: the list is incomplete: {jobs}\nerror: {what}\n")
                }
                None => format!("error: {message}\n"),
            }
        };
        self.stderr = self.stderr.lines().map(words).collect();
        self
    }

    /// All of it, as a golden file shows it.
    pub(crate) fn transcript(&self) -> String {
        let stderr = self.stderr.lines().map(|line| format!("stderr: {line}\n"));
        let code = self.code.map_or("none".to_owned(), |code| code.to_string());
        format!("{}{}exit code: {code}\n", self.stdout, stderr.collect::<String>())
    }
}

/// An address at which nobody listens, and which nobody else is given while it is held.
pub(crate) struct Deserted {
    stream: TcpStream,
    _listener: TcpListener,
}

impl Deserted {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        Self { stream, _listener: listener }
    }

    pub(crate) fn url(&self) -> String {
        // The near end of a connection: taken, and no place to connect to.
        format!("http://{}", self.stream.local_addr().unwrap())
    }
}

/// The end of a pipe that nobody reads any more.
pub(crate) fn closed_pipe() -> io::PipeWriter {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    writer
}

/// A device that has no room.
pub(crate) fn full_device() -> Option<std::fs::File> {
    std::fs::File::options().write(true).open(Path::new("/dev/full")).ok()
}

/// The next line without its end.
pub(crate) fn next_line(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line).unwrap();
    line.strip_suffix('\n').expect("a whole line").to_owned()
}

/// Characters that a terminal obeys or that turn the text around them.
pub(crate) fn has_controls(text: &str) -> bool {
    text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    })
}

/// Text that is not UTF-8.
#[cfg(unix)]
pub(crate) fn not_utf8() -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(b"p\xff".to_vec())
}
