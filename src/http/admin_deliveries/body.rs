//! A message on its way as JSON: whom it is for and what became of it, not what it says.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::admin_deliveries::{Attempt, Delivery};

/// A message to one person over one channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryBody {
    /// Names it, to the providers too.
    pub id: Uuid,
    /// What caused it.
    pub event_id: Uuid,
    /// Whom it is for.
    pub user_id: Uuid,
    /// Their name; empty where the account is gone.
    pub user_name: String,
    /// `in_app`, `email`, `sms` or `push`.
    #[schema(value_type = String, example = "email")]
    pub channel: &'static str,
    /// What its reader's choices are made by.
    #[schema(value_type = String, example = "booking")]
    pub category: &'static str,
    /// What it says.
    #[schema(example = "appointment_confirmed")]
    pub template: String,
    /// `urgent`, `normal` or `bulk`.
    #[schema(value_type = String, example = "normal")]
    pub priority: &'static str,
    /// `queued`, `sending`, `sent`, `suppressed` or `dead`.
    #[schema(value_type = String, example = "sent")]
    pub state: &'static str,
    /// It is not taken up before.
    pub run_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it was not sent at the last attempt; neither an address nor content.
    pub last_error: Option<String>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// What became of it after the provider accepted it.
    #[schema(example = "delivered")]
    pub provider_status: Option<String>,
    /// Where it went, masked; null until it was tried.
    #[schema(example = "p••••@carebridge.example")]
    pub address: Option<String>,
    /// When it was caused.
    pub created_at: DateTime<Utc>,
    /// When anything last became of it.
    pub updated_at: DateTime<Utc>,
    /// When the provider accepted it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// The same with all that was tried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowedDelivery)]
pub struct FollowedDeliveryBody {
    /// The message.
    #[serde(flatten)]
    pub delivery: DeliveryBody,
    /// One line an attempt, the first one first.
    pub log: Vec<AttemptBody>,
}

/// An attempt to send.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryAttempt)]
pub struct AttemptBody {
    /// Its number; they go on counting when the message is replayed.
    pub attempt: i32,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// `sent`, `retry`, `maybe_sent`, `suppressed` or `dead`.
    #[schema(example = "retry")]
    pub outcome: String,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// Why it was not sent; neither an address nor content.
    pub reason: Option<String>,
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.0,
            event_id: delivery.event_id.0,
            user_id: delivery.user_id.0,
            priority: delivery.urgency(),
            user_name: delivery.user_name,
            channel: delivery.channel.as_str(),
            category: delivery.category.as_str(),
            template: delivery.template,
            state: delivery.state.as_str(),
            run_at: delivery.run_at,
            attempts: delivery.attempts,
            last_error: delivery.last_error,
            provider_id: delivery.provider_id,
            provider_status: delivery.provider_status,
            address: delivery.address,
            created_at: delivery.created_at,
            updated_at: delivery.updated_at,
            sent_at: delivery.sent_at,
        }
    }
}

impl From<(Delivery, Vec<Attempt>)> for FollowedDeliveryBody {
    fn from((delivery, log): (Delivery, Vec<Attempt>)) -> Self {
        Self { delivery: delivery.into(), log: log.into_iter().map(AttemptBody::from).collect() }
    }
}

impl From<Attempt> for AttemptBody {
    fn from(Attempt { attempt, at, outcome, provider_id, reason }: Attempt) -> Self {
        Self { attempt, at, outcome, provider_id, reason }
    }
}
