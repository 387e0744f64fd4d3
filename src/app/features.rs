//! What the handlers ask for: each feature's use cases, made once and given to every worker of the server.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use actix_web::web::{Data, ServiceConfig};
use url::Url;

use crate::app::crew::Crew;
use crate::cache::contract::Cache;
use crate::delivery::links::Links;
use crate::domain::clock::SharedClock;
use crate::http::admin_deliveries::figures::Dials;
use crate::http::booking::BookingDesk;
use crate::http::browser::Browser;
use crate::http::conversations::talk::Talk;
use crate::http::health::Vitals;
use crate::http::metrics::MetricsDoor;
use crate::http::notifications::Inbox;
use crate::http::paging::cursor::Cursors;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::realtime::census::Census;
use crate::http::realtime::door::Door;
use crate::http::realtime::tickets::Tickets;
use crate::http::webhooks::signed_form::TwilioDoor;
use crate::services::accounts::Accounts;
use crate::services::admin_deliveries::AdminDeliveries;
use crate::services::admin_users::AdminUsers;
use crate::services::api_keys::ApiKeys;
use crate::services::appointments::calendar::CalendarFiles;
use crate::services::appointments::read::Visits;
use crate::services::attachments::Attachments;
use crate::services::audit::checkpoints::Checkpoints;
use crate::services::audit::keys::AuditKeys;
use crate::services::audit::trail::AuditTrail;
use crate::services::availability::appointment_types::AppointmentTypes;
use crate::services::availability::hours::WeeklyHours;
use crate::services::availability::overrides::Overrides;
use crate::services::availability::terms::ScheduleTerms;
use crate::services::availability::time_off::Absences;
use crate::services::break_glass::Emergencies;
use crate::services::calendar_feeds::CalendarFeeds;
use crate::services::clinics::Clinics;
use crate::services::closures::Closures;
use crate::services::conversations::Conversations;
use crate::services::doctor_profiles::DoctorProfiles;
use crate::services::doctors::Directory;
use crate::services::idempotency::Turns;
use crate::services::members::Members;
use crate::services::notifications::figures::{Figures, FiguresDesk};
use crate::services::patients::Patients;
use crate::services::preferences::NotificationChoices;
use crate::services::profiles::Profiles;
use crate::services::profiles::pictures::Pictures;
use crate::services::push_subscriptions::PushSubscriptions;
use crate::services::sign_ins::SignIns;
use crate::services::text_reports::TextReports;
use crate::services::texts_in::TextsIn;
use crate::services::unsubscribe::Unsubscribe;
use crate::services::waitlist::Waitlist;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::pool::Database;

/// What the features stand on.
pub(super) struct Foundation {
    /// The truth.
    pub(super) database: Database,
    /// The time.
    pub(super) clock: SharedClock,
    /// What the nodes share.
    pub(super) cache: Arc<dyn Cache>,
    /// How people sign in.
    pub(super) accounts: Accounts,
    /// Who is signed in.
    pub(super) sign_ins: SignIns,
    /// What the audit trail is chained with.
    pub(super) audit_keys: AuditKeys,
    /// What is known of it outside of the database.
    pub(super) checkpoints: Checkpoints,
    /// How much may be asked.
    pub(super) limits: RateLimits,
    /// Who may read the figures.
    pub(super) metrics: MetricsDoor,
    /// How many sockets there are.
    pub(super) census: Census,
    /// Whether the doors are open.
    pub(super) open: Arc<AtomicBool>,
    /// Where people reach the house.
    pub(super) public_url: Url,
    /// The browsers that people are notified in.
    pub(super) push_subscriptions: PushSubscriptions,
    /// Ends mails of one kind.
    pub(super) unsubscribe: Unsubscribe,
    /// Whose webhooks are believed.
    pub(super) twilio_door: TwilioDoor,
    /// The pages that messages lead to.
    pub(super) links: Links,
    /// Who calendar files are from.
    pub(super) calendar_files: CalendarFiles,
    /// Visits for people's own calendars.
    pub(super) calendar_feeds: CalendarFeeds,
    /// Threads that serve HTTP.
    pub(super) workers: usize,
    /// Signs the places in lists.
    pub(super) cursors: Cursors,
}

