//! `-v`: what the calls do, on standard error.
//!
//! The library below opens a span for each call and one for each of its attempts. A line is written
//! when one ends, because only then is known how it ended. No span and no event holds a secret.

use std::fmt;
use std::time::Instant;

use imagejobs::escape_controls;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::stderr::say;

/// Tells from now on: calls, with 2 attempts and waits too, with 3 what is signed too.
pub(crate) fn begin(verbosity: u8) {
    let shown = match verbosity {
        0 => return,
        1 => Level::INFO,
        2 => Level::DEBUG,
        _ => Level::TRACE,
    };
    // This is the program's only subscriber, so nobody was faster.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(Told { shown }));
}

/// Writes lines of up to this level.
struct Told {
    shown: Level,
}

/// What is known of a span so far.
struct Seen {
    began: Instant,
    fields: Fields,
    resends: u64,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Told {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        // A call's line tells how often it was resent, which its attempts know.
        let level = self.shown.max(Level::DEBUG);
        *metadata.level() <= level && metadata.target().starts_with("imagejobs")
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.shown.max(Level::DEBUG).into())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(resends) = fields.get(RESENDS).and_then(|count| count.parse().ok())
            && let Some(call) = span.parent()
            && let Some(seen) = call.extensions_mut().get_mut::<Seen>()
        {
            seen.resends = resends;
        }
        span.extensions_mut().insert(Seen { began: Instant::now(), fields, resends: 0 });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(seen) = span.extensions_mut().get_mut::<Seen>() {
            values.record(&mut seen.fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = *event.metadata().level();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let message = fields.get("message").unwrap_or_default().to_owned();
        let fields = fields.0.iter().filter(|(name, _)| *name != "message");
        let fields = fields.map(|(name, value)| format!(" {name}={value}")).collect::<String>();
        self.tell(level, format_args!("{message}{fields}"));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let extensions = span.extensions();
        let Some(Seen { began, fields, resends }) = extensions.get() else { return };
        let what = match span.name() {
            "operation" => format!("{} {}", fields.shown("otel.name"), Asked(fields)),
            "attempt" => format!("attempt {} {}", 1 + fields.number(RESENDS), Asked(fields)),
            other => other.to_owned(),
        };
        let status = fields.labelled(" status=", "http.response.status_code");
        let took = began.elapsed().as_secs_f64();
        let resent =
            if span.name() == "operation" { format!(" resends={resends}") } else { String::new() };
        let error = fields.labelled(" error=", "error.type");
        let level = *span.metadata().level();
        self.tell(level, format_args!("{what}{status} duration={took:.3}s{resent}{error}"));
    }
}

impl Told {
    fn tell(&self, level: Level, line: impl fmt::Display) {
        if level <= self.shown {
            let label = level.as_str().to_ascii_lowercase();
            say(escape_controls(&format!("{label}: {line}")));
        }
    }
}

const RESENDS: &str = "http.request.resend_count";

/// The values of a span or an event, by their names.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().rev().find(|(known, _)| *known == name)?;
        Some(value)
    }

    fn shown(&self, name: &str) -> &str {
        self.get(name).unwrap_or("-")
    }

    fn number(&self, name: &str) -> u64 {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    fn labelled(&self, label: &str, name: &str) -> String {
        self.get(name).map(|value| format!("{label}{value}")).unwrap_or_default()
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}

/// What was asked of whom.
struct Asked<'a>(&'a Fields);

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(fields) = self;
        let (method, path) = (fields.shown("http.request.method"), fields.shown("url.template"));
        write!(f, "{method} {path} host={}", fields.shown("server.address"))?;
        match fields.get("server.port") {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}
