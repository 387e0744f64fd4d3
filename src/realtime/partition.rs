//! Topics in groups: what a node listens to on the bus, and what would stay together if Redis were a cluster. Today it is
//! one primary.

use uuid::Uuid;

use crate::realtime::topic::Topic;

/// How many there are. Never another number: nodes that disagree would not hear each other.
pub const PARTITIONS: u8 = 64;

/// The topic's partition, by the random end of its id. All topics of one person share it, and so most of what one
/// event tells goes in one message.
#[must_use]
pub fn partition(topic: Topic) -> u8 {
    let id = match topic {
        Topic::User(id) | Topic::DoctorSlots(id) | Topic::Schedule(id) => id.0,
        Topic::Conversation(id) => id.0,
        Topic::Ops => Uuid::nil(),
    };
    id.as_bytes()[15] % PARTITIONS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UserId;

    #[test]
    fn ids_made_one_after_the_other_are_spread_over_all_partitions() {
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        let mut counts = [0; PARTITIONS as usize];
        for _ in 0..6_400 {
            counts[usize::from(partition(Topic::User(UserId::new(now))))] += 1;
        }
        assert!(counts.iter().all(|count| (30..300).contains(count)), "{counts:?}");
    }
}
