//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use reqwest::Url;
use uuid::Uuid;

use crate::error::Error;
use crate::schedule::Arrivals;

/// Load on a running CareBridge, measured from the instants at which it was meant to be sent.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// What all commands take.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What all commands take.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// A server to talk to; repeat it to spread the load over several nodes.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8000")]
    pub base_url: Vec<Url>,
    /// Write the results to this file as JSON.
    #[arg(long, global = true, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// The password that the patients made for the test get.
    #[arg(long, global = true, default_value = "carebridge-demo-passphrase", value_name = "PASSWORD")]
    pub seed_password: String,
    /// How long to wait for one answer; after that its outcome is unknown.
    #[arg(long, global = true, default_value = "10s", value_parser = parse_duration)]
    pub timeout: Duration,
    /// Allow servers that are not on this machine.
    #[arg(long, global = true)]
    pub allow_remote: bool,
}

impl Common {
    /// Refuses a server on another machine unless that was asked for.
    pub fn check_targets(&self) -> Result<(), Error> {
        match self.base_url.iter().find(|url| !is_loopback(url)) {
            Some(url) if !self.allow_remote => Err(Error::RemoteTarget { url: url.to_string() }),
            _ => Ok(()),
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Book appointments at a set rate and measure how long each took.
    Book(Book),
    /// Compare the ledger of an earlier `book --ledger` with what the server has now.
    Verify(Verify),
    /// Hold sockets on one doctor's slots while booking them, and measure how soon each socket is told.
    Watch(Watch),
    /// Search the directory of doctors with many clients at once, and measure how long each page took.
    ///
    /// Each client sends its next search when it has read the answer to the last one: names, parts of names, a specialty
    /// and a language, a clinic, no filter, the page that follows. `GET /health/live` is measured in the same way just
    /// before, as what a request costs on this machine at all.
    Search(Search),
    /// Ask for the free slots of a doctor with thousands of visits ahead, and measure how long each list took.
    ///
    /// Adds doctors of its own to the server's database and leaves them there: give it one that may be thrown away. Days are
    /// asked for at a set rate, `GET /health/live` at the same rate just before, as what a request costs on this machine
    /// at all; then months, each client the next when it has read the last; then a day of each of some doctors whom nobody
    /// asked for before.
    Slots(Slots),
}

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

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// `250ms`, `10s`, `2m`, or a plain number of seconds.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let (number, unit_s) = if let Some(number) = text.strip_suffix("ms") {
        (number, 0.001)
    } else if let Some(number) = text.strip_suffix('s') {
        (number, 1.0)
    } else if let Some(number) = text.strip_suffix('m') {
        (number, 60.0)
    } else {
        (text, 1.0)
    };
    let seconds = number.parse::<f64>().map_err(|_| format!("`{text}` is no duration such as 10s or 2m"))?;
    Duration::try_from_secs_f64(seconds * unit_s).map_err(|error| error.to_string())
}

fn parse_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate <= 1_000_000.0 => Ok(rate),
        _ => Err("a rate is a number above 0 and at most 1000000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(parse_duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse_duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(parse_duration("1.5"), Ok(Duration::from_millis(1500)));
        assert!(parse_duration("soon").is_err());
        assert!(parse_duration("-1s").is_err());
    }

    #[test]
    fn only_this_machine_is_a_target_by_itself() {
        for (url, allowed) in [
            ("http://127.0.0.1:8000", true),
            ("http://[::1]:8000", true),
            ("http://localhost:8000", true),
            ("http://10.0.0.1:8000", false),
            ("http://localhost.example.org", false),
            ("http://127.0.0.1.example.org", false),
        ] {
            let args = Args::parse_from(["loadtest", "book", "--base-url", url]);
            assert_eq!(args.common.check_targets().is_ok(), allowed, "{url}");
        }
        let args = Args::parse_from(["loadtest", "book", "--base-url", "http://10.0.0.1", "--allow-remote"]);
        assert!(args.common.check_targets().is_ok());
    }
}
