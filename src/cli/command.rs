//! The command line as a whole: reads it, runs the one command, and says in one line why it failed.

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::audit::AuditArgs;
use crate::cli::cleanup::CleanupArgs;
use crate::cli::config::ConfigArgs;
use crate::cli::createsuperuser::CreateSuperuserArgs;
use crate::cli::database_url::DatabaseUrlArgs;
use crate::cli::error::{CliError, one_line};
use crate::cli::healthcheck::HealthcheckArgs;
use crate::cli::migrate::MigrateArgs;
use crate::cli::notifications::NotificationsArgs;
use crate::cli::openapi::OpenapiArgs;
use crate::cli::seed::SeedArgs;
use crate::cli::serve::ServeArgs;
use crate::cli::{
    audit, cleanup, config, createsuperuser, database_url, dotenv, healthcheck, migrate, notifications,
    openapi, seed, serve,
};

/// A real-time booking, messaging and notification hub for clinics.
#[derive(Debug, Parser)]
#[command(name = "carebridge", version)]
#[command(
    after_help = "Settings come from the environment, a `.env` file and the file that CAREBRIDGE_CONFIG names."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Serve(ServeArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Migrate(MigrateArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Seed(SeedArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Createsuperuser(CreateSuperuserArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Cleanup(CleanupArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Audit(AuditArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Notifications(NotificationsArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    DatabaseUrl(DatabaseUrlArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Openapi(OpenapiArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Config(ConfigArgs),
    #[expect(missing_docs, reason = "the help is the doc comment of the arguments")]
    Healthcheck(HealthcheckArgs),
}

/// Runs the command that was typed. Exit codes: 0 for success, 1 for failure with one line on standard error, 2 for a
/// command line that makes no sense.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match start(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is closed, the exit code has to do.
            let _ = writeln!(std::io::stderr(), "carebridge: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command) -> Result<(), CliError> {
    dotenv::read()?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CliError::Runtime)?;
    // An actix system around the runtime: actors and their arbiters find it as the current one.
    actix_rt::System::with_tokio_rt(|| runtime).block_on(dispatch(command))
}

async fn dispatch(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve(args) => serve::run(&args).await,
        Command::Openapi(args) => openapi::run(&args),
        Command::Migrate(args) => migrate::run(&args).await,
        Command::Seed(args) => seed::run(&args).await,
        Command::Createsuperuser(args) => createsuperuser::run(&args).await,
        Command::Cleanup(args) => cleanup::run(&args).await,
        Command::Audit(args) => audit::run(&args).await,
        Command::Notifications(args) => notifications::run(&args).await,
        Command::DatabaseUrl(args) => database_url::run(&args).await,
        Command::Config(args) => config::run(&args),
        Command::Healthcheck(args) => healthcheck::run(&args).await,
    }
}
