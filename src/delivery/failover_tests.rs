//! Who is asked, by what became of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::delivery::canned;
use crate::domain::clock::Clock;
use crate::domain::messages::Message;

/// Answers what it was told to, in this order, and then that it is away; or panics.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<Outcome>>,
    asked: Mutex<usize>,
    broken: Mutex<bool>,
}

#[async_trait]
impl Channel for Arc<Scripted> {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    async fn send(&self, _: &Outgoing) -> Outcome {
        *self.asked.lock().unwrap() += 1;
        let broken = *self.broken.lock().unwrap();
        assert!(!broken, "a bug in a channel");
        self.answers.lock().unwrap().pop_front().unwrap_or_else(away)
    }
}

#[derive(Debug)]
struct Hand(Mutex<DateTime<Utc>>);

impl Clock for Hand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

struct Scene {
    first: Arc<Scripted>,
    second: Arc<Scripted>,
    clock: Arc<Hand>,
    channel: Failover<Arc<Scripted>>,
}

impl Scene {
    fn new() -> Self {
        let (first, second) = (Arc::<Scripted>::default(), Arc::<Scripted>::default());
        let clock = Arc::new(Hand(Mutex::new(canned::now())));
        let channel = Failover::new(first.clone(), second.clone(), clock.clone());
        Self { first, second, clock, channel }
    }

    async fn send(&self) -> Outcome {
        self.channel.send(&canned::outgoing(Message::Test)).await
    }

    fn asked(&self) -> [usize; 2] {
        [&self.first, &self.second].map(|provider| *provider.asked.lock().unwrap())
    }
}

fn away() -> Outcome {
    Outcome::Unavailable { wait: None, reason: "away".to_owned() }
}

fn sent(via: Via) -> Outcome {
    Outcome::Sent { provider_id: None, via }
}

fn say(provider: &Scripted, answers: impl IntoIterator<Item = Outcome>) {
    provider.answers.lock().unwrap().extend(answers);
}

#[tokio::test]
async fn the_second_sends_what_the_first_refused_and_is_named() {
    for refusal in [away(), Outcome::TooMany { wait: None, reason: "429".to_owned() }] {
        let scene = Scene::new();
        say(&scene.first, [refusal]);
        say(&scene.second, [sent(Via::First)]);
        assert_eq!((scene.send().await, scene.asked()), (sent(Via::Second), [1, 1]));
    }
}

#[tokio::test]
async fn what_the_first_may_have_sent_the_second_does_not() {
    let scene = Scene::new();
    let open = Outcome::MaybeSent { reason: "no answer".to_owned(), via: Via::First };
    say(&scene.first, [open.clone()]);
    assert_eq!((scene.send().await, scene.asked()), (open, [1, 0]));
}

#[tokio::test]
async fn a_refusal_of_the_message_itself_is_not_taken_elsewhere() {
    for refusal in [
        Outcome::Dead { reason: "no such number".to_owned() },
        Outcome::RetryAfter { wait: None, reason: "greylisted".to_owned() },
    ] {
        let scene = Scene::new();
        say(&scene.first, [refusal.clone()]);
        assert_eq!((scene.send().await, scene.asked()), (refusal, [1, 0]));
    }
}

#[tokio::test]
async fn who_may_have_it_is_asked_and_nobody_else() {
    let scene = Scene::new();
    let mut outgoing = canned::outgoing(Message::Test);
    (outgoing.maybe_sent, outgoing.via) = (true, Some(Via::Second));
    say(&scene.second, [sent(Via::First)]);
    assert_eq!((scene.channel.send(&outgoing).await, scene.asked()), (sent(Via::Second), [0, 1]));
}

#[tokio::test]
async fn a_first_one_that_is_down_is_not_asked_each_time() {
    let scene = Scene::new();
    say(&scene.second, vec![sent(Via::First); 20]);
    for _ in 0..10 {
        assert_eq!(scene.send().await, sent(Via::Second));
    }
    assert_eq!(scene.asked(), [5, 10]);
    *scene.clock.0.lock().unwrap() += TimeDelta::seconds(5);
    say(&scene.first, [sent(Via::First); 1]);
    assert_eq!((scene.send().await, scene.asked()), (sent(Via::First), [6, 10]));
}

#[tokio::test]
async fn a_first_one_that_asks_for_a_pause_gets_it_while_the_second_sends() {
    let scene = Scene::new();
    let wait = Some(Duration::from_secs(30));
    say(&scene.first, [Outcome::TooMany { wait, reason: "429".to_owned() }, sent(Via::First)]);
    say(&scene.second, vec![sent(Via::First); 2]);
    assert_eq!([scene.send().await, scene.send().await], [sent(Via::Second), sent(Via::Second)]);
    assert_eq!(scene.asked(), [1, 2]);
    *scene.clock.0.lock().unwrap() += TimeDelta::seconds(30);
    assert_eq!((scene.send().await, scene.asked()), (sent(Via::First), [2, 2]));
}

#[test]
fn too_many_do_not_close_a_circuit_that_is_half_open() {
    let (mut door, now) = (Door::default(), canned::now());
    let opened: Vec<bool> = (0..5).map(|_| door.learn(&away(), now)).collect();
    assert_eq!(opened, [false, false, false, false, true]);
    let due = now + TimeDelta::seconds(5);
    assert_eq!(door.pass(due), Ok(()));
    door.learn(&Outcome::TooMany { wait: None, reason: "429".to_owned() }, due);
    let over = due + TimeDelta::seconds(5);
    assert_eq!((door.pass(due), door.breaker.passage(over)), (Err(over), Passage::One));
}

#[tokio::test]
async fn a_panic_in_the_second_one_leaves_it_open_whether_that_one_sent_it() {
    let scene = Scene::new();
    say(&scene.first, [away()]);
    *scene.second.broken.lock().unwrap() = true;
    let open = Outcome::MaybeSent { reason: "the channel panicked".to_owned(), via: Via::Second };
    assert_eq!((scene.send().await, scene.asked()), (open, [1, 1]));
}

#[tokio::test]
async fn while_both_are_away_the_message_is_put_back() {
    let scene = Scene::new();
    for _ in 0..5 {
        assert_eq!(scene.send().await, away());
    }
    let until = canned::now() + TimeDelta::seconds(5);
    assert!(matches!(scene.send().await, Outcome::PutBack { until: due, .. } if due == until));
    assert_eq!(scene.asked(), [5, 5]);
}
