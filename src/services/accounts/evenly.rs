//! Answers that come at the same time whatever was done: for those that must not tell whether an account exists.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// More than the work takes, a hash included; where it takes longer, twice as much.
const STEP: Duration = Duration::from_millis(250);

/// Does the work, and answers at the next step of the clock that runs from its beginning.
pub async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let done = work.await;
    let steps = u32::try_from(begun.elapsed().as_millis() / STEP.as_millis()).unwrap_or(u32::MAX);
    sleep_until(begun + STEP.saturating_mul(steps.saturating_add(1))).await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn little_and_much_take_as_long() {
        let took = async |work: u64| {
            let begun = Instant::now();
            evenly(tokio::time::sleep(Duration::from_millis(work))).await;
            begun.elapsed()
        };
        assert_eq!(took(1).await, took(200).await);
        assert_eq!(took(260).await, STEP * 2);
    }
}
