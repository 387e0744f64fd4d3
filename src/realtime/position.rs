//! Where a reader is in a topic: an offset that counts up without holes, within an epoch that ends when history is lost.

use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};

/// Names one unbroken history of a topic. Two epochs are the same or have nothing to do with each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(String);

impl Epoch {
    /// A new epoch, unlike any before: 10 letters and digits, 59 bits.
    #[must_use]
    pub fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), 10))
    }

    /// The epoch as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Epoch {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// The last event that a reader has seen. The first event of an epoch has offset 1; 0 is before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The history that the offset counts in.
    pub epoch: Epoch,
    /// Events of that history up to and with the last one seen.
    pub offset: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_do_not_repeat() {
        assert_ne!(Epoch::random(), Epoch::random());
        assert_eq!(Epoch::random().as_str().len(), 10);
    }

    #[test]
    fn a_position_is_read_as_it_is_written() {
        let position = Position { epoch: Epoch::from("a1"), offset: 120 };
        let text = serde_json::to_string(&position).unwrap();
        assert_eq!(text, r#"{"epoch":"a1","offset":120}"#);
        assert_eq!(serde_json::from_str::<Position>(&text).unwrap(), position);
    }
}
