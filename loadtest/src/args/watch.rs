//! What `loadtest watch` takes.

use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use crate::args::values::{parse_duration, parse_rate};

/// `loadtest watch`.
#[derive(Debug, clap::Args)]
pub struct Watch {
    /// How many sockets watch.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub watchers: u32,
    /// Bookings a second.
    #[arg(long, default_value_t = 5.0, value_parser = parse_rate)]
    pub rate: f64,
    /// For how long to book.
    #[arg(long, default_value = "20s", value_parser = parse_duration)]
    pub duration: Duration,
    /// Whose slots (default: the doctor with the most free ones).
    #[arg(long)]
    pub doctor: Option<Uuid>,
    /// How many patients book.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub users: u32,
    /// Read the patients from this file, and write new ones to it, instead of making new ones each time.
    #[arg(long, value_name = "FILE")]
    pub users_file: Option<PathBuf>,
    /// Sign the sockets in as the patients, where anonymous ones are limited.
    #[arg(long)]
    pub signed_in: bool,
    /// Sign them in with a ticket each, as a client does that can set no header.
    #[arg(long, requires = "signed_in")]
    pub tickets: bool,
    /// How many days ahead to look for slots, from today.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=365))]
    pub days: u32,
    /// How long to wait for events after the last booking.
    #[arg(long, default_value = "5s", value_parser = parse_duration)]
    pub settle: Duration,
    /// The same number makes the same plan from the same slots.
    #[arg(long, default_value_t = 1)]
    pub random_seed: u64,
}
