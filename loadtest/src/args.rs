//! The command line. What each command takes is in a file of its own.

mod book;
mod comeback;
mod fanout;
mod search;
mod slots;
mod stall;
mod values;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use reqwest::Url;

use crate::args::values::parse_duration;
use crate::error::Error;

pub use book::{Book, Mode, Verify};
pub use comeback::Comeback;
pub use fanout::Fanout;
pub use search::Search;
pub use slots::Slots;
pub use stall::{Reader, Stall};
pub use watch::Watch;

/// Load on a running CareBridge, measured from the instants at which it was meant to be sent.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// What all commands take.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What all commands take.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// A server to talk to; repeat it to spread the load over several nodes.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8000")]
    pub base_url: Vec<Url>,
    /// Write the results to this file as JSON.
    #[arg(long, global = true, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// The password that the patients made for the test get.
    #[arg(long, global = true, default_value = "carebridge-demo-passphrase", value_name = "PASSWORD")]
    pub seed_password: String,
    /// How long to wait for one answer; after that its outcome is unknown.
    #[arg(long, global = true, default_value = "10s", value_parser = parse_duration)]
    pub timeout: Duration,
    /// Allow servers that are not on this machine.
    #[arg(long, global = true)]
    pub allow_remote: bool,
}

impl Common {
    /// Refuses a server on another machine unless that was asked for.
    pub fn check_targets(&self) -> Result<(), Error> {
        match self.base_url.iter().find(|url| !is_loopback(url)) {
            Some(url) if !self.allow_remote => Err(Error::RemoteTarget { url: url.to_string() }),
            _ => Ok(()),
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Book appointments at a set rate and measure how long each took.
    Book(Book),
    /// Compare the ledger of an earlier `book --ledger` with what the server has now.
    Verify(Verify),
    /// Hold sockets on one doctor's slots while booking them, and measure how soon each socket is told.
    ///
    /// From the 201, from the server's decision (which is before the commit, as the 201 is after it), and from the intended
    /// send; a ping and its pong on a socket of its own meanwhile say what a frame costs on this machine at all.
    #[command(visible_alias = "commit-to-frame")]
    Watch(Watch),
    /// Search the directory of doctors with many clients at once, and measure how long each page took.
    ///
    /// Each client sends its next search when it has read the answer to the last one: names, parts of names, a specialty
    /// and a language, a clinic, no filter, the page that follows. `GET /health/live` is measured in the same way just
    /// before, as what a request costs on this machine at all.
    Search(Search),
    /// Ask for the free slots of a doctor with thousands of visits ahead, and measure how long each list took.
    ///
    /// Adds doctors of its own to the server's database and leaves them there: give it one that may be thrown away. Days are
    /// asked for at a set rate, `GET /health/live` at the same rate just before, as what a request costs on this machine
    /// at all; then months, each client the next when it has read the last; then a day of each of some doctors whom nobody
    /// asked for before.
    Slots(Slots),
    /// Open sockets by the thousand, and measure what they cost and how soon a message reaches each.
    ///
    /// CareBridge's messages are its own, times held and let go over REST, so that what they cost is in its figures. Other
    /// servers are given texts of `--message-bytes`; `scripts/bench-realtime` compares them.
    Fanout(Fanout),
    /// Stop some readers with SIGSTOP, and measure whether the others notice and the server lets them go.
    Stall(Stall),
    /// Start a server, kill it under thousands of clients, start it again, and measure how they come back.
    ///
    /// Clients come back as the page does: full jitter, each from where it left off. Without Redis the history is the
    /// node's own and dies with it, so that everybody must be told of a gap; with it, everybody must be given what they missed.
    #[command(visible_alias = "storm-subscribe")]
    Comeback(Comeback),
    /// One of the readers that `stall` stops.
    #[command(hide = true)]
    Reader(Reader),
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn only_this_machine_is_a_target_by_itself() {
        for (url, allowed) in [
            ("http://127.0.0.1:8000", true),
            ("http://[::1]:8000", true),
            ("http://localhost:8000", true),
            ("http://10.0.0.1:8000", false),
            ("http://localhost.example.org", false),
            ("http://127.0.0.1.example.org", false),
        ] {
            let args = Args::parse_from(["loadtest", "book", "--base-url", url]);
            assert_eq!(args.common.check_targets().is_ok(), allowed, "{url}");
        }
        let args = Args::parse_from(["loadtest", "book", "--base-url", "http://10.0.0.1", "--allow-remote"]);
        assert!(args.common.check_targets().is_ok());
    }
}
