//! What `loadtest slots` takes.

use std::time::Duration;

use crate::args::values::{parse_duration, parse_rate};

/// `loadtest slots`.
#[derive(Debug, clap::Args)]
pub struct Slots {
    /// The server's database, where the doctors and their visits are added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: String,
    /// Visits that the doctor has ahead, 14 a day.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub visits: u32,
    /// Days that are asked for a second.
    #[arg(long, default_value_t = 2_000.0, value_parser = parse_rate)]
    pub rate: f64,
    /// For how long days are asked for; months for half of it.
    #[arg(long, default_value = "20s", value_parser = parse_duration)]
    pub duration: Duration,
    /// For how long before that, unmeasured.
    #[arg(long, default_value = "2s", value_parser = parse_duration)]
    pub warm_up: Duration,
    /// For how long `/health/live` is measured before.
    #[arg(long, default_value = "5s", value_parser = parse_duration)]
    pub reference: Duration,
    /// How many clients ask for months.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    pub clients: u32,
    /// How many doctors are asked for once.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub cold: u32,
    /// Visits that each of these has ahead.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub cold_visits: u32,
    /// Requests that may wait for their answer at once; further ones are sent late, and that counts.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_in_flight: u32,
    /// Exit with 1 where 99 of 100 days took longer than this.
    #[arg(long, value_name = "MS")]
    pub p99_ms: Option<f64>,
    /// Exit with 1 where 99 of 100 months took longer than this.
    #[arg(long, value_name = "MS")]
    pub month_ms: Option<f64>,
    /// Exit with 1 where 99 of 100 first requests took longer than this.
    #[arg(long, value_name = "MS")]
    pub cold_ms: Option<f64>,
}
