//! The head of a client's frame: kind, length and mask, in 6 to 14 bytes (RFC 6455 §5.2).

use crate::http::realtime::wire::violation::Violation;
use crate::realtime::limits::FRAME_BYTES;
use crate::realtime::opcode::Opcode;

/// The longest head: two bytes, a length of eight, the mask.
const MOST_BYTES: usize = 14;
/// The longest payload of a control frame (§5.5).
const CONTROL_BYTES: usize = 125;

/// A head that is there.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) fin: bool,
    pub(super) opcode: Opcode,
    pub(super) mask: [u8; 4],
    /// Bytes of payload; a frame may have so many.
    pub(super) length: usize,
}

/// The part of a head that has come.
#[derive(Debug, Default)]
pub(super) struct HeadReader {
    bytes: [u8; MOST_BYTES],
    filled: u8,
}

impl HeadReader {
    /// Takes bytes from the front until the head is there.
    pub(super) fn read(&mut self, bytes: &mut &[u8]) -> Result<Option<Head>, Violation> {
        while let Some((byte, rest)) = bytes.split_first() {
            let filled = usize::from(self.filled);
            self.bytes[filled] = *byte;
            self.filled += 1;
            *bytes = rest;
            if let Some(head) = parse(&self.bytes[..=filled])? {
                self.filled = 0;
                return Ok(Some(head));
            }
        }
        Ok(None)
    }
}

/// The head in these bytes; none where more belong to it. Each byte is judged when it is the last.
fn parse(bytes: &[u8]) -> Result<Option<Head>, Violation> {
    let (first, second) = match *bytes {
        [first] => return check_first(first).map(|_| None),
        [first, second, ..] => (first, second),
        [] => return Ok(None),
    };
    let opcode = check_first(first)?;
    if bytes.len() == 2 {
        check_second(opcode, second)?;
    }
    let (length, mask) = match second & 0x7f {
        126 => {
            let Some((length, mask)) = bytes[2..].split_first_chunk() else { return Ok(None) };
            (u64::from(u16::from_be_bytes(*length)), mask)
        }
        127 => {
            let Some((length, mask)) = bytes[2..].split_first_chunk() else { return Ok(None) };
            (u64::from_be_bytes(*length), mask)
        }
        short => (short.into(), &bytes[2..]),
    };
    let length = check_length(second & 0x7f, length)?;
    let Ok(mask) = mask.try_into() else { return Ok(None) };
    Ok(Some(Head { fin: first & 0x80 != 0, opcode, mask, length }))
}

fn check_first(first: u8) -> Result<Opcode, Violation> {
    if first & 0x70 != 0 {
        return Err(Violation::ReservedBit);
    }
    let opcode = Opcode::of(first & 0x0f).ok_or(Violation::UnknownOpcode)?;
    if opcode.is_control() && first & 0x80 == 0 { Err(Violation::BadControl) } else { Ok(opcode) }
}

fn check_second(opcode: Opcode, second: u8) -> Result<(), Violation> {
    if second & 0x80 == 0 {
        return Err(Violation::NotMasked);
    }
    if opcode.is_control() && usize::from(second & 0x7f) > CONTROL_BYTES {
        return Err(Violation::BadControl);
    }
    Ok(())
}

/// A length stands in the fewest bytes that hold it, without a sign.
fn check_length(form: u8, length: u64) -> Result<usize, Violation> {
    match (form, length) {
        (126, 0..=125) | (127, 0..=0xffff | 0x8000_0000_0000_0000..) => Err(Violation::BadLength),
        _ => usize::try_from(length).ok().filter(|length| *length <= FRAME_BYTES).ok_or(Violation::TooLarge),
    }
}
