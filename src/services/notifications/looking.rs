//! Who has a conversation before them: what is said there need not be told to them again.

use std::sync::Arc;

use crate::domain::ids::{ConversationId, UserId};

/// Whether somebody has a conversation before them right now, on whatever node.
pub type Looking = Arc<dyn Fn(ConversationId, UserId) -> bool + Send + Sync>;
