//! The page for people in a browser. Where there is none, these tests say so and do nothing.
#![allow(clippy::unwrap_used, reason = "what the tests share is test code too")]

mod driver;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use imagejobs_mock::{Answer, Fault, FaultPlan, Job, Project, Server};
use serde_json::json;

use driver::Browser;

const LIVE: &str = "document.querySelector('#state').dataset.state === 'live'";
const ROWS: &str = "document.querySelectorAll('#table tbody tr').length";

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const CONTROL: &str = "\u{e009}";
const DOWN: &str = "\u{e015}";
const TAB: &str = "\u{e004}";

/// The texts that are hard to read, by the contrast that WCAG asks for.
const FAINT: &str = "
    const parts = (colour) => { const c = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
        c.fillStyle = colour; c.fillRect(0, 0, 1, 1); return c.getImageData(0, 0, 1, 1).data; };
    const light = (colour) => { const [r, g, b] = [...parts(colour)].slice(0, 3).map((v) => v / 255)
        .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = (node) => { for (let at = node; at; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at); if (parts(backgroundColor)[3] === 255) return backgroundColor; }
        return 'white'; };
    const faint = [];
    for (const node of document.body.querySelectorAll('*')) {
        const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== '');
        if (!own || !node.checkVisibility() || node.closest('svg, :disabled')) continue;
        const [one, other] = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a);
        if ((one + 0.05) / (other + 0.05) < 4.5) faint.push(`${node.outerHTML} ${(one + 0.05) / (other + 0.05)}`);
    }
    return faint;";

