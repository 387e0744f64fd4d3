//! What `loadtest search` takes.

use std::time::Duration;

use crate::args::values::parse_duration;

/// `loadtest search`.
#[derive(Debug, clap::Args)]
pub struct Search {
    /// How many clients search at once.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub clients: u32,
    /// For how long.
    #[arg(long, default_value = "20s", value_parser = parse_duration)]
    pub duration: Duration,
    /// For how long before that, unmeasured.
    #[arg(long, default_value = "2s", value_parser = parse_duration)]
    pub warm_up: Duration,
    /// For how long `/health/live` is measured before.
    #[arg(long, default_value = "5s", value_parser = parse_duration)]
    pub reference: Duration,
    /// Milliseconds that a client reads an answer before it searches again, half as much to half again; none by default.
    #[arg(long, default_value_t = 0)]
    pub think_ms: u64,
    /// Results a page.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub limit: u32,
    /// Exit with 1 where 99 of 100 searches took longer than this.
    #[arg(long, value_name = "MS")]
    pub p99_ms: Option<f64>,
    /// The same number makes the same searches of the same directory.
    #[arg(long, default_value_t = 1)]
    pub random_seed: u64,
}
