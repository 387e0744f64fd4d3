//! Why an address is not written to any more.

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
}
