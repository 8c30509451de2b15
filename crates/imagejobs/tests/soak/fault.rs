//! What a call meets, by its number.

use std::fmt::Write as _;

use imagejobs::Error;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    None,
    /// Goes away after so many answers.
    Passing(u32, Kind),
    /// Every answer is this.
    Lasting(Kind),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Status(u16),
    Throttled,
    /// The connection ends without an answer.
    Silence,
    /// The connection ends within the body.
    Cut,
    /// A page of another kind than was asked for.
    Html,
    /// JSON that is no page.
    NoPage,
}

/// What may pass.
const PASSING: [Kind; 6] = [
    Kind::Status(500),
    Kind::Status(503),
    Kind::Status(408),
    Kind::Throttled,
    Kind::Silence,
    Kind::Cut,
];
/// What may last.
const LASTING: [Kind; 8] = [
    Kind::Status(400),
    Kind::Status(401),
    Kind::Status(403),
    Kind::Status(404),
    Kind::Status(502),
    Kind::Cut,
    Kind::Html,
    Kind::NoPage,
];

impl Fault {
    /// One call in ten meets something that passes, one in thirty something that lasts.
    pub(crate) fn of(number: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(number);
        let one_of =
            |random: &mut fastrand::Rng, kinds: &[Kind]| kinds[random.usize(..kinds.len())];
        match random.u8(..30) {
            0 => Self::Lasting(one_of(&mut random, &LASTING)),
            1..4 => Self::Passing(random.u32(1..4), one_of(&mut random, &PASSING)),
            _ => Self::None,
        }
    }

    /// How many answers it takes to get a page.
    pub(crate) fn answers_to_success(self) -> Option<u32> {
        match self {
            Self::None => Some(1),
            // A call makes three attempts.
            Self::Passing(failures, _) => (failures < 3).then_some(failures + 1),
            Self::Lasting(_) => None,
        }
    }

    /// Whether an error tells of it, and of nothing else.
    pub(crate) fn is_told_by(self, error: &Error) -> bool {
        let (Self::Passing(_, kind) | Self::Lasting(kind)) = self else { return false };
        match kind {
            Kind::Status(status) => error.status() == Some(status) && !error.is_decode(),
            Kind::Throttled => error.is_throttled(),
            Kind::Silence | Kind::Cut => error.is_connect(),
            Kind::Html | Kind::NoPage => error.is_decode() && error.status() == Some(200),
        }
    }

    /// The bytes of the answer to a call's next attempt, and whether the connection ends after them.
    pub(crate) fn answer(self, number: u64, answers: u32) -> (Vec<u8>, bool) {
        match self {
            Self::Passing(failures, kind) if answers < failures => kind.answer(number),
            Self::Lasting(kind) => kind.answer(number),
            Self::None | Self::Passing(..) => (http(200, "application/json", &page(number)), false),
        }
    }
}

impl Kind {
    fn answer(self, number: u64) -> (Vec<u8>, bool) {
        let json = "application/json";
        let failure = r#"{"error_code":"WKS.0001","error_msg":"no"}"#;
        match self {
            Self::Status(status) => (http(status, json, failure), false),
            Self::Throttled => (http(429, "application/json\r\nretry-after: 1", failure), false),
            Self::Silence => (Vec::new(), true),
            Self::Cut => {
                let mut bytes = http(200, json, &page(number));
                bytes.truncate(bytes.len() - 5);
                (bytes, true)
            }
            Self::Html => (http(200, "text/html", "<html>Log in</html>"), false),
            Self::NoPage => (http(200, json, "[1, 2"), false),
        }
    }
}

fn http(status: u16, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} -\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n\
         {body}"
    )
    .into_bytes()
}

/// Up to fifty jobs, which no other call gets.
pub(crate) fn ids(number: u64) -> Vec<String> {
    (0..number % 51).map(|job| format!("{number}-{job}")).collect()
}

fn page(number: u64) -> String {
    let ids = ids(number);
    let mut page = format!("{{\"count\":{},\"items\":[", ids.len());
    for (index, id) in ids.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(page, "{comma}{{\"id\":\"{id}\",\"status\":\"RUNNING\"}}");
    }
    page.push_str("]}");
    page
}
