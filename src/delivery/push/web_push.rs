//! Pushes to browsers: one message goes to each that its reader has.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::{BoxFuture, join_all};
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::redirect::Policy;
use url::Url;

use crate::delivery::channel::Channel;
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::push::answer::{Pushed, of_all, read};
use crate::delivery::push::endpoint::Reach;
use crate::delivery::push::notice::{payload, ttl_s, urgency};
use crate::delivery::push::sealed::seal;
use crate::delivery::push::vapid::Vapid;
use crate::delivery::retry_after;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, PushTarget, Via};
use crate::domain::clock::SharedClock;
use crate::domain::ids::PushSubscriptionId;

/// For reaching a push service: until then nothing can have been sent.
const CONNECT: Duration = Duration::from_secs(5);
/// For the whole exchange.
const TOTAL: Duration = Duration::from_secs(15);

/// What was learnt of subscriptions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learnt {
    /// They took a push.
    pub used: Vec<PushSubscriptionId>,
    /// They take none any more.
    pub gone: Vec<PushSubscriptionId>,
}

/// Who keeps that.
pub type Keeper = Arc<dyn Fn(Learnt) -> BoxFuture<'static, ()> + Send + Sync>;

/// Pushes to browsers.
pub struct WebPush {
    vapid: Vapid,
    links: Links,
    http: Client,
    reach: Reach,
    keeper: Keeper,
    clock: SharedClock,
}

impl WebPush {
    /// Signs by `vapid`; links are made of `public_url`. Nothing is connected yet.
    ///
    /// # Errors
    /// [`DeliveryError`] where the public URL has no host or TLS cannot be set up.
    pub fn new(
        vapid: Vapid,
        public_url: &Url,
        reach: Reach,
        keeper: Keeper,
        clock: SharedClock,
    ) -> Result<Self, DeliveryError> {
        let http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            // A push service that sends us elsewhere could send us to our own network; so could a proxy.
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(reach)
            .build()
            .map_err(DeliveryError::HttpClient)?;
        Ok(Self { vapid, links: Links::new(public_url)?, http, reach, keeper, clock })
    }

    async fn push(&self, outgoing: &Outgoing, payload: &[u8], target: &PushTarget) -> Pushed {
        let dead = |reason: &str| Pushed::Not(Outcome::Dead { reason: reason.to_owned() });
        let Ok(endpoint) = self.reach.parse(&target.endpoint) else {
            return dead("the endpoint is none");
        };
        let Ok(sealed) = seal(payload, &target.p256dh, &target.auth) else {
            return dead("the notice cannot be sealed");
        };
        let now = self.clock.now();
        let Ok(authorization) = self.vapid.authorization(&endpoint.origin().ascii_serialization(), now)
        else {
            return dead("the house's key cannot sign");
        };
        let request = self
            .http
            .post(endpoint)
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("ttl", ttl_s(&outgoing.message, now))
            .header("urgency", urgency(outgoing.priority))
            // A repeat takes the place of what still waits there (RFC 8030 §5.4 has room for 32 characters).
            .header("topic", outgoing.delivery_id.0.simple().to_string())
            .body(sealed);
        match request.send().await {
            Ok(answer) => read(answer.status().as_u16(), retry_after::of(answer.headers(), now)),
            Err(error) if error.is_connect() => {
                let reason = "the push service cannot be reached".to_owned();
                Pushed::Not(Outcome::RetryAfter { wait: None, reason })
            }
            Err(_) => {
                let reason = "the push service did not answer".to_owned();
                Pushed::Not(Outcome::MaybeSent { reason, via: Via::First })
            }
        }
    }
}

#[async_trait]
impl Channel for WebPush {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Push
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        if outgoing.message.proof().is_some() {
            return Outcome::Dead { reason: "a link or a code goes where it proves something".to_owned() };
        }
        let payload = match payload(outgoing, &self.links) {
            Ok(payload) => payload,
            Err(error) => return Outcome::Dead { reason: error.to_string() },
        };
        let targets = &outgoing.recipient.push;
        let pushed = join_all(targets.iter().map(|target| self.push(outgoing, &payload, target))).await;
        let which = |wanted: &Pushed| {
            let pairs = targets.iter().zip(&pushed).filter(|(_, pushed)| *pushed == wanted);
            pairs.map(|(target, _)| target.id).collect::<Vec<_>>()
        };
        let learnt = Learnt { used: which(&Pushed::Taken), gone: which(&Pushed::Gone) };
        if learnt != Learnt::default() {
            (self.keeper)(learnt).await;
        }
        of_all(pushed)
    }
}
