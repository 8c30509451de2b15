//! The files of the page. They come with the program, and nothing is built from them.

/// A file as it is sent.
pub(super) struct Asset {
    path: &'static str,
    pub(super) kind: &'static str,
    pub(super) text: &'static str,
}

/// The file at a path.
pub(super) fn named(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const fn asset(path: &'static str, kind: &'static str, text: &'static str) -> Asset {
    Asset { path, kind, text }
}

static ASSETS: [Asset; 11] = [
    asset("/", HTML, include_str!("assets/page.html")),
    asset("/-/page.css", STYLE, include_str!("assets/page.css")),
    asset("/-/page/jobs.css", STYLE, include_str!("assets/jobs.css")),
    asset("/-/page.js", SCRIPT, include_str!("assets/page.js")),
    asset("/-/page/events.js", SCRIPT, include_str!("assets/events.js")),
    asset("/-/page/filter.js", SCRIPT, include_str!("assets/filter.js")),
    asset("/-/page/table.js", SCRIPT, include_str!("assets/table.js")),
    asset("/-/page/timeline.js", SCRIPT, include_str!("assets/timeline.js")),
    asset("/-/page/calls.js", SCRIPT, include_str!("assets/calls.js")),
    asset("/-/page/keys.js", SCRIPT, include_str!("assets/keys.js")),
    asset("/-/page/text.js", SCRIPT, include_str!("assets/text.js")),
];
