//! Sets logging up, once, at the start of a command.
//!
//! # Rules
//!
//! | level | meaning |
//! |---|---|
//! | `error` | somebody has to look: a promise was broken, or work was given up for good |
//! | `warn` | something failed and is tried again, or the service is degraded without Redis, SMTP or the like |
//! | `info` | what an operator wants to see of a normal day: start, stop, migrations, a request over the slow limit |
//! | `debug` | the steps of one request, actor or delivery, for whoever works on the code |
//! | `trace` | every frame and query, without their content |
//!
//! - Identifiers stand in fields *and* in the message: `info!(%appointment_id, "appointment {appointment_id} booked")`.
//! - A cause is logged once, where it stops: at the edge of a request, an actor or a delivery; nobody logs and returns it.
//! - What happens within a request carries its `request_id` through the span that `http` opens.
//!
//! Never logged at any level: passwords, tokens, keys, cookies, `Authorization` and one-time links; names, dates of birth;
//! e-mail addresses and telephone numbers, unless through `redaction`; reasons for a visit, notes, messages, results and
//! anything else about somebody's health; bodies of requests, answers, frames, mails and texts; addresses of servers with
//! the user and password in them. Should an address, a number or a credential slip in all the same, it is masked as the line
//! is written, whatever the format and wherever it goes.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use thiserror::Error;
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::writer::MakeWriterExt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::log::{LogFormat, LogSettings};
use crate::telemetry::masked::Masked;
use crate::telemetry::rotating_file::RotatingFile;

const FILE_MAX_BYTES: u64 = 15 * 1024 * 1024;
const FILES_KEPT: u32 = 10;

/// Logging could not be set up.
#[derive(Debug, Error)]
pub enum LoggingError {
    /// The filter is not one.
    #[error("RUST_LOG")]
    Filter(#[from] ParseError),
    /// A log file could not be opened.
    #[error("cannot write {} ({source}): set CAREBRIDGE_LOG_DIR to a directory that can be written", .path.display())]
    File {
        /// The file or its directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// It was set up before.
    #[error("logging is set up already")]
    Again(#[from] TryInitError),
}

type BoxedLayer<S> = Box<dyn Layer<S> + Send + Sync>;

/// Sends what is logged to standard error, and to `app.log` and `error.log` where a directory for these is set.
/// What libraries log through the `log` crate goes the same way.
///
/// # Errors
/// `File` where a log file cannot be opened, `Again` at the second call in a process.
pub fn init(settings: &LogSettings) -> Result<(), LoggingError> {
    // Layers share how a span's fields look, so colours would end in the files.
    let colours = io::stderr().is_terminal() && settings.dir.is_none();
    let mut layers = vec![layer(settings.format, colours, io::stderr)];
    if let Some(dir) = &settings.dir {
        layers.push(layer(settings.format, false, open(dir, "app.log")?));
        // The writer is filtered, not the layer: a filtered layer would not see the request's span.
        let errors = open(dir, "error.log")?.with_max_level(Level::ERROR);
        layers.push(layer(settings.format, false, errors));
    }
    tracing_subscriber::registry().with(layers).with(filter(&settings.filter)?).try_init()?;
    Ok(())
}

/// What is logged, whatever is asked for: from `debug` on, this library logs the parameters of statements, and with them
/// all that must never be logged.
///
/// # Errors
/// Where the text is no filter.
pub fn filter(text: &str) -> Result<EnvFilter, ParseError> {
    Ok(EnvFilter::try_new(text)?.add_directive("tokio_postgres=info".parse()?))
}

fn layer<S, W>(format: LogFormat, colours: bool, writer: W) -> BoxedLayer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(Masked(writer)).with_ansi(colours);
    match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    }
}

fn open(dir: &Path, name: &str) -> Result<Mutex<RotatingFile>, LoggingError> {
    let path = dir.join(name);
    fs::create_dir_all(dir).map_err(|source| LoggingError::File { path: dir.to_owned(), source })?;
    let file = RotatingFile::open(path.clone(), FILE_MAX_BYTES, FILES_KEPT)
        .map_err(|source| LoggingError::File { path, source })?;
    Ok(Mutex::new(file))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::subscriber::with_default;

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_slips_into_a_line_is_masked_in_both_formats_in_fields_messages_and_spans() {
        for format in [LogFormat::Text, LogFormat::Json] {
            let sink = Sink::default();
            let writer = sink.clone();
            let subscriber =
                tracing_subscriber::registry().with(layer(format, false, move || writer.clone()));
            with_default(subscriber, || {
                let span = tracing::info_span!("request", from = "sam@carebridge.example");
                span.in_scope(|| {
                    tracing::info!(
                        to = "pat@carebridge.example",
                        "Authorization: Bearer eyJhbGciOi for +15550100999"
                    );
                });
            });
            let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
            for slipped in ["sam@", "pat@", "eyJhbGciOi", "15550100999"] {
                assert!(!text.contains(slipped), "{text}");
            }
            for masked in ["s••@c…", "p••@c…", "Authorization: ••••", "+1 •••• 999"]
            {
                assert!(text.contains(masked), "{text}");
            }
        }
    }
}
