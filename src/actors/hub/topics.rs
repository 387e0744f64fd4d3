//! The topics of one shard of the hub. Pure but for the queues it pushes into.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};

use crate::actors::hub::catch_up::Waiting;
use crate::actors::hub::channel::{Channel, Standing};
use crate::actors::hub::messages::{SocketId, Unsubscribe, Whisper};
use crate::actors::hub::shared::{Known, Question};
use crate::realtime::close::CloseCode;
use crate::realtime::frame_out::{Answer, Reply};
use crate::realtime::partition::partition;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;
use crate::services::live::Publication;

/// Topics without subscribers that are kept for those who may come back; the ones left longest go first.
const IDLE_TOPICS: usize = 16_384;

/// Topics, and which sockets have which. Nothing is remembered of a topic that nobody has listened to within the time
/// that a history spans: nobody could ask for it.
#[derive(Debug)]
pub(super) struct Topics {
    /// How things stand with a topic that is new here.
    new: Standing,
    /// In boxes, since a map keeps room for half as many again.
    channels: HashMap<Topic, Box<Channel>>,
    of_socket: HashMap<SocketId, Vec<Topic>>,
    /// Topics that Redis is to be asked about, since somebody waits; whoever came first is first.
    urgent: VecDeque<Topic>,
    /// Topics that are to be compared with Redis.
    to_compare: VecDeque<Topic>,
    /// Topics with frames that have not reached everybody.
    underway: VecDeque<Topic>,
}

impl Topics {
    /// No topics; `shared` where Redis gives the places.
    pub(super) fn new(shared: bool) -> Self {
        Self {
            new: if shared { Standing::Unknown } else { Standing::Own },
            channels: HashMap::new(),
            of_socket: HashMap::new(),
            urgent: VecDeque::new(),
            to_compare: VecDeque::new(),
            underway: VecDeque::new(),
        }
    }

    /// Subscribes at once, or when Redis has been asked.
    pub(super) fn subscribe(&mut self, waiting: Waiting, now: DateTime<Utc>) {
        let (topic, new) = (waiting.wanted.topic, self.new);
        let channel = self.channels.entry(topic).or_insert_with(|| Box::new(Channel::new(topic, new, now)));
        if channel.can_answer(waiting.wanted.since, now) {
            self.answer(waiting, now);
        } else {
            channel.wait(waiting);
            self.note(topic);
        }
    }

    fn answer(&mut self, Waiting { wanted, answered }: Waiting, now: DateTime<Utc>) {
        if let Some(channel) = self.channels.get_mut(&wanted.topic) {
            if channel.subscribe(&wanted, now) {
                let topics = self.of_socket.entry(wanted.socket.id).or_insert_with(|| Vec::with_capacity(1));
                if !topics.contains(&wanted.topic) {
                    topics.push(wanted.topic);
                }
            } else {
                self.leave(wanted.socket.id, now);
            }
        }
        // Whoever asked may have stopped waiting; then the session sees to the socket.
        let _ = answered.send(());
    }

    pub(super) fn unsubscribe(&mut self, wanted: &Unsubscribe, now: DateTime<Utc>) {
        if let Some(channel) = self.channels.get_mut(&wanted.topic) {
            channel.leave(wanted.socket.id, now);
        }
        if let Some(topics) = self.of_socket.get_mut(&wanted.socket.id) {
            topics.retain(|topic| *topic != wanted.topic);
            if topics.is_empty() {
                self.of_socket.remove(&wanted.socket.id);
            }
        }
        let answer = Answer::Unsubscribed { topic: wanted.topic, reason: wanted.reason };
        if wanted.socket.queue.push(Reply { re: wanted.re, answer }.encode()).is_err() {
            self.leave(wanted.socket.id, now);
        }
    }

    pub(super) fn leave(&mut self, socket: SocketId, now: DateTime<Utc>) {
        for topic in self.of_socket.remove(&socket).into_iter().flatten() {
            if let Some(channel) = self.channels.get_mut(&topic) {
                channel.leave(socket, now);
            }
        }
    }

    pub(super) fn deliver(&mut self, publication: &Publication, now: DateTime<Utc>) {
        self.tell(publication.topic, now, |channel, lost| channel.deliver(&publication.event, now, lost));
    }

    pub(super) fn place(&mut self, topic: Topic, event: PlacedEvent, now: DateTime<Utc>) {
        self.tell(topic, now, |channel, lost| channel.place(event, lost));
    }

    pub(super) fn whisper(&mut self, Whisper { topic, frame, except }: Whisper, now: DateTime<Utc>) {
        self.tell(topic, now, |channel, lost| channel.whisper(frame, except, lost));
    }

