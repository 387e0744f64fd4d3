//! What a worker has in hand: claimed, and not recorded yet.

use std::collections::HashMap;

use uuid::Uuid;

use crate::domain::ids::DeliveryId;
use crate::storage::deliveries::Claimed;
use crate::storage::deliveries::complete::Completion;

/// A message in hand.
struct Held {
    id: DeliveryId,
    bulk: bool,
    /// Its row is being written.
    recording: bool,
}

/// By the proof of the claim: a message that is claimed again after its lease ran out is in hand twice.
#[derive(Default)]
pub struct InHand(HashMap<Uuid, Held>);

impl InHand {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These were claimed.
    pub fn take(&mut self, claimed: &[Claimed]) {
        self.0.extend(claimed.iter().map(|claimed| {
            let held = Held { id: claimed.id, bulk: claimed.is_bulk(), recording: false };
            (claimed.lease_token, held)
        }));
    }

    /// These are being recorded, or, where that failed, are not.
    pub fn set_recording(&mut self, batch: &[Completion], recording: bool) {
        for done in batch {
            if let Some(held) = self.0.get_mut(&done.lease_token) {
                held.recording = recording;
            }
        }
    }

    /// These are recorded; answers how many of them had come in bulk.
    pub fn release(&mut self, batch: &[Completion]) -> usize {
        let released = batch.iter().filter_map(|done| self.0.remove(&done.lease_token));
        released.filter(|held| held.bulk).count()
    }

    /// Whose leases are to be prolonged. What is being recorded is left out: two writes that lock the same rows in different
    /// orders would wait for each other.
    pub fn to_prolong(&self) -> (Vec<DeliveryId>, Vec<Uuid>) {
        let held = self.0.iter().filter(|(_, held)| !held.recording);
        held.map(|(token, held)| (held.id, *token)).unzip()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::deliveries::{MAX_ATTEMPTS, Verdict};
    use crate::domain::ids::{EventId, UserId};

    fn claimed(id: DeliveryId, priority: i16) -> Claimed {
        let epoch = DateTime::UNIX_EPOCH;
        Claimed {
            id,
            lease_token: Uuid::new_v4(),
            event_id: EventId::new(epoch),
            user_id: UserId::new(epoch),
            message: None,
            attempt: 1,
            attempts_allowed: MAX_ATTEMPTS,
            priority,
            not_after: None,
            at_once: false,
            maybe_sent: false,
            via: None,
            asked_at: None,
        }
    }

    fn done(claimed: &Claimed) -> Vec<Completion> {
        let verdict = Verdict::Suppressed { reason: String::new() };
        let Claimed { id, lease_token, attempt, .. } = *claimed;
        vec![Completion { id, lease_token, attempt, address: None, verdict }]
    }

    #[test]
    fn what_is_being_recorded_is_not_prolonged_unless_that_failed() {
        let (mut hand, one) = (InHand::default(), claimed(DeliveryId::new(DateTime::UNIX_EPOCH), 5));
        hand.take(std::slice::from_ref(&one));
        let prolonged = (vec![one.id], vec![one.lease_token]);
        assert_eq!(hand.to_prolong(), prolonged);
        hand.set_recording(&done(&one), true);
        assert_eq!(hand.to_prolong(), (vec![], vec![]));
        hand.set_recording(&done(&one), false);
        assert_eq!(hand.to_prolong(), prolonged);
    }

    #[test]
    fn the_room_of_what_was_claimed_twice_comes_back_twice() {
        let id = DeliveryId::new(DateTime::UNIX_EPOCH);
        let (mut hand, first, second) = (InHand::default(), claimed(id, 9), claimed(id, 9));
        hand.take(&[first.clone(), second.clone()]);
        assert_eq!((hand.release(&done(&second)), hand.is_empty()), (1, false));
        assert_eq!((hand.release(&done(&first)), hand.is_empty()), (1, true));
    }
}
