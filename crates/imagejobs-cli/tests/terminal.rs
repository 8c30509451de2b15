//! What a terminal shows: progress that moves and leaves nothing behind, tables that fit, colours.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share is test code too")]

mod support;

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use imagejobs_mock::{Answer, Job, Server};
use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use support::{CommandLine, Running, imagejobs, list};

/// When a test that waits for something on the screen has failed.
const LIMIT: Duration = Duration::from_secs(60);

/// A terminal on which the program runs.
struct Terminal {
    running: Running,
    pty: Arc<Pty>,
    /// What the program writes; it ends with the program.
    written: mpsc::Receiver<Vec<u8>>,
    /// All that came of it.
    came: Vec<u8>,
    screen: vt100::Parser,
    until: Instant,
}

/// How a program ended on a terminal.
struct Left {
    code: Option<i32>,
    /// The lines that stand there.
    lines: Vec<String>,
    /// All that was written, in its order.
    came: String,
    hides_cursor: bool,
}

impl Terminal {
    fn start(line: CommandLine, rows: u16, columns: u16) -> Self {
        Self::start_with(line, rows, columns, |command| command)
    }

    /// Starts a command that was changed: what is given an end of its own is not on the terminal.
    fn start_with(
        line: CommandLine,
        rows: u16,
        columns: u16,
        change: impl FnOnce(Command) -> Command,
    ) -> Self {
        let (pty, program_side) = open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let line = line.env("TERM", "xterm-256color");
        let running =
            line.start_by(|command| change(Command::from(command)).spawn(program_side).unwrap());
        let (pty, (sender, written)) = (Arc::new(pty), mpsc::channel());
        let reader = Arc::clone(&pty);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Where nobody has the other side any more, reading fails.
            while let Ok(count @ 1..) = (&*reader).read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let [height, width] = [rows, columns].map(|size| NonZero::new(size).unwrap());
        let screen = vt100::Parser::new(height, width, 0);
        Self { running, pty, written, came: Vec::new(), screen, until: Instant::now() + LIMIT }
    }

    /// Reads on; false when there is no more.
    fn read(&mut self) -> bool {
        let left = self.until.saturating_duration_since(Instant::now());
        match self.written.recv_timeout(left) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.came.extend(bytes);
                true
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => false,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("it still shows\n{}", self.shown()),
        }
    }

    fn shown(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen shows all of these at once.
    #[track_caller]
    fn shows(&mut self, texts: &[&str]) {
        while !texts.iter().all(|text| self.shown().contains(text)) {
            assert!(self.read(), "{texts:?} did not come; it ended with\n{}", self.shown());
        }
    }

    /// Types Ctrl-C.
    fn interrupt(&self) {
        (&*self.pty).write_all(b"\x03").unwrap();
    }

    /// Waits for the end of the program.
    fn end(mut self) -> Left {
        while self.read() {}
        let columns = self.screen.screen().size().1;
        let lines = self.screen.screen().rows(0, columns.get());
        let mut lines: Vec<_> = lines.map(|line| line.trim_end().to_owned()).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let came = String::from_utf8(self.came).unwrap();
        let hides_cursor = self.screen.screen().hide_cursor();
        Left { code: self.running.end().code, lines, came, hides_cursor }
    }
}

impl Left {
    /// There is nothing of what moves, and no empty line where it was.
    #[track_caller]
    fn is_clean(&self) {
        let moves = |line: &String| {
            line.contains("[=")
                || line.contains("[ ")
                || line.contains(" ended, ")
                || line.is_empty()
        };
        assert!(!self.lines.iter().any(moves), "{:#?}", self.lines);
        assert!(!self.hides_cursor);
    }
}

fn server(jobs: usize) -> Server {
    let server = Server::builder().frozen_jobs().start().unwrap();
    server.add_all((0..jobs).map(|number| {
        let job = Job::new("CREATE_SERVER").id(format!("job-{number}")).status("RUNNING");
        job.begin_time(format!("2026-01-01T00:00:00.{number:03}Z"))
    }));
    server
}

