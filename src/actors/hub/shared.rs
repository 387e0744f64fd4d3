//! How a topic follows the one in Redis: what it asks, and what it makes of the answer.

use chrono::{DateTime, Utc};

use crate::actors::hub::catch_up::{CatchUp, Waiting};
use crate::actors::hub::channel::{Channel, Standing};
use crate::actors::hub::messages::SocketId;
use crate::realtime::history::History;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;

/// A question to Redis: where is the topic, and what came after this offset?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) topic: Topic,
    /// None where only the position matters.
    pub(super) after: Option<u64>,
    /// Whether the topic is to begin anew before.
    pub(super) anew: bool,
}

/// The answer.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) head: Position,
    /// Events up to the head, oldest first, as far as they are remembered.
    pub(super) events: Vec<PlacedEvent>,
}

impl Channel {
    /// Whether Redis is to be asked and nobody knows; from now on somebody does.
    pub(super) fn has_question(&mut self) -> bool {
        self.catch_up.as_mut().is_some_and(|catch_up| !std::mem::replace(&mut catch_up.noted, true))
    }

    /// What Redis is asked, at once: whatever it tells from now on is kept until it has answered.
    pub(super) fn ask(&mut self) -> Question {
        let catch_up = self.catch_up.get_or_insert_default();
        catch_up.asked = true;
        let wanted = catch_up.waiting.iter().filter_map(|waiting| waiting.wanted.since);
        // The latest event once more, where it is remembered: whether it is still the same.
        let latest = self.history.position().offset.saturating_sub(1).max(self.history.begin());
        let known = (self.standing == Standing::Shared).then_some(latest);
        let after = wanted.map(|position| position.offset).chain(known).min();
        catch_up.after = after;
        Question { topic: self.history.topic(), after, anew: self.set_back }
    }

    /// Catches up with what Redis knows, or where it is away goes on without. Answers who can now be answered.
    pub(super) fn catch_up(
        &mut self,
        known: Option<Known>,
        now: DateTime<Utc>,
        lost: &mut Vec<SocketId>,
    ) -> Vec<Waiting> {
        let Some(mut catch_up) = self.catch_up.take() else { return Vec::new() };
        let has_answered = known.is_some();
        match known {
            Some(known) if self.is_ahead_of(&known) => {
                self.find_set_back(catch_up.waiting);
                return Vec::new();
            }
            Some(known) => {
                self.set_back = false;
                self.adopt(known, lost);
            }
            None if self.standing == Standing::Unknown => self.restart(lost),
            // What is missing cannot be had.
            None if self.standing == Standing::Shared && catch_up.hole => self.restart(lost),
            None => {}
        }
        self.history.forget(now);
        std::mem::take(&mut catch_up.meanwhile).into_iter().for_each(|event| self.place(event, lost));
        if catch_up.spilt && self.standing == Standing::Shared {
            self.catch_up.get_or_insert_default().hole = true;
        }
        let CatchUp { after, waiting, .. } = *catch_up;
        let (late, answered): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|waiting| has_answered && self.came_late(waiting, after, now));
        if !late.is_empty() {
            self.catch_up.get_or_insert_default().waiting.extend(late);
        }
        answered
    }

    /// Whether somebody came when Redis had been asked for less than they missed, so that it may know the rest.
    fn came_late(
        &mut self,
        Waiting { wanted, .. }: &Waiting,
        after: Option<u64>,
        now: DateTime<Utc>,
    ) -> bool {
        let head = self.history.position();
        wanted.since.is_some_and(|since| {
            since.epoch == head.epoch
                && since.offset < head.offset
                && after.is_none_or(|after| since.offset < after)
                && !self.can_answer(Some(since), now)
        })
    }

    /// Whether Redis has come less far than was told here, or elsewhere: it was put back to an older state, and what was
    /// told of since is lost there.
    fn is_ahead_of(&self, Known { head, events }: &Known) -> bool {
        let ours = self.history.position();
        self.standing == Standing::Shared
            && ours.epoch == head.epoch
            && (head.offset < ours.offset || events.iter().any(|event| self.history.contradicts(event)))
    }

    /// Redis would give places a second time, and on every node that was here in time the events in them would be taken
    /// for repeats. So the topic begins anew there before it is asked again, and all nodes tell of a gap.
    pub(super) fn find_set_back(&mut self, waiting: Vec<Waiting>) {
        tracing::warn!("Redis has forgotten places that it gave: the topic begins anew");
        self.set_back = true;
        self.catch_up = Some(Box::new(CatchUp { waiting, hole: true, ..CatchUp::default() }));
    }

    fn adopt(&mut self, Known { head, mut events }: Known, lost: &mut Vec<SocketId>) {
        keep_what_leads_to(head, &mut events);
        let ours = self.history.position();
        let is_ours = self.standing == Standing::Shared && ours.epoch == head.epoch;
        let missed = head.offset.saturating_sub(ours.offset);
        if is_ours && missed <= events.len() as u64 {
            let (old, new): (Vec<_>, Vec<_>) =
                events.into_iter().partition(|event| event.position.offset <= ours.offset);
            for event in &new {
                let frame = self.history.follow(event);
                self.say(frame, None, lost);
            }
            self.remember(&old);
        } else {
            let was = std::mem::replace(&mut self.standing, Standing::Shared);
            self.history = History::at(self.history.topic(), head);
            self.remember(&events);
            // Who was never told where the topic is has no gap in it.
            if was != Standing::Unknown {
                self.tell_gap(lost);
            }
        }
    }

    fn remember(&mut self, old: &[PlacedEvent]) {
        let begin = self.history.begin();
        let before = old.iter().rev().skip_while(|event| event.position.offset > begin);
        // The first that does not fit ends it: nothing older would.
        let _all = before.take_while(|event| self.history.precede(event)).count();
    }
}

/// Leaves of the events those that lead up to the head without a hole. An empty rest means that what is missing is
/// forgotten, by age or because Redis needed the room.
fn keep_what_leads_to(head: Position, events: &mut Vec<PlacedEvent>) {
    let mut expected = head.offset;
    let leading = events.iter().rev().take_while(|event| {
        let leads = event.position == (Position { offset: expected, ..head });
        expected = expected.saturating_sub(1);
        leads
    });
    let leading = leading.count();
    events.drain(..events.len() - leading);
}
