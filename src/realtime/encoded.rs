//! A frame as text, encoded once and shared by all who receive it.

use bytestring::ByteString;
use serde::Serialize;

/// One JSON text frame. A clone shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded(ByteString);

impl Encoded {
    /// Encodes a frame of ours. Only for types of this floor: their JSON form cannot fail.
    pub(super) fn json(frame: &impl Serialize) -> Self {
        let text = serde_json::to_string(frame).expect("a frame has string keys and no fallible parts");
        Self::text(text)
    }

    /// A frame that is JSON text already.
    #[must_use]
    pub fn text(text: String) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Bytes of text, without the WebSocket header.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.0.len()
    }

    /// The shared text, for the transport.
    #[must_use]
    pub fn into_text(self) -> ByteString {
        self.0
    }
}
