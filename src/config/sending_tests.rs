//! How messages leave: second providers and paces.

use crate::config::error::SettingsError;
use crate::config::settings::Settings;

fn load<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Settings {
    Settings::from_vars(variables).unwrap()
}

const FALLBACK: [(&str, &str); 4] = [
    ("SMTP_FALLBACK_URL", "smtp://b:hidden-b@b.example"),
    ("TWILIO_FALLBACK_ACCOUNT_SID", "ACffffffffffffffffffffffffffffffff"),
    ("TWILIO_FALLBACK_AUTH_TOKEN", "hidden-token"),
    ("TWILIO_FALLBACK_FROM", "+15005550007"),
];

const FIRST: [(&str, &str); 4] = [
    ("SMTP_URL", "smtp://a.example"),
    ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"),
    ("TWILIO_AUTH_TOKEN", "secret-of-the-first"),
    ("TWILIO_FROM", "+15005550006"),
];

#[test]
fn a_second_provider_needs_a_first_one_and_its_secrets_are_masked() {
    let shown = load([FIRST, FALLBACK].concat()).masked().unwrap();
    assert!(shown.contains("b.example") && shown.contains("[sms_fallback]"), "{shown}");
    assert!(!shown.contains("hidden"), "{shown}");
    for alone in [&FALLBACK[..1], &FALLBACK[1..]] {
        assert!(matches!(Settings::from_vars(alone.iter().copied()), Err(SettingsError::PartlySet { .. })));
    }
    let partly = [&FIRST[..], &FALLBACK[1..3]].concat();
    assert!(
        matches!(Settings::from_vars(partly), Err(SettingsError::PartlySet { missing, .. }) if missing == ["TWILIO_FALLBACK_FROM"])
    );
}

#[test]
fn no_pace_is_none() {
    assert!(Settings::from_vars([("CAREBRIDGE_SMS_PER_SECOND", "0")]).is_err());
    assert_eq!(load([("CAREBRIDGE_MESSAGES_PER_PERSON", "0")]).pace.per_person, 0);
}
