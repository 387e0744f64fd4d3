//! The calendar file, read back by a calendar library.

use super::*;
use crate::delivery::canned;

fn ics(message: &Message, summary: &str) -> String {
    let clinic = Party { name: Some("Care \"Bridge\""), email: "no-reply@clinic.example" };
    let patient = Party { name: Some("Doe, Pat\r\nX-EVIL:1"), email: "pat@carebridge.example" };
    let entry = Entry::of(message).unwrap();
    write(&entry, summary, clinic, Some(patient), "clinic.example", "https://clinic.example/appointments")
        .unwrap()
}

fn parsed(text: &str) -> (Calendar, Event) {
    let calendar: Calendar = text.parse().unwrap();
    let event = calendar.components[0].as_event().unwrap().clone();
    (calendar, event)
}

#[test]
fn a_calendar_library_reads_back_what_was_said() {
    let visit = canned::visit();
    let (calendar, event) = parsed(&ics(&Message::AppointmentConfirmed(visit.clone()), "Visit, at A; B"));
    assert_eq!(calendar.property_value("METHOD"), Some("REQUEST"));
    assert_eq!(event.get_uid(), Some(format!("{}@clinic.example", visit.appointment_id).as_str()));
    assert_eq!(event.get_sequence(), Some(3));
    assert_eq!(event.get_start(), Some(visit.starts_at.into()));
    assert_eq!(event.get_end(), Some(visit.ends_at.into()));
    assert_eq!(event.get_timestamp(), Some(visit.at));
    assert_eq!(event.get_summary(), Some("Visit, at A; B"));
    assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(event.get_attendees()[0].cal_address, "mailto:pat@carebridge.example");
    assert_eq!(event.get_url(), Some("https://clinic.example/appointments"));
}

#[test]
fn times_are_in_utc() {
    let text = ics(&Message::AppointmentBooked(canned::visit()), "Visit");
    assert!(text.contains("DTSTART:20251104T143000Z\r\n"), "{text}");
    assert!(text.contains("DTSTAMP:20251101T080000Z\r\n"), "{text}");
}

#[test]
fn a_cancelled_visit_is_struck_out() {
    let (calendar, event) = parsed(&ics(&Message::AppointmentCancelled(canned::visit()), "Visit"));
    assert_eq!(calendar.property_value("METHOD"), Some("CANCEL"));
    assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
}

#[test]
fn no_name_can_add_a_property() {
    let text = ics(&Message::AppointmentBooked(canned::visit()), "Visit\r\nX-EVIL:1");
    assert!(!text.lines().any(|line| line.starts_with("X-EVIL")), "{text}");
}

#[test]
fn lines_end_in_crlf_and_hold_75_octets_at_most_whatever_their_length() {
    for length in 0..320 {
        let summary = "é老x".chars().cycle().take(length).collect::<String>();
        let text = ics(&Message::AppointmentBooked(canned::visit()), &summary);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_OCTETS), "{text}");
        assert_eq!(parsed(&text).1.get_summary().unwrap_or_default(), summary);
    }
}

#[test]
fn what_is_not_about_a_visit_has_no_entry() {
    assert!(Entry::of(&Message::AccountExists).is_none());
}
