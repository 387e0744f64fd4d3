//! The topics of one shard of the hub. Pure but for the queues it pushes into.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::actors::hub::channel::Channel;
use crate::actors::hub::messages::{SocketId, Subscribe, Unsubscribe, Whisper};
use crate::realtime::close::CloseCode;
use crate::realtime::frame_out::{Answer, Reply};
use crate::realtime::topic::Topic;
use crate::services::live::Publication;

/// Topics without subscribers that are kept for those who may come back; the ones left longest go first.
const IDLE_TOPICS: usize = 16_384;

/// Topics, and which sockets have which. Nothing is remembered of a topic that nobody has listened to within the time
/// that a history spans: nobody could ask for it.
#[derive(Debug, Default)]
pub(super) struct Topics {
    channels: HashMap<Topic, Channel>,
    of_socket: HashMap<SocketId, Vec<Topic>>,
}

impl Topics {
    pub(super) fn subscribe(&mut self, wanted: &Subscribe, now: DateTime<Utc>) {
        let channel = self.channels.entry(wanted.topic).or_insert_with(|| Channel::new(wanted.topic, now));
        if !channel.subscribe(wanted, now) {
            return self.leave(wanted.socket.id, now);
        }
        let topics = self.of_socket.entry(wanted.socket.id).or_default();
        if !topics.contains(&wanted.topic) {
            topics.push(wanted.topic);
        }
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
        if let Some(channel) = self.channels.get_mut(&publication.topic) {
            let lost = channel.deliver(&publication.event, now);
            lost.into_iter().for_each(|socket| self.leave(socket, now));
        }
    }

    pub(super) fn whisper(&mut self, Whisper { topic, frame, except }: &Whisper, now: DateTime<Utc>) {
        if let Some(channel) = self.channels.get(topic) {
            let lost = channel.whisper(frame, *except);
            lost.into_iter().for_each(|socket| self.leave(socket, now));
        }
    }

    pub(super) fn resync(&mut self, now: DateTime<Utc>) {
        self.channels.retain(|_, channel| channel.left_at().is_none());
        let lost: Vec<_> = self.channels.values_mut().flat_map(Channel::restart).collect();
        lost.into_iter().for_each(|socket| self.leave(socket, now));
    }

    /// Forgets closed sockets, old events, and topics that nobody came back to.
    pub(super) fn sweep(&mut self, now: DateTime<Utc>) {
        let closed: Vec<_> = self.channels.values().flat_map(Channel::closed).collect();
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
