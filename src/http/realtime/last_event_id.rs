//! Where a reader of an event stream is in each of its topics, as one text: the stream's event ids, which the browser
//! sends back as `Last-Event-ID` (WHATWG HTML §9.2): `topic=epoch:offset` of each, joined by `&`.

use std::fmt::{self, Display};

use crate::realtime::position::{Epoch, Position};

/// The positions of one reader, in the order in which the topics were first heard of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LastEventId(Vec<(String, Position)>);

impl LastEventId {
    /// Reads what [`Display`] wrote; what cannot be read is left out, and its topic begins afresh.
    pub(super) fn parse(text: &str) -> Self {
        let read = |part: &str| {
            let (topic, at) = part.rsplit_once('=')?;
            let (epoch, offset) = at.rsplit_once(':')?;
            Some((topic.to_owned(), Position { epoch: Epoch::from(epoch), offset: offset.parse().ok()? }))
        };
        Self(text.split('&').filter_map(read).collect())
    }

    /// The topics.
    pub(super) fn topics(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(topic, _)| topic.as_str())
    }

    /// Where the reader is in a topic.
    pub(super) fn of(&self, topic: &str) -> Option<&Position> {
        self.0.iter().find(|(known, _)| known == topic).map(|(_, position)| position)
    }

    /// The reader is there now.
    pub(super) fn move_to(&mut self, topic: &str, position: Position) {
        match self.0.iter_mut().find(|(known, _)| known == topic) {
            Some((_, at)) => *at = position,
            None => self.0.push((topic.to_owned(), position)),
        }
    }
}

impl Display for LastEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (topic, Position { epoch, offset })) in self.0.iter().enumerate() {
            let joint = if number == 0 { "" } else { "&" };
            write!(f, "{joint}{topic}={}:{offset}", epoch.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_they_are_written() {
        let text = "user=a1:41&doctor:7:slots=b2:0";
        let read = LastEventId::parse(text);
        assert_eq!(read.to_string(), text);
        assert_eq!(read.of("doctor:7:slots"), Some(&Position { epoch: "b2".into(), offset: 0 }));
        assert_eq!(read.topics().collect::<Vec<_>>(), ["user", "doctor:7:slots"]);
    }

    #[test]
    fn what_cannot_be_read_begins_afresh() {
        let read = LastEventId::parse("user=a1&&=:&doctor:7:slots=b2:-1&ops=c3:5");
        assert_eq!(read.topics().collect::<Vec<_>>(), ["ops"]);
    }

    #[test]
    fn a_position_moves_in_its_place() {
        let mut at = LastEventId::parse("user=a1:41&ops=c3:5");
        at.move_to("user", Position { epoch: "a1".into(), offset: 42 });
        assert_eq!(at.to_string(), "user=a1:42&ops=c3:5");
    }
}
