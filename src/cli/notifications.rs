//! `carebridge notifications`: what messages look like, and another try for those that were given up.

mod named;
pub mod preview;
pub mod replay;

use clap::{Args, Subcommand};

use crate::cli::error::CliError;
use crate::cli::notifications::preview::PreviewArgs;
use crate::cli::notifications::replay::ReplayArgs;

/// Look at messages, and try those again that were given up.
#[derive(Debug, Args)]
pub struct NotificationsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Preview(PreviewArgs),
    Replay(ReplayArgs),
}

/// Does the one or the other.
///
/// # Errors
/// As they do.
pub async fn run(args: &NotificationsArgs) -> Result<(), CliError> {
    match &args.what {
        What::Preview(args) => preview::run(args),
        What::Replay(args) => replay::run(args).await,
    }
}
