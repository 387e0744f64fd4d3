//! The calendar file of a visit's mails: entered, moved and struck out in a calendar that goes by RFC 5546.

use icalendar::{Calendar, CalendarComponent, Component};
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::json;

use crate::support::app::Wishes;
use crate::support::smtp_sink::SmtpSink;

/// What a calendar goes by.
struct Entry {
    method: String,
    uid: String,
    sequence: u32,
    status: String,
}

fn entry(raw: &str) -> Entry {
    let mail = MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let is_calendar = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|kind| kind.subtype() == Some("calendar"))
    };
    let part = mail.parts.iter().find(is_calendar).expect("a calendar part");
    let said = part.content_type().unwrap().attribute("method").expect("a method").to_owned();
    let calendar: Calendar = part.text_contents().unwrap().parse().expect("a calendar");
    let method = calendar.property_value("METHOD").expect("METHOD").to_owned();
    assert_eq!(said, method, "RFC 6047: the type repeats the method");
    let events: Vec<_> = calendar
        .components
        .iter()
        .filter_map(|component| match component {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        })
        .collect();
    let [event] = events.as_slice() else { panic!("{} events", events.len()) };
    for needed in ["DTSTAMP", "DTSTART", "ORGANIZER", "ATTENDEE"] {
        let is_there =
            event.property_value(needed).is_some() || event.multi_properties().contains_key(needed);
        assert!(is_there, "no {needed}");
    }
    Entry {
        method,
        uid: event.get_uid().expect("a UID").to_owned(),
        sequence: event.property_value("SEQUENCE").expect("SEQUENCE").parse().unwrap(),
        status: event.property_value("STATUS").expect("STATUS").to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_entered_moved_and_struck_out_under_one_uid_with_a_rising_sequence() {
    let mail = SmtpSink::start().await;
    let app = Wishes::default().setting("SMTP_URL", mail.url()).spawn().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, "2026-11-24").await;
    let booked = pat.book(&doctor, &free[0]).await.expect(201);
    let mut entries = vec![entry(&mail.next_mail().await.raw)];
    let path = format!("appointments/{}", booked["id"].as_str().unwrap());
    let moved = json!({ "starts_at": free[1] });
    pat.post(&format!("{path}/reschedule/"), &moved).await.expect(200);
    entries.push(entry(&mail.next_mail().await.raw));
    pat.post(&format!("{path}/cancel/"), &json!({ "reason": "It itches where the ferret bit" }))
        .await
        .expect(200);
    entries.push(entry(&mail.next_mail().await.raw));
    let methods: Vec<_> =
        entries.iter().map(|entry| (entry.method.as_str(), entry.status.as_str())).collect();
    assert_eq!(methods[0].0, "REQUEST");
    assert_eq!(methods[1].0, "REQUEST");
    assert_eq!(methods[2], ("CANCEL", "CANCELLED"));
    assert!(entries.iter().all(|entry| entry.uid == entries[0].uid), "{}", entries[1].uid);
    assert!(entries.is_sorted_by(|one, next| one.sequence < next.sequence));
}
