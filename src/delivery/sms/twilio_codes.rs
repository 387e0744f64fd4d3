//! Twilio's error codes that speak of the number and not of the text (<https://www.twilio.com/docs/api/errors>).

use crate::domain::bars::Bar;

/// Why nothing more is to be sent to a number of which Twilio said this.
///
/// Not among them: 30003 (the telephone is off or has no reception, which passes), 30007 (a carrier took the text for
/// spam), and 21408 and 21612 (the account may not text there, which the operator can change).
#[must_use]
pub fn bar(code: u32) -> Option<Bar> {
    match code {
        // The recipient answered STOP.
        21610 => Some(Bar::Stopped),
        // No number, a number that takes no texts, an unknown one, a landline.
        21211 | 21614 | 30005 | 30006 => Some(Bar::Unreachable),
        _ => None,
    }
}
