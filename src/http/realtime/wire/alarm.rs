//! Wakes the tasks of sockets at their time, within a second. One timer a worker looks at all of them: a timer of the
//! runtime for each socket would cost as much as the rest of the socket.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::task::Waker;
use std::time::Duration;

use actix_web::rt;
use slab::Slab;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

thread_local! {
    static ALARMS: RefCell<Alarms> = RefCell::default();
}

/// Those of one worker.
#[derive(Default)]
struct Alarms {
    set: Slab<Option<(Instant, Waker)>>,
    /// Whether somebody looks at them.
    watched: bool,
}

/// One task's alarm; dropped, it does not ring. It belongs to the worker that made it.
pub(super) struct Alarm {
    key: usize,
    at: Option<Instant>,
    here: PhantomData<Rc<()>>,
}

impl Alarm {
    /// An alarm that is not set.
    pub(super) fn new() -> Self {
        let key = ALARMS.with_borrow_mut(|alarms| alarms.set.insert(None));
        Self { key, at: None, here: PhantomData }
    }

    /// Wakes this task once, at that time and not before; the time set before does not count any more.
    pub(super) fn set(&mut self, at: Instant, task: &Waker) {
        if self.at.replace(at) == Some(at) {
            return;
        }
        let watched = ALARMS.with_borrow_mut(|alarms| {
            alarms.set[self.key] = Some((at, task.clone()));
            std::mem::replace(&mut alarms.watched, true)
        });
        if !watched {
            rt::spawn(watch());
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        // The thread itself may be ending.
        let _ = ALARMS.try_with(|alarms| alarms.borrow_mut().set.try_remove(self.key));
    }
}

/// Looks every second, as long as there are alarms.
async fn watch() {
    let _watched = Watched;
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let now = look.tick().await;
        for task in ALARMS.with_borrow_mut(|alarms| alarms.due(now)) {
            task.wake();
        }
        if ALARMS.with_borrow(|alarms| alarms.set.is_empty()) {
            return;
        }
    }
}

impl Alarms {
    fn due(&mut self, now: Instant) -> Vec<Waker> {
        let due = self.set.iter_mut().filter_map(|(_, alarm)| alarm.take_if(|(at, _)| *at <= now));
        due.map(|(_, task)| task).collect()
    }
}

/// Held by whoever looks: also where the runtime drops it, the next alarm finds that nobody does.
struct Watched;

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = ALARMS.try_with(|alarms| alarms.borrow_mut().watched = false);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    async fn rings(alarm: &mut Alarm, at: Instant) -> Instant {
        let mut set = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut set, true) {
                return Poll::Ready(Instant::now());
            }
            alarm.set(at, cx.waker());
            Poll::Pending
        })
        .await
    }

    async fn on_a_paused_clock(test: impl Future<Output = ()>) {
        tokio::time::pause();
        test.await;
    }

    #[actix_web::test]
    async fn an_alarm_rings_within_a_second_of_its_time_and_can_be_set_again() {
        on_a_paused_clock(async {
            let start = Instant::now();
            let mut alarm = Alarm::new();
            for wait in [25, 60].map(Duration::from_secs) {
                let late = rings(&mut alarm, start + wait).await - (start + wait);
                assert!(late <= LOOK_EVERY, "{late:?}");
            }
        })
        .await;
    }

    #[actix_web::test]
    async fn nobody_looks_where_there_is_nothing_to_see() {
        on_a_paused_clock(async {
            let mut alarm = Alarm::new();
            rings(&mut alarm, Instant::now()).await;
            assert!(ALARMS.with_borrow(|alarms| alarms.watched));
            drop(alarm);
            tokio::time::advance(LOOK_EVERY * 2).await;
            tokio::task::yield_now().await;
            assert!(!ALARMS.with_borrow(|alarms| alarms.watched || !alarms.set.is_empty()));
            let mut again = Alarm::new();
            rings(&mut again, Instant::now()).await;
        })
        .await;
    }
}