/// Asks for a list, as a client would.
fn call(server: &Server) {
    let mut socket = TcpStream::connect(server.addr()).unwrap();
    let (project, token) = (server.project_id(), server.token());
    let request = format!(
        "GET /v1/{project}/image-server-jobs?job_type=CREATE_SERVER HTTP/1.1\r\nHost: mock\r\n\
         X-Auth-Token: {token}\r\nConnection: close\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).unwrap();
    let _ = socket.read_to_end(&mut Vec::new());
}

#[test]
fn any_number_of_jobs_is_readable_at_any_width_in_light_and_dark() {
    let Some(browser) = Browser::start() else { return };
    for jobs in [0, 10, 10_000] {
        let plan = FaultPlan::new().rule(Fault::status(503).header("Retry-After", "1").every(2));
        let server = Server::builder().jobs(jobs).faults(plan).start().unwrap();
        (0..4).for_each(|_| call(&server));
        for width in [400, 1_600] {
            let mut grounds = Vec::new();
            for colours in ["light", "dark"] {
                let place = format!("{jobs} jobs at {width} px in {colours}");
                browser.prefer(colours);
                browser.visit(server.url(), width);
                browser.until(LIVE);
                assert_eq!(browser.get(ROWS), jobs.min(100), "{place}");
                let wide = "document.documentElement.scrollWidth <= innerWidth";
                assert_eq!(browser.get(wide), true, "{place}");
                assert_eq!(browser.run(FAINT), json!([]), "{place}");
                let bars = "[...document.querySelectorAll('.bar')].filter((bar) => bar.getBoundingClientRect().width >= 4).length";
                assert_eq!(browser.get(bars), jobs.min(100), "{place}");
                let text = browser.get("document.querySelector('main').innerText").to_string();
                let says = if jobs == 0 { "imagejobs serve --jobs 10" } else { "SUCCESS" };
                assert!(text.contains(says), "{place}: {text}");
                assert!(text.contains("hit 2 of 4 calls") && text.contains("by rule 1"), "{text}");
                grounds.push(browser.get("getComputedStyle(document.body).backgroundColor"));
                assert_eq!(browser.complaints(), [""; 0], "{place}");
            }
            assert_ne!(grounds[0], grounds[1]);
        }
        // Else it would complain of the end of this server.
        browser.leave();
    }
}

#[test]
fn what_happens_shows_at_once_and_leaves_focus_and_rows_where_they_are() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().jobs(3).frozen_jobs().start().unwrap();
    browser.visit(server.url(), 1_600);
    browser.until(LIVE);
    browser
        .run("window.row = document.querySelector('#table tbody tr:nth-child(2)'); row.focus();");
    let id = server.add(Job::new("CREATE_SERVER").status("RUNNING"));
    browser.until(&format!("document.querySelector('#table tbody tr .id').textContent === '{id}'"));
    assert_eq!(browser.get(ROWS), 4);
    assert_eq!(browser.get("document.activeElement === row && row.sectionRowIndex === 2"), true);
    assert_eq!(browser.get("row.parentElement.rows[0].classList.contains('fresh')"), true);

    browser.until("document.querySelector('#summary').textContent.includes('4 jobs, ')");

    server.set_status(&id, "FAILED");
    browser.until("row.parentElement.rows[0].querySelector('.status').textContent === 'FAILED'");
    assert_eq!(
        browser.get("row.parentElement.rows[0].querySelector('.bar').classList.contains('failed')"),
        true
    );
    server.script(Answer::reset());
    call(&server);
    browser.until("document.querySelector('#calls .answer').textContent === 'is reset'");
    server.set_faults(Some(FaultPlan::new().rule(Fault::status(418)))).unwrap();
    browser.until("document.querySelector('#faults').textContent.includes('status 418')");
    server.remove(&id);
    browser.until(&format!("{ROWS} === 3 && document.activeElement === row"));
    server.pass(Duration::from_secs(60));
    browser.until(
        "document.querySelector('#jobs-now').textContent.startsWith('2026-01-01 00:01:00 UTC')",
    );
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn keys_do_what_a_mouse_does() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().jobs(250).frozen_jobs().start().unwrap();
    browser.visit(server.url(), 1_600);
    browser.until(LIVE);
    let focused = |row: usize| format!("document.activeElement.sectionRowIndex === {row}");
    for (key, row) in [("j", 0), ("j", 1), (DOWN, 2), ("k", 1)] {
        browser.press(&[key]);
        browser.until(&focused(row));
    }
    browser.press(&[ENTER]);
    browser.until("document.querySelector('#details').open");
    let job = browser.get("JSON.parse(document.querySelector('#details-text').textContent).id");
    assert_eq!(
        job,
        browser.get(
            "document.querySelectorAll('#table tbody tr')[1].querySelector('.id').textContent"
        )
    );
    browser.press(&[ESCAPE]);
    browser.until(&format!("!document.querySelector('#details').open && {}", focused(1)));

    let range = |text: &str| format!("document.querySelector('#range').textContent === '{text}'");
    for (key, text) in [("n", "101–200 of 250"), ("n", "201–250 of 250"), ("p", "101–200 of 250")]
    {
        browser.press(&[key]);
        browser.until(&range(text));
    }
    browser.press(&["t"]);
    browser.until("document.activeElement.closest('#filter')");
    browser.press(&[DOWN]);
    browser.press(&[ENTER]);
    let kind = server.ids("CREATE_SERVER", None).len();
    browser.until(&range(&format!("1–100 of {kind}")));
    // A reload shows the same.
    let address = browser.get("location.href");
    assert!(address.as_str().unwrap().ends_with("#job_type=CREATE_SERVER"), "{address}");
    browser.run("location.reload()");
    browser.until(&range(&format!("1–100 of {kind}")));
    browser.press(&[ESCAPE]);
    browser.until(&range("1–100 of 250"));

    browser.press(&["?"]);
    browser.until("document.querySelector('#help').open");
    browser.press(&["n"]);
    browser.press(&[ESCAPE]);
    browser.until("!document.querySelector('#help').open");
    browser.press(&[CONTROL, "k"]);
    assert_eq!(browser.get(&range("1–100 of 250")), true);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn tab_leads_everywhere_and_shows_where_it_is() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().jobs(250).start().unwrap();
    for width in [400, 1_600] {
        browser.visit(server.url(), width);
        browser.until(LIVE);
        browser.run("window.met = new Set(); window.unseen = [];");
        let look = "const at = document.activeElement; const { outlineStyle, outlineWidth } = getComputedStyle(at);
             const { top, bottom, width } = at.getBoundingClientRect();
             const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && bottom > 0 && top < innerHeight && width > 8;
             if (!seen && at !== document.body) unseen.push(at.outerHTML);
             const again = met.has(at) || at === document.body; met.add(at); return again;";
        let stops = (0..100).take_while(|_| {
            browser.press(&[TAB]);
            browser.run(look) == json!(false)
        });
        assert!(stops.count() > 20, "{width}");
        assert_eq!(browser.get("unseen"), json!([]), "{width}");
        let missed = "[...document.querySelectorAll('a, button, select, #table tbody tr:first-child')]
             .filter((node) => node.checkVisibility() && !node.disabled && !met.has(node)).map((node) => node.outerHTML)";
        assert_eq!(browser.get(missed), json!([]), "{width}");
    }
}

