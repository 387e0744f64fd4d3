//! Frames from a client. One object a frame; `id`, where there is one, is a whole number that the answer echoes as `re`.

use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::domain::ids::ConversationId;
use crate::realtime::frame_out::{Answer, Reply};
use crate::realtime::position::Position;

/// A client's frame.
#[derive(Debug)]
pub struct ClientFrame {
    /// What the client calls it.
    pub id: Option<u64>,
    /// What it asks for.
    pub request: Request,
}

/// What a client may ask for.
#[derive(Debug)]
pub enum Request {
    /// Send me this topic's events.
    Subscribe(Subscribe),
    /// No more of them.
    Unsubscribe(Unsubscribe),
    /// Tell the others that I am writing.
    Typing(Typing),
    /// I have dealt with the topic's events up to this one.
    Ack(Seen),
    /// My credential is about to end: here is a new one.
    Refresh(Refresh),
    /// Are you there?
    Ping,
}

/// `{"op":"subscribe","topic":"…","since":{…}}`
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// As the client wrote it; [`Topic::parse`](crate::realtime::topic::Topic::parse) reads it.
    pub topic: String,
    /// The last event the client has seen, to be replayed from.
    pub since: Option<Position>,
}

/// `{"op":"unsubscribe","topic":"…"}`
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// As the client wrote it.
    pub topic: String,
}

/// `{"op":"typing","conversation":"…"}`
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typing {
    /// Where.
    pub conversation: ConversationId,
}

/// `{"op":"ack","topic":"…","offset":…}`
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// As the client wrote it.
    pub topic: String,
    /// The last event that was dealt with.
    pub offset: u64,
}

/// `{"op":"refresh","token":"…"}`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// An access token; hidden from every log.
    pub token: SecretString,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Why a frame was not taken.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum FrameError {
    /// Not a JSON object with an `op` (and perhaps an `id`): the peer does not speak our protocol, and is closed with
    /// [`CloseCode::ProtocolError`](crate::realtime::close::CloseCode::ProtocolError).
    #[error("not a frame of this protocol")]
    Protocol,
    /// An `op` we do not know, perhaps a newer client's.
    #[error("There is no such operation.")]
    UnknownOp {
        /// The frame's id.
        re: Option<u64>,
    },
    /// Fields that are missing, of a wrong type, or that the operation does not have.
    #[error("The frame's fields are not those of this operation.")]
    InvalidFields {
        /// The frame's id.
        re: Option<u64>,
    },
}

impl FrameError {
    /// What the client is answered; nothing where the socket must be closed instead.
    #[must_use]
    pub fn reply(&self) -> Option<Reply> {
        let (re, code) = match self {
            Self::Protocol => return None,
            Self::UnknownOp { re } => (*re, "unknown_op"),
            Self::InvalidFields { re } => (*re, "invalid_frame"),
        };
        let answer = Answer::Error { code, message: self.to_string(), temporary: false };
        Some(Reply { re, answer })
    }
}

impl ClientFrame {
    /// Reads one text frame, whose size the transport has limited.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|_| FrameError::Protocol)?;
        let id = match object.remove("id") {
            None | Some(Value::Null) => None,
            Some(id) => Some(id.as_u64().ok_or(FrameError::Protocol)?),
        };
        let Some(Value::String(op)) = object.remove("op") else {
            return Err(FrameError::Protocol);
        };
        let request = match op.as_str() {
            "subscribe" => Request::Subscribe(fields(object, id)?),
            "unsubscribe" => Request::Unsubscribe(fields(object, id)?),
            "typing" => Request::Typing(fields(object, id)?),
            "ack" => Request::Ack(fields(object, id)?),
            "refresh" => Request::Refresh(fields(object, id)?),
            "ping" => fields(object, id).map(|Nothing {}| Request::Ping)?,
            _ => return Err(FrameError::UnknownOp { re: id }),
        };
        Ok(Self { id, request })
    }
}

