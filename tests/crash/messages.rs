//! What went out: mails and texts, which a house without a relay and a provider writes to files.

use std::collections::{BTreeMap, HashMap};
use std::fs;

use serde_json::Value;
use uuid::Uuid;

use crate::crash::records::Delivery;
use crate::serve::house::House;

/// Numbers of messages, by channel.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<String, usize>);

impl Tally {
    pub fn count(&mut self, channel: &str, number: usize) {
        *self.0.entry(channel.to_owned()).or_default() += number;
    }

    pub fn add(&mut self, other: &Self) {
        for (channel, number) in &other.0 {
            self.count(channel, *number);
        }
    }

    pub fn is_within(&self, bound: &Self) -> bool {
        self.0.iter().all(|(channel, number)| *number <= bound.0.get(channel).copied().unwrap_or_default())
    }
}

/// How often each message of a channel went out.
pub struct Sent(HashMap<(&'static str, Uuid), usize>);

impl Sent {
    /// Asserts that each of these went out and nothing else did; answers how many times too often.
    pub fn repeated(mut self, deliveries: &[Delivery]) -> Tally {
        let mut repeated = Tally::default();
        for channel in ["email", "sms"] {
            for delivery in deliveries.iter().filter(|delivery| delivery.channel == channel) {
                let times = self.0.remove(&(channel, delivery.id)).unwrap_or_default();
                assert!(times > 0, "{channel} {} was not sent", delivery.id);
                repeated.count(channel, times - 1);
            }
        }
        assert!(self.0.is_empty(), "sent, but on no record: {:?}", self.0);
        repeated
    }
}

/// All that went out of a house.
pub fn sent(house: &House) -> Sent {
    let mut sent: HashMap<_, usize> = HashMap::new();
    for file in fs::read_dir(house.data_dir().join("mail")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        // What a kill left half written has another name.
        if let Some(name) = name.strip_suffix(".eml") {
            let id = name[name.len() - 36..].parse().unwrap();
            *sent.entry(("email", id)).or_default() += 1;
        }
    }
    for line in fs::read_to_string(house.data_dir().join("sms.jsonl")).unwrap().lines() {
        let text: Value = serde_json::from_str(line).unwrap();
        let id = text["delivery_id"].as_str().unwrap().parse().unwrap();
        *sent.entry(("sms", id)).or_default() += 1;
    }
    Sent(sent)
}
