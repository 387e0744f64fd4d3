//! `carebridge config`: what the server would start with.

use std::io::{self, Write};

use clap::Args;

use crate::cli::error::CliError;
use crate::config::settings::Settings;

/// Print the effective settings as TOML, with every secret masked.
///
/// They come from the embedded defaults, then the file that CAREBRIDGE_CONFIG names, then the environment and `.env`.
#[derive(Debug, Args)]
pub struct ConfigArgs {}

/// Prints the settings.
///
/// # Errors
/// `Settings` where they are refused, `Output` where they cannot be written.
pub fn run(_: &ConfigArgs) -> Result<(), CliError> {
    let masked = Settings::from_env()?.masked()?;
    io::stdout().write_all(masked.as_bytes()).map_err(CliError::Output)
}
