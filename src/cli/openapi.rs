//! `carebridge openapi`.

use std::io::Write;

use clap::Args;

use crate::app::http_server;
use crate::cli::error::CliError;

/// Print the OpenAPI document, as `/api/openapi.json` serves it.
#[derive(Debug, Args)]
pub struct OpenapiArgs {}

/// Prints the document.
///
/// # Errors
/// Where standard output is closed.
pub fn run(_: &OpenapiArgs) -> Result<(), CliError> {
    let document = http_server::openapi().to_pretty_json().map_err(|error| CliError::Output(error.into()))?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{document}").map_err(CliError::Output)
}
