//! Addresses that are not written to any more. It is the address that is listed, not the person: another one starts clean.

use crate::domain::channels::ChannelKind;

/// Why an address is not written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// Its owner asked to be left alone, and may take that back.
    Stopped,
    /// Nothing that is sent there arrives.
    Unreachable,
}

impl Bar {
    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Unreachable => "unreachable",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Stopped, Self::Unreachable].into_iter().find(|bar| bar.as_str() == name)
    }

    /// What the delivery log says of a message that was not sent for it.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Stopped => "the recipient asked for no more",
            Self::Unreachable => "nothing arrives at the address",
        }
    }
}

/// An address that is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// By which way it is not written to.
    pub channel: ChannelKind,
    /// The address or the number.
    pub address: String,
    /// Why.
    pub bar: Bar,
    /// What the provider said; no content.
    pub detail: String,
}
