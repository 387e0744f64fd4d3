//! Who takes part in a conversation that somebody wants to begin: whom it is about, and with what right each of the named
//! sits there.

use std::collections::BTreeSet;

use diesel_async::AsyncPgConnection;

use crate::domain::access::conversations::Circle;
use crate::domain::appointments::Appointment;
use crate::domain::conversations::NAMED_MAX;
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::services::conversations::circle;
use crate::services::error::ServiceError;
use crate::storage::appointments::find;
use crate::storage::conversations::circle::{self as people, Recipient};
use crate::storage::dependants;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whom the caller names, themselves or not.
    pub named: BTreeSet<UserId>,
    /// For which of their dependants a guardian writes; the visit, or who is named, tells where none is said.
    pub patient: Option<UserId>,
    /// The visit that it is about.
    pub appointment: Option<AppointmentId>,
}

/// Who sits where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parties {
    /// Whom it is about.
    pub(super) patient: UserId,
    /// Everybody, the caller included; with the clinic at which they care for the patient, none on the patient's side.
    pub(super) seats: Vec<(UserId, Option<ClinicId>)>,
}

/// Finds a seat for everybody.
///
/// # Errors
/// `Forbidden` for who writes to nobody; `NotFound` for who names a stranger, or a visit that is not one of the patient's
/// with somebody who takes part; `Invalid` where too few or too many are named, no patient or two, or where it is not
/// clear for whom a guardian writes; `Storage`.
pub(super) async fn parties(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    wanted: &Wanted,
) -> Result<Parties, ServiceError> {
    let circle = circle(connection, caller).await?.ok_or(ServiceError::Forbidden)?;
    let mut named = wanted.named.clone();
    named.remove(&caller.user_id);
    if named.is_empty() {
        return Err(refused("required", "Say to whom you write."));
    }
    if named.len() > NAMED_MAX {
        return Err(refused("too_many", "Name 20 people at the most."));
    }
    let named: Vec<UserId> = named.into_iter().collect();
    let visit = match wanted.appointment {
        Some(id) => Some(find::find(connection, id).await?.ok_or(ServiceError::NotFound)?),
        None => None,
    };
    let (patient, on_patients_side, care_team) = match circle {
        Circle::CareTeamOf(patients) => {
            let asked = wanted.patient.or(visit.as_ref().map(|visit| visit.patient_id));
            let patient = for_whom(connection, caller, &patients, asked, &named).await?;
            (patient, vec![caller.user_id], named)
        }
        Circle::OfDoctor { .. } | Circle::OfClinics(_) => {
            let known = known(connection, &circle, caller, &named).await?;
            let (patients, colleagues): (Vec<_>, Vec<_>) =
                known.into_iter().partition(|person| person.role == Role::Patient);
            let (patient, side) = patients_side(connection, &patients).await?;
            let care_team = colleagues.iter().map(|person| person.id).chain([caller.user_id]).collect();
            (patient, side, care_team)
        }
    };
    let care_team = posts(connection, patient, &care_team, visit.as_ref()).await?;
    if visit.is_some_and(|visit| !is_shared(&visit, patient, &care_team)) {
        return Err(ServiceError::NotFound);
    }
    let care_team = care_team.into_iter().map(|(person, clinic)| (person, Some(clinic)));
    let seats = on_patients_side.into_iter().map(|person| (person, None)).chain(care_team).collect();
    Ok(Parties { patient, seats })
}

/// All of the named, if they are all in the circle.
async fn known(
    connection: &mut AsyncPgConnection,
    circle: &Circle,
    caller: &Caller,
    named: &[UserId],
) -> Result<Vec<Recipient>, ServiceError> {
    let known = people::find(connection, circle, caller.user_id, named).await?;
    if known.len() == named.len() { Ok(known) } else { Err(ServiceError::NotFound) }
}

/// For whom a patient, or a guardian, writes: who was asked for, or the only one whom all of the named care for. Where
/// there are more nobody guesses: what a mother writes of her child does not belong in her own record.
async fn for_whom(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    patients: &[UserId],
    asked: Option<UserId>,
    named: &[UserId],
) -> Result<UserId, ServiceError> {
    let mut fitting = Vec::new();
    for patient in patients.iter().filter(|patient| asked.is_none_or(|asked| asked == **patient)) {
        let care_team = Circle::CareTeamOf(vec![*patient]);
        if people::find(connection, &care_team, caller.user_id, named).await?.len() == named.len() {
            fitting.push(*patient);
        }
    }
    match fitting.as_slice() {
        [] => Err(ServiceError::NotFound),
        [patient] => Ok(*patient),
        _ => Err(ServiceError::field("patient_id", "required", "Say for whom you write.")),
    }
}

/// The patient among those whom the care team names, and who sits on their side: they themselves, where they sign in, and
/// who looks after them.
async fn patients_side(
    connection: &mut AsyncPgConnection,
    patients: &[Recipient],
) -> Result<(UserId, Vec<UserId>), ServiceError> {
    let ids: Vec<UserId> = patients.iter().map(|patient| patient.id).collect();
    let ties = dependants::open_guardians_of(connection, &ids).await?;
    let looks_after = |guardian: UserId, of: UserId| ties.contains(&(guardian, of));
    let is_the_patient =
        |one: &&Recipient| ids.iter().all(|other| *other == one.id || looks_after(*other, one.id));
    let patient = match patients {
        [] => return Err(refused("patient_required", "Name the patient whom this is about.")),
        several => several.iter().find(is_the_patient),
    };
    let patient = patient.ok_or_else(|| refused("one_patient", "A conversation is about one patient."))?;
    let mut side: Vec<UserId> = ties.iter().filter(|(_, of)| *of == patient.id).map(|tie| tie.0).collect();
    if patient.signs_in || side.is_empty() {
        side.push(patient.id);
    }
    Ok((patient.id, side))
}

/// At which clinic each of the care team cares for the patient: that of the visit, where they work there.
async fn posts(
    connection: &mut AsyncPgConnection,
    patient: UserId,
    care_team: &[UserId],
    visit: Option<&Appointment>,
) -> Result<Vec<(UserId, ClinicId)>, ServiceError> {
    let posts = people::posts(connection, patient, care_team).await?;
    let post = |person: &UserId| {
        let mut theirs = posts.iter().filter(|(of, _)| of == person);
        let at_visit = |post: &&(UserId, ClinicId)| visit.is_some_and(|visit| visit.clinic_id == post.1);
        theirs.clone().find(at_visit).or_else(|| theirs.next()).copied()
    };
    care_team.iter().map(|person| post(person).ok_or(ServiceError::NotFound)).collect()
}

/// Whether a visit is the patient's, with one of the care team or at a clinic of theirs.
fn is_shared(visit: &Appointment, patient: UserId, care_team: &[(UserId, ClinicId)]) -> bool {
    visit.patient_id == patient
        && care_team.iter().any(|(person, clinic)| *person == visit.doctor_id || *clinic == visit.clinic_id)
}

fn refused(code: &'static str, message: &str) -> ServiceError {
    ServiceError::field("participants", code, message)
}
