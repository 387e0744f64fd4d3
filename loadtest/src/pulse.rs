//! What a frame and its answer take on the same server at the same time: no database, no other reader, one ping at a time.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

use crate::latency::Latencies;
use crate::realtime::ended::Ended;
use crate::realtime::endpoint::{Credential, Endpoint};
use crate::realtime::frame::Frame;
use crate::realtime::link::Link;

/// Between two pings; a server lets nobody send more than 50 frames a second.
const EVERY: Duration = Duration::from_millis(50);

/// Pings until `stop` says so, or the socket ends.
pub async fn feel(endpoint: &Endpoint, mut stop: watch::Receiver<bool>) -> Latencies {
    let mut answers = Latencies::new();
    tokio::select! {
        _ = stop.wait_for(|stop| *stop) => {}
        // Why it ended is of no interest: the watching sockets say so.
        _ = beat(endpoint, &mut answers) => {}
    }
    answers
}

async fn beat(endpoint: &Endpoint, answers: &mut Latencies) -> Result<(), Ended> {
    let mut link = Link::open(endpoint, &Credential::Anonymous).await?;
    loop {
        let sent = Instant::now();
        let id = link.ping().await?;
        loop {
            let text = link.next().await?;
            if serde_json::from_str::<Frame<'_>>(&text).is_ok_and(|frame| frame.re == Some(id)) {
                break;
            }
        }
        answers.record(sent.elapsed());
        sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::fake_hub;

    #[tokio::test]
    async fn each_answered_ping_counts() {
        let pong = r#"{"re":1,"op":"pong","at":"2026-11-24T08:00:00Z"}"#.to_owned();
        let (url, asked) = fake_hub::start(vec![vec![pong]]).await;
        let (_stop, stopped) = watch::channel(false);
        let answers = feel(&Endpoint::of(&url).unwrap(), stopped).await;
        assert_eq!(answers.figures().count, 1);
        assert_eq!(asked.lock().unwrap()[0], r#"{"id":1,"op":"ping"}"#);
    }
}
