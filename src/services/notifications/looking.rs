//! Who has a conversation before them: they have time to read what is said there before they are told of it.

use std::sync::Arc;

use crate::domain::ids::{ConversationId, UserId};

/// Whether somebody has a conversation before them right now, on whatever node.
pub type Looking = Arc<dyn Fn(ConversationId, UserId) -> bool + Send + Sync>;
