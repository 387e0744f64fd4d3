//! An event with its place, as Redis tells it to every node.

use bytes::Bytes;
use bytestring::ByteString;
use chrono::{DateTime, Utc};

/// One event of one topic. Without a body none happened: what the topic remembered is lost, and a new epoch begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The topic's key.
    pub topic: String,
    /// The history that the offset counts in.
    pub epoch: String,
    /// The event's place in it.
    pub offset: u64,
    /// When it was pushed, by the clock of the node that did.
    pub pushed_at: DateTime<Utc>,
    /// The event, as whoever appended it wrote it.
    pub body: ByteString,
}

/// Reads a message: for each record a line `topic epoch offset pushed_at_ms body_bytes`, and the body. None where it is
/// written otherwise.
#[must_use]
pub fn read(mut message: Bytes) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    while !message.is_empty() {
        let end = message.iter().position(|byte| *byte == b'\n')?;
        let line = message.split_to(end);
        let mut words = str::from_utf8(&line).ok()?.split(' ');
        let (topic, epoch) = (words.next()?.to_owned(), words.next()?.to_owned());
        let offset = words.next()?.parse().ok()?;
        let pushed_at = DateTime::from_timestamp_millis(words.next()?.parse().ok()?)?;
        let length: usize = words.next()?.parse().ok()?;
        let newline_and_body = message.len().checked_sub(1).filter(|rest| length <= *rest);
        newline_and_body?;
        let body = message.split_to(1 + length).slice(1..);
        records.push(Record { topic, epoch, offset, pushed_at, body: ByteString::try_from(body).ok()? });
    }
    Some(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_follow_each_other_and_a_body_may_hold_anything() {
        let records = read(Bytes::from("ops e1 7 1500 4\na\nb ops e2 0 0 0\n")).unwrap();
        let seven = Record {
            topic: "ops".into(),
            epoch: "e1".into(),
            offset: 7,
            pushed_at: DateTime::from_timestamp_millis(1500).unwrap(),
            body: "a\nb ".into(),
        };
        let none = Record {
            epoch: "e2".into(),
            offset: 0,
            pushed_at: DateTime::UNIX_EPOCH,
            body: "".into(),
            ..seven.clone()
        };
        assert_eq!(records, [seven, none]);
        assert_eq!(read(Bytes::new()), Some(Vec::new()));
    }

    #[test]
    fn what_is_cut_off_or_written_otherwise_is_not_read() {
        for message in [
            "ops",
            "ops e1 7 1500 4",
            "ops e1 7 1500 4\nabc",
            "ops e1 7 1500\n",
            "ops e1 -7 1500 0\n",
            "\n",
            "{}\n",
        ] {
            assert_eq!(read(Bytes::from(message)), None, "{message:?}");
        }
    }
}
