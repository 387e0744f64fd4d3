//! Addresses that are not written to any more. It is the address that is listed, not the person: another one starts clean.

use crate::domain::bars::Bar;
use crate::domain::channels::ChannelKind;

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
