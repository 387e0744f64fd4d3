//! What `loadtest fanout` takes.

use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use crate::args::values::{parse_duration, parse_rate};
use crate::fanout::target::Target;

/// `loadtest fanout`.
#[derive(Debug, clap::Args)]
pub struct Fanout {
    /// Whose protocol to speak.
    #[arg(long, value_enum, default_value = "carebridge")]
    pub target: Target,
    /// The server's process, for its memory and processor time; repeat it for several.
    #[arg(long, value_name = "PID")]
    pub server_pid: Vec<u32>,
    /// Sockets that hear nothing.
    #[arg(long, default_value_t = 10_000)]
    pub idle: usize,
    /// Sockets that hear nothing and are signed in, each as a patient of its own (CareBridge only).
    #[arg(long, default_value_t = 0)]
    pub signed_in: u32,
    /// Sockets that hear every message.
    #[arg(long, default_value_t = 2_000)]
    pub subscribers: usize,
    /// Messages a second. CareBridge's are real: times held and let go.
    #[arg(long, default_value_t = 23.6, value_parser = parse_rate)]
    pub rate: f64,
    /// For how long.
    #[arg(long, default_value = "20s", value_parser = parse_duration)]
    pub duration: Duration,
    /// For how long before that, unmeasured.
    #[arg(long, default_value = "3s", value_parser = parse_duration)]
    pub warm_up: Duration,
    /// How long to wait before memory is read, and for a further message when all are published.
    #[arg(long, default_value = "3s", value_parser = parse_duration)]
    pub settle: Duration,
    /// Bytes of text in a frame, for servers that carry whatever they are given (CareBridge's own decide).
    #[arg(long, default_value_t = 350, value_parser = clap::value_parser!(u16).range(40..))]
    pub message_bytes: u16,
    /// Whose times are held (default: the doctor with the most free ones).
    #[arg(long)]
    pub doctor: Option<Uuid>,
    /// Read the patients from this file, and write new ones to it, instead of making new ones each time.
    #[arg(long, value_name = "FILE")]
    pub users_file: Option<PathBuf>,
    /// Exit with 1 where 99 of 100 messages took longer than this from their intended send.
    #[arg(long, value_name = "MS")]
    pub p99_ms: Option<f64>,
}