    /// Lets something be done to a topic, if anybody remembers it, and sees to what follows. The one place where
    /// sockets are found to be too slow.
    fn tell(
        &mut self,
        topic: Topic,
        now: DateTime<Utc>,
        tell: impl FnOnce(&mut Channel, &mut Vec<SocketId>),
    ) {
        let Some(channel) = self.channels.get_mut(&topic) else { return };
        let mut lost = Vec::new();
        tell(channel, &mut lost);
        lost.into_iter().for_each(|socket| self.leave(socket, now));
        self.note(topic);
    }

    fn note(&mut self, topic: Topic) {
        let Some(channel) = self.channels.get_mut(&topic) else { return };
        if channel.crowd.has_begun() {
            self.underway.push_back(topic);
        }
        if channel.has_question() {
            self.urgent.push_back(topic);
        }
    }

    /// The next slice of each topic that has one. Whether there are more.
    pub(super) fn go_on(&mut self, now: DateTime<Utc>) -> bool {
        let mut lost = Vec::new();
        for _ in 0..self.underway.len() {
            let Some(topic) = self.underway.pop_front() else { break };
            if let Some(channel) = self.channels.get_mut(&topic)
                && channel.crowd.go_on(&mut lost)
            {
                self.underway.push_back(topic);
            }
        }
        lost.into_iter().for_each(|socket| self.leave(socket, now));
        !self.underway.is_empty()
    }

    pub(super) fn is_underway(&self) -> bool {
        !self.underway.is_empty()
    }

    /// Events may have been missed in the topics of this partition, or in all: what Redis knows of them is to be looked
    /// at. Of topics that stand on their own because there is none nobody else knows anything.
    pub(super) fn compare(&mut self, of: Option<u8>) {
        if self.new == Standing::Own {
            return;
        }
        if of.is_none() {
            self.to_compare.clear();
        }
        let topics = self.channels.keys().filter(|topic| of.is_none_or(|of| partition(**topic) == of));
        self.to_compare.extend(topics);
    }

    /// Events were lost on the way to any of these topics: what Redis has can be had there, what was told here alone is a
    /// gap.
    pub(super) fn own_up(&mut self, now: DateTime<Utc>) {
        let is_own = |channel: &Channel| channel.standing == Standing::Own;
        self.channels.retain(|_, channel| !is_own(channel) || channel.left_at().is_none());
        let own = self.channels.iter().filter(|(_, channel)| is_own(channel)).map(|(topic, _)| *topic);
        for topic in own.collect::<Vec<_>>() {
            self.tell(topic, now, Channel::restart);
        }
        self.compare(None);
    }

    /// Whether a topic stands on its own.
    pub(super) fn is_own(&self, topic: Topic) -> bool {
        self.channels.get(&topic).is_some_and(|channel| channel.standing == Standing::Own)
    }

    /// Looks again at the topics that stand on their own.
    pub(super) fn compare_own(&mut self) {
        let own = self.channels.iter().filter(|(_, channel)| channel.standing == Standing::Own);
        self.to_compare.extend(own.map(|(topic, _)| *topic));
    }

    /// What to ask Redis next, at most so much. What is answered is to be handed to [`Topics::catch_up`], whatever it is.
    pub(super) fn questions(&mut self, most: usize) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        while questions.len() < most {
            let Some(topic) = self.urgent.pop_front().or_else(|| self.to_compare.pop_front()) else { break };
            // One that is asked about twice may have both answered at once.
            let channel = self.channels.get_mut(&topic).filter(|channel| !channel.is_asked());
            questions.extend(channel.map(|channel| channel.ask()));
        }
        questions
    }

    /// Redis has answered, or is away.
    pub(super) fn catch_up(&mut self, topic: Topic, known: Option<Known>, now: DateTime<Utc>) {
        let mut waiting = Vec::new();
        self.tell(topic, now, |channel, lost| waiting = channel.catch_up(known, now, lost));
        waiting.into_iter().for_each(|waiting| self.answer(waiting, now));
    }

    /// Forgets closed sockets, old events, and topics that nobody came back to.
    pub(super) fn sweep(&mut self, now: DateTime<Utc>) {
        let closed: Vec<_> = self.channels.values().flat_map(|channel| channel.crowd.closed()).collect();
        closed.into_iter().for_each(|socket| self.leave(socket, now));
        self.channels.retain(|_, channel| !channel.is_forgotten(now));
        self.channels.values_mut().for_each(|channel| channel.forget(now));
        let mut idle: Vec<_> =
            self.channels.iter().filter_map(|(topic, channel)| Some((channel.left_at()?, *topic))).collect();
        if idle.len() > IDLE_TOPICS {
            idle.sort_unstable_by_key(|(left_at, _)| *left_at);
            let surplus = idle.len() - IDLE_TOPICS;
            for (_, topic) in &idle[..surplus] {
                self.channels.remove(topic);
            }
        }
    }

    /// Closes every socket that is known here.
    pub(super) fn close_all(&self, code: CloseCode) {
        self.channels.values().for_each(|channel| channel.close_all(code));
    }
}

#[cfg(test)]
mod tests;
