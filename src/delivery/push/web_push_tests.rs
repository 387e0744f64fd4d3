//! The client against a push service on a real socket that answers what it is told to.

use std::sync::{Arc, Mutex};

use futures::FutureExt;
use secrecy::SecretString;
use url::Url;

use crate::delivery::canned::{self, Say, StandingClock};
use crate::delivery::channel::Channel;
use crate::delivery::push::endpoint::Reach;
use crate::delivery::push::vapid::Vapid;
use crate::delivery::push::web_push::{Learnt, WebPush};
use crate::domain::channels::{Outcome, Outgoing, PushTarget};
use crate::domain::ids::PushSubscriptionId;
use crate::domain::messages::Message;

/// A point of the curve: the example of RFC 8291.
const BROWSER: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

fn web_push(reach: Reach) -> (WebPush, Arc<Mutex<Vec<Learnt>>>) {
    let key = SecretString::from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
    let vapid = Vapid::new(&key, "mailto:it@clinic.example".to_owned()).unwrap();
    let learnt: Arc<Mutex<Vec<Learnt>>> = Arc::default();
    let notes = Arc::clone(&learnt);
    let keeper = Arc::new(move |learnt| {
        notes.lock().unwrap().push(learnt);
        std::future::ready(()).boxed()
    });
    (WebPush::new(vapid, &canned::public_url(), reach, keeper, Arc::new(StandingClock)).unwrap(), learnt)
}

fn target(base: &Url) -> PushTarget {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    PushTarget {
        id: PushSubscriptionId::new(canned::now()),
        endpoint: base.join("/push/1").unwrap().into(),
        p256dh: URL_SAFE_NO_PAD.decode(BROWSER).unwrap(),
        auth: vec![7; 16],
    }
}

fn outgoing(targets: Vec<PushTarget>) -> Outgoing {
    let mut outgoing = canned::outgoing(Message::AppointmentReminder(canned::visit()));
    outgoing.recipient.push = targets;
    outgoing
}

#[tokio::test]
async fn a_subscription_that_ended_is_forgotten_and_another_browser_is_enough() {
    let (gone, _asked) = canned::http(vec![Say::http("410 Gone", "", "")]).await;
    let (takes, _pushed) = canned::http(vec![Say::http("201 Created", "", "")]).await;
    let (channel, learnt) = web_push(Reach::PublicAndLoopback);
    let targets = vec![target(&gone), target(&takes)];
    let (first, second) = (targets[0].id, targets[1].id);
    assert!(matches!(channel.send(&outgoing(targets)).await, Outcome::Sent { .. }));
    assert_eq!(*learnt.lock().unwrap(), [Learnt { used: vec![second], gone: vec![first] }]);
}

#[tokio::test]
async fn silence_may_have_been_sent_and_nobody_there_was_not() {
    let (url, _requests) = canned::http(vec![Say::Nothing]).await;
    let (channel, _) = web_push(Reach::PublicAndLoopback);
    let outcome = channel.send(&outgoing(vec![target(&url)])).await;
    assert!(matches!(outcome, Outcome::MaybeSent { .. }), "{outcome:?}");
    let nobody = Url::parse(&format!("http://127.0.0.1:{}", canned::closed_port().await)).unwrap();
    let outcome = channel.send(&outgoing(vec![target(&nobody)])).await;
    assert!(matches!(outcome, Outcome::RetryAfter { .. }), "{outcome:?}");
}

#[tokio::test]
async fn an_endpoint_in_our_own_network_is_not_connected_to() {
    let (url, mut requests) = canned::http(vec![Say::http("201 Created", "", "")]).await;
    let (channel, _) = web_push(Reach::Public);
    let outcome = channel.send(&outgoing(vec![target(&url)])).await;
    assert!(matches!(outcome, Outcome::Dead { .. }), "{outcome:?}");
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn without_a_browser_nothing_is_sent() {
    let outcome = web_push(Reach::Public).0.send(&outgoing(Vec::new())).await;
    assert!(matches!(outcome, Outcome::Suppressed { .. }), "{outcome:?}");
}
