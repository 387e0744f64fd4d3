//! The actor of one doctor's calendar on this node.
//!
//! Its handlers overlap: a booking that waits for its COMMIT does not stop another for a different time. What must not
//! interleave (deciding and marking) happens between two awaits, in `desk.rs`.

use std::rc::Rc;
use std::time::Duration;

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, ResponseFuture};
use tokio::time::Instant;

use crate::actors::schedules::desk::{Desk, DeskParts};
use crate::actors::schedules::messages::{
    Ask, Book, BookSeries, Booked, Change, KeepTime, LetGo, Reschedule, SeriesBooked,
};
use crate::domain::appointments::Appointment;
use crate::services::appointments::holds::Kept;
use crate::services::error::ServiceError;
use crate::services::slots::Offer;

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
            // A doctor who is none was asked for once.
            let wanted = actor.desk.is_loaded() && actor.last_asked.elapsed() <= IDLE;
            if !at_work && !wanted {
                context.stop();
            }
        });
    }
}

/// Each message is answered by the desk's method of the same meaning.
macro_rules! ask_desk {
    ($message:ty, $answer:ty, |$desk:ident, $told:ident| $asked:expr) => {
        impl Handler<$message> for DoctorSchedule {
            type Result = ResponseFuture<Result<$answer, ServiceError>>;

            fn handle(&mut self, $told: $message, _: &mut Self::Context) -> Self::Result {
                let $desk = self.desk();
                Box::pin(async move { $asked.await })
            }
        }
    };
}

ask_desk!(Book, Booked, |desk, told| desk.book(&told.0));
ask_desk!(BookSeries, SeriesBooked, |desk, told| desk.book_series(&told.request, told.answer));
ask_desk!(KeepTime, Kept, |desk, told| desk.hold(&told.0));
ask_desk!(LetGo, (), |desk, told| desk.let_go(&told.principal, &told.origin, told.hold));
ask_desk!(Change, Appointment, |desk, told| desk.change(&told.0));
ask_desk!(Reschedule, Appointment, |desk, told| desk.reschedule(&told.0));
ask_desk!(Ask, Offer, |desk, told| desk.offer(&told.days, told.code));
