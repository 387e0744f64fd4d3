//! TwiML (<https://www.twilio.com/docs/messaging/twiml>): the answer to a text, as Twilio reads it.

use askama::Template;

/// Answers nothing.
pub const SILENCE: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;

#[derive(Template)]
#[template(
    source = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Message>{{ text }}</Message></Response>"#,
    ext = "xml"
)]
struct Answer<'a> {
    text: &'a str,
}

/// Answers with a text.
///
/// # Errors
/// Where formatting fails.
pub fn message(text: &str) -> Result<String, askama::Error> {
    Answer { text }.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_misread_is_escaped() {
        let twiml = message("Fish & <chips>").unwrap();
        assert!(
            twiml.ends_with("<Response><Message>Fish &#38; &#60;chips&#62;</Message></Response>"),
            "{twiml}"
        );
    }
}
