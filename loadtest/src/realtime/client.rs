//! A client that keeps its topics whatever happens to its connection.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::watch;
use tokio::time::{sleep, sleep_until};

use crate::realtime::backoff::Backoff;
use crate::realtime::ended::Ended;
use crate::realtime::endpoint::{Credential, Endpoint};
use crate::realtime::following::Following;
use crate::realtime::frame::Frame;
use crate::realtime::link::Link;

/// A connection that lived this long was a good one: the next break starts at the first backoff again.
const STABLE_AFTER: Duration = Duration::from_secs(5);
/// A topic that was refused for now is asked for again after a delay as of this attempt.
const REFUSED_ATTEMPT: u32 = 3;

/// A client of some topics.
#[derive(Debug)]
pub struct Client {
    endpoint: Endpoint,
    credential: Credential,
    backoff: Backoff,
    topics: BTreeMap<String, Following>,
}

/// What a client tells whoever runs it.
#[derive(Debug)]
pub enum Told<'a> {
    /// A topic is live, from now on or again.
    Live {
        /// Whether all that was missed meanwhile follows.
        recovered: bool,
    },
    /// Something happened that was not known yet.
    Event(&'a Frame<'a>),
    /// What was missed cannot be told: the state must be read again.
    Gap,
    /// A topic was refused for now, and will be asked for again.
    Refused {
        /// Why.
        code: &'a str,
    },
    /// The connection ended, or an attempt failed.
    Ended(&'a Ended),
}

impl Client {
    /// A client that has not connected yet. With a ticket it can connect once only.
    pub fn new(
        endpoint: Endpoint,
        credential: Credential,
        backoff: Backoff,
        topics: impl IntoIterator<Item = String>,
    ) -> Self {
        let topics = topics.into_iter().map(|topic| (topic, Following::default())).collect();
        Self { endpoint, credential, backoff, topics }
    }

    /// Where it is in its topics.
    pub fn topics(&self) -> &BTreeMap<String, Following> {
        &self.topics
    }

