//! The first frame of a signed-in socket.

use tokio::time::timeout;

use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe};
use crate::actors::sessions::doors::ASK_WITHIN;
use crate::actors::sessions::house::House;
use crate::domain::ids::UserId;
use crate::realtime::close::CloseCode;
use crate::realtime::topic::Topic;
use crate::storage::notifications;
use crate::storage::pool::Database;

/// The hub writes `hello`, with the position from which the user's own events follow. Where the database is slow or away
/// the unread count is left out.
pub(super) async fn greet(house: House, user: UserId, socket: SocketHandle) {
    let unread = timeout(ASK_WITHIN, unread(&house.database, user)).await.unwrap_or_default();
    let ack = Ack::Hello { node: house.node.to_string(), user, unread };
    let hello = Subscribe { topic: Topic::User(user), since: None, socket: socket.clone(), ack };
    if house.hub.subscribe(hello).await.is_err() {
        socket.queue.close(CloseCode::InsufficientState);
    }
}

async fn unread(database: &Database, user: UserId) -> Option<i64> {
    let mut connection = database.connection().await.ok()?;
    notifications::unread(&mut connection, user).await.ok()
}
