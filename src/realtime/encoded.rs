//! A frame as it goes over the wire, encoded once and shared by all who receive it.

use bytes::Bytes;
use serde::Serialize;

use crate::realtime::opcode::Opcode;

/// The longest header of a frame that is not masked: a server's never is (RFC 6455 §5.1).
const HEADER_ROOM: usize = 10;
/// Room that most frames fit in.
const USUAL_BYTES: usize = 512;
/// In a frame's first byte: nothing of the message follows.
const FIN: u8 = 0x80;

/// One frame, header and payload. A clone shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded(Bytes);

impl Encoded {
    /// Encodes a frame of ours as text. Only for types of this floor: their JSON form cannot fail.
    pub(super) fn json(frame: &impl Serialize) -> Self {
        let mut room = Vec::with_capacity(USUAL_BYTES);
        room.resize(HEADER_ROOM, 0);
        serde_json::to_writer(&mut room, frame).expect("a frame has string keys and no fallible parts");
        Self::headed(Opcode::Text, room)
    }

    /// A frame of a text that is ready.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::new(Opcode::Text, text.as_bytes())
    }

    /// A frame of any kind.
    #[must_use]
    pub fn new(opcode: Opcode, payload: &[u8]) -> Self {
        let mut room = Vec::with_capacity(HEADER_ROOM + payload.len());
        room.resize(HEADER_ROOM, 0);
        room.extend_from_slice(payload);
        Self::headed(opcode, room)
    }

    /// Writes the header right before the payload, which begins at `HEADER_ROOM`: so the payload is never moved.
    fn headed(opcode: Opcode, mut room: Vec<u8>) -> Self {
        let length = room.len() - HEADER_ROOM;
        let start = HEADER_ROOM - header_bytes(length);
        room[start] = FIN | opcode as u8;
        if let (0..126, Ok(short)) = (length, u8::try_from(length)) {
            room[start + 1] = short;
        } else if let Ok(medium) = u16::try_from(length) {
            room[start + 1] = 126;
            room[start + 2..HEADER_ROOM].copy_from_slice(&medium.to_be_bytes());
        } else {
            room[start + 1] = 127;
            room[start + 2..HEADER_ROOM].copy_from_slice(&(length as u64).to_be_bytes());
        }
        Self(Bytes::from(room).slice(start..))
    }

    /// All of it, for the transport.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text; a frame of another kind has none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0[self.0.len() - self.size_bytes()..]).unwrap_or_default()
    }

    /// Bytes of payload, without the header.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        let header = match self.0[1] {
            126 => 4,
            127 => HEADER_ROOM,
            _ => 2,
        };
        self.0.len() - header
    }
}

fn header_bytes(length: usize) -> usize {
    match length {
        0..126 => 2,
        126..=0xffff => 4,
        _ => HEADER_ROOM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_header_that_its_length_needs() {
        for (length, header) in [
            (0, &[0x81, 0][..]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 0xff, 0xff]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let text = "x".repeat(length);
            let frame = Encoded::new(Opcode::Text, text.as_bytes());
            assert_eq!(frame.bytes(), [header, text.as_bytes()].concat(), "{length}");
            assert_eq!((frame.as_str(), frame.size_bytes()), (text.as_str(), length));
        }
    }

    #[test]
    fn json_is_written_as_text_and_other_kinds_have_no_text() {
        assert_eq!(Encoded::json(&"é"), Encoded::new(Opcode::Text, "\"é\"".as_bytes()));
        assert_eq!(Encoded::json(&"é").as_str(), "\"é\"");
        let close = Encoded::new(Opcode::Close, &3502_u16.to_be_bytes());
        assert_eq!(close.bytes(), [0x88, 2, 0x0d, 0xae]);
        assert_eq!(close.as_str(), "");
    }
}
