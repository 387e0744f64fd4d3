//! What `loadtest stall` takes.

use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use crate::args::values::{parse_duration, parse_rate};

/// `loadtest stall`.
#[derive(Debug, clap::Args)]
pub struct Stall {
    /// The server's process, for its memory; repeat it for several.
    #[arg(long, value_name = "PID")]
    pub server_pid: Vec<u32>,
    /// Sockets that go on reading.
    #[arg(long, default_value_t = 1_980)]
    pub subscribers: usize,
    /// Readers that are stopped, each a process of its own.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub stopped: u16,
    /// Messages a second: times held and let go.
    #[arg(long, default_value_t = 23.6, value_parser = parse_rate)]
    pub rate: f64,
    /// For how long with all reading, and again with some stopped; longer than the server gives a peer to answer a ping.
    #[arg(long, default_value = "40s", value_parser = parse_duration)]
    pub duration: Duration,
    /// For how long before that, unmeasured.
    #[arg(long, default_value = "3s", value_parser = parse_duration)]
    pub warm_up: Duration,
    /// How long to wait for a further message when all are published.
    #[arg(long, default_value = "3s", value_parser = parse_duration)]
    pub settle: Duration,
    /// Whose times are held (default: the doctor with the most free ones).
    #[arg(long)]
    pub doctor: Option<Uuid>,
    /// Read the patients from this file, and write new ones to it, instead of making new ones each time.
    #[arg(long, value_name = "FILE")]
    pub users_file: Option<PathBuf>,
    /// Exit with 1 where the others' p99 grew by more than this factor.
    #[arg(long, value_name = "FACTOR")]
    pub p99_ratio: Option<f64>,
    /// Exit with 1 where the server or the kernel's sockets took so much more memory in the end.
    #[arg(long, value_name = "MIB")]
    pub growth_mib: Option<f64>,
}

/// `loadtest reader`: what `stall` starts and stops.
#[derive(Debug, clap::Args)]
pub struct Reader {
    /// What to listen to.
    #[arg(long)]
    pub topic: String,
}
