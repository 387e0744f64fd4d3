//! One socket on one doctor's slots.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tokio::sync::watch;

use crate::realtime::ended::Ended;
use crate::realtime::endpoint::{Credential, Endpoint};
use crate::realtime::frame::Frame;
use crate::realtime::link::Link;
use crate::seen::Seen;

/// A socket whose subscription is confirmed. It does not come back: whatever ends it is what the test is about.
#[derive(Debug)]
pub struct Watcher {
    link: Link,
    seen: Seen,
}

impl Watcher {
    /// Connects and subscribes.
    ///
    /// # Errors
    /// Whatever ends a connection, and `Error` where the subscription is refused.
    pub async fn open(endpoint: &Endpoint, credential: &Credential, topic: &str) -> Result<Self, Ended> {
        let mut link = Link::open(endpoint, credential).await?;
        link.subscribe(topic, None).await?;
        loop {
            let text = link.next().await?;
            let Ok(frame) = serde_json::from_str::<Frame<'_>>(&text) else { continue };
            match (&*frame.op, frame.position()) {
                ("hello", _) => link.heed(&frame),
                ("subscribed", Some(newest)) => {
                    let mut seen = Seen { topic: topic.to_owned(), ..Seen::default() };
                    seen.following.subscribed(newest, false);
                    return Ok(Self { link, seen });
                }
                ("error", _) => return Err(Ended::Error(frame.code.unwrap_or_default().into_owned())),
                _ => {}
            }
        }
    }

    /// Listens until `stop` says so, or the socket ends, adding each slot that it learns of to `count`.
    pub async fn listen(mut self, mut stop: watch::Receiver<bool>, count: &AtomicU64) -> Seen {
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return self.seen,
                heard = self.link.next() => match heard {
                    Ok(text) => {
                        if self.seen.take(&text, Instant::now()) {
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    Err(ended) => {
                        self.seen.ended = Some(ended.to_string());
                        return self.seen;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::fake_hub::{self, event, subscribed};

    async fn open(script: Vec<String>) -> Result<Watcher, Ended> {
        let (url, _) = fake_hub::start(vec![script]).await;
        Watcher::open(&Endpoint::of(&url).unwrap(), &Credential::Anonymous, "doctor:1:slots").await
    }

    #[tokio::test]
    async fn a_socket_subscribes_and_hears_of_taken_slots() {
        let (_stop, stopped) = watch::channel(false);
        let count = AtomicU64::new(0);
        let watcher = open(vec![subscribed("a1", 4, true), event("a1", 5)]).await.unwrap();
        let seen = watcher.listen(stopped, &count).await;
        assert_eq!((seen.taken.len(), seen.following.since().unwrap().offset), (1, 5));
        assert!(seen.is_flawless());
        assert_eq!(count.into_inner(), 1);
        assert_eq!(seen.ended.as_deref(), Some("closed without a code"));
    }

    #[tokio::test]
    async fn a_refused_subscription_says_why() {
        let error = r#"{"re":1,"op":"error","code":"forbidden","message":"no"}"#.to_owned();
        assert_eq!(open(vec![error]).await.unwrap_err(), Ended::Error("forbidden".to_owned()));
    }
}
