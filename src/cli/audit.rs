//! `carebridge audit verify`: whether the audit trail is as it was written.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use secrecy::ExposeSecret;

use crate::cli::database;
use crate::cli::error::CliError;
use crate::config::secret_file;
use crate::config::settings::Settings;
use crate::services::audit::checkpoints::Checkpoints;
use crate::services::audit::findings::Report;
use crate::services::audit::keys::AuditKeys;
use crate::services::audit::verify::verify;

/// Work that takes longer shows how far it is.
const SHOWN_AFTER: Duration = Duration::from_secs(1);

/// Look after the audit trail.
#[derive(Debug, Args)]
pub struct AuditArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    /// Verify that no row was altered, deleted or inserted, and that the trail was not cut off.
    ///
    /// Needs the secret of the installation, and for the end of the trail the checkpoints in its data directory. Reads
    /// only. Exits with 1 and names the first row that is wrong, if one is.
    Verify,
}

/// Verifies, and says what was looked at.
///
/// # Errors
/// `AuditTrail` with the first thing wrong; `Settings`, `Postgres` or `Storage`.
pub async fn run(args: &AuditArgs) -> Result<(), CliError> {
    let What::Verify = args.what;
    let settings = Settings::from_env()?;
    let secret = secret_file::ensure(&settings)?;
    let keys = AuditKeys::new(secret.expose_secret().as_bytes());
    let checkpoints = Checkpoints::of(&settings.data_dir);
    let (bar, began) = (bar(), Instant::now());
    let report = database::with(&settings, async |url| {
        let mut connection = database::pool(url)?.connection().await?;
        let progress = |done, total| {
            if began.elapsed() >= SHOWN_AFTER && bar.is_hidden() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.set_length(total);
            bar.set_position(done);
        };
        Ok(verify(&mut connection, &keys, &checkpoints, &progress).await?)
    })
    .await;
    bar.finish_and_clear();
    say(report?)
}

/// Drawn on standard error, and only where that is a terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("verifying {bar:40} {pos}/{len}");
    ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn say(report: Report) -> Result<(), CliError> {
    if let Some(problem) = report.problem {
        return Err(CliError::AuditTrail(problem.message));
    }
    let Report { rows, chained, pending, checkpoint, .. } = report;
    let checkpoint = checkpoint.map_or_else(
        || "no checkpoint".to_owned(),
        |kept| {
            format!("checkpoint at position {} of {}", kept.position, kept.at.format("%Y-%m-%dT%H:%M:%SZ"))
        },
    );
    writeln!(
        io::stdout(),
        "the audit trail is intact: {rows} rows, {chained} chained, {pending} waiting, {checkpoint}"
    )
    .map_err(CliError::Output)
}
