//! The paths of conversations. Those with a word come before those with an id.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::conversations::{edit, messages, read, receipts, recipients, start};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_conversations)
        .service(start::start_conversation)
        .service(recipients::list_recipients)
        .service(receipts::count_unread)
        .service(read::get_conversation)
        .service(messages::list_messages)
        .service(messages::send_message)
        .service(edit::edit_message)
        .service(receipts::mark_read);
}
