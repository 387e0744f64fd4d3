//! Which visit an answer to a reminder is about: the one that the last reminder to the number was about, unless several
//! people are reminded there. Then the number is asked, by times alone.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use crate::domain::appointments::{Appointment, Status, Step};
use crate::domain::audit::Origin;
use crate::domain::ids::SessionId;
use crate::domain::locale::Locale;
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::domain::text_answers::{Moment, TextAnswer};
use crate::domain::text_keywords::Keyword;
use crate::domain::versions::Expected;
use crate::services::appointments::change::ChangeRequest;
use crate::services::error::ServiceError;
use crate::services::texts_in::{Heard, StepByText, TextIn};
use crate::storage::appointments::find;
use crate::storage::reminded::Reminder;
use crate::storage::{reminded, sms_questions, users};

/// Reminders are sent two weeks before a visit at the earliest.
const REMINDED_WITHIN: TimeDelta = TimeDelta::days(15);
/// For how long a number may think about a question.
const QUESTION_OPEN: TimeDelta = TimeDelta::hours(24);
/// As many choices as a text has room for.
const CHOICES_MAX: usize = 4;

/// What `C` or `X` comes to.
///
/// # Errors
/// `Storage`.
pub(super) async fn answer(
    connection: &mut AsyncPgConnection,
    text: &TextIn,
    choice: Option<usize>,
    locale: Locale,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Heard, ServiceError> {
    let say = |answer| Ok(Heard::Answer((!text.answered).then_some(answer), locale));
    let reminders = reminded::of_number(connection, &text.from, now - REMINDED_WITHIN).await?;
    let ids: Vec<_> = reminders.iter().map(|reminder| reminder.appointment_id).collect();
    let visits = find::find_many(connection, &ids).await?;
    let (number, keyword) = (text.from.as_str(), text.keyword.as_str());
    let chosen = match choice {
        Some(n) => sms_questions::choices(connection, number, keyword, now - QUESTION_OPEN)
            .await?
            .get(n.wrapping_sub(1))
            .copied(),
        None => None,
    };
    if chosen.is_none() {
        let mut open = open(&visits, now);
        let patients: HashSet<_> = open.iter().map(|visit| visit.patient_id).collect();
        // A number that means nothing any more must not be taken for the last reminder's visit: it meant another.
        if patients.len() > 1 || (choice.is_some() && !open.is_empty()) {
            open.truncate(CHOICES_MAX);
            let asked: Vec<_> = open.iter().map(|visit| visit.id).collect();
            sms_questions::ask(connection, number, keyword, &asked, now).await?;
            let letter = if is_cancel(text.keyword) { 'X' } else { 'C' };
            let choices = open.iter().map(|visit| Moment::of(visit)).collect();
            return say(TextAnswer::Which { letter, choices });
        }
        if choice.is_some() {
            return say(TextAnswer::NoVisit);
        }
    }
    let id = chosen.or_else(|| ids.first().copied());
    let visit = visits.into_iter().find(|visit| Some(visit.id) == id && visit.during.start > now);
    let (Some(visit), Some(reminder)) = (visit, reminders.iter().find(|one| Some(one.appointment_id) == id))
    else {
        return say(TextAnswer::NoVisit);
    };
    let moment = Moment::of(&visit);
    if !has_number(connection, reminder, text).await? {
        return say(TextAnswer::NoVisit);
    }
    match (visit.status, is_cancel(text.keyword)) {
        (Status::Confirmed, false) => say(TextAnswer::Confirmed(moment)),
        (status, _) if !status.takes_slot() => say(TextAnswer::CalledOff(moment)),
        // They are in the waiting room already, or further.
        (status, _) if !status.may_move() => say(TextAnswer::NoVisit),
        (_, cancel) => {
            let step = if cancel { Step::Cancel } else { Step::Confirm };
            let request = request(&visit, reminder, step, origin);
            Ok(Heard::Step(Box::new(StepByText { doctor: visit.doctor_id, request, moment }), locale))
        }
    }
}

fn is_cancel(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::Cancel(_))
}

/// What can still be confirmed or called off, the next first.
fn open(visits: &[Appointment], now: DateTime<Utc>) -> Vec<&Appointment> {
    let mut open: Vec<_> =
        visits.iter().filter(|visit| visit.status.may_move() && visit.during.start > now).collect();
    open.sort_by_key(|visit| (visit.during.start, visit.id));
    open
}

/// Whether whoever was reminded still has the number, and an account that is open: a number may have another owner by now.
async fn has_number(
    connection: &mut AsyncPgConnection,
    reminder: &Reminder,
    text: &TextIn,
) -> Result<bool, ServiceError> {
    let person = users::find_many(connection, &[reminder.user_id]).await?.pop();
    Ok(person.is_some_and(|person| !person.disabled && person.phone.as_ref() == Some(&text.from)))
}

/// In the name of whom was reminded, who is asked for nothing but their own visits here, whatever else they may do.
fn request(visit: &Appointment, reminder: &Reminder, step: Step, origin: &Origin) -> ChangeRequest {
    let caller = Caller {
        user_id: reminder.user_id,
        role: Role::Patient,
        session_id: SessionId(Uuid::nil()),
        clinics: Vec::new(),
    };
    ChangeRequest {
        principal: caller.into(),
        appointment_id: visit.id,
        step,
        reason: None,
        expected: Expected::OneOf(vec![visit.version.into()]),
        by_text: true,
        origin: origin.clone(),
    }
}

/// What is answered after the step was tried.
///
/// # Errors
/// A failure: the text can be sent again.
pub(super) fn outcome(
    step: &StepByText,
    tried: Result<Appointment, ServiceError>,
) -> Result<TextAnswer, ServiceError> {
    match tried {
        Ok(visit) if visit.status == Status::Cancelled => Ok(TextAnswer::Cancelled(step.moment)),
        Ok(_) => Ok(TextAnswer::Confirmed(step.moment)),
        Err(ServiceError::Conflict { code: "cutoff_passed", .. }) => Ok(TextAnswer::TooLate(step.moment)),
        Err(ServiceError::Conflict { .. }) => Ok(TextAnswer::CalledOff(step.moment)),
        Err(ServiceError::NotFound | ServiceError::Forbidden) => Ok(TextAnswer::NoVisit),
        Err(ServiceError::Stale | ServiceError::Busy) => Ok(TextAnswer::TryAgain),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AppointmentId, UserId};

    #[test]
    fn what_passes_asks_for_another_try_and_does_not_say_that_the_visit_is_off() {
        let caller = Caller {
            user_id: UserId(Uuid::nil()),
            role: Role::Patient,
            session_id: SessionId(Uuid::nil()),
            clinics: Vec::new(),
        };
        let step = StepByText {
            doctor: UserId(Uuid::nil()),
            request: ChangeRequest {
                principal: caller.into(),
                appointment_id: AppointmentId(Uuid::nil()),
                step: Step::Cancel,
                reason: None,
                expected: Expected::OneOf(Vec::new()),
                by_text: true,
                origin: Origin::default(),
            },
            moment: Moment { at: DateTime::UNIX_EPOCH, zone: chrono_tz::UTC },
        };
        for passes in [ServiceError::Stale, ServiceError::Busy] {
            assert_eq!(outcome(&step, Err(passes)).unwrap(), TextAnswer::TryAgain);
        }
    }
}
