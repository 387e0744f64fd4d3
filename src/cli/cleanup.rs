//! `carebridge cleanup`: forgets now what the running server forgets every ten minutes.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use crate::cli::database;
use crate::cli::error::CliError;
use crate::config::settings::Settings;
use crate::domain::clock::{Clock, SystemClock};
use crate::services::retention::{Stale, forget};

/// Forget what is past its time.
///
/// A running server does the same every ten minutes. Nothing is deleted that somebody may still need: messages that wait
/// to be sent and notifications that nobody has seen stay.
#[derive(Debug, Args)]
pub struct CleanupArgs {
    /// What to look through.
    #[arg(value_enum)]
    what: What,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Notifications seen 180 days ago, messages settled 90 days ago, events told 30 days ago, texts that people sent two
    /// days ago, browsers that took no push for 180 days.
    Notifications,
    /// Sign-ins that ended a day ago, links and codes past their time, tries at passwords of 30 days ago.
    Sessions,
    /// Idempotency keys after their day.
    Keys,
    /// Holds that nobody booked from and group sessions that nobody came to, a day after; offers of 90 days ago.
    Holds,
    /// All of these.
    All,
}

impl What {
    fn stale(self) -> &'static [Stale] {
        match self {
            Self::Notifications => &[
                Stale::Notifications,
                Stale::Deliveries,
                Stale::Events,
                Stale::DailyCounts,
                Stale::InboundTexts,
                Stale::SmsQuestions,
                Stale::PushSubscriptions,
            ],
            Self::Sessions => &[Stale::Sessions, Stale::OneTimeTokens, Stale::LoginAttempts],
            Self::Keys => &[Stale::Keys],
            Self::Holds => &[Stale::Holds, Stale::GroupSessions, Stale::Offers],
            Self::All => &Stale::ALL,
        }
    }
}

/// Forgets, and says of each kind how many rows.
///
/// # Errors
/// `Settings`, `Postgres` or `Retention`; what was deleted until then stays deleted.
pub async fn run(args: &CleanupArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    let now = SystemClock.now();
    database::with(&settings, async |url| {
        let database = database::pool(url)?;
        for &stale in args.what.stale() {
            let rows = forget(&database, stale, now, None).await?;
            writeln!(io::stdout(), "{}: {rows}", stale.as_str()).map_err(CliError::Output)?;
        }
        Ok(())
    })
    .await
}
