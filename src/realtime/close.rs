//! Why a socket is closed: RFC 6455 §7.4.2 leaves 3000-3999 to us. Below 3500 the client may come back.

/// Why a socket is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// 3001: this node is stopping.
    Drain,
    /// 3005: the credential that opened the socket has ended.
    CredentialExpired,
    /// 3008: the client read too slowly, and its queue was full.
    Slow,
    /// 3009: the user opened a newer socket, one too many.
    Replaced,
    /// 3010: this node no longer knows enough to go on; a new socket starts afresh.
    InsufficientState,
    /// 3500: no valid credential.
    Unauthenticated,
    /// 3501: a page of another origin.
    ForbiddenOrigin,
    /// 3502: not our protocol.
    ProtocolError,
    /// 3503: the account was disabled.
    AccountDisabled,
}

impl CloseCode {
    /// The status code of the close frame.
    #[must_use]
    pub fn code(self) -> u16 {
        self.row().0
    }

    /// The reason of the close frame: short, stable, without anything personal.
    #[must_use]
    pub fn reason(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (u16, &'static str) {
        match self {
            Self::Drain => (3001, "drain"),
            Self::CredentialExpired => (3005, "credential expired"),
            Self::Slow => (3008, "slow"),
            Self::Replaced => (3009, "replaced"),
            Self::InsufficientState => (3010, "insufficient state"),
            Self::Unauthenticated => (3500, "unauthenticated"),
            Self::ForbiddenOrigin => (3501, "forbidden origin"),
            Self::ProtocolError => (3502, "protocol error"),
            Self::AccountDisabled => (3503, "account disabled"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [CloseCode; 9] = [
        CloseCode::Drain,
        CloseCode::CredentialExpired,
        CloseCode::Slow,
        CloseCode::Replaced,
        CloseCode::InsufficientState,
        CloseCode::Unauthenticated,
        CloseCode::ForbiddenOrigin,
        CloseCode::ProtocolError,
        CloseCode::AccountDisabled,
    ];

    #[test]
    fn each_code_is_its_own_and_in_the_private_range() {
        let mut codes: Vec<_> = ALL.iter().map(|close| close.code()).collect();
        codes.dedup();
        assert_eq!(codes, [3001, 3005, 3008, 3009, 3010, 3500, 3501, 3502, 3503]);
    }

    #[test]
    fn a_reason_fits_a_control_frame() {
        // RFC 6455 §5.5: at most 125 bytes of payload, two of them the code.
        assert!(ALL.iter().all(|close| close.reason().len() <= 123));
    }
}
