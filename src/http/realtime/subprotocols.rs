//! What a client offers in `Sec-WebSocket-Protocol` (RFC 6455 §11.3.4): our protocol, and perhaps a ticket.

use actix_web::http::header::{HeaderMap, SEC_WEBSOCKET_PROTOCOL};

/// The protocol that is spoken.
pub(super) const PROTOCOL: &str = "carebridge.v1";
const TICKET: &str = "carebridge.ticket.";

/// The ticket among a client's offers. It is never answered as the protocol chosen.
pub(super) fn ticket(headers: &HeaderMap) -> Option<&str> {
    let offers = headers.get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|line| line.to_str().ok());
    offers.flat_map(|line| line.split(',')).find_map(|offer| offer.trim().strip_prefix(TICKET))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn offered(lines: &[&str]) -> Option<String> {
        let mut request = TestRequest::get();
        for line in lines {
            request = request.append_header((SEC_WEBSOCKET_PROTOCOL, *line));
        }
        ticket(request.to_http_request().headers()).map(str::to_owned)
    }

    #[test]
    fn a_ticket_is_found_wherever_it_is_offered() {
        assert_eq!(offered(&["carebridge.v1, carebridge.ticket.t-1"]).as_deref(), Some("t-1"));
        assert_eq!(offered(&["carebridge.v1", "carebridge.ticket.t-2"]).as_deref(), Some("t-2"));
        assert_eq!(offered(&["carebridge.v1"]), None);
        assert_eq!(offered(&[]), None);
    }
}
