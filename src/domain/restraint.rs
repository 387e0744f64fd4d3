//! Nobody is showered with mails or texts: a few in some minutes to one person over one channel, the rest later.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{DeliveryId, UserId};

/// What lies further back does not count.
const COUNTED_FOR: TimeDelta = TimeDelta::minutes(10);

/// What went to whom of late over one channel. Kept by each node for itself and forgotten with it: a courtesy, which a
/// restart may break.
#[derive(Debug)]
pub struct Restraint {
    /// In [`COUNTED_FOR`]; 0 for no limit.
    most: usize,
    recent: HashMap<UserId, Vec<(DeliveryId, DateTime<Utc>)>>,
    tidied: DateTime<Utc>,
}

impl Restraint {
    /// `most` messages in ten minutes to one person; 0 for as many as there are.
    #[must_use]
    pub fn new(most: u32) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self { most, recent: HashMap::new(), tidied: DateTime::UNIX_EPOCH }
    }

    /// Counts a message that is about to go; where it would be one too many, says when it would not.
    ///
    /// # Errors
    /// The instant from which on it may go.
    pub fn admit(
        &mut self,
        user: UserId,
        delivery: DeliveryId,
        now: DateTime<Utc>,
    ) -> Result<(), DateTime<Utc>> {
        if self.most == 0 {
            return Ok(());
        }
        self.tidy(now);
        let gone = self.recent.entry(user).or_default();
        gone.retain(|(_, at)| *at + COUNTED_FOR > now);
        if gone.len() >= self.most {
            return Err(gone[gone.len() - self.most].1 + COUNTED_FOR);
        }
        gone.push((delivery, now));
        Ok(())
    }

    /// A message did not go after all.
    pub fn retract(&mut self, user: UserId, delivery: DeliveryId) {
        if let Some(gone) = self.recent.get_mut(&user) {
            gone.retain(|(id, _)| *id != delivery);
        }
    }

    fn tidy(&mut self, now: DateTime<Utc>) {
        if self.tidied + COUNTED_FOR > now {
            return;
        }
        self.tidied = now;
        self.recent.retain(|_, gone| gone.last().is_some_and(|(_, at)| *at + COUNTED_FOR > now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn admit(restraint: &mut Restraint, user: UserId, seconds: i64) -> Result<(), i64> {
        let now = NOW + TimeDelta::seconds(seconds);
        let admitted = restraint.admit(user, DeliveryId::new(now), now);
        admitted.map_err(|until| (until - NOW).num_seconds())
    }

    #[test]
    fn the_sixth_waits_until_the_first_is_ten_minutes_old() {
        let (mut restraint, user) = (Restraint::new(5), UserId::new(NOW));
        for second in 0..5 {
            assert_eq!(admit(&mut restraint, user, second), Ok(()));
        }
        assert_eq!(admit(&mut restraint, user, 5), Err(600));
        assert_eq!(admit(&mut restraint, UserId::new(NOW), 5), Ok(()), "somebody else");
        assert_eq!(admit(&mut restraint, user, 600), Ok(()));
        assert_eq!(admit(&mut restraint, user, 600), Err(601));
    }

    #[test]
    fn what_did_not_go_does_not_count() {
        let (mut restraint, user, delivery) = (Restraint::new(1), UserId::new(NOW), DeliveryId::new(NOW));
        for _ in 0..3 {
            assert_eq!(restraint.admit(user, delivery, NOW), Ok(()));
            restraint.retract(user, delivery);
        }
    }

    #[test]
    fn people_are_forgotten_when_nothing_of_theirs_counts_any_more() {
        let mut restraint = Restraint::new(5);
        for _ in 0..100 {
            assert_eq!(admit(&mut restraint, UserId::new(NOW), 0), Ok(()));
        }
        assert_eq!(admit(&mut restraint, UserId::new(NOW), 700), Ok(()));
        assert_eq!(restraint.recent.len(), 1);
    }
}
