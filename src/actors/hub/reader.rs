//! The hub's questions to Redis, in its words and in ours.

use crate::actors::hub::shared::{Known, Question};
use crate::bus::topic_log::{Log, Logged, TopicLog, Wanted};
use crate::realtime::partition::partition;
use crate::realtime::position::{Epoch, Position};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;

/// Asks, and answers for each topic what is known of it; nothing of any where Redis is away.
pub(super) async fn ask(log: TopicLog, questions: Vec<Question>) -> Vec<(Topic, Option<Known>)> {
    let wanted: Vec<_> = questions
        .iter()
        .map(|Question { topic, after }| Wanted {
            partition: partition(*topic),
            topic: topic.key(),
            after: *after,
        })
        .collect();
    let topics = questions.into_iter().map(|question| question.topic);
    match log.read(Epoch::random().as_str(), &wanted).await {
        Ok(logs) => topics.zip(logs.iter().map(known).map(Some)).collect(),
        Err(error) => {
            tracing::debug!(%error, "what Redis knows of topics is not known");
            topics.map(|topic| (topic, None)).collect()
        }
    }
}

fn known(Log { epoch, offset, events }: &Log) -> Known {
    let epoch = Epoch::from(epoch.as_str());
    let events = events.iter().map(|Logged { offset, pushed_at, body }| PlacedEvent {
        position: Position { epoch, offset: *offset },
        pushed_at: *pushed_at,
        body: body.clone(),
    });
    Known { head: Position { epoch, offset: *offset }, events: events.collect() }
}
