//! Every rule of the wire broken once, and every frame in pieces.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A client's frame with this first byte.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(0x80 | short as u8),
        medium @ 126..0x1_0000 => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&(medium as u16).to_be_bytes());
        }
        long => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(&MASK);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// What comes out of these bytes, given in chunks of this size.
fn decode(bytes: &[u8], chunk: usize) -> Result<Vec<Incoming>, Violation> {
    let mut decoder = Decoder::default();
    let mut came = Vec::new();
    for mut piece in bytes.chunks(chunk) {
        while let Some(incoming) = decoder.decode(&mut piece)? {
            came.push(incoming);
        }
        assert!(piece.is_empty());
    }
    Ok(came)
}

fn violation(bytes: &[u8]) -> Violation {
    let whole = decode(bytes, bytes.len()).unwrap_err();
    assert_eq!(decode(bytes, 1).unwrap_err(), whole, "the same byte by byte");
    whole
}

fn text(text: &str) -> Incoming {
    Incoming::Message(Message::Text(text.to_owned()))
}

#[test]
fn messages_come_whole_however_their_bytes_were_cut() {
    let long = "ü".repeat(FRAME_BYTES / 2);
    let mut bytes = frame(0x81, b"");
    bytes.extend(frame(0x01, "grü".as_bytes()));
    bytes.extend(frame(0x89, b"there?"));
    bytes.extend(frame(0x00, b""));
    bytes.extend(frame(0x8a, b"here"));
    bytes.extend(frame(0x80, "ße".as_bytes()));
    bytes.extend(frame(0x82, &[0xff; 300]));
    bytes.extend(frame(0x81, long.as_bytes()));
    bytes.extend(frame(0x88, b"\x03\xe8over"));
    let expected = [
        text(""),
        Incoming::Piece,
        Incoming::Ping(b"there?".to_vec()),
        Incoming::Piece,
        Incoming::Pong,
        text("grüße"),
        Incoming::Message(Message::Binary(vec![0xff; 300])),
        text(&long),
        Incoming::Close(b"\x03\xe8over".to_vec()),
    ];
    for chunk in [1, 2, 3, 7, 4096, bytes.len()] {
        assert_eq!(decode(&bytes, chunk).unwrap(), expected, "{chunk}");
    }
}

#[test]
fn a_character_may_be_cut_by_a_frame() {
    let mut bytes = frame(0x01, &"€".as_bytes()[..1]);
    bytes.extend(frame(0x80, &"€".as_bytes()[1..]));
    assert_eq!(decode(&bytes, 1).unwrap(), [Incoming::Piece, text("€")]);
}

#[test]
fn heads_that_break_a_rule_are_refused() {
    for (bytes, expected) in [
        (&[0x81, 0x05, b'H', b'e', b'l', b'l', b'o'][..], Violation::NotMasked),
        (&[0xc1], Violation::ReservedBit),
        (&[0xa1], Violation::ReservedBit),
        (&[0x91], Violation::ReservedBit),
        (&[0x83], Violation::UnknownOpcode),
        (&[0x8f], Violation::UnknownOpcode),
        (&[0x09], Violation::BadControl),
        (&[0x89, 0xfe], Violation::BadControl),
        (&[0x80, 0x80, 0, 0, 0, 0], Violation::OutOfOrder),
        (&[0x81, 0xfe, 0, 125], Violation::BadLength),
        (&[0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff], Violation::BadLength),
        (&[0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0], Violation::BadLength),
        (&[0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1], Violation::TooLarge),
    ] {
        assert_eq!(violation(bytes), expected, "{bytes:x?}");
    }
}

#[test]
fn a_message_inside_of_a_message_is_refused() {
    let mut bytes = frame(0x01, b"a");
    bytes.extend(frame(0x81, b"b"));
    assert_eq!(violation(&bytes), Violation::OutOfOrder);
}

#[test]
fn a_message_is_no_larger_in_pieces() {
    let mut bytes = frame(0x02, &vec![0; FRAME_BYTES]);
    bytes.extend(frame(0x00, b""));
    assert_eq!(decode(&bytes, 4096).unwrap().len(), 2);
    bytes.extend(frame(0x80, b"!"));
    assert_eq!(violation(&bytes), Violation::TooLarge);
}

#[test]
fn text_that_is_not_utf8_is_refused_at_the_byte_that_shows_it() {
    // A surrogate, cut after its second byte; a character that ends too early; more than Unicode has.
    for wrong in [&b"a\xed\xa0"[..], b"\xe2\x82a", b"\xf4\x90", b"\xff"] {
        let announced = frame(0x01, &[wrong, b" and much more"].concat());
        let cut = announced.len() - b" and much more".len();
        assert_eq!(violation(&announced[..cut]), Violation::NotText, "{wrong:x?}");
        assert!(decode(&announced[..cut - 1], 1).is_ok(), "{wrong:x?}");
    }
    assert_eq!(
        violation(&frame(0x81, b"\xe2\x82")),
        Violation::NotText,
        "a character must end with its message"
    );
}

#[test]
fn a_close_has_a_code_that_may_be_sent_or_none() {
    for code in [1000, 1003, 1007, 1014, 3000, 3502, 4999] {
        let payload = u16::to_be_bytes(code).to_vec();
        assert_eq!(decode(&frame(0x88, &payload), 1).unwrap(), [Incoming::Close(payload)], "{code}");
    }
    assert_eq!(decode(&frame(0x88, b""), 1).unwrap(), [Incoming::Close(Vec::new())]);
    for code in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535] {
        assert_eq!(violation(&frame(0x88, &u16::to_be_bytes(code))), Violation::BadClose, "{code}");
    }
    assert_eq!(violation(&frame(0x88, b"\x03")), Violation::BadClose);
    assert_eq!(violation(&frame(0x88, b"\x03\xe8\xff")), Violation::NotText);
}

#[test]
fn a_length_alone_takes_no_memory() {
    let mut decoder = Decoder::default();
    let mut head = &frame(0x81, &vec![b'x'; FRAME_BYTES])[..14];
    assert_eq!(decoder.decode(&mut head), Ok(None));
    assert_eq!(decoder.message.unwrap().bytes.capacity(), 0);
}

#[test]
fn whatever_the_bytes_are_it_does_not_matter_how_they_were_cut() {
    let mut rng = StdRng::seed_from_u64(6455);
    for _ in 0..5000 {
        let mut bytes = Vec::new();
        for _ in 0..rng.random_range(1..6) {
            // Mostly right, so that what is wrong has something before it.
            let first =
                [0x01, 0x00, 0x80, 0x81, 0x82, 0x89, 0x8a, 0x88, rng.random()][rng.random_range(0..9)];
            let payload: Vec<u8> = (0..rng.random_range(0..200)).map(|_| rng.random_range(0..0x90)).collect();
            bytes.extend(frame(first, &payload));
        }
        bytes.truncate(rng.random_range(1..=bytes.len()));
        let whole = decode(&bytes, bytes.len());
        for chunk in [1, 5, 64] {
            assert_eq!(decode(&bytes, chunk), whole, "{bytes:x?}");
        }
    }
}
