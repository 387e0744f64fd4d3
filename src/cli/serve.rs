//! `carebridge serve`.

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::start::start;
use crate::cli::error::CliError;
use crate::config::settings::Settings;
use crate::domain::clock::{SharedClock, SystemClock};
use crate::services::seed::accounts;
use crate::services::seed::plan::SeedPlan;
use crate::services::seed::run as services_seed;
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
    if args.seed && settings.env.is_production() {
        return Err(CliError::DevelopmentOnly);
    }
    let running = tokio::select! {
        running = start(settings, clock.clone()) => running?,
        _ = interrupted.recv() => return Ok(()),
        _ = terminated.recv() => return Ok(()),
    };
    if args.seed {
        let plan = SeedPlan { if_empty: true, ..SeedPlan::default() };
        services_seed::run(running.database(), &*clock, &plan, &|_, _| {}).await?;
    }
    running.welcome();
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
        writeln!(out, "\nDemo accounts, passphrase {}:", accounts::PASSWORD)?;
        for account in accounts::ALL {
            writeln!(out, "  {:<32} {}", account.email, account.role.as_str())?;
        }
    }
    writeln!(out, "\nCtrl-C stops it.")?;
    out.flush()
}
