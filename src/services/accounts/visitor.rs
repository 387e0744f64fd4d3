//! Somebody at the door: not known yet, but for what their request tells.

use crate::domain::audit::Origin;

/// What a request tells of whoever wants to sign in.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// For the record.
    pub origin: Origin,
    /// The neighbourhood of its address, which tries are counted for.
    pub network: String,
    /// What the device says of itself.
    pub user_agent: String,
    /// What the device was given when its owner signed in on it before; not believed yet.
    pub device: Option<String>,
}