fn fields<T: DeserializeOwned>(object: Map<String, Value>, id: Option<u64>) -> Result<T, FrameError> {
    serde_json::from_value(Value::Object(object)).map_err(|_| FrameError::InvalidFields { re: id })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn request(text: &str) -> Request {
        ClientFrame::parse(text).unwrap().request
    }

    #[test]
    fn a_subscription_may_say_where_it_left_off() {
        let frame = ClientFrame::parse(
            r#"{"id":7,"op":"subscribe","topic":"user","since":{"epoch":"a1","offset":120}}"#,
        )
        .unwrap();
        assert_eq!(frame.id, Some(7));
        let Request::Subscribe(subscribe) = frame.request else { panic!("not a subscribe") };
        assert_eq!(subscribe.topic, "user");
        assert_eq!(subscribe.since, Some(Position { epoch: "a1".into(), offset: 120 }));
    }

    #[test]
    fn the_other_operations_are_understood_with_and_without_id() {
        assert!(matches!(request(r#"{"op":"unsubscribe","topic":"user"}"#), Request::Unsubscribe(_)));
        assert!(matches!(request(r#"{"op":"ping"}"#), Request::Ping));
        assert!(matches!(
            request(r#"{"op":"ack","topic":"user","offset":3}"#),
            Request::Ack(Seen { offset: 3, .. })
        ));
        let typing = r#"{"op":"typing","conversation":"0193a5c0-0000-7000-8000-000000000001"}"#;
        assert!(matches!(request(typing), Request::Typing(_)));
        assert!(matches!(request(r#"{"id":10,"op":"ping"}"#), Request::Ping));
        let Request::Refresh(refresh) = request(r#"{"op":"refresh","token":"t0k"}"#) else {
            panic!("not a refresh")
        };
        assert_eq!(refresh.token.expose_secret(), "t0k");
    }

    #[test]
    fn debug_shows_no_token() {
        let frame = ClientFrame::parse(r#"{"op":"refresh","token":"t0k"}"#).unwrap();
        assert!(!format!("{frame:?}").contains("t0k"));
    }

    #[test]
    fn an_unknown_operation_is_refused_and_the_socket_stays() {
        let error = ClientFrame::parse(r#"{"id":9,"op":"dance"}"#).unwrap_err();
        assert_eq!(error, FrameError::UnknownOp { re: Some(9) });
        let text = error.reply().unwrap().encode();
        assert_eq!(
            text.as_str(),
            r#"{"re":9,"op":"error","code":"unknown_op","message":"There is no such operation.","temporary":false}"#
        );
    }

    #[test]
    fn wrong_missing_and_surplus_fields_are_refused() {
        for text in [
            r#"{"id":1,"op":"subscribe"}"#,
            r#"{"id":1,"op":"subscribe","topic":7}"#,
            r#"{"id":1,"op":"subscribe","topic":"user","since":{"epoch":"a1","offset":-1}}"#,
            r#"{"id":1,"op":"unsubscribe","topic":"user","since":null}"#,
            r#"{"id":1,"op":"ping","topic":"user"}"#,
            r#"{"id":1,"op":"typing","conversation":"somewhere"}"#,
            r#"{"id":1,"op":"ack","topic":"user"}"#,
        ] {
            let error = ClientFrame::parse(text).unwrap_err();
            assert_eq!(error, FrameError::InvalidFields { re: Some(1) }, "{text}");
        }
    }

    #[test]
    fn what_is_no_frame_at_all_is_a_protocol_error() {
        for text in
            ["", "hello", "[]", "7", "{}", r#"{"op":7}"#, r#"{"id":"x","op":"ping"}"#, r#"{"op":"ping"}x"#]
        {
            let error = ClientFrame::parse(text).unwrap_err();
            assert_eq!(error, FrameError::Protocol, "{text}");
            assert_eq!(error.reply(), None);
        }
    }
}