fn wait(more: &str) -> CommandLine {
    let args = "wait --job-type create-server --interval 1ms";
    imagejobs(args.split(' ').chain(more.split_whitespace()))
}

#[test]
fn jobs_that_are_waited_for_have_a_line_each_and_a_tally() {
    let server = server(2);
    let mut terminal = Terminal::start(wait("job-0 job-1").at(&server), 24, 120);
    terminal.shows(&["job-0  RUNNING, ", "job-1  RUNNING, ", "] 0 of 2 ended, "]);
    assert!(server.set_status("job-0", "PAUSED"));
    terminal.shows(&["job-0  PAUSED, ", "job-1  RUNNING, ", "] 0 of 2 ended, "]);
    assert!(server.set_status("job-0", "SUCCESS"));
    terminal.shows(&["CREATE_SERVER        SUCCESS", "job-1  RUNNING, ", "] 1 of 2 ended, "]);
    assert!(!terminal.shown().contains("job-0  PAUSED"), "{}", terminal.shown());
    assert!(server.set_status("job-1", "SUCCESS"));
    let left = terminal.end();
    assert_eq!(left.code, Some(0));
    left.is_clean();
    let ids: Vec<_> = left.lines.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(ids, ["job-0", "job-1"]);
}

#[test]
fn more_jobs_than_the_terminal_has_lines_are_counted() {
    let server = server(30);
    let ids: Vec<_> = (0..30).map(|number| format!("job-{number}")).collect();
    let mut terminal = Terminal::start(wait(&ids.join(" ")).at(&server), 10, 80);
    terminal.shows(&["job-0  RUNNING, ", "and 24 more", "] 0 of 30 ended, "]);
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130));
    assert_eq!(left.lines.last().unwrap(), "error: interrupted");
}

#[test]
fn an_interrupted_wait_leaves_what_is_known_and_no_bar() {
    let server = server(2);
    let mut terminal = Terminal::start(wait("job-0 job-1").at(&server), 24, 80);
    terminal.shows(&["job-0  RUNNING, ", "job-1  RUNNING, ", "] 0 of 2 ended, "]);
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130));
    left.is_clean();
    let [.., first, second, error] = &left.lines[..] else { panic!("{:?}", left.lines) };
    assert!(first.starts_with("note: job-0  RUNNING, "), "{:#?}", left.lines);
    assert!(second.starts_with("note: job-1  RUNNING, "), "{:#?}", left.lines);
    assert_eq!(error, "error: interrupted");
}

/// A list of which two pages come.
fn hangs_midway() -> Server {
    let server = server(1_000);
    server.script(Answer::normal().times(2));
    server.script(Answer::hang());
    server
}

#[test]
fn a_long_list_has_a_bar_and_an_interrupt_leaves_none_of_it() {
    let server = hangs_midway();
    let mut terminal = Terminal::start(list("--all").at(&server), 24, 80);
    terminal.shows(&["] 199 of 1,000 jobs, "]);
    assert!(server.wait_for_calls(3));
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130));
    left.is_clean();
    let told = left.lines.iter().position(|line| line.starts_with("note: ")).unwrap();
    assert!(left.lines[..told].iter().all(|line| line.starts_with("job-")), "{:#?}", left.lines);
    let rest = left.lines[told..].join("\n");
    assert!(rest.contains("note: the list is incomplete: 199 jobs came\nerror: interrupted"));
}

#[test]
fn a_bar_moves_below_the_rows_and_cuts_none_of_them() {
    let server = server(250);
    let line = list("--all --fields id,status").at(&server);
    let left = Terminal::start(line, 300, 60).end();
    assert_eq!(left.code, Some(0));
    assert!(left.came.contains(" of 250 jobs, "), "there was a bar");
    let piped = list("--all --fields id,status").at(&server).env("COLUMNS", "60").run().good();
    assert_eq!(left.lines, piped.lines().collect::<Vec<_>>());
}

