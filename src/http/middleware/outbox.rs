//! What was written may have left events in the outbox: whoever turns them into messages is told at once, and need not
//! find them a second later.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::actors::notifications::messages::Wake;
use crate::actors::way::Way;

/// Wakes the notification supervisor after each write that was done.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn tell(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let supervisor = request.app_data::<web::Data<Way<Wake>>>().cloned();
    let writes = !request.method().is_safe();
    let answer = next.call(request).await?;
    if let Some(supervisor) = supervisor.filter(|_| writes && answer.status().is_success()) {
        // A full mailbox has a wake-up in it already, and the poll finds what a lost one would have told.
        let _ = supervisor.try_send(Wake);
    }
    Ok(answer)
}
