//! `carebridge migrate`: brings the database to the schema of this build, or back.

use std::io::{self, Write};

use clap::Args;

use crate::cli::database;
use crate::cli::error::CliError;
use crate::config::settings::Settings;
use crate::storage::migrations;

/// Bring the database to the schema of this build.
///
/// `serve` does the same at its start. With --down the last migrations are taken back, and what they held is lost.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Take the last N migrations back instead.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    down: Option<u16>,
}

/// Applies or takes back migrations and says how many.
///
/// # Errors
/// `Settings`, `Postgres` or `Storage`.
pub async fn run(args: &MigrateArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    let said = database::with(&settings, async |url| {
        Ok(match args.down {
            None => match migrations::up(url).await? {
                0 => "the schema is up to date".to_owned(),
                count => format!("{} applied", migrations(count)),
            },
            Some(wanted) => match migrations::down(url, wanted.into()).await? {
                0 => "there is no migration to take back".to_owned(),
                count => format!("{} taken back", migrations(count)),
            },
        })
    })
    .await?;
    writeln!(io::stdout(), "{said}").map_err(CliError::Output)
}

fn migrations(count: usize) -> String {
    if count == 1 { "1 migration".to_owned() } else { format!("{count} migrations") }
}
