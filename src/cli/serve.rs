//! `carebridge serve`.

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::start::start;
use crate::cli::error::CliError;
use crate::cli::seed;
use crate::config::settings::Settings;
use crate::domain::clock::{SharedClock, SystemClock};
use crate::telemetry::logging;

/// Run the server. It migrates its database, and stops in good order on Ctrl-C or SIGTERM.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Seed a demo clinic into an empty database (development only).
    #[arg(long)]
    pub seed: bool,
}

/// Runs the server until it is told to stop.
///
/// # Errors
/// One line that says what to do.
pub async fn run(args: &ServeArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    logging::init(&settings.log)?;
    let (mut interrupted, mut terminated) = (on(SignalKind::interrupt())?, on(SignalKind::terminate())?);
    let clock: SharedClock = Arc::new(SystemClock);
    let public_url = settings.server.public_url.clone();
    let seeding = args.seed.then(|| settings.clone());
    let running = tokio::select! {
        running = start(settings, clock.clone()) => running?,
        _ = interrupted.recv() => return Ok(()),
        _ = terminated.recv() => return Ok(()),
    };
    if let Some(settings) = seeding {
        seed::into_empty(&settings, running.database(), &clock).await?;
    }
    greet(public_url.as_str().trim_end_matches('/'), args.seed).map_err(CliError::Output)?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    tracing::info!("stopping");
    Ok(running.stop().await?)
}

fn on(kind: SignalKind) -> Result<Signal, CliError> {
    signal(kind).map_err(CliError::Runtime)
}

fn greet(address: &str, demo: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nCareBridge is ready at {address}")?;
    writeln!(out, "The API is described at {address}/api/docs/")?;
    if demo {
        writeln!(out, "\nDemo accounts, passphrase {}:", seed::PASSPHRASE)?;
        for (email, what) in seed::ACCOUNTS {
            writeln!(out, "  {email:<32} {what}")?;
        }
    }
    writeln!(out, "\nCtrl-C stops it.")?;
    out.flush()
}
