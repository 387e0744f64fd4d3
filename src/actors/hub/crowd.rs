//! Who listens to a topic, and how a frame gets to all of them: in slices, so that a large crowd holds up nobody else on
//! this thread, and in order, whoever comes or goes meanwhile.

use std::collections::VecDeque;

use crate::actors::hub::messages::{SocketHandle, SocketId};
use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::realtime::queue::SocketQueue;
use crate::telemetry::metric::Metric;

/// Sockets that one slice reaches.
pub(super) const SLICE: usize = 64;
/// Frames that may wait for those before them to reach everybody.
pub(super) const WAITING: usize = 1024;

/// The subscribers of a topic; most topics have one.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    subscribers: Vec<Subscriber>,
    /// Frames said so far: the number of the latest.
    said: u64,
    underway: Option<Box<Underway>>,
}

#[derive(Debug)]
struct Subscriber {
    id: SocketId,
    queue: SocketQueue,
    /// The latest frame when they came: frames after this one are theirs, also if it is still underway.
    came_after: u64,
}

/// Frames that have not reached everybody, the first of them some.
#[derive(Debug)]
struct Underway {
    frames: VecDeque<Frame>,
    /// Subscribers below this index the first frame has yet to reach.
    left: usize,
    /// Whether somebody knows that there are slices to come.
    noted: bool,
}

#[derive(Debug)]
struct Frame {
    number: u64,
    text: Encoded,
    except: Option<SocketId>,
}

impl Frame {
    fn is_for(&self, subscriber: &Subscriber) -> bool {
        subscriber.came_after < self.number && Some(subscriber.id) != self.except
    }
}

impl Crowd {
    /// Lets a socket in, or in again: what is said from now on is for it.
    pub(super) fn join(&mut self, socket: &SocketHandle) {
        let came_after = self.said;
        match self.subscribers.iter_mut().find(|known| known.id == socket.id) {
            Some(known) => known.came_after = came_after,
            None => {
                if self.subscribers.is_empty() {
                    // Most crowds stay at one, which a first push would make room for four for.
                    self.subscribers.reserve_exact(1);
                }
                Metric::Subscriptions.rise();
                self.subscribers.push(Subscriber { id: socket.id, queue: socket.queue.clone(), came_after });
            }
        }
    }

    /// Forgets a socket.
    pub(super) fn leave(&mut self, socket: SocketId) {
        let Some(mut at) = self.subscribers.iter().position(|known| known.id == socket) else { return };
        if let Some(underway) = &mut self.underway
            && at < underway.left
        {
            // The last of those to be reached takes the place, so that the last of all, who was, can take theirs.
            underway.left -= 1;
            self.subscribers.swap(at, underway.left);
            at = underway.left;
        }
        self.subscribers.swap_remove(at);
        Metric::Subscriptions.fall();
        if self.subscribers.is_empty() {
            (self.subscribers, self.underway) = (Vec::new(), None);
        }
    }

    /// Whether nobody listens.
    pub(super) fn is_empty(&self) -> bool {
        self.subscribers.is_empty()
    }

    /// Says something to all but one; to a large crowd its first slice, the others in [`Crowd::go_on`]. Sockets that could
    /// not take it are added to `lost`: their queues are closed, the others never wait for them. False where as much
    /// waits already as may: then nothing is said.
    pub(super) fn say(&mut self, text: Encoded, except: Option<SocketId>, lost: &mut Vec<SocketId>) -> bool {
        if self.underway.as_ref().is_some_and(|underway| underway.frames.len() >= WAITING) {
            return false;
        }
        self.said += 1;
        let frame = Frame { number: self.said, text, except };
        match &mut self.underway {
            Some(underway) => underway.frames.push_back(frame),
            None => {
                let left = self.subscribers.len();
                let frames = VecDeque::from([frame]);
                let mut underway = Underway { frames, left, noted: false };
                if underway.advance(&self.subscribers, lost) {
                    self.underway = Some(Box::new(underway));
                }
            }
        }
        true
    }

    /// Gives up what nobody has been told of yet.
    pub(super) fn give_up(&mut self) {
        if let Some(underway) = &mut self.underway {
            underway.frames.truncate(1);
        }
    }

    /// The next slice. Whether there are more.
    pub(super) fn go_on(&mut self, lost: &mut Vec<SocketId>) -> bool {
        let more = self.underway.as_mut().is_some_and(|underway| underway.advance(&self.subscribers, lost));
        if !more {
            self.underway = None;
        }
        more
    }

    /// Whether there are slices to come that nobody knows of; from now on somebody does.
    pub(super) fn has_begun(&mut self) -> bool {
        self.underway.as_mut().is_some_and(|underway| !std::mem::replace(&mut underway.noted, true))
    }

    /// Closes every socket.
    pub(super) fn close_all(&self, code: CloseCode) {
        self.subscribers.iter().for_each(|subscriber| subscriber.queue.close(code));
    }

    /// Sockets that were closed and did not say so.
    pub(super) fn closed(&self) -> impl Iterator<Item = SocketId> {
        self.subscribers.iter().filter(|subscriber| subscriber.queue.is_closed()).map(|closed| closed.id)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        Metric::Subscriptions.sub(self.subscribers.len() as u64);
    }
}

impl Underway {
    /// Reaches one slice of subscribers. Whether there is more to do.
    fn advance(&mut self, subscribers: &[Subscriber], lost: &mut Vec<SocketId>) -> bool {
        let mut slice = SLICE;
        while let Some(frame) = self.frames.front() {
            let reached = self.left.saturating_sub(slice);
            slice -= self.left - reached;
            let mut told = 0;
            for subscriber in subscribers[reached..self.left].iter().rev() {
                if !frame.is_for(subscriber) {
                    continue;
                }
                match subscriber.queue.push(frame.text.clone()) {
                    Ok(()) => told += 1,
                    Err(_) => lost.push(subscriber.id),
                }
            }
            Metric::Deliveries.add(told);
            Metric::DeliveredBytes.add(told * frame.text.size_bytes() as u64);
            self.left = reached;
            if self.left > 0 {
                return true;
            }
            self.frames.pop_front();
            self.left = subscribers.len();
        }
        false
    }
}
