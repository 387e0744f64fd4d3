//! Texts over Twilio's REST API (`POST /2010-04-01/Accounts/{sid}/Messages.json`).

use std::time::Duration;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Client, Error, RequestBuilder};
use secrecy::ExposeSecret;
use url::Url;

use crate::config::sms::TwilioSettings;
use crate::delivery::channel::Channel;
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::retry_after;
use crate::delivery::sms::{twilio_answer, twilio_lookup};
use crate::delivery::templates::sms::render;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;
use crate::domain::contact::Phone;

/// For reaching Twilio: until then nothing can have been sent.
const CONNECT: Duration = Duration::from_secs(5);
/// For the whole exchange.
const TOTAL: Duration = Duration::from_secs(15);

/// Texts people through a Twilio account.
pub struct Twilio {
    settings: TwilioSettings,
    links: Links,
    http: Client,
    clock: SharedClock,
}

impl Twilio {
    /// A client for the account; links and status callbacks are made of `public_url`. Nothing is connected yet.
    ///
    /// # Errors
    /// [`DeliveryError`] where the public URL has no host or TLS cannot be set up.
    pub fn new(
        settings: TwilioSettings,
        public_url: &Url,
        clock: SharedClock,
    ) -> Result<Self, DeliveryError> {
        Self::with_limit(settings, public_url, clock, TOTAL)
    }

    fn with_limit(
        settings: TwilioSettings,
        public_url: &Url,
        clock: SharedClock,
        total: Duration,
    ) -> Result<Self, DeliveryError> {
        let http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(total)
            // The account's secret goes to the host it was meant for, or nowhere.
            .redirect(Policy::none())
            .build()
            .map_err(DeliveryError::HttpClient)?;
        let links = Links::new(public_url)?;
        Ok(Self { settings, links, http, clock })
    }

    fn messages_url(&self) -> String {
        let base = self.settings.api_base.as_str().trim_end_matches('/');
        format!("{base}/2010-04-01/Accounts/{}/Messages.json", self.settings.account_sid)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.settings.account_sid, Some(self.settings.auth_token.expose_secret()))
    }

    async fn post(&self, to: &Phone, body: &str, status_callback: &str) -> Result<Outcome, Error> {
        let form = [
            ("To", to.as_str()),
            ("From", self.settings.from.as_str()),
            ("Body", body),
            ("StatusCallback", status_callback),
        ];
        let answer = self.signed(self.http.post(self.messages_url()).form(&form)).send().await?;
        let status = answer.status().as_u16();
        let retry_after = retry_after::of(answer.headers(), self.clock.now());
        let content = answer.bytes().await?;
        Ok(twilio_answer::outcome(status, retry_after, &content))
    }

    /// The id of this text, if an earlier attempt got through; `None` where Twilio has no such text.
    async fn look_up(&self, outgoing: &Outgoing, to: &Phone, body: &str) -> Result<Option<String>, String> {
        let query = twilio_lookup::query(to, &self.settings.from);
        let unreachable = |_| "an earlier attempt could not be looked up".to_owned();
        let request = self.signed(self.http.get(self.messages_url()).query(&query));
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status().as_u16();
        let content = answer.bytes().await.map_err(unreachable)?;
        twilio_lookup::find(status, &content, body, outgoing.delivery_id)
    }
}

#[async_trait]
impl Channel for Twilio {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        let Some(to) = &outgoing.recipient.phone else {
            return Outcome::Suppressed { reason: "no phone number".to_owned() };
        };
        let body = match render(
            &outgoing.message,
            outgoing.recipient.locale,
            &self.links,
            outgoing.one_time.as_ref(),
        ) {
            Ok(body) => body,
            Err(error) => return Outcome::Dead { reason: error.to_string() },
        };
        if outgoing.maybe_sent {
            match self.look_up(outgoing, to, &body).await {
                Ok(Some(sid)) => return Outcome::Sent { provider_id: Some(sid), via: Via::First },
                Ok(None) => {}
                Err(reason) => return Outcome::MaybeSent { reason, via: Via::First },
            }
        }
        // An error's own text quotes the URL; what is kept says only what kind it was.
        match self.post(to, &body, &self.links.sms_status(outgoing.delivery_id)).await {
            Ok(outcome) => outcome,
            Err(error) if error.is_connect() => {
                Outcome::Unavailable { wait: None, reason: "Twilio cannot be reached".to_owned() }
            }
            Err(error) if error.is_timeout() => {
                Outcome::MaybeSent { reason: "Twilio did not answer in time".to_owned(), via: Via::First }
            }
            Err(_) => Outcome::MaybeSent { reason: "Twilio broke off".to_owned(), via: Via::First },
        }
    }
}

#[cfg(test)]
#[path = "twilio_tests.rs"]
mod tests;
