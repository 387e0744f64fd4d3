//! Texts that people send to the house's number: an answer to a reminder, or no more texts.

mod opting;
mod visits;

use chrono::TimeDelta;

use crate::delivery::error::DeliveryError;
use crate::delivery::sms::twiml;
use crate::delivery::templates::answers;
use crate::domain::appointments::Appointment;
use crate::domain::audit::Origin;
use crate::domain::clock::SharedClock;
use crate::domain::contact::Phone;
use crate::domain::ids::UserId;
use crate::domain::locale::Locale;
use crate::domain::text_answers::{Moment, TextAnswer};
use crate::domain::text_keywords::Keyword;
use crate::services::appointments::change::ChangeRequest;
use crate::services::error::ServiceError;
use crate::storage::pool::{Connection, Database};
use crate::storage::{inbound_texts, reminded, users};

/// How often one number is told what can be said here, of its own accord.
const HELP_EVERY: TimeDelta = TimeDelta::hours(24);

/// A text that came in.
#[derive(Debug, Clone)]
pub struct TextIn {
    /// What the provider calls it.
    pub sid: String,
    /// Whose it is.
    pub from: Phone,
    /// What it says.
    pub keyword: Keyword,
    /// The provider has answered it already.
    pub answered: bool,
}

/// What is to be done about a text.
pub enum Heard {
    /// Somebody has heard it before: this was answered, or it is being answered.
    Before(String),
    /// It is answered with this, in this language; with nothing where there is nothing to say.
    Answer(Option<TextAnswer>, Locale),
    /// A step of a visit is to be taken, and then closed with what came of it.
    Step(Box<StepByText>, Locale),
}

/// A step that a text asks for.
pub struct StepByText {
    /// Whose schedule the visit is in.
    pub doctor: UserId,
    /// The step.
    pub request: ChangeRequest,
    /// When the visit begins.
    pub moment: Moment,
}

/// Hears texts. Cloning is cheap.
#[derive(Clone)]
pub struct TextsIn {
    database: Database,
    clock: SharedClock,
}

impl TextsIn {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// Takes a text up. It is to be closed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn hear(&self, text: &TextIn, origin: &Origin) -> Result<Heard, ServiceError> {
        let now = self.clock.now();
        let (sid, from, keyword) = (&text.sid, text.from.as_str(), text.keyword.as_str());
        let mut connection = self.database.connection().await?;
        if !inbound_texts::take_up(&mut connection, sid, from, keyword, now).await? {
            let answer = inbound_texts::answer(&mut connection, sid).await?;
            return Ok(Heard::Before(answer.unwrap_or_else(|| twiml::SILENCE.to_owned())));
        }
        self.answered_or_let_go(&mut connection, text, origin).await
    }

    /// Hears a text once more that was taken up, where its step met what passes: somebody changed the visit just then.
    ///
    /// # Errors
    /// `Storage`; the text is let go.
    pub async fn hear_again(&self, text: &TextIn, origin: &Origin) -> Result<Heard, ServiceError> {
        let mut connection = self.database.connection().await?;
        self.answered_or_let_go(&mut connection, text, origin).await
    }

    async fn answered_or_let_go(
        &self,
        connection: &mut Connection,
        text: &TextIn,
        origin: &Origin,
    ) -> Result<Heard, ServiceError> {
        let heard = self.answer(connection, text, origin).await;
        if heard.is_err() {
            inbound_texts::let_go(connection, &text.sid).await?;
        }
        heard
    }

    async fn answer(
        &self,
        connection: &mut Connection,
        text: &TextIn,
        origin: &Origin,
    ) -> Result<Heard, ServiceError> {
        let now = self.clock.now();
        let owners = reminded::owners(connection, &text.from).await?;
        let people = users::find_many(connection, &owners[..owners.len().min(1)]).await?;
        let locale = people.first().map_or_else(Locale::default, |person| person.locale);
        let answer = match text.keyword {
            Keyword::Confirm(choice) | Keyword::Cancel(choice) => {
                return visits::answer(connection, text, choice, locale, origin, now).await;
            }
            Keyword::Stop => {
                opting::stop(connection, &text.from, &owners, origin, now).await?;
                TextAnswer::Stopped
            }
            Keyword::Start => {
                opting::start(connection, &text.from, &owners, origin, now).await?;
                TextAnswer::Started
            }
            Keyword::Help => TextAnswer::Help,
            Keyword::Unknown => {
                let (from, since) = (text.from.as_str(), now - HELP_EVERY);
                let name = text.keyword.as_str();
                if inbound_texts::came_before(connection, &text.sid, from, name, since).await? {
                    return Ok(Heard::Answer(None, locale));
                }
                TextAnswer::Help
            }
        };
        Ok(Heard::Answer((!text.answered).then_some(answer), locale))
    }

    /// What a step is answered with that was tried; a failure lets the text go.
    ///
    /// # Errors
    /// The failure.
    pub async fn tried(
        &self,
        sid: &str,
        step: &StepByText,
        tried: Result<Appointment, ServiceError>,
    ) -> Result<TextAnswer, ServiceError> {
        let outcome = visits::outcome(step, tried);
        if outcome.is_err() {
            let mut connection = self.database.connection().await?;
            inbound_texts::let_go(&mut connection, sid).await?;
        }
        outcome
    }

    /// Keeps what a text is answered, and writes it as the provider reads it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn close(
        &self,
        sid: &str,
        answer: Option<&TextAnswer>,
        locale: Locale,
    ) -> Result<String, ServiceError> {
        let written = match answer {
            Some(answer) => twiml::message(&answers::render(answer, locale)?).map_err(DeliveryError::from)?,
            None => twiml::SILENCE.to_owned(),
        };
        let mut connection = self.database.connection().await?;
        inbound_texts::answered(&mut connection, sid, &written).await?;
        Ok(written)
    }
}
