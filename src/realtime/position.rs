//! Where a reader is in a topic: an offset that counts up without holes, within an epoch that ends when history is lost.

use std::fmt::{self, Debug};

use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes of the longest epoch.
const LONGEST: usize = 15;

/// Names one unbroken history of a topic. Two epochs are the same or have nothing to do with each other. Kept in place,
/// since every topic has one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Epoch {
    length: u8,
    text: [u8; LONGEST],
}

impl Epoch {
    /// A new epoch, unlike any before: 10 letters and digits, 59 bits.
    #[must_use]
    pub fn random() -> Self {
        Alphanumeric.sample_string(&mut rand::rng(), 10).as_str().into()
    }

    /// The epoch as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.text[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl From<&str> for Epoch {
    /// Whatever is longer than an epoch can be was never one, and becomes the empty epoch, which no history has.
    fn from(text: &str) -> Self {
        let mut epoch = Self { length: 0, text: [0; LONGEST] };
        if let (Some(place), Ok(length)) = (epoch.text.get_mut(..text.len()), u8::try_from(text.len())) {
            place.copy_from_slice(text.as_bytes());
            epoch.length = length;
        }
        epoch
    }
}

impl Debug for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl Serialize for Epoch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(text.as_str().into())
    }
}

/// The last event that a reader has seen. The first event of an epoch has offset 1; 0 is before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    fn what_is_too_long_for_an_epoch_is_none_of_ours() {
        assert_eq!(Epoch::from("123456789012345").as_str(), "123456789012345");
        let longer = Epoch::from("1234567890123456");
        assert_eq!(longer.as_str(), "");
        assert_ne!(longer, Epoch::random());
    }

    #[test]
    fn a_position_is_read_as_it_is_written() {
        let position = Position { epoch: Epoch::from("a1"), offset: 120 };
        let text = serde_json::to_string(&position).unwrap();
        assert_eq!(text, r#"{"epoch":"a1","offset":120}"#);
        assert_eq!(serde_json::from_str::<Position>(&text).unwrap(), position);
    }
}
