//! Who has a conversation open, on this node and, as far as they said so, on the others. Pure; nodes tell each other what
//! changes and repeat now and then what still holds, so that a node that died is not believed for long.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{ConversationId, UserId};

/// Between two times that a node repeats who is there.
pub const REPEAT_EVERY: Duration = Duration::from_secs(20);
/// What a node said and did not repeat is believed for so long.
const BELIEVED: TimeDelta = TimeDelta::seconds(65);

/// Somebody in a conversation.
pub type Present = (ConversationId, UserId);

/// Everybody who is in a conversation.
#[derive(Debug, Default)]
pub struct Presence {
    conversations: HashMap<ConversationId, HashMap<UserId, Whereabouts>>,
}

/// Where somebody has a conversation open; nowhere is not kept.
#[derive(Debug, Default)]
struct Whereabouts {
    /// Sockets of this node.
    here: usize,
    /// Other nodes, and when they last said so.
    elsewhere: HashMap<Arc<str>, DateTime<Utc>>,
}

impl Whereabouts {
    fn is_nowhere(&self) -> bool {
        self.here == 0 && self.elsewhere.is_empty()
    }
}

/// What somebody's leaving means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// They have no socket on this node any more: the other nodes are told.
    pub this_node: bool,
    /// They are in the conversation nowhere any more: its readers are told.
    pub everywhere: bool,
}

impl Presence {
    /// A socket of this node opened the conversation. Whether its owner was not in it before, anywhere.
    pub fn join(&mut self, (conversation, user): Present) -> bool {
        let whereabouts = self.conversations.entry(conversation).or_default().entry(user).or_default();
        let is_new = whereabouts.is_nowhere();
        whereabouts.here += 1;
        is_new
    }

    /// A socket of this node left it.
    pub fn leave(&mut self, present: Present) -> Left {
        let Some(whereabouts) = self.find(present) else {
            return Left { this_node: false, everywhere: false };
        };
        whereabouts.here = whereabouts.here.saturating_sub(1);
        let this_node = whereabouts.here == 0;
        Left { this_node, everywhere: self.tidy(present) }
    }

    /// Another node says that somebody is in the conversation there. Whether they were not in it before, anywhere.
    pub fn hear_here(&mut self, node: &Arc<str>, (conversation, user): Present, now: DateTime<Utc>) -> bool {
        let whereabouts = self.conversations.entry(conversation).or_default().entry(user).or_default();
        let is_new = whereabouts.is_nowhere();
        whereabouts.elsewhere.insert(node.clone(), now);
        is_new
    }

    /// Another node says that somebody is not, any more. Whether they are in it nowhere now.
    pub fn hear_gone(&mut self, node: &str, present: Present) -> bool {
        let Some(whereabouts) = self.find(present) else { return false };
        whereabouts.elsewhere.remove(node);
        self.tidy(present)
    }

    /// Forgets what nodes did not repeat. Answers who is in a conversation nowhere now.
    pub fn forget(&mut self, now: DateTime<Utc>) -> Vec<Present> {
        let everybody = self.everybody(|_| true);
        let mut gone = Vec::new();
        for present in everybody {
            if let Some(whereabouts) = self.find(present) {
                whereabouts.elsewhere.retain(|_, said_at| now - *said_at <= BELIEVED);
            }
            if self.tidy(present) {
                gone.push(present);
            }
        }
        gone
    }

    /// Whoever has a conversation open on this node, for the others to hear.
    #[must_use]
    pub fn of_this_node(&self) -> Vec<Present> {
        self.everybody(|whereabouts| whereabouts.here > 0)
    }

    /// Whether somebody has the conversation open on this node.
    #[must_use]
    pub fn is_on_this_node(&self, (conversation, user): Present) -> bool {
        self.conversations.get(&conversation).and_then(|users| users.get(&user)).is_some_and(|at| at.here > 0)
    }

    /// Who is in the conversation, in the order of their ids.
    #[must_use]
    pub fn of(&self, conversation: ConversationId) -> Vec<UserId> {
        let users = self.conversations.get(&conversation).into_iter().flat_map(HashMap::keys);
        let mut users: Vec<_> = users.copied().collect();
        users.sort_unstable();
        users
    }

    /// Whether somebody is in the conversation.
    #[must_use]
    pub fn is_in(&self, (conversation, user): Present) -> bool {
        self.conversations.get(&conversation).is_some_and(|users| users.contains_key(&user))
    }

    fn everybody(&self, wanted: impl Fn(&Whereabouts) -> bool) -> Vec<Present> {
        let all = self.conversations.iter();
        let all = all.flat_map(|(id, users)| users.iter().map(move |(user, at)| ((*id, *user), at)));
        all.filter(|(_, whereabouts)| wanted(whereabouts)).map(|(present, _)| present).collect()
    }

    fn find(&mut self, (conversation, user): Present) -> Option<&mut Whereabouts> {
        self.conversations.get_mut(&conversation)?.get_mut(&user)
    }

    /// Keeps nothing of who is nowhere; whether that was so.
    fn tidy(&mut self, (conversation, user): Present) -> bool {
        let Some(users) = self.conversations.get_mut(&conversation) else { return false };
        let nowhere = users.get(&user).is_some_and(Whereabouts::is_nowhere);
        if nowhere {
            users.remove(&user);
        }
        if users.is_empty() {
            self.conversations.remove(&conversation);
        }
        nowhere
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const PAT: Present = (ConversationId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    fn node() -> Arc<str> {
        "n2".into()
    }

    #[test]
    fn a_second_tab_changes_nothing_until_both_are_closed() {
        let mut presence = Presence::default();
        assert!(presence.join(PAT));
        assert!(!presence.join(PAT));
        assert_eq!(presence.leave(PAT), Left { this_node: false, everywhere: false });
        assert!(presence.is_in(PAT));
        assert_eq!(presence.leave(PAT), Left { this_node: true, everywhere: true });
        assert_eq!(presence.of(PAT.0), []);
        assert_eq!(presence.leave(PAT), Left { this_node: false, everywhere: false });
    }

    #[test]
    fn who_is_at_another_node_too_has_not_left() {
        let mut presence = Presence::default();
        assert!(presence.hear_here(&node(), PAT, at(0)));
        assert!(!presence.join(PAT));
        assert_eq!(presence.leave(PAT), Left { this_node: true, everywhere: false });
        assert_eq!(presence.of(PAT.0), [PAT.1]);
        assert!(presence.hear_gone("n2", PAT));
        assert!(!presence.hear_gone("n2", PAT));
        assert!(presence.conversations.is_empty());
    }

    #[test]
    fn a_node_that_repeats_nothing_is_believed_no_longer() {
        let mut presence = Presence::default();
        presence.hear_here(&node(), PAT, at(0));
        assert_eq!(presence.forget(at(65)), []);
        presence.hear_here(&node(), PAT, at(20));
        assert_eq!(presence.forget(at(85)), []);
        assert_eq!(presence.forget(at(86)), [PAT]);
        assert!(!presence.is_in(PAT));
    }

    #[test]
    fn only_those_of_this_node_are_repeated() {
        let mut presence = Presence::default();
        let other = (PAT.0, UserId(Uuid::from_u128(3)));
        presence.join(PAT);
        presence.hear_here(&node(), other, at(0));
        assert_eq!(presence.of_this_node(), [PAT]);
        assert_eq!(presence.of(PAT.0), [PAT.1, other.1]);
    }
}
