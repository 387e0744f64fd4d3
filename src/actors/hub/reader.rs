//! The hub's questions to Redis, in its words and in ours.

use chrono::{DateTime, Utc};

use crate::actors::hub::shared::{Known, Question};
use crate::bus::logged::{Log, Logged};
use crate::bus::topic_log::{Entry, TopicLog, Wanted};
use crate::realtime::partition::partition;
use crate::realtime::position::{Epoch, Position};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;

/// Asks, and answers for each topic what is known of it; nothing of any where Redis is away. Before that the topics that
/// are to begin anew do so, for all nodes.
pub(super) async fn ask(
    log: TopicLog,
    questions: Vec<Question>,
    now: DateTime<Utc>,
) -> Vec<(Topic, Option<Known>)> {
    let anew = questions.iter().filter(|question| question.anew).map(|Question { topic, .. }| topic);
    let broken: Vec<_> = anew.map(|topic| Entry::break_off(partition(*topic), topic.key(), now)).collect();
    let wanted: Vec<_> = questions
        .iter()
        .map(|Question { topic, after, .. }| Wanted {
            partition: partition(*topic),
            topic: topic.key(),
            after: *after,
        })
        .collect();
    let topics = questions.into_iter().map(|question| question.topic);
    let answered = async {
        log.append(Epoch::random().as_str(), &broken).await?;
        log.read(Epoch::random().as_str(), &wanted).await
    };
    match answered.await {
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