#[test]
fn where_little_shall_be_said_nothing_moves() {
    let server = hangs_midway();
    let mut terminal = Terminal::start(list("--all -q").at(&server), 24, 80);
    assert!(server.wait_for_calls(3));
    // Ctrl-C drops what the terminal has not shown yet.
    terminal.shows(&["job-801 "]);
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130));
    assert!(!left.came.contains(" jobs, ") && !left.came.contains("note: "), "{}", left.came);
    let error = "error: interrupted; the list is incomplete: 199 jobs came";
    assert_eq!(left.lines.last().unwrap().trim_start_matches("^C"), error);

    let server = self::server(2);
    let terminal = Terminal::start(wait("-q job-0 job-1").at(&server), 24, 80);
    assert!(server.wait_for_calls(3));
    assert!(server.set_status("job-0", "SUCCESS") && server.set_status("job-1", "FAILED"));
    let left = terminal.end();
    assert_eq!(left.code, Some(6));
    assert!(!left.came.contains("RUNNING") && !left.came.contains("ended,"), "{}", left.came);
    assert!(left.came.contains("job job-1 failed"), "{}", left.came);
}

#[test]
fn data_into_a_file_leaves_the_bar_on_the_terminal() {
    let server = server(250);
    let file = tempfile::NamedTempFile::new().unwrap();
    let line = list("--all -o jsonl").at(&server);
    let to_file = file.reopen().unwrap();
    let left = Terminal::start_with(line, 24, 80, |command| command.stdout(to_file)).end();
    assert_eq!(left.code, Some(0));
    assert!(left.came.contains(" of 250 jobs, "), "{}", left.came);
    assert_eq!(left.lines, Vec::<String>::new());
    let text = std::fs::read_to_string(file.path()).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with("{\"id\":\"job-")).count(), 250);
}

#[test]
fn a_table_fits_the_terminal() {
    let server = Server::builder().frozen_jobs().start().unwrap();
    server.add_all((0..5).map(|number| {
        let job = Job::new("CREATE_SERVER_IMAGE").id(format!("70236488365139558{number}"));
        let job = job.begin_time(format!("2026-01-01T00:00:0{number}.5Z")).status("SUCCESS");
        job.end_time("2026-01-01T01:00:00Z")
    }));
    for columns in [80, 40] {
        let args = ["list", "--job-type", "create-server-image"];
        let left = Terminal::start(imagejobs(args).at(&server), 24, columns).end();
        assert_eq!(left.code, Some(0));
        let piped = imagejobs(args).env("COLUMNS", columns.to_string()).at(&server).run();
        let rows: Vec<_> = piped.stdout.lines().collect();
        // A line that did not fit would go on in the next one.
        assert_eq!(left.lines[..rows.len()], rows);
        assert_eq!(
            left.lines[rows.len()..].concat().replace(' ', ""),
            piped.stderr.trim_end().replace(' ', "")
        );
        // What a variable says counts more.
        let line = imagejobs(args).env("COLUMNS", "200").at(&server);
        let wide = Terminal::start(line, 24, columns).end();
        assert!(wide.came.contains("SUBJOBS"), "{}", wide.came);
    }
}

#[test]
fn colours_are_on_a_terminal_unless_a_flag_or_a_variable_says_otherwise() {
    const GREEN: &str = "\u{1b}[32mSUCCESS\u{1b}[0m";
    let server = server(1);
    assert!(server.set_status("job-0", "SUCCESS"));
    for (more, variable, colours) in [
        ("", ("LANG", "C.UTF-8"), true),
        ("--color never", ("CLICOLOR_FORCE", "1"), false),
        ("--color auto", ("NO_COLOR", "1"), false),
        ("--color always", ("NO_COLOR", "1"), true),
        ("", ("NO_COLOR", ""), true),
        ("", ("CLICOLOR", "0"), false),
    ] {
        let line = list(more).at(&server).env(variable.0, variable.1);
        let left = Terminal::start(line, 24, 120).end();
        assert_eq!(left.code, Some(0));
        assert_eq!(left.came.contains(GREEN), colours, "{more} {variable:?}: {:?}", left.came);
        assert_eq!(left.came.contains('\u{1b}'), colours, "{more} {variable:?}: {:?}", left.came);
    }
}