    /// Connects, subscribes, listens, and after a break comes back, each topic from where it was; until `stop` says so, or
    /// the server wants it to stay away, which is what it gives.
    pub async fn run(
        &mut self,
        mut stop: watch::Receiver<bool>,
        mut tell: impl FnMut(Told<'_>),
    ) -> Option<Ended> {
        let mut rng: StdRng = StdRng::from_rng(&mut rand::rng());
        let mut failures = 0;
        loop {
            let began = Instant::now();
            let (ended, after) = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return None,
                ended = self.connection(&mut tell) => ended,
            };
            tell(Told::Ended(&ended));
            if !ended.may_return() || matches!(self.credential, Credential::Ticket(_)) {
                return Some(ended);
            }
            failures = if began.elapsed() >= STABLE_AFTER { 0 } else { failures };
            let delay = after.unwrap_or_else(|| self.backoff.delay(failures, &mut rng));
            failures += 1;
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return None,
                () = sleep(delay) => {}
            }
        }
    }

    /// One connection, from the upgrade to its end, and when to come back if the server said so.
    async fn connection(&mut self, tell: &mut impl FnMut(Told<'_>)) -> (Ended, Option<Duration>) {
        let mut after = None;
        match self.converse(tell, &mut after).await {
            Ok(never) => match never {},
            Err(ended) => (ended, after),
        }
    }

    async fn converse(
        &mut self,
        tell: &mut impl FnMut(Told<'_>),
        after: &mut Option<Duration>,
    ) -> Result<std::convert::Infallible, Ended> {
        let mut link = Link::open(&self.endpoint, &self.credential).await?;
        let mut asked = HashMap::new();
        // Topics to be asked for again, the first first.
        let mut again: VecDeque<(Instant, String)> = VecDeque::new();
        for (topic, following) in &self.topics {
            asked.insert(link.subscribe(topic, following.since()).await?, topic.clone());
        }
        loop {
            let due = again.front().map(|(due, _)| *due);
            let text = tokio::select! {
                text = link.next() => text?,
                () = until(due) => {
                    if let Some((_, topic)) = again.pop_front() {
                        let since = self.topics.get(&topic).and_then(Following::since);
                        asked.insert(link.subscribe(&topic, since).await?, topic);
                    }
                    continue;
                }
            };
            let Ok(frame) = serde_json::from_str::<Frame<'_>>(&text) else { continue };
            match &*frame.op {
                "hello" => link.heed(&frame),
                "bye" => *after = frame.reconnect_after_ms.map(Duration::from_millis),
                "error" => {
                    // An error that answers none of the subscriptions is of no topic.
                    let Some(topic) = frame.re.and_then(|re| asked.remove(&re)) else { continue };
                    let code = frame.code.unwrap_or_default();
                    if frame.temporary != Some(true) {
                        return Err(Ended::Error(code.into_owned()));
                    }
                    tell(Told::Refused { code: &code });
                    let delay = self.backoff.delay(REFUSED_ATTEMPT, &mut rand::rng());
                    again.push_back((Instant::now() + delay, topic));
                }
                _ => self.take(&frame, tell),
            }
        }
    }

    /// Takes in what is of a topic.
    fn take(&mut self, frame: &Frame<'_>, tell: &mut impl FnMut(Told<'_>)) {
        let Some(topic) = frame.topic.as_deref() else { return };
        let Some(following) = self.topics.get_mut(topic) else { return };
        match (&*frame.op, frame.position()) {
            ("subscribed", Some(newest)) => {
                let recovered = frame.recovered.unwrap_or(false);
                following.subscribed(newest, recovered);
                tell(Told::Live { recovered });
            }
            ("event", place) => {
                // Presence and the like are of the moment only, and have no place in the topic.
                let is_news = place.is_none_or(|place| following.event(place));
                if is_news {
                    tell(Told::Event(frame));
                }
            }
            ("gap", _) => {
                following.gap();
                tell(Told::Gap);
            }
            _ => {}
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::fake_hub::{self, event, subscribed};

    const TOPIC: &str = "doctor:1:slots";

    /// Runs a client against one script a connection, until it was told of `events` events.
    async fn run(scripts: Vec<Vec<String>>, events: usize) -> (Client, Vec<String>, Vec<String>) {
        let (url, asked) = fake_hub::start(scripts).await;
        let backoff = Backoff { base: Duration::from_millis(1), cap: Duration::from_millis(1) };
        let endpoint = Endpoint::of(&url).unwrap();
        let mut client = Client::new(endpoint, Credential::Anonymous, backoff, [TOPIC.to_owned()]);
        let (stop, stopped) = watch::channel(false);
        let (mut told, mut left) = (Vec::new(), events);
        client
            .run(stopped, |happened| {
                // What was on its way when it was stopped is no part of the story.
                if *stop.borrow() {
                    return;
                }
                told.push(match happened {
                    Told::Live { recovered } => format!("live {recovered}"),
                    Told::Event(frame) => {
                        left -= 1;
                        if left == 0 {
                            stop.send_replace(true);
                        }
                        format!("event {:?}", frame.offset)
                    }
                    Told::Gap => "gap".to_owned(),
                    Told::Refused { code } => format!("refused {code}"),
                    Told::Ended(ended) => ended.to_string(),
                });
            })
            .await;
        let asked = asked.lock().unwrap().clone();
        (client, told, asked)
    }

    #[tokio::test]
    async fn a_client_comes_back_where_it_left_off_and_misses_nothing() {
        let (client, told, asked) = run(
            vec![
                vec![subscribed("a1", 4, false), event("a1", 5)],
                vec![subscribed("a1", 7, true), event("a1", 6), event("a1", 7)],
            ],
            3,
        )
        .await;
        assert_eq!(
            told,
            [
                "live false",
                "event Some(5)",
                "closed without a code",
                "live true",
                "event Some(6)",
                "event Some(7)"
            ]
        );
        assert!(!asked[0].contains("since"), "{asked:?}");
        assert!(asked[1].contains(r#""since":{"epoch":"a1","offset":5}"#), "{asked:?}");
        assert!(client.topics()[TOPIC].is_flawless());
    }

    #[tokio::test]
    async fn a_gap_is_told_and_the_client_goes_on_from_the_new_place() {
        let gap = format!(r#"{{"op":"gap","topic":"{TOPIC}"}}"#);
        let (client, told, _) = run(
            vec![
                vec![subscribed("a1", 4, false)],
                vec![subscribed("b2", 9, false), gap, event("b2", 10), event("b2", 10), event("b2", 12)],
            ],
            2,
        )
        .await;
        assert_eq!(told[2..], ["live false", "gap", "event Some(10)", "event Some(12)"]);
        let following = &client.topics()[TOPIC];
        assert_eq!((following.gaps, following.epochs), (1, 1));
        assert_eq!((following.duplicates, following.missing), (1, 1));
    }

    #[tokio::test]
    async fn what_has_no_place_is_handed_through_and_moves_nothing() {
        let presence = format!(r#"{{"op":"event","topic":"{TOPIC}","type":"presence.changed","data":{{}}}}"#);
        let (client, told, _) = run(vec![vec![subscribed("a1", 4, false), presence]], 1).await;
        assert_eq!(told, ["live false", "event None"]);
        assert_eq!(client.topics()[TOPIC].since().unwrap().offset, 4);
    }

    #[tokio::test]
    async fn a_topic_that_is_refused_for_now_is_asked_for_again() {
        let busy = r#"{"re":1,"op":"error","code":"unavailable","message":"no","temporary":true}"#.to_owned();
        let again = subscribed("a1", 4, false).replace(r#""re":1"#, r#""re":2"#);
        let (_, told, asked) =
            run(vec![vec![busy, fake_hub::WAIT.to_owned(), again, event("a1", 5)]], 1).await;
        assert_eq!(told, ["refused unavailable", "live false", "event Some(5)"]);
        assert!(asked[1].contains(r#""id":2"#), "{asked:?}");
    }

    #[tokio::test]
    async fn a_refused_topic_is_not_asked_for_again() {
        let error = r#"{"re":1,"op":"error","code":"forbidden","message":"no"}"#.to_owned();
        let (_, told, asked) = run(vec![vec![error]], 1).await;
        assert_eq!((told, asked.len()), (vec!["forbidden".to_owned()], 1));
    }
}