#[test]
fn each_project_shows_its_own_jobs() {
    let Some(browser) = Browser::start() else { return };
    let one = "0123456789abcdef0123456789abcdef";
    let server = Server::builder()
        .project(Project::new(one).jobs(3))
        .project(Project::new("Q&A #2").jobs(5))
        .project(Project::new("with-a-name-that-is-longer-than-any-line".repeat(3)))
        .start()
        .unwrap();
    call(&server);
    browser.visit(server.url(), 400);
    browser.until(&format!("{LIVE} && {ROWS} === 3"));
    let path = "document.querySelector('#calls .what').textContent";
    let brief = "GET /v1/01234567…/image-server-jobs?job_type=CREATE_SERVER";
    assert_eq!(browser.get(path), brief);
    for width in [400, 1600] {
        browser.visit(server.url(), width);
        browser.until(LIVE);
        let wide = browser.get("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(wide, true, "at {width} px");
    }
    let choose = "const select = document.querySelector('#project');
                  select.value = 'Q&A #2'; select.dispatchEvent(new Event('change'));";
    browser.run(choose);
    browser.until(&format!("{ROWS} === 5"));
    browser.run("location.reload()");
    browser
        .until(&format!("{ROWS} === 5 && document.querySelector('#project').value === 'Q&A #2'"));
    // A filter is for the project that is shown.
    browser.run("document.querySelectorAll('.counts button')[1].click()");
    browser.until("location.hash.includes('WAITING') && location.hash.includes('project=Q')");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn odd_jobs_are_shown_as_what_they_are_and_never_as_markup() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().frozen_jobs().start().unwrap();
    let nasty = "<img src=x onerror=\"window.hit = 1\">";
    let names = ["id", "job_type", "begin_time", "end_time", "status", "sub_jobs_total"];
    server.add_all([
        names.into_iter().fold(Job::new("X"), Job::without),
        names.into_iter().fold(Job::new("X"), |job, name| job.field(name, json!(null))),
        names.into_iter().fold(Job::new("X"), |job, name| job.field(name, json!([{ "a": 1 }]))),
        names.into_iter().fold(Job::new("X"), |job, name| job.field(name, json!(nasty))),
        Job::new(nasty).id(nasty).status(nasty).begin_time(nasty).end_time(nasty),
        Job::new("CREATE_SERVER").status("PAUSED").field(nasty, json!({ "deep": [nasty] })),
        Job::new("CREATE_SERVER").begin_time("9999-12-31T23:59:59Z").status("RUNNING"),
    ]);
    for width in [400, 1_600] {
        browser.visit(server.url(), width);
        browser.until(LIVE);
        assert_eq!(browser.get(ROWS), 7);
        assert_eq!(browser.get("document.querySelectorAll('img').length"), 0);
        assert_eq!(browser.get("window.hit ?? null"), json!(null));
        assert_eq!(browser.get("document.documentElement.scrollWidth <= innerWidth"), true);
        let text = browser.get("document.querySelector('#table').innerText").to_string();
        for says in ["PAUSED", "null", "onerror", "—"] {
            assert!(text.contains(says), "{says}: {text}");
        }
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn one_job_that_began_long_ago_does_not_squeeze_the_others() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().frozen_jobs().start().unwrap();
    let at = |minute: u32| format!("2025-12-31T23:{minute:02}:00Z");
    let ended = |minute| {
        Job::new("CREATE_SERVER").status("SUCCESS").begin_time(at(minute)).end_time(at(minute + 2))
    };
    server.add_all((40..55).map(ended));
    server.add(Job::new("CREATE_SERVER").status("RUNNING").begin_time("2024-01-01T00:00:00Z"));
    browser.visit(server.url(), 1_600);
    browser.until(&format!("{LIVE} && {ROWS} === 16"));
    let widths = "[...document.querySelectorAll('.bar.success')].map((bar) => bar.getBoundingClientRect().width / bar.parentElement.clientWidth)";
    let widths = browser.get(widths);
    let wide = |width: &serde_json::Value| width.as_f64().unwrap() > 0.05;
    assert!(widths.as_array().unwrap().iter().all(wide), "{widths}");
    assert_eq!(browser.get("document.querySelectorAll('.bar.running.earlier').length"), 1);
    assert_eq!(
        browser
            .get("document.querySelector('#window').textContent.endsWith('1 job goes beyond it')"),
        true
    );
}

#[test]
fn a_key_is_asked_for_and_kept_out_of_the_address() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().jobs(10).control_key("made-up").start().unwrap();
    browser.visit(server.url(), 400);
    browser.until("document.activeElement.id === 'key'");
    let type_in = |text: &str| {
        text.chars().for_each(|key| browser.press(&[&key.to_string()]));
        browser.press(&[ENTER]);
    };
    // No letter of it is a shortcut.
    type_in("jnt?");
    browser.until(
        "document.querySelector('#refused-why').textContent.includes('not the server’s key')",
    );
    type_in("made-up");
    browser.until(&format!("{LIVE} && {ROWS} === 10"));
    assert_eq!(browser.get("location.href.includes('made-up')"), false);
    browser.run("location.reload()");
    browser.until(&format!("{LIVE} && {ROWS} === 10"));
}

#[test]
fn a_server_that_comes_back_is_found_again() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::builder().jobs(10).start().unwrap();
    let addr = server.addr();
    browser.visit(server.url(), 1_600);
    browser.until(LIVE);
    drop(server);
    browser.until("document.querySelector('#state').textContent === 'reconnecting'");
    let _server = Server::builder().listen(addr).jobs(20).start().unwrap();
    browser.until(&format!("{LIVE} && {ROWS} === 20"));
}
