//! `loadtest`: puts load on a running CareBridge through its public surface and says what it saw.

mod answer;
mod args;
mod book;
mod client;
mod clocks;
mod comeback;
mod descriptors;
mod error;
mod fanout;
mod kernel;
mod latency;
mod lean;
mod ledger;
mod lexicon;
mod patients;
mod plan;
mod prepare;
mod process;
mod pulse;
mod realtime;
mod report;
mod roster;
mod run;
mod schedule;
mod search;
mod seen;
mod sightings;
mod slots;
mod slots_seed;
mod stall;
mod storm;
mod table;
mod verify;
mod watch;
mod watcher;
mod wire;

#[cfg(test)]
mod fake_server;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::error::Error;

/// Exits 0 when what had to hold did, 1 when it did not, 2 when it could not be tried.
#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("loadtest: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(args: Args) -> Result<bool, Error> {
    args.common.check_targets()?;
    descriptors::raise_limit();
    match &args.command {
        Command::Book(book) => book::run(&args.common, book).await,
        Command::Verify(verify) => verify::run(&args.common, verify).await,
        Command::Watch(watch) => watch::run(&args.common, watch).await,
        Command::Search(search) => search::run(&args.common, search).await,
        Command::Slots(slots) => slots::run(&args.common, slots).await,
        Command::Fanout(fanout) => fanout::run(&args.common, fanout).await,
        Command::Stall(stall) => stall::run(&args.common, stall).await,
        Command::Comeback(comeback) => comeback::run(&args.common, comeback).await,
        Command::Reader(reader) => stall::readers::run(&args.common, reader).await,
    }
}
