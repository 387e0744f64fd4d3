//! Changes that are made only to what somebody has seen: the versions they expect to meet.

/// The versions that a change may be made to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is now.
    Any,
    /// One of these.
    OneOf(Vec<i64>),
}

impl Expected {
    /// Whether the change may be made to this version.
    #[must_use]
    pub fn allows(&self, version: impl Into<i64>) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_seen_may_be_changed() {
        assert!(Expected::Any.allows(7));
        assert!(Expected::OneOf(vec![6, 7]).allows(7));
        assert!(!Expected::OneOf(vec![6]).allows(7));
        assert!(!Expected::OneOf(Vec::new()).allows(7));
    }
}
