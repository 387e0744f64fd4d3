//! Texts as lines of a file in the data directory, for a house without an SMS account.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::task::spawn_blocking;
use url::Url;

use crate::delivery::channel::Channel;
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::sms::render;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;
use crate::domain::ids::DeliveryId;

/// Appends to `sms.jsonl`, one JSON object a line: `at` (RFC 3339), `to` (E.164), `body`, `delivery_id`.
pub struct TextFile {
    path: PathBuf,
    links: Links,
    clock: SharedClock,
}

#[derive(Serialize)]
struct Line<'a> {
    at: DateTime<Utc>,
    to: &'a str,
    body: &'a str,
    delivery_id: DeliveryId,
}

impl TextFile {
    /// Takes the data directory and makes it if needed; the file begins with the first text.
    ///
    /// # Errors
    /// [`DeliveryError`] where the directory cannot be made or the public URL has no host.
    pub fn new(data_dir: &Path, public_url: &Url, clock: SharedClock) -> Result<Self, DeliveryError> {
        std::fs::create_dir_all(data_dir)
            .map_err(|source| DeliveryError::Folder { path: data_dir.to_owned(), source })?;
        Ok(Self { path: data_dir.join("sms.jsonl"), links: Links::new(public_url)?, clock })
    }
}

/// Readable by its owner alone. One write in append mode, so that lines of several processes do not mix.
fn append(path: &Path, line: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)?.write_all(line)
}

#[async_trait]
impl Channel for TextFile {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        let Some(phone) = &outgoing.recipient.phone else {
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
        let delivery_id = outgoing.delivery_id;
        let line = Line { at: self.clock.now(), to: phone.as_str(), body: &body, delivery_id };
        let Ok(mut line) = serde_json::to_vec(&line) else {
            return Outcome::Dead { reason: "the text cannot be written as JSON".to_owned() };
        };
        line.push(b'\n');
        let path = self.path.clone();
        match spawn_blocking(move || append(&path, &line)).await {
            Ok(Ok(())) => Outcome::Sent { provider_id: None, via: Via::First },
            Ok(Err(error)) => {
                Outcome::Unavailable { wait: None, reason: format!("the file of texts: {}", error.kind()) }
            }
            Err(_) => {
                Outcome::Unavailable { wait: None, reason: "the file of texts: interrupted".to_owned() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::delivery::canned::{self, StandingClock};
    use crate::domain::messages::Message;

    #[tokio::test]
    async fn each_text_is_a_line_of_json() {
        let data_dir =
            std::env::temp_dir().join(format!("carebridge-sms-{}", DeliveryId::new(canned::now())));
        let texts = TextFile::new(&data_dir, &canned::public_url(), Arc::new(StandingClock)).unwrap();
        let outgoing = canned::outgoing(Message::AppointmentConfirmed(canned::visit()));
        for _ in 0..2 {
            assert_eq!(texts.send(&outgoing).await, Outcome::Sent { provider_id: None, via: Via::First });
        }
        let written = std::fs::read_to_string(data_dir.join("sms.jsonl")).unwrap();
        let lines: Vec<serde_json::Value> =
            written.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let body = "Harbour Clinic: visit confirmed for Tue 4 Nov 2025 3:30 PM CET. https://clinic.example/appointments";
        let expected = serde_json::json!({
            "at": "2025-11-01T08:00:00Z", "to": "+442079460958", "body": body, "delivery_id": outgoing.delivery_id,
        });
        assert_eq!(lines, [expected.clone(), expected]);
        std::fs::remove_dir_all(&data_dir).unwrap();
    }

    #[tokio::test]
    async fn a_person_without_a_number_is_left_alone() {
        let clock = Arc::new(StandingClock);
        let texts = TextFile::new(&std::env::temp_dir(), &canned::public_url(), clock).unwrap();
        let mut outgoing = canned::outgoing(Message::AccountExists);
        outgoing.recipient.phone = None;
        assert!(matches!(texts.send(&outgoing).await, Outcome::Suppressed { .. }));
    }
}
