//! What a provider says became of a text it accepted. Its reports come late, twice and out of order; a status only moves on.

/// From the first to the last. One that is not among them was invented after this was written.
fn rank(status: &str) -> Option<u8> {
    Some(match status {
        "queued" => 0,
        "accepted" => 1,
        "scheduled" => 2,
        "sending" => 3,
        "sent" => 4,
        "delivered" | "undelivered" | "failed" | "canceled" => FINAL,
        "read" => READ,
        _ => return None,
    })
}

/// From here on nothing follows, but that what was delivered was read.
const FINAL: u8 = 5;
const READ: u8 = 6;

/// Whether a status takes the place of the known one. An unknown one does as long as nothing final is known.
#[must_use]
pub fn moves_on(known: Option<&str>, reported: &str) -> bool {
    let Some(known) = known else { return true };
    match (rank(known), rank(reported)) {
        (None, _) => known != reported,
        (Some(at), None) => at < FINAL,
        (Some(FINAL), Some(READ)) => known == "delivered",
        (Some(at), Some(reported)) => reported > at,
    }
}

/// Whether the text did not arrive, and will not.
#[must_use]
pub fn is_failure(status: &str) -> bool {
    matches!(status, "failed" | "undelivered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_moves_forward_only() {
        let order = ["queued", "accepted", "scheduled", "sending", "sent", "delivered", "read"];
        for (at, known) in order.iter().enumerate() {
            assert!(moves_on(None, known));
            for (later, reported) in order.iter().enumerate() {
                assert_eq!(moves_on(Some(known), reported), later > at, "{known} → {reported}");
            }
        }
    }

    #[test]
    fn what_is_final_stays_but_for_being_read() {
        for known in ["undelivered", "failed", "canceled"] {
            for reported in ["delivered", "failed", "undelivered", "sent", "read", "new-word"] {
                assert!(!moves_on(Some(known), reported), "{known} → {reported}");
            }
        }
        assert!(!moves_on(Some("delivered"), "failed"));
    }

    #[test]
    fn an_unknown_status_is_kept_until_a_known_one_comes() {
        assert!(moves_on(Some("sent"), "new-word") && moves_on(Some("new-word"), "delivered"));
        assert!(!moves_on(Some("new-word"), "new-word"));
    }
}
