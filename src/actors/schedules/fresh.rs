//! Many who want to read what holds now share one look: each waits for one that began after they asked.

use std::cell::Cell;

use tokio::sync::Mutex;

use crate::services::error::ServiceError;

/// Shares looks.
#[derive(Default)]
pub(super) struct Fresh {
    /// How many looks have begun.
    begun: Cell<u64>,
    /// The last that came to a good end.
    ended: Mutex<u64>,
}

impl Fresh {
    /// Looks, unless somebody else has done so since this was asked.
    pub(super) async fn look(
        &self,
        look: impl AsyncFnOnce() -> Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        let before = self.begun.get();
        let mut ended = self.ended.lock().await;
        if *ended > before {
            return Ok(());
        }
        self.begun.set(self.begun.get() + 1);
        look().await?;
        *ended = self.begun.get();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    #[actix_web::test]
    async fn who_asks_while_somebody_looks_shares_the_next_look() {
        let (fresh, looks) = (Fresh::default(), Cell::new(0));
        let look = async || {
            looks.set(looks.get() + 1);
            actix_rt::task::yield_now().await;
            Ok(())
        };
        let asked = join_all((0..50).map(|_| fresh.look(look))).await;
        assert!(asked.iter().all(Result::is_ok));
        assert_eq!(looks.get(), 2, "the first began before the others asked");
    }

    #[actix_web::test]
    async fn a_look_that_failed_answers_nobody_else() {
        let (fresh, looks) = (Fresh::default(), Cell::new(0));
        let look = async || {
            looks.set(looks.get() + 1);
            actix_rt::task::yield_now().await;
            if looks.get() == 1 { Err(ServiceError::Busy) } else { Ok(()) }
        };
        let asked = join_all((0..3).map(|_| fresh.look(look))).await;
        assert_eq!(asked.iter().filter(|asked| asked.is_err()).count(), 1);
    }
}
