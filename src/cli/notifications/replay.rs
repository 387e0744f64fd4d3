//! `carebridge notifications replay`: another try for messages that were given up.

use std::io::{self, Write};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{ArgGroup, Args};

use crate::cli::database;
use crate::cli::error::CliError;
use crate::cli::notifications::named::named;
use crate::config::settings::Settings;
use crate::domain::audit::Origin;
use crate::domain::channels::ChannelKind;
use crate::domain::clock::{Clock, SystemClock};
use crate::domain::ids::DeliveryId;
use crate::domain::invalid::Invalid;
use crate::services::admin_deliveries::replay::replay;
use crate::storage::dead_letters::Letters;

/// Try messages again that were given up: those named, those that were to go out over a channel, all.
///
/// Each gets as many attempts as it had at first, and is judged again before it is sent: what has lost its sense is not. A
/// running server takes them up within a second. It goes on record.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).multiple(true)))]
pub struct ReplayArgs {
    /// These messages.
    #[arg(value_name = "ID", group = "which")]
    ids: Vec<DeliveryId>,
    /// Over this channel: in_app, email, sms or push.
    #[arg(long, group = "which", value_parser = ChannelKind::parse)]
    channel: Option<ChannelKind>,
    /// Saying this.
    #[arg(long, group = "which")]
    template: Option<String>,
    /// Made on this day (UTC) or at this instant, or later: 2026-11-24, 2026-11-24T08:00:00Z.
    #[arg(long, group = "which", value_name = "DATE", value_parser = since)]
    since: Option<DateTime<Utc>>,
    /// Whatever was given up.
    #[arg(long, group = "which")]
    all: bool,
}

/// Queues them again, and says how many.
///
/// # Errors
/// `NotReplayed` where one that was named is not there or was not given up; `UnknownTemplate`; `Settings`, `Postgres`,
/// `Service`. What was queued until then stays queued.
pub async fn run(args: &ReplayArgs) -> Result<(), CliError> {
    if let Some(template) = &args.template {
        named(template)?;
    }
    let letters = Letters {
        ids: (!args.ids.is_empty()).then(|| args.ids.clone()),
        channel: args.channel,
        template: args.template.clone(),
        from: args.since,
        to: None,
        // What dies again while this runs is not tried a second time, or it might never end.
        dead_before: Some(SystemClock.now()),
    };
    let settings = Settings::from_env()?;
    let replayed = database::with(&settings, async |url| {
        let database = database::pool(url)?;
        let mut total = 0;
        loop {
            let done = replay(&database, &SystemClock, &letters, None, &Origin::default()).await?;
            total += done.ids.len();
            if done.ids.is_empty() || done.left == 0 {
                return Ok(total);
            }
        }
    })
    .await?;
    writeln!(io::stdout(), "replayed: {replayed}").map_err(CliError::Output)?;
    match args.ids.len().saturating_sub(replayed) {
        0 => Ok(()),
        others => Err(CliError::NotReplayed(others)),
    }
}

fn since(text: &str) -> Result<DateTime<Utc>, Invalid> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc());
    }
    text.parse().map_err(|_| Invalid::new("invalid_date", "give a date like 2026-11-24"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_a_day_is_since_its_midnight() {
        assert_eq!(since("2026-11-24").unwrap(), since("2026-11-24T00:00:00Z").unwrap());
        assert!(since("yesterday").is_err());
    }
}
