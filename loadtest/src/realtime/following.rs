//! Where a reader is in a topic, and what it missed or was told twice on the way.

use serde::Serialize;

/// A place in a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// What the offset belongs to; changes where the history was lost.
    pub epoch: String,
    /// The newest event that was seen.
    pub offset: u64,
}

/// Where a reader is in a topic, and what it missed or was told twice on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Following {
    /// The newest event; nothing before the first subscription.
    at: Option<Position>,
    /// Offsets that were jumped over.
    pub missing: u64,
    /// Offsets that came again.
    pub duplicates: u64,
    /// `gap` frames: the server's own word for a hole.
    pub gaps: u64,
    /// How often the epoch changed.
    pub epochs: u64,
}

impl Following {
    /// What a subscription begins from, if there was an earlier one.
    pub fn since(&self) -> Option<&Position> {
        self.at.as_ref()
    }

    /// The topic was subscribed to. Where all that was missed follows, the reader stays where it is until it has come.
    pub fn subscribed(&mut self, newest: Position, recovered: bool) {
        match &self.at {
            Some(_) if recovered => {}
            Some(at) => {
                self.epochs += u64::from(at.epoch != newest.epoch);
                self.at = Some(newest);
            }
            None => self.at = Some(newest),
        }
    }

    /// Takes in an event; whether it is news.
    pub fn event(&mut self, place: Position) -> bool {
        let Some(at) = self.at.as_mut().filter(|at| at.epoch == place.epoch) else {
            self.epochs += u64::from(self.at.is_some());
            self.at = Some(place);
            return true;
        };
        if place.offset <= at.offset {
            self.duplicates += 1;
            return false;
        }
        self.missing += place.offset - at.offset - 1;
        at.offset = place.offset;
        true
    }

    /// The server says that what was missed cannot be told.
    pub fn gap(&mut self) {
        self.gaps += 1;
    }

    /// Whether nothing was missed, told twice or lost.
    pub fn is_flawless(&self) -> bool {
        self.missing + self.duplicates + self.gaps + self.epochs == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(epoch: &str, offset: u64) -> Position {
        Position { epoch: epoch.to_owned(), offset }
    }

    fn following() -> Following {
        let mut following = Following::default();
        following.subscribed(at("a1", 123), false);
        following
    }

    #[test]
    fn events_in_order_have_no_hole() {
        let mut following = following();
        assert!(following.event(at("a1", 124)) && following.event(at("a1", 125)));
        assert!(following.is_flawless());
        assert_eq!(following.since(), Some(&at("a1", 125)));
    }

    #[test]
    fn holes_and_repeats_are_counted() {
        let mut following = following();
        following.event(at("a1", 124));
        following.event(at("a1", 127));
        assert!(!following.event(at("a1", 127)));
        following.gap();
        assert_eq!((following.missing, following.duplicates, following.gaps), (2, 1, 1));
    }

    #[test]
    fn a_new_epoch_begins_anew() {
        let mut following = following();
        following.event(at("b7", 1));
        following.event(at("b7", 2));
        assert_eq!((following.missing, following.duplicates, following.epochs), (0, 0, 1));
    }

    #[test]
    fn what_is_replayed_after_coming_back_is_neither_missed_nor_a_repeat() {
        let mut following = following();
        following.subscribed(at("a1", 125), true);
        assert!(following.event(at("a1", 124)) && following.event(at("a1", 125)));
        assert!(following.is_flawless());
        following.event(at("a1", 127));
        assert_eq!(following.missing, 1);
    }

    #[test]
    fn what_cannot_be_recovered_is_not_counted_as_missed_but_as_a_change_of_epoch() {
        let mut following = following();
        following.subscribed(at("b7", 40), false);
        assert_eq!((following.missing, following.epochs), (0, 1));
        assert_eq!(following.since(), Some(&at("b7", 40)));
    }
}
