//! `carebridge database-url`: the address of the database, for `psql` and `pgbench`.

use std::io::{self, Write};

use clap::Args;

use crate::cli::database;
use crate::cli::error::CliError;
use crate::config::settings::Settings;

/// Print the address of the database, for psql and pgbench.
///
/// That of DATABASE_URL, passwords included; else that of the built-in PostgreSQL of a running server.
#[derive(Debug, Args)]
pub struct DatabaseUrlArgs {}

/// Prints the address.
///
/// # Errors
/// `NoDatabase` where no server runs, `Settings` where the settings are refused.
pub async fn run(_: &DatabaseUrlArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    let url = database::running(&settings).await?;
    let url = url.ok_or_else(|| CliError::NoDatabase(settings.data_dir.clone()))?;
    writeln!(io::stdout(), "{url}").map_err(CliError::Output)
}
