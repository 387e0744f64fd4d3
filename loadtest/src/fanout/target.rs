//! How the servers that are compared are spoken to: where, and how one subscribes and tells their messages apart.
//!
//! `loadtest/peers` holds the configuration of the two that are not ours.

use std::time::Duration;

use clap::ValueEnum;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::lean::socket::{LeanSocket, Then};
use crate::lean::upgrade::Upgrade;
use crate::realtime::ended::Ended;
use crate::realtime::endpoint::{PATH, PROTOCOL};
use crate::realtime::frame::Frame;

/// A subscription is confirmed within this.
const GREET_WITHIN: Duration = Duration::from_secs(30);
/// A topic that was refused for now is asked for again after this.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(200);
/// What socket.io writes before a message's text, and after it.
const EVENT: (&str, &str) = (r#"42["m",""#, r#""]"#);

/// Whose protocol is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// Ours.
    Carebridge,
    /// nginx with nchan: a channel is a path.
    Nchan,
    /// socket.io 4 over engine.io 4, WebSocket only.
    Socketio,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The message of this number; a channel's are dense.
    Message(u64),
    /// Something that wants an answer.
    Answer(&'static str),
    /// Anything else.
    Other,
}

impl Target {
    /// What to ask for to get a socket on a channel.
    pub fn upgrade(self, channel: &str, access: Option<String>) -> Upgrade {
        let (path, protocol) = match self {
            Self::Carebridge => (PATH.to_owned(), Some(PROTOCOL)),
            Self::Nchan => (format!("/sub/{channel}"), None),
            Self::Socketio => ("/socket.io/?EIO=4&transport=websocket".to_owned(), None),
        };
        Upgrade { path, protocol, access }
    }

    /// Subscribes to a channel. Gives the number of its newest message.
    ///
    /// # Errors
    /// Whatever ends a connection; `Error` where the subscription is refused, `Silent` where it is not answered.
    pub async fn greet(self, socket: &mut LeanSocket, channel: &str) -> Result<u64, Ended> {
        let greeting = async {
            match self {
                Self::Carebridge => loop {
                    socket.say(&json!({ "id": 1, "op": "subscribe", "topic": channel }).to_string()).await?;
                    if let Some(offset) = subscribed(socket).await? {
                        return Ok(offset);
                    }
                    sleep(ASK_AGAIN_AFTER).await;
                },
                // The upgrade was the subscription.
                Self::Nchan => Ok(0),
                Self::Socketio => {
                    expect(socket, "0{").await?;
                    socket.say("40").await?;
                    expect(socket, "40").await?;
                    socket.say(&format!("42{}", json!(["join", channel]))).await?;
                    expect(socket, r#"42["joined""#).await?;
                    Ok(0)
                }
            }
        };
        timeout(GREET_WITHIN, greeting).await.unwrap_or(Err(Ended::Silent))
    }

    /// Reads a text of the server.
    pub fn read(self, text: &[u8]) -> Heard {
        let number = match self {
            Self::Carebridge => {
                text.starts_with(br#"{"op":"event""#).then(|| after(text, br#""offset":"#)).flatten()
            }
            Self::Nchan => Some(text),
            Self::Socketio if text == b"2" => return Heard::Answer("3"),
            Self::Socketio => text.strip_prefix(EVENT.0.as_bytes()),
        };
        number.and_then(leading_number).map_or(Heard::Other, Heard::Message)
    }

    /// A message's text, such that its frame holds `bytes`.
    pub fn message(self, number: u64, bytes: u16) -> String {
        let around = match self {
            Self::Socketio => EVENT.0.len() + EVENT.1.len(),
            Self::Carebridge | Self::Nchan => 0,
        };
        format!("{number:<width$}", width = usize::from(bytes).saturating_sub(around))
    }
}

/// The topic's newest offset; nothing where it was refused for now.
async fn subscribed(socket: &mut LeanSocket) -> Result<Option<u64>, Ended> {
    let mut answer = Err(Ended::Silent);
    socket
        .listen(|text, _| {
            let Ok(frame) = serde_json::from_slice::<Frame<'_>>(text) else { return Then::Listen };
            answer = match (&*frame.op, frame.offset, frame.temporary) {
                ("subscribed", Some(offset), _) => Ok(Some(offset)),
                ("error", _, Some(true)) => Ok(None),
                ("error", ..) => Err(Ended::Error(frame.code.unwrap_or_default().into_owned())),
                _ => return Then::Listen,
            };
            Then::Stop
        })
        .await?;
    answer
}

async fn expect(socket: &mut LeanSocket, beginning: &str) -> Result<(), Ended> {
    socket
        .listen(|text, _| if text.starts_with(beginning.as_bytes()) { Then::Stop } else { Then::Listen })
        .await
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(mark.len()).position(|bytes| bytes == mark)?;
    Some(&text[at + mark.len()..])
}

fn leading_number(text: &[u8]) -> Option<u64> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&text[..digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fanout::crowd::Place;
    use crate::realtime::fake_hub;

    #[test]
    fn a_message_is_known_by_its_number_wherever_it_stands() {
        let frame = r#"{"op":"event","topic":"doctor:1:slots","epoch":"77","offset":124,"type":"slot.held"}"#;
        assert_eq!(Target::Carebridge.read(frame.as_bytes()), Heard::Message(124));
        for target in [Target::Nchan, Target::Socketio] {
            let text = target.message(57, 200);
            let framed = match target {
                Target::Socketio => format!("{}{text}{}", EVENT.0, EVENT.1),
                _ => text,
            };
            assert_eq!((target.read(framed.as_bytes()), framed.len()), (Heard::Message(57), 200));
        }
    }

    #[tokio::test]
    async fn a_subscription_gives_the_newest_message_or_says_why_it_was_refused() {
        let refused = r#"{"re":1,"op":"error","code":"forbidden","message":"no"}"#.to_owned();
        let busy = r#"{"re":1,"op":"error","code":"unavailable","message":"no","temporary":true}"#.to_owned();
        let later = vec![busy, fake_hub::WAIT.to_owned(), fake_hub::subscribed("a1", 4, false)];
        let (url, asked) = fake_hub::start(vec![later, vec![refused]]).await;
        let place = Place::of_carebridge(&url, "doctor:1:slots".to_owned()).await.unwrap();
        let upgrade = place.target.upgrade(&place.channel, None);
        for expected in [Ok(4), Err(Ended::Error("forbidden".to_owned()))] {
            let mut socket = LeanSocket::open(place.address, &upgrade, 0).await.unwrap();
            assert_eq!(place.target.greet(&mut socket, &place.channel).await, expected);
        }
        assert_eq!(asked.lock().unwrap()[0], r#"{"id":1,"op":"subscribe","topic":"doctor:1:slots"}"#);
    }

    #[test]
    fn what_is_no_message_counts_as_none() {
        for text in
            [r#"{"op":"hello","topics":[{"offset":3}]}"#, r#"{"op":"event","topic":"conversation:1"}"#]
        {
            assert_eq!(Target::Carebridge.read(text.as_bytes()), Heard::Other);
        }
        assert_eq!(Target::Socketio.read(b"2"), Heard::Answer("3"));
        assert_eq!(Target::Socketio.read(br#"42["joined"]"#), Heard::Other);
        assert_eq!(Target::Nchan.read(b""), Heard::Other);
    }
}
