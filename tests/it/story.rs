//! One booking, from the registration to the text message, through the public surface only.

use carebridge::domain::clock::Clock;
use serde_json::json;

use crate::support::api::registration;
use crate::support::app::Wishes;
use crate::support::provider::FakeTwilio;
use crate::support::smtp_sink::{ReceivedMail, SmtpSink};
use crate::support::socket::Socket;

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_reaches_everyone_who_should_know() {
    let mail = SmtpSink::start().await;
    let texts = FakeTwilio::start().await;
    let app = Wishes::default()
        .setting("SMTP_URL", mail.url())
        .setting("TWILIO_ACCOUNT_SID", FakeTwilio::ACCOUNT_SID)
        .setting("TWILIO_AUTH_TOKEN", FakeTwilio::AUTH_TOKEN)
        .setting("TWILIO_FROM", FakeTwilio::FROM)
        .setting("TWILIO_API_BASE", texts.base().as_str())
        .spawn()
        .await;

    // Register and sign in.
    let visitor = app.visitor();
    let registered = visitor.post("auth/register/", &registration("nova@new.example")).await.expect(201);
    assert_eq!(
        (registered["role"].as_str(), registered["email_verified"].as_bool()),
        (Some("patient"), Some(false))
    );
    let patient = visitor.sign_in("nova@new.example").await;
    assert_eq!(patient.id, registered["id"].as_str().unwrap());
    let doctor = app.sign_in("dr.adams").await;

    // Three sockets: the patient's, the doctor's, and somebody's who watches the free times.
    let mut patients_socket = Socket::of(&app, &patient).await;
    assert_eq!(patients_socket.hello["unread"], 0);
    let mut doctors_socket = Socket::of(&app, &doctor).await;
    let mut watcher = Socket::anonymous(&app).await;
    let slots_topic = format!("doctor:{}:slots", doctor.id);
    assert_eq!(watcher.subscribe(&slots_topic).await["op"], "subscribed");

    // Find a slot and book it.
    let free = patient.free_slots(&doctor.id, "2026-11-24").await;
    let slot = free.first().expect("a free slot").clone();
    let booked = patient.book(&doctor.id, &slot).await;
    assert_eq!(
        booked.header("location"),
        format!("/api/v1/appointments/{}/", booked.body["id"].as_str().unwrap())
    );
    let booked = booked.expect(201);
    assert_eq!(
        (booked["status"].as_str(), booked["starts_at"].as_str()),
        (Some("pending"), Some(slot.as_str()))
    );
    assert_eq!(booked["patient_name"], "Nova Patient");

    // Everyone who should know is told, each what they may know.
    let seen = patients_socket.event("appointment.booked").await;
    assert_eq!((seen["topic"].as_str(), &seen["data"]), (Some("user"), &booked));
    let seen = doctors_socket.event("appointment.booked").await;
    assert_eq!(seen["data"]["patient_name"], "Nova Patient");
    assert_eq!(seen["data"]["doctor_notes"], "");
    let taken = watcher.event("slot.taken").await;
    assert_eq!(
        taken["data"],
        json!({ "doctor_id": doctor.id, "starts_at": slot, "ends_at": booked["ends_at"], "seats_left": 0 })
    );
    let bell = patients_socket.event("notification.created").await;
    assert_eq!(
        (bell["data"]["type"].as_str(), bell["data"]["unread"].as_i64()),
        (Some("appointment.booked"), Some(1))
    );
    assert!(!patient.free_slots(&doctor.id, "2026-11-24").await.contains(&slot));

    // The mail, with a calendar file that a calendar library reads.
    let (first, second) = (mail.next_mail().await, mail.next_mail().await);
    // The one that proves the address is on its way beside it.
    let is_proof = |mail: &ReceivedMail| mail.raw.contains("Subject: Confirm your e-mail address");
    let (proof, received) = if is_proof(&first) { (first, second) } else { (second, first) };
    assert!(is_proof(&proof), "{}", proof.raw);
    assert_eq!(received.to, ["nova@new.example"]);
    let event = calendar_event(&received.raw);
    assert_eq!(event.starts_at, slot.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    assert!(event.uid.starts_with(booked["id"].as_str().unwrap()));

    // The text.
    let text = texts.next_text().await;
    assert_eq!((text.to.as_str(), text.from.as_str()), ("+15550100999", FakeTwilio::FROM));
    assert!(text.status_callback.starts_with("http://localhost:8000/webhooks/twilio/status/"));
    assert_eq!(texts.violations(), Vec::<String>::new());

    // And over REST.
    let read = patient.get(&format!("appointments/{}/", booked["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(read, booked);
    let inbox = patient.get("notifications/").await.expect(200);
    assert_eq!(inbox["results"][0]["data"]["appointment_id"], booked["id"]);
    assert_eq!(patient.get("notifications/unread_count/").await.expect(200), json!({ "unread": 1 }));
    assert_eq!(
        app.clock.now().to_rfc3339(),
        "2026-11-23T06:00:00+00:00",
        "nothing here took its time from elsewhere"
    );
}

struct CalendarEvent {
    uid: String,
    starts_at: chrono::DateTime<chrono::Utc>,
}

/// The visit in a mail's calendar file, as independent libraries read mail and calendar.
fn calendar_event(raw: &str) -> CalendarEvent {
    use icalendar::{Calendar, CalendarComponent, CalendarDateTime, Component, DatePerhapsTime};
    let message = mail_parser::MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let part = message
        .parts
        .iter()
        .find(|part| {
            use mail_parser::MimeHeaders;
            part.content_type()
                .is_some_and(|kind| kind.ctype() == "text" && kind.subtype() == Some("calendar"))
        })
        .expect("a calendar part");
    let calendar: Calendar = part.text_contents().expect("text").parse().expect("a calendar");
    let event = calendar.components.iter().find_map(|component| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    });
    let event = event.expect("an event");
    let Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(starts_at))) = event.get_start() else {
        panic!("no start in UTC")
    };
    CalendarEvent { uid: event.get_uid().expect("a UID").to_owned(), starts_at }
}
