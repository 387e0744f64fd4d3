//! What `loadtest comeback` takes.

use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use crate::args::values::{parse_duration, parse_rate};

/// `loadtest comeback`.
#[derive(Debug, clap::Args)]
pub struct Comeback {
    /// How many clients.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub clients: u32,
    /// Messages before the server is killed, and again when all are back: times held and let go.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=250))]
    pub messages: u16,
    /// Messages a second.
    #[arg(long, default_value_t = 10.0, value_parser = parse_rate)]
    pub rate: f64,
    /// The longest first delay before a client tries again; each later one may be twice as long.
    #[arg(long, default_value = "500ms", value_parser = parse_duration)]
    pub backoff: Duration,
    /// The longest delay of all.
    #[arg(long, default_value = "30s", value_parser = parse_duration)]
    pub backoff_cap: Duration,
    /// How long to wait for all to be live.
    #[arg(long, default_value = "2m", value_parser = parse_duration)]
    pub within: Duration,
    /// Whose times are held (default: the doctor with the most free ones).
    #[arg(long)]
    pub doctor: Option<Uuid>,
    /// Read the patients from this file, and write new ones to it, instead of making new ones each time.
    #[arg(long, value_name = "FILE")]
    pub users_file: Option<PathBuf>,
    /// The server's command, after `--`: it listens at `--base-url`, and has doctors already.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub server: Vec<String>,
}
