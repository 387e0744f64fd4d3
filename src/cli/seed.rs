//! `carebridge seed`: a demo clinic to try the house out with.

use std::io::{self, Write};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::database;
use crate::cli::error::CliError;
use crate::config::settings::Settings;
use crate::domain::clock::SystemClock;
use crate::services::seed::accounts;
use crate::services::seed::plan::{Counts, Outcome, SeedPlan};
use crate::services::seed::run as services_seed;
use crate::storage::migrations;

/// Add a demo clinic: accounts, doctors with hours, patients, two weeks of appointments.
///
/// In development only. The same at every seed, seen from today; where it is there already, nothing is added.
#[derive(Debug, Args)]
pub struct SeedArgs {
    /// Doctors, the two of the demo accounts included.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    doctors: u32,
    /// Patients, the two of the demo accounts included.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    patients: u32,
    /// Appointments, as far as there is room [default: two fifths of the slots].
    #[arg(long)]
    appointments: Option<u32>,
    /// Leave a database alone in which anybody has an account.
    #[arg(long)]
    if_empty: bool,
}

/// Seeds and says what was added.
///
/// # Errors
/// `DevelopmentOnly` in production; `Settings`, `Postgres`, `Storage` or `Seed`.
pub async fn run(args: &SeedArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    if settings.env.is_production() {
        return Err(CliError::DevelopmentOnly);
    }
    let plan = SeedPlan {
        doctors: args.doctors as usize,
        patients: args.patients as usize,
        appointments: args.appointments.map(|count| count as usize),
        if_empty: args.if_empty,
    };
    let bar = bar();
    let outcome = database::with(&settings, async |url| {
        migrations::up(url).await?;
        let progress = |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        };
        Ok(services_seed::run(&database::pool(url)?, &SystemClock, &plan, &progress).await?)
    })
    .await;
    bar.finish_and_clear();
    say(outcome?).map_err(CliError::Output)
}

/// Drawn on standard error, and only where that is a terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("seeding {bar:40} {pos}/{len}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn say(outcome: Outcome) -> io::Result<()> {
    let mut out = io::stdout();
    match outcome {
        Outcome::AlreadySeeded => writeln!(out, "the demo clinic is there already; nothing was added"),
        Outcome::NotEmpty => writeln!(out, "there are accounts already; nothing was added"),
        Outcome::Seeded(Counts { clinics, doctors, patients, appointments }) => {
            writeln!(
                out,
                "added {clinics} clinics, {doctors} doctors, {patients} patients, {appointments} appointments"
            )?;
            for account in accounts::ALL {
                writeln!(out, "  {:<8} {}", account.role.as_str(), account.email)?;
            }
            writeln!(out, "  password {}", accounts::PASSWORD)
        }
    }
}
