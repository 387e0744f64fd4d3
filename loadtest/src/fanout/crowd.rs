//! Opens many lean sockets and keeps them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::stream::{self, StreamExt};
use reqwest::Url;
use tokio::net::lookup_host;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::error::Error;
use crate::fanout::board::{Board, Receipt};
use crate::fanout::target::{Heard, Target};
use crate::lean::socket::{LeanSocket, Then};
use crate::realtime::ended::Ended;
use crate::report::progress;

/// Upgrades at once: enough to keep a server busy, few enough for its queue of connections.
const OPENING_AT_ONCE: usize = 64;

/// Where sockets are opened, and on what.
#[derive(Debug, Clone)]
pub struct Place {
    /// Whose protocol.
    pub target: Target,
    /// The server.
    pub address: SocketAddr,
    /// The channel or topic.
    pub channel: String,
}

/// Sockets that hear nothing; they end when this is dropped.
#[derive(Debug)]
pub struct Idle(JoinSet<Ended>);

/// Sockets that listen.
#[derive(Debug)]
pub struct Listening {
    stop: watch::Sender<bool>,
    tasks: JoinSet<(Receipt, Option<Ended>)>,
}

/// What a crowd's sockets heard.
#[derive(Debug)]
pub struct Gathered {
    /// One of each socket.
    pub receipts: Vec<Receipt>,
    /// Why sockets ended before their time, by reason.
    pub ended: BTreeMap<String, u64>,
}

impl Place {
    /// A channel of the server at `base_url`.
    ///
    /// # Errors
    /// `Unsupported` where its address is none.
    pub async fn of(target: Target, base_url: &Url, channel: String) -> Result<Self, Error> {
        Ok(Self { target, address: resolve(base_url).await?, channel })
    }

    /// A topic of the CareBridge at `base_url`.
    ///
    /// # Errors
    /// `Unsupported` where its address is none.
    pub async fn of_carebridge(base_url: &Url, topic: String) -> Result<Self, Error> {
        Self::of(Target::Carebridge, base_url, topic).await
    }

    /// Opens a socket for each of `accesses` (nobody's, or with an access token), the first being the `first`th from this
    /// machine. Each comes with the newest message's number.
    ///
    /// # Errors
    /// `NoSocket` if any was refused: then nothing that follows would mean what it says.
    pub async fn open(
        &self,
        accesses: Vec<Option<String>>,
        first: usize,
        what: &'static str,
    ) -> Result<Vec<(LeanSocket, u64)>, Error> {
        let bar = progress(accesses.len(), what);
        let opened: Vec<Result<(LeanSocket, u64), Ended>> = stream::iter(accesses.into_iter().enumerate())
            .map(|(n, access)| async move {
                let upgrade = self.target.upgrade(&self.channel, access);
                let mut socket = LeanSocket::open(self.address, &upgrade, first + n).await?;
                let newest = self.target.greet(&mut socket, &self.channel).await?;
                Ok((socket, newest))
            })
            .buffer_unordered(OPENING_AT_ONCE)
            .inspect(|_| bar.inc(1))
            .collect()
            .await;
        bar.finish_and_clear();
        opened
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|ended| Error::NoSocket { reason: ended.to_string() })
    }

    /// Keeps sockets that hear nothing, answering pings.
    pub fn keep(&self, sockets: Vec<(LeanSocket, u64)>) -> Idle {
        let (mut tasks, target) = (JoinSet::new(), self.target);
        for (mut socket, _) in sockets {
            tasks.spawn(async move {
                let answer = |text: &[u8], _| match target.read(text) {
                    Heard::Answer(text) => Then::Say(text),
                    Heard::Message(_) | Heard::Other => Then::Listen,
                };
                socket.listen(answer).await.err().unwrap_or(Ended::Silent)
            });
        }
        Idle(tasks)
    }

    /// Has sockets listen, and note what they hear on the board.
    pub fn listen(sockets: Vec<(LeanSocket, u64)>, board: &Arc<Board>) -> Listening {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for (mut socket, newest) in sockets {
            let (board, mut stopped) = (board.clone(), stopped.clone());
            tasks.spawn(async move {
                let mut receipt = Receipt::from(newest);
                let ended = tokio::select! {
                    _ = stopped.wait_for(|stop| *stop) => None,
                    ended = socket.listen(|text, now| board.hear(&mut receipt, text, now)) => ended.err(),
                };
                (receipt, ended)
            });
        }
        Listening { stop, tasks }
    }
}

impl Idle {
    /// How many are still open.
    pub fn open(&mut self) -> usize {
        while self.0.try_join_next().is_some() {}
        self.0.len()
    }
}

impl Listening {
    /// How many sockets there are.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Ends it.
    pub async fn gather(self) -> Gathered {
        self.stop.send_replace(true);
        let mut gathered = Gathered { receipts: Vec::new(), ended: BTreeMap::new() };
        for (receipt, ended) in self.tasks.join_all().await {
            gathered.receipts.push(receipt);
            if let Some(ended) = ended {
                *gathered.ended.entry(ended.to_string()).or_default() += 1;
            }
        }
        gathered
    }
}

impl Gathered {
    /// Messages that sockets did not hear, of those up to `newest` and `published` at least.
    pub fn missing(&self, newest: u64, published: u64) -> u64 {
        self.receipts.iter().map(|receipt| receipt.missing(newest, published)).sum()
    }

    /// Messages that sockets heard again.
    pub fn duplicates(&self) -> u64 {
        self.receipts.iter().map(|receipt| receipt.duplicates).sum()
    }
}

async fn resolve(base_url: &Url) -> Result<SocketAddr, Error> {
    const NO_ADDRESS: Error = Error::Unsupported("--base-url has no address that sockets can be opened at");
    let host = base_url.host_str().filter(|_| base_url.scheme() == "http").ok_or(NO_ADDRESS)?;
    let port = base_url.port_or_known_default().ok_or(NO_ADDRESS)?;
    let found = lookup_host((host.trim_matches(['[', ']']), port)).await;
    // A name may have several; servers here listen on IPv4 first.
    let mut found: Vec<SocketAddr> = found.map_err(|_| NO_ADDRESS)?.collect();
    found.sort_by_key(SocketAddr::is_ipv6);
    found.into_iter().next().ok_or(NO_ADDRESS)
}
