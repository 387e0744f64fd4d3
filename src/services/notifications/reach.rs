//! Whether somebody can be reached over a channel at all.

use std::collections::HashSet;

use crate::domain::channels::ChannelKind;
use crate::domain::ids::UserId;
use crate::domain::users::User;

/// `browsers` are the people who have one that takes pushes.
#[must_use]
pub fn reaches(channel: ChannelKind, person: &User, browsers: &HashSet<UserId>) -> bool {
    match channel {
        ChannelKind::InApp => true,
        ChannelKind::Email | ChannelKind::Sms => person.address(channel).is_some(),
        ChannelKind::Push => browsers.contains(&person.id),
    }
}
