//! Something is made once under an `Idempotency-Key`, where it is not kept in the very transaction of what is made (as
//! bookings and registrations are): the key is claimed before and settled after. A node that dies in between leaves it
//! claimed for a minute: then a repeat makes the thing, perhaps once more.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;

use crate::http::idempotency_key::{created, replayed};
use crate::http::problem::Problem;
use crate::services::error::ServiceError;
use crate::services::idempotency::{Turn, Turns};
use crate::storage::idempotency::Key;

/// Makes something, which is answered with 201, or answers what was made under the key before. `path` is where such things
/// are found by their `id`, if they are found by themselves.
///
/// # Errors
/// Those of `make`; `idempotency_mismatch`, `in_progress`.
pub async fn once<T: Serialize>(
    turns: &Turns,
    key: Option<Key>,
    path: Option<&str>,
    make: impl Future<Output = Result<T, Problem>>,
) -> Result<HttpResponse, Problem> {
    let Some(key) = key else { return Ok(created(path, &written(make.await?)?)) };
    let _turn = match turns.take(&key).await? {
        Turn::Mine(turn) => turn,
        Turn::Replay(first) => return Ok(replayed(path, &first)),
    };
    let Some(claim) = turns.claim(&key).await? else {
        // Another node was quicker.
        let first = turns.replay(&key).await?.ok_or(ServiceError::InProgress)?;
        return Ok(replayed(path, &first));
    };
    match make.await {
        Ok(made) => {
            let made = written(made)?;
            turns.keep(claim, &made).await?;
            Ok(created(path, &made))
        }
        Err(refusal) => {
            turns.let_go(claim).await?;
            Err(refusal)
        }
    }
}

fn written(made: impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(made).map_err(Problem::internal)
}
