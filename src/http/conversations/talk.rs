//! What conversations are held with: the use cases, and the relay that tells whoever hears of them.

use crate::actors::relay::messages::Publish;
use crate::actors::way::Way;
use crate::domain::clock::SharedClock;
use crate::domain::events::Event;
use crate::services::conversations::Conversations;
use crate::services::live::Publication;

/// Application data (`web::Data<Talk>`). Cloning is cheap.
#[derive(Clone)]
pub struct Talk {
    /// What can be done.
    pub conversations: Conversations,
    /// When.
    pub clock: SharedClock,
    /// Who is told.
    pub relay: Way<Publish>,
}

impl Talk {
    /// Tells whoever hears of an event. Where that cannot be done just now the sweep finds it within a second or two.
    pub(super) async fn tell(&self, event: &Event) {
        match self.conversations.publications(event).await {
            Ok(publications) => self.publish(Publish { event: Some(event.id), publications }),
            Err(error) => tracing::warn!(%error, event_id = %event.id, "an event is told later"),
        }
    }

    /// Tells what follows from no event.
    pub(super) fn mention(&self, publications: Vec<Publication>) {
        self.publish(Publish { event: None, publications });
    }

    fn publish(&self, publish: Publish) {
        if self.relay.try_send(publish).is_err() {
            tracing::debug!("the relay has no room for what was said");
        }
    }
}
