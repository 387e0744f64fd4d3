//! Who may subscribe to what, asked each time.

use std::time::Duration;

use tokio::time::timeout;

use crate::actors::sessions::house::House;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::principals::{Caller, Principal};
use crate::domain::roles::Role;
use crate::realtime::frame_out::Answer;
use crate::realtime::topic::{Topic, TopicError};
use crate::services::appointments::read::record_listener;
use crate::services::conversations::hear;
use crate::services::error::ServiceError;
use crate::storage::doctors;
use crate::storage::pool::Database;

/// The database answers within this, or the client is asked to try again.
pub(super) const ASK_WITHIN: Duration = Duration::from_secs(2);

/// Why a frame was refused; the socket stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The topic's name.
    Topic(TopicError),
    /// There is no such doctor; said only where anyone may subscribe.
    UnknownDoctor,
    /// Not theirs to see, or not there: the two read the same.
    Forbidden,
    /// Writing in a conversation that the socket does not have.
    NotOpen,
    /// One socket has as many as it may.
    TooManyTopics,
    /// A token that does not extend this socket.
    InvalidToken,
    /// The database or the hub did not answer.
    Unavailable,
}

impl Refusal {
    /// The error frame's content.
    pub(super) fn answer(self) -> Answer {
        let (code, message, temporary) = match self {
            Self::Topic(error) => (error.code(), error.to_string(), false),
            Self::UnknownDoctor => ("not_found", "There is no such doctor.".to_owned(), false),
            Self::Forbidden => ("forbidden", "You may not subscribe to this topic.".to_owned(), false),
            Self::NotOpen => ("not_subscribed", "Subscribe to the topic first.".to_owned(), false),
            Self::TooManyTopics => {
                ("too_many_topics", "Unsubscribe from another topic first.".to_owned(), false)
            }
            Self::InvalidToken => {
                ("invalid_token", "This token does not extend this socket.".to_owned(), false)
            }
            Self::Unavailable => ("unavailable", "Not now; try again in a moment.".to_owned(), true),
        };
        Answer::Error { code, message, temporary }
    }
}

/// Lets a caller, or a visitor, have a topic, and puts on record who hears of other people's visits.
pub(super) async fn admit(house: &House, caller: Option<&Caller>, topic: Topic) -> Result<(), Refusal> {
    may_have(house, caller, topic).await?;
    match (topic, caller) {
        (Topic::Schedule(doctor), Some(caller)) => put_on_record(house, caller, doctor).await,
        (Topic::Conversation(conversation), Some(caller)) => {
            let (user, now) = (caller.user_id, house.clock.now());
            in_time(hear::put_on_record(&house.database, conversation, user, now)).await
        }
        _ => Ok(()),
    }
}

/// Whether this caller, or a visitor, may have this topic as things stand.
pub(super) async fn may_have(house: &House, caller: Option<&Caller>, topic: Topic) -> Result<(), Refusal> {
    let database = &house.database;
    match (topic, caller) {
        (Topic::DoctorSlots(doctor), _) => {
            // Who has no clinic has no slots either.
            let known = !clinics_of(database, doctor).await?.is_empty();
            if known { Ok(()) } else { Err(Refusal::UnknownDoctor) }
        }
        (_, None) => Err(Refusal::Topic(TopicError::NotSignedIn)),
        (Topic::User(user), Some(caller)) if user == caller.user_id => Ok(()),
        (Topic::User(_), Some(_)) => Err(Refusal::Forbidden),
        (Topic::Conversation(conversation), Some(caller)) => {
            let hears = in_time(hear::may_hear(database, conversation, caller.user_id)).await?;
            if hears { Ok(()) } else { Err(Refusal::Forbidden) }
        }
        (Topic::Ops, Some(caller)) => {
            if caller.role == Role::Admin {
                Ok(())
            } else {
                Err(Refusal::Forbidden)
            }
        }
        (Topic::Schedule(doctor), Some(caller)) => {
            let clinics = clinics_of(database, doctor).await?;
            let there = !clinics.is_empty() || doctor == caller.user_id;
            let hears = Principal::from(caller.clone()).hears_schedule_of(doctor, &clinics);
            if there && hears { Ok(()) } else { Err(Refusal::Forbidden) }
        }
    }
}

/// Whoever hears of other people's visits is on record before the first of them.
async fn put_on_record(house: &House, caller: &Caller, doctor: UserId) -> Result<(), Refusal> {
    if doctor == caller.user_id {
        return Ok(());
    }
    in_time(record_listener(&house.database, caller, doctor, house.clock.now())).await
}

async fn clinics_of(database: &Database, doctor: UserId) -> Result<Vec<ClinicId>, Refusal> {
    in_time(async {
        let mut connection = database.connection().await?;
        Ok(doctors::clinics_of(&mut connection, doctor).await?)
    })
    .await
}

/// What the database answers, if it does in time.
async fn in_time<T>(asked: impl Future<Output = Result<T, ServiceError>>) -> Result<T, Refusal> {
    timeout(ASK_WITHIN, asked).await.map_err(|_| Refusal::Unavailable)?.map_err(|error| {
        tracing::warn!(%error, "a subscription could not be checked or put on record");
        Refusal::Unavailable
    })
}
