//! The actor of one doctor's calendar on this node.
//!
//! Its handlers overlap: a booking that waits for its COMMIT does not stop another for a different time. What must not
//! interleave (deciding and marking) happens between two awaits, in `desk.rs`.

use std::rc::Rc;
use std::time::Duration;

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, ResponseFuture};
use tokio::time::Instant;

use crate::actors::schedules::desk::{Desk, DeskParts};
use crate::actors::schedules::messages::{Book, Booked, Change};
use crate::domain::appointments::Appointment;
use crate::services::error::ServiceError;

/// Requests that may wait; past it senders wait for room, within their own time-out.
const MAILBOX: usize = 256;
/// A doctor whom nobody asked for is put to sleep after this long.
const IDLE: Duration = Duration::from_secs(600);

/// One doctor's calendar, awake.
pub struct DoctorSchedule {
    desk: Rc<Desk>,
    last_asked: Instant,
}

impl DoctorSchedule {
    /// An actor that loads its calendar when it is first asked.
    #[must_use]
    pub fn new(parts: DeskParts) -> Self {
        Self { desk: Rc::new(Desk::new(parts)), last_asked: Instant::now() }
    }

    fn desk(&mut self) -> Rc<Desk> {
        self.last_asked = Instant::now();
        Rc::clone(&self.desk)
    }
}

impl Actor for DoctorSchedule {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(MAILBOX);
        context.run_interval(IDLE / 4, |actor, context| {
            let at_work = Rc::strong_count(&actor.desk) > 1;
            if !at_work && actor.last_asked.elapsed() > IDLE {
                context.stop();
            }
        });
    }
}

impl Handler<Book> for DoctorSchedule {
    type Result = ResponseFuture<Result<Booked, ServiceError>>;

    fn handle(&mut self, Book(request): Book, _: &mut Self::Context) -> Self::Result {
        let desk = self.desk();
        Box::pin(async move { desk.book(&request).await })
    }
}

impl Handler<Change> for DoctorSchedule {
    type Result = ResponseFuture<Result<Appointment, ServiceError>>;

    fn handle(&mut self, Change(request): Change, _: &mut Self::Context) -> Self::Result {
        let desk = self.desk();
        Box::pin(async move { desk.change(&request).await })
    }
}
