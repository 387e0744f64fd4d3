//! Just enough of RFC 6455 to read what a server sends, without copying it, and to answer.

/// Text.
pub const TEXT: u8 = 0x1;
/// The end.
pub const CLOSE: u8 = 0x8;
/// A sign of life is wanted.
pub const PING: u8 = 0x9;
/// The sign.
pub const PONG: u8 = 0xA;

/// More than any server here sends in one frame.
const LONGEST: u64 = 1 << 20;

/// A frame of a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What kind it is.
    pub opcode: u8,
    /// What is in it.
    pub payload: &'a [u8],
    /// Bytes of the buffer that it took.
    pub length: usize,
}

/// Why the bytes are no frame that a server may send here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// The frame that a buffer begins with; `None` while it is not all there.
///
/// # Errors
/// For a frame that is masked, in parts, compressed or far too long.
pub fn first(buffer: &[u8]) -> Result<Option<Frame<'_>>, Malformed> {
    let [head, size, rest @ ..] = buffer else { return Ok(None) };
    if head & 0x70 != 0 {
        return Err(Malformed("an extension was not asked for"));
    }
    if head & 0x80 == 0 {
        return Err(Malformed("messages in parts are not read here"));
    }
    let (size, at) = match size {
        0..=125 => (u64::from(*size), 2),
        126 => match rest.first_chunk::<2>() {
            Some(size) => (u64::from(u16::from_be_bytes(*size)), 4),
            None => return Ok(None),
        },
        127 => match rest.first_chunk::<8>() {
            Some(size) => (u64::from_be_bytes(*size), 10),
            None => return Ok(None),
        },
        _ => return Err(Malformed("a server's frames are not masked")),
    };
    let Some(size) = usize::try_from(size).ok().filter(|_| size <= LONGEST) else {
        return Err(Malformed("too long"));
    };
    let payload = buffer.get(at..at + size);
    Ok(payload.map(|payload| Frame { opcode: head & 0x0F, payload, length: at + size }))
}

/// A client's frame. Its payload is short: at most 65,535 bytes are written.
pub fn masked(opcode: u8, payload: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let size = u16::try_from(payload.len()).unwrap_or(u16::MAX);
    let payload = &payload[..usize::from(size)];
    let mut frame = Vec::with_capacity(payload.len() + 8);
    frame.push(0x80 | opcode);
    match u8::try_from(size) {
        Ok(size @ 0..=125) => frame.push(0x80 | size),
        _ => {
            frame.push(0x80 | 126);
            frame.extend(size.to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server's frame of so many bytes, its length written in as few as it takes.
    fn frame(payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![0x80 | TEXT];
        match payload.len() {
            size @ 0..126 => frame.push(u8::try_from(size).unwrap()),
            size @ 126..65_536 => {
                frame.push(126);
                frame.extend(u16::try_from(size).unwrap().to_be_bytes());
            }
            size => {
                frame.push(127);
                frame.extend((size as u64).to_be_bytes());
            }
        }
        frame.extend(payload);
        frame
    }

    #[test]
    fn frames_of_every_length_are_read_and_what_follows_is_left() {
        for size in [0, 125, 126, 65_535, 65_536] {
            let payload = vec![b'x'; size];
            let mut buffer = frame(&payload);
            let length = buffer.len();
            buffer.extend(b"\x8a\x00");
            let read = first(&buffer).unwrap().unwrap();
            assert_eq!((read.opcode, read.payload.len(), read.length), (TEXT, size, length));
            assert_eq!(first(&buffer[length..]).unwrap().unwrap().opcode, PONG);
        }
    }

    #[test]
    fn a_frame_that_is_cut_anywhere_is_waited_for() {
        for size in [3, 300, 70_000] {
            let whole = frame(&vec![b'x'; size]);
            for cut in [0, 1, 2, 3, 5, 9, whole.len() - 1].into_iter().filter(|cut| *cut < whole.len()) {
                assert_eq!(first(&whole[..cut]), Ok(None), "{size} cut at {cut}");
            }
        }
    }

    #[test]
    fn what_no_server_may_send_here_is_refused() {
        for bytes in [&[0xC1, 0][..], &[0x01, 0], &[0x81, 0x80], &[0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0]] {
            assert!(first(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_clients_frame_is_masked_and_its_mask_takes_it_back() {
        for size in [0, 5, 125, 126, 1_000] {
            let payload: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let sent = masked(TEXT, &payload, [1, 2, 3, 4]);
            assert_eq!((sent[0], sent[1] & 0x80), (0x81, 0x80));
            let at = sent.len() - payload.len();
            let plain: Vec<u8> =
                sent[at..].iter().zip([1, 2, 3, 4].iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
            assert_eq!(plain, payload);
        }
    }
}
