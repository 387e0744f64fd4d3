//! What a subscriber hears.

use bytes::Bytes;

/// One thing that a subscriber hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BusSignal {
    /// A message.
    Message(Bytes),
    /// Messages may have been missed just before this: read the state again.
    Gap,
}
