//! What must never be logged, however much is logged: unique names, numbers, passwords and tokens that go through the
//! whole suite, and a log that is read as it is written.

use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, Once, PoisonError};

use carebridge::telemetry::logging;
use tracing_subscriber::fmt::MakeWriter;

use super::api::{CHOSEN, PASSPHRASE};

/// Everything of ours, and what the libraries say of their steps.
const FILTER: &str = "debug,carebridge=trace";

/// Planted in registrations, bookings and profiles. Found nowhere but where somebody put them.
const PLANTED: [&str; 8] = [
    PASSPHRASE,
    CHOSEN,
    "violet anchor",
    "not the passphrase",
    "nova@patient.example",
    "Nova Patient",
    "+15550100999",
    "It itches where the ferret bit",
];

/// Tokens, codes and links as they are handed out.
static HANDED_OUT: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Lines that held one of them.
static FOUND: LazyLock<Mutex<Vec<String>>> = LazyLock::new(Mutex::default);
static LISTENING: Once = Once::new();

/// Reads the log of this process from now on.
pub fn listen() {
    LISTENING.call_once(|| {
        let log =
            tracing_subscriber::fmt().with_env_filter(logging::filter(FILTER).unwrap()).with_ansi(false);
        log.with_writer(Reader).init();
        // A log that nobody reads would find nothing either.
        tracing::info!("a line with {PASSPHRASE} in it");
        assert_eq!(take_found().len(), 1, "the log is not read");
    });
}

/// Adds a secret that was handed out just now. Only the last ones are looked for: each line is compared with all.
pub fn plant(secret: &str) {
    if secret.len() < 16 {
        return; // found by chance
    }
    let mut planted = HANDED_OUT.lock().unwrap_or_else(PoisonError::into_inner);
    if planted.len() >= 200 {
        planted.remove(0);
    }
    planted.push(secret.to_owned());
}

/// What was found since the last time.
pub fn take_found() -> Vec<String> {
    std::mem::take(&mut FOUND.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether a text that anybody may see holds a planted secret.
pub fn is_in(text: &str) -> bool {
    let planted = HANDED_OUT.lock().unwrap_or_else(PoisonError::into_inner);
    PLANTED.iter().any(|canary| text.contains(canary)) || planted.iter().any(|canary| text.contains(canary))
}

struct Reader;

impl Write for Reader {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if is_in(&text) {
            FOUND.lock().unwrap_or_else(PoisonError::into_inner).push(text.into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Reader {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}
