//! Frames from a client, out of bytes as they come (RFC 6455 §5). A violation is found at the byte that makes it one: a
//! length before its payload, text that is not UTF-8 in the middle of a frame.

use crate::http::realtime::wire::endpoint::Message;
use crate::http::realtime::wire::violation::Violation;
use crate::realtime::limits::FRAME_BYTES;
use crate::realtime::opcode::Opcode;

mod head;

use head::{Head, HeadReader};

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    /// A whole message.
    Message(Message),
    /// A piece of one, with more to come.
    Piece,
    /// Answer with a pong that has the same payload.
    Ping(Vec<u8>),
    /// Nothing to do.
    Pong,
    /// The last frame: answer with one that has the same payload.
    Close(Vec<u8>),
}

/// What of a frame and of a message is there so far. Between messages it holds no memory but itself.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    head: HeadReader,
    /// The frame whose payload is being read.
    frame: Option<Frame>,
    /// Its payload, if it is a control frame.
    control: Vec<u8>,
    /// The message that is being put together.
    message: Option<Partial>,
}

#[derive(Debug)]
struct Frame {
    head: Head,
    /// Bytes of payload that were read.
    read: usize,
}

#[derive(Debug)]
struct Partial {
    text: bool,
    bytes: Vec<u8>,
    /// So far it is known to be UTF-8; what follows is the beginning of one character at the most.
    valid: usize,
}

impl Decoder {
    /// Takes bytes from the front until something has come; none where they did not suffice.
    ///
    /// # Errors
    /// See [`Violation`]; nothing can be decoded after one.
    pub(super) fn decode(&mut self, bytes: &mut &[u8]) -> Result<Option<Incoming>, Violation> {
        let Some(mut frame) = self.frame.take() else {
            let Some(head) = self.head.read(bytes)? else { return Ok(None) };
            self.begin(&head)?;
            self.frame = Some(Frame { head, read: 0 });
            return self.decode(bytes);
        };
        let (payload, rest) = bytes.split_at(bytes.len().min(frame.head.length - frame.read));
        *bytes = rest;
        self.read_on(&frame, payload)?;
        frame.read += payload.len();
        if frame.read < frame.head.length {
            self.frame = Some(frame);
            return Ok(None);
        }
        self.end(&frame.head).map(Some)
    }

    /// Decides on a frame by its head alone.
    fn begin(&mut self, head: &Head) -> Result<(), Violation> {
        let begun = self.message.as_ref().map_or(0, |message| message.bytes.len());
        match (head.opcode, &self.message) {
            (Opcode::Close | Opcode::Ping | Opcode::Pong, _) => return Ok(()),
            (Opcode::Continuation, None) | (Opcode::Text | Opcode::Binary, Some(_)) => {
                return Err(Violation::OutOfOrder);
            }
            (Opcode::Continuation, Some(_)) => {}
            (Opcode::Text | Opcode::Binary, None) => {
                let text = head.opcode == Opcode::Text;
                self.message = Some(Partial { text, bytes: Vec::new(), valid: 0 });
            }
        }
        if begun + head.length > FRAME_BYTES { Err(Violation::TooLarge) } else { Ok(()) }
    }

    fn read_on(&mut self, frame: &Frame, payload: &[u8]) -> Result<(), Violation> {
        let mask = frame.head.mask.iter().cycle().skip(frame.read % 4);
        let unmasked = payload.iter().zip(mask).map(|(byte, mask)| byte ^ mask);
        match &mut self.message {
            Some(message) if !frame.head.opcode.is_control() => {
                message.bytes.extend(unmasked);
                message.check()
            }
            _ => {
                self.control.extend(unmasked);
                Ok(())
            }
        }
    }

    fn end(&mut self, head: &Head) -> Result<Incoming, Violation> {
        match head.opcode {
            Opcode::Ping => Ok(Incoming::Ping(std::mem::take(&mut self.control))),
            Opcode::Pong => {
                self.control = Vec::new();
                Ok(Incoming::Pong)
            }
            Opcode::Close => {
                check_close(&self.control)?;
                Ok(Incoming::Close(std::mem::take(&mut self.control)))
            }
            Opcode::Continuation | Opcode::Text | Opcode::Binary => {
                match self.message.take_if(|_| head.fin) {
                    None => Ok(Incoming::Piece),
                    Some(Partial { text: false, bytes, .. }) => Ok(Incoming::Message(Message::Binary(bytes))),
                    Some(Partial { bytes, .. }) => String::from_utf8(bytes)
                        .map(|text| Incoming::Message(Message::Text(text)))
                        .map_err(|_| Violation::NotText),
                }
            }
        }
    }
}

impl Partial {
    /// Text must be UTF-8 as far as it has come.
    fn check(&mut self) -> Result<(), Violation> {
        if !self.text {
            return Ok(());
        }
        match str::from_utf8(&self.bytes[self.valid..]) {
            Ok(_) => self.valid = self.bytes.len(),
            // The rest of the last character may still come.
            Err(error) if error.error_len().is_none() => self.valid += error.valid_up_to(),
            Err(_) => return Err(Violation::NotText),
        }
        Ok(())
    }
}

/// A close frame is empty, or a status code that may be sent, and a reason.
fn check_close(payload: &[u8]) -> Result<(), Violation> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        return if payload.is_empty() { Ok(()) } else { Err(Violation::BadClose) };
    };
    // §7.4 and the registry of codes: 1004-1006 and 1015 are never on the wire, up to 2999 the others are nobody's yet.
    if !matches!(u16::from_be_bytes(*code), 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(Violation::BadClose);
    }
    str::from_utf8(reason).map(|_| ()).map_err(|_| Violation::NotText)
}

#[cfg(test)]
mod tests;
