//! Where messages come from.

use std::time::{Duration, Instant};

use reqwest::{Client, Url};

use crate::error::Error;
use crate::fanout::board::Board;
use crate::fanout::holds::Holds;
use crate::fanout::target::Target;

/// Where messages come from.
#[derive(Debug)]
pub enum Publisher {
    /// From what CareBridge does.
    Holds(Holds),
    /// From nowhere: they are posted to a server that passes them on.
    Posts(Posts),
}

/// Posts numbered texts of a given length.
#[derive(Debug)]
pub struct Posts {
    http: Client,
    target: Target,
    url: Url,
    bytes: u16,
}

impl Posts {
    /// Posts to `/pub/<channel>` of the server at `base_url`, as `loadtest/peers` has it for all of them.
    ///
    /// # Errors
    /// `NoAnswer` where there can be no client.
    pub fn new(
        target: Target,
        base_url: &Url,
        channel: &str,
        bytes: u16,
        within: Duration,
    ) -> Result<Self, Error> {
        let http = Client::builder().no_proxy().timeout(within).build();
        let http = http.map_err(|source| Error::NoAnswer { doing: "setting up the client", source })?;
        let mut url = base_url.clone();
        url.set_path(&format!("/pub/{channel}"));
        Ok(Self { http, target, url, bytes })
    }

    async fn post(&self, number: u64) -> Result<(), Error> {
        const DOING: &str = "publishing";
        let request = self.http.post(self.url.clone()).body(self.target.message(number, self.bytes));
        let response = request.send().await.map_err(|source| Error::NoAnswer { doing: DOING, source })?;
        let status = response.status();
        // Only an answer that was read to its end gives its connection back.
        response.bytes().await.map_err(|source| Error::NoAnswer { doing: DOING, source })?;
        if status.is_success() {
            Ok(())
        } else {
            Err(Error::Refused { doing: DOING, status: status.as_u16(), code: String::new() })
        }
    }
}

impl Publisher {
    /// Publishes the `nth` message, counted from 0, which was meant to be sent at `intended`.
    ///
    /// # Errors
    /// Whatever the server refuses it with.
    pub async fn publish(&self, nth: usize, intended: Instant, board: &Board) -> Result<(), Error> {
        match self {
            Self::Holds(holds) => holds.step(nth, |mark| board.announce_mark(mark, intended)).await,
            Self::Posts(posts) => {
                let number = nth as u64 + 1;
                board.announce(number, intended);
                posts.post(number).await
            }
        }
    }

    /// Leaves nothing behind.
    ///
    /// # Errors
    /// Whatever the server refuses it with.
    pub async fn end(&self) -> Result<(), Error> {
        match self {
            Self::Holds(holds) => holds.end().await,
            Self::Posts(_) => Ok(()),
        }
    }
}
