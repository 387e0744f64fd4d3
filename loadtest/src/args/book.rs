//! What `loadtest book` and `loadtest verify` take.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use crate::args::values::{parse_duration, parse_rate};
use crate::schedule::Arrivals;

/// Which slots are booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Every booking has a slot of its own.
    Distinct,
    /// All bookings race for one slot at once; exactly one may win.
    OneSlot,
    /// A few slots, the first far more wanted than the last.
    Hot,
}

/// `loadtest book`.
#[derive(Debug, clap::Args)]
pub struct Book {
    /// Which slots are booked.
    #[arg(long, value_enum, default_value = "distinct")]
    pub mode: Mode,
    /// Bookings a second.
    #[arg(long, default_value_t = 100.0, value_parser = parse_rate)]
    pub rate: f64,
    /// For how long to send.
    #[arg(long, default_value = "10s", value_parser = parse_duration)]
    pub duration: Duration,
    /// How sends are spaced.
    #[arg(long, value_enum, default_value = "constant")]
    pub arrivals: Arrivals,
    /// How many patients book.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub users: u32,
    /// Read the patients from this file, and write new ones to it, instead of making new ones each time.
    #[arg(long, value_name = "FILE")]
    pub users_file: Option<PathBuf>,
    /// How many bookings race in `one-slot` mode (default: one a patient).
    #[arg(long)]
    pub attempts: Option<usize>,
    /// How many slots there are in `hot` mode.
    #[arg(long, default_value_t = 20)]
    pub hot_slots: usize,
    /// How many days ahead to look for slots, from today.
    #[arg(long, default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=365))]
    pub days: u32,
    /// Minutes to leave free between two bookings of one doctor, where visits have buffers.
    #[arg(long, default_value_t = 0)]
    pub min_gap: u32,
    /// The type of appointment to book.
    #[arg(long, default_value = "consultation")]
    pub appointment_type: String,
    /// Requests that may wait for their answer at once; further ones are sent late, and counted.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_in_flight: u32,
    /// The same number makes the same plan from the same slots.
    #[arg(long, default_value_t = 1)]
    pub random_seed: u64,
    /// Write each request and its outcome to this new file, for `loadtest verify`.
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
}

/// `loadtest verify`.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// What `loadtest book --ledger` wrote.
    #[arg(long, value_name = "FILE")]
    pub ledger: PathBuf,
}
