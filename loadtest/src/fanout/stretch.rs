//! One stretch of messages at a set rate, whatever becomes of the earlier ones (an open loop), and what it came to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::error::Error;
use crate::fanout::board::Board;
use crate::fanout::publisher::Publisher;
use crate::latency::{Figures, Latencies};
use crate::process::Processes;
use crate::run::{Run, Tally};
use crate::schedule::{self, Arrivals};

/// How often to look whether the last message has arrived everywhere.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a stretch is made of.
#[derive(Debug)]
pub struct Stage {
    /// Where messages come from.
    pub publisher: Arc<Publisher>,
    /// Where they are noted.
    pub board: Arc<Board>,
    /// How many sockets each is for.
    pub sockets: usize,
    /// Messages a second.
    pub rate: f64,
    /// How long to wait for a further message when all are published.
    pub settle: Duration,
    /// Whose processor time is read.
    pub server: Option<Processes>,
    /// Messages that were published already.
    pub published: usize,
}

/// What it came to.
#[derive(Debug, Serialize)]
pub struct Stretch {
    /// Deliveries that there had to be.
    pub due: u64,
    /// Deliveries.
    pub deliveries: u64,
    /// From the intended send to the delivery.
    pub latency: Figures,
    /// From the intended send to the publisher's answer, and what went wrong.
    pub publishing: Run,
    /// From the intended send to the real one: what of the latencies is this program's own.
    pub send_lag: Figures,
    /// The server's processor time a delivery, in microseconds; publishing is in it.
    pub cpu_us: Option<f64>,
    /// The share of one core that the server took.
    pub cpu_share: Option<f64>,
}

impl Stage {
    /// Publishes for `duration`, then waits until all is delivered or it has taken too long.
    ///
    /// # Errors
    /// `File` where the server is gone.
    pub async fn run(&mut self, duration: Duration) -> Result<Stretch, Error> {
        // Constant arrivals draw nothing.
        let offsets = Arrivals::Constant.offsets(self.rate, duration, &mut StdRng::seed_from_u64(0));
        let (first, count) = (self.published, offsets.len());
        self.published += count;
        let before = self.board.deliveries();
        let busy = self.server.as_ref().map(Processes::processor_time).transpose()?;
        let start = Instant::now();
        let (publisher, board) = (self.publisher.clone(), self.board.clone());
        let sending = tokio::task::spawn_blocking(move || {
            let mut sent = JoinSet::new();
            schedule::keep(start, &offsets, |n, intended| {
                let (publisher, board) = (publisher.clone(), board.clone());
                sent.spawn(async move {
                    let lag = intended.elapsed();
                    let answer = publisher.publish(first + n, intended, &board).await;
                    (answer, lag, intended.elapsed())
                });
            });
            sent
        });
        let (mut sent, mut publishing, mut lags) = (sending.await?, Tally::new(), Latencies::new());
        while let Some(answered) = sent.join_next().await {
            let (answer, lag, took) = answered?;
            lags.record(lag);
            publishing.add(&answer, took);
        }
        let due = (count * self.sockets) as u64;
        self.wait(before, due).await;
        let elapsed = start.elapsed();
        let now_busy = self.server.as_ref().map(Processes::processor_time).transpose()?;
        let busy = now_busy.zip(busy).map(|(now, then)| now.saturating_sub(then).as_secs_f64());
        let tidings = self.board.take();
        Ok(Stretch {
            due,
            deliveries: tidings.deliveries,
            latency: tidings.latencies.figures(),
            publishing: publishing.run(elapsed),
            send_lag: lags.figures(),
            cpu_us: busy
                .filter(|_| tidings.deliveries > 0)
                .map(|busy| busy * 1e6 / count_as_f64(tidings.deliveries)),
            cpu_share: busy.map(|busy| busy / elapsed.as_secs_f64()),
        })
    }

    /// Waits until so many more than `before` are delivered, or nothing has come for a while: what is late is no loss.
    async fn wait(&self, before: u64, due: u64) {
        let (mut delivered, mut since) = (self.board.deliveries(), Instant::now());
        while delivered - before < due && since.elapsed() < self.settle {
            sleep(LOOK_EVERY).await;
            let now = self.board.deliveries();
            if now > delivered {
                (delivered, since) = (now, Instant::now());
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no run counts to 2^52")]
fn count_as_f64(count: u64) -> f64 {
    count as f64
}