/// Gives every worker what its handlers ask for.
pub(super) fn of(stands_on: Foundation, crew: &Crew) -> impl Fn(&mut ServiceConfig) + Clone + Send + use<> {
    let Foundation { database, clock, cache, accounts, sign_ins, audit_keys, checkpoints, .. } = stands_on;
    let Foundation { limits, census, open, public_url, workers, cursors, .. } = stands_on;
    let Foundation {
        calendar_files,
        calendar_feeds,
        metrics,
        twilio_door,
        links,
        push_subscriptions,
        unsubscribe,
        ..
    } = stands_on;
    let vitals = Vitals { database: database.clone(), cache: cache.clone(), clock: clock.clone(), open };
    let desk = BookingDesk {
        database: database.clone(),
        clock: clock.clone(),
        front_desk: crew.front_desk().clone(),
        turns: Turns::new(database.clone(), clock.clone()),
    };
    let reads = AuditWriter::start(&database, clock.clone());
    let pictures = Pictures::new(workers);
    let profiles = Profiles::new(database.clone(), clock.clone(), pictures, reads.clone());
    let admin_deliveries = AdminDeliveries::new(database.clone(), clock.clone(), reads.clone());
    let admin_users = AdminUsers::new(database.clone(), clock.clone(), reads.clone());
    let visits = Visits::new(database.clone(), clock.clone(), reads.clone());
    let patients = Patients::new(database.clone(), clock.clone(), reads.clone());
    let waitlist = Waitlist::new(database.clone(), clock.clone(), reads.clone());
    let inbox = Inbox { database: database.clone(), clock: clock.clone(), relay: crew.publisher() };
    let conversations = Conversations::new(database.clone(), clock.clone(), reads.clone());
    let talk = Talk { conversations, clock: clock.clone(), relay: crew.publisher() };
    let attachments = Attachments::new(database.clone(), clock.clone(), reads.clone());
    let figures = FiguresDesk::new(Figures::new(database.clone()), clock.clone(), reads.clone());
    let dials = Dials { desk: figures, gates: crew.gates().to_vec() };
    let trail = AuditTrail::new(database.clone(), clock.clone(), reads, audit_keys, checkpoints);
    let messenger = crew.messenger();
    let directory = Directory::new(database.clone(), clock.clone());
    let api_keys = ApiKeys::new(database.clone(), clock.clone());
    let browser = Browser::new(&public_url);
    let (sessions, tickets) = (crew.sessions().clone(), Tickets::new(cache));
    let door = Door { sessions, tickets, census, browser: browser.clone() };
    move |config: &mut ServiceConfig| {
        let (database, clock) = (database.clone(), clock.clone());
        config
            .app_data(Data::new(limits.clone()))
            .app_data(Data::new(cursors.clone()))
            .app_data(Data::new(browser.clone()))
            .app_data(Data::new(vitals.clone()))
            .app_data(Data::new(metrics.clone()))
            .app_data(Data::new(twilio_door.clone()))
            .app_data(Data::new(unsubscribe.clone()))
            .app_data(Data::new(push_subscriptions.clone()))
            .app_data(Data::new(TextReports::new(database.clone(), clock.clone())))
            .app_data(Data::new(TextsIn::new(database.clone(), clock.clone())))
            .app_data(Data::new(accounts.clone()))
            .app_data(Data::new(sign_ins.clone()))
            .app_data(Data::new(api_keys.clone()))
            .app_data(Data::new(directory.clone()))
            .app_data(Data::new(DoctorProfiles::new(database.clone(), clock.clone())))
            .app_data(Data::new(Clinics::new(database.clone(), clock.clone(), api_keys.clone())))
            .app_data(Data::new(Members::new(database.clone(), clock.clone(), sign_ins.clone())))
            .app_data(Data::new(Closures::new(database.clone(), clock.clone())))
            .app_data(Data::new(WeeklyHours::new(database.clone(), clock.clone())))
            .app_data(Data::new(Overrides::new(database.clone(), clock.clone())))
            .app_data(Data::new(Absences::new(database.clone(), clock.clone())))
            .app_data(Data::new(AppointmentTypes::new(database.clone(), clock.clone())))
            .app_data(Data::new(ScheduleTerms::new(database.clone(), clock.clone())))
            .app_data(Data::new(NotificationChoices::new(database.clone(), clock.clone())))
            .app_data(Data::new(profiles.clone()))
            .app_data(Data::new(admin_users.clone()))
            .app_data(Data::new(dials.clone()))
            .app_data(Data::new(admin_deliveries.clone()))
            .app_data(Data::new(links.clone()))
            .app_data(Data::new(trail.clone()))
            .app_data(Data::new(messenger.clone()))
            .app_data(Data::new(inbox.clone()))
            .app_data(Data::new(talk.clone()))
            .app_data(Data::new(attachments.clone()))
            .app_data(Data::new(desk.clone()))
            .app_data(Data::new(desk.turns.clone()))
            .app_data(Data::new(visits.clone()))
            .app_data(Data::new(calendar_files.clone()))
            .app_data(Data::new(waitlist.clone()))
            .app_data(Data::new(calendar_feeds.clone()))
            .app_data(Data::new(patients.clone()))
            .app_data(Data::new(Emergencies::new(database.clone(), clock.clone())))
            .app_data(Data::new(desk.front_desk.clone()))
            .app_data(Data::new(door.clone()))
            .app_data(Data::new(door.sessions.clone()))
            .app_data(Data::new(database));
    }
}
