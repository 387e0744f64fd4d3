//! Whatever somebody who owns the database might do to the trail, and what has to be said of it.

use carebridge::services::audit::findings::Wrong;
use rand::RngExt;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::CHAINED;

/// What was done, and what must be said of it. Where only the position can be told, that is all that is asked for.
pub struct Tampering {
    pub sql: String,
    pub wrong: Option<Wrong>,
    pub position: Option<i64>,
    pub id: Option<Uuid>,
}

/// How many kinds there are.
pub const KINDS: u64 = 29;

/// Makes every kind of tampering with a trail.
pub struct Tamperer<'a> {
    pub chained: &'a [Uuid],
    pub waiting: &'a [Uuid],
    pub rng: StdRng,
}

impl Tamperer<'_> {
    fn any(&mut self) -> usize {
        self.rng.random_range(0..CHAINED)
    }

    /// Two places, the first before the second.
    fn two(&mut self) -> (usize, usize) {
        let (a, b) = (self.any(), self.rng.random_range(0..CHAINED - 1));
        let b = if b >= a { b + 1 } else { b };
        (a.min(b), a.max(b))
    }

    fn at(&self, sql: String, wrong: impl Into<Option<Wrong>>, place: usize) -> Tampering {
        Tampering { sql, wrong: wrong.into(), position: Some(position(place)), id: None }
    }

    fn row(&self, sql: String, wrong: Wrong, place: usize) -> Tampering {
        Tampering { id: Some(self.chained[place]), ..self.at(sql, wrong, place) }
    }

    fn alter(&mut self) -> (&'static str, &'static str) {
        let other_id = "CASE WHEN COL IS NULL THEN gen_random_uuid() END";
        let other_text = "CASE WHEN COL IS NULL THEN '' ELSE COL || ' ' END";
        let columns = [
            ("at", "at + interval '1 microsecond'"),
            ("at", "'infinity'"),
            ("actor_kind", "CASE actor_kind WHEN 'user' THEN 'house' ELSE 'user' END"),
            ("actor_id", other_id),
            ("action", "action || '.x'"),
            ("object_kind", "upper(object_kind)"),
            ("object_id", other_id),
            ("patient_id", other_id),
            ("request_id", other_text),
            ("request_id", "CASE WHEN request_id IS NULL THEN '' END"),
            ("ip", other_text),
            ("outcome", "CASE outcome WHEN 'ok' THEN 'refused' ELSE 'ok' END"),
            ("detail", "detail || '{\"x\": null}'"),
            ("detail", "jsonb_set(detail, '{n}', '1.50')"),
            ("detail", "detail - 'in'"),
        ];
        columns[self.rng.random_range(0..columns.len())]
    }

    fn update(&mut self, place: usize) -> String {
        let (column, value) = self.alter();
        let value = value.replace("COL", column);
        format!("UPDATE audit_log SET {column} = {value} WHERE id = '{}'", self.chained[place])
    }

    /// One of the kinds, at a place that the die chooses.
    pub fn of_kind(&mut self, kind: u64) -> Tampering {
        let (place, (i, j)) = (self.any(), self.two());
        let (at, id) = (position(place), self.chained[place]);
        let (a, b) = (self.chained[i], self.chained[j]);
        let (at_a, at_b) = (position(i), position(j));
        let end = position(CHAINED - 1);
        match kind {
            0..5 => {
                let sql = self.update(place);
                self.row(sql, Wrong::Altered, place)
            }
            5 => {
                let sql = [self.update(j), self.update(i)].join(";");
                self.row(sql, Wrong::Altered, i)
            }
            6 => self.row(
                format!("UPDATE audit_log SET id = gen_random_uuid() WHERE id = '{id}'"),
                Wrong::Deleted,
                place,
            ),
            7 => self.row(format!("DELETE FROM audit_log WHERE id = '{id}'"), Wrong::Deleted, place),
            8 => self.row(format!("DELETE FROM audit_log WHERE id IN ('{a}', '{b}')"), Wrong::Deleted, i),
            9 => {
                let sql = format!("DELETE FROM audit_log WHERE id = '{b}'; {}", self.update(i));
                self.row(sql, Wrong::Altered, i)
            }
            // Two rows change places.
            10 => {
                let aside = Uuid::from_u128(self.rng.random());
                let moved = [(a, aside), (b, a), (aside, b)]
                    .map(|(from, to)| format!("UPDATE audit_log SET id = '{to}' WHERE id = '{from}'"));
                self.row(moved.join(";"), Wrong::Altered, i)
            }
            // The end, or everything, is cut off: of the chain, of the log, of both.
            11 => self.at(format!("DELETE FROM audit_chain WHERE position >= {at}"), Wrong::Truncated, place),
            12 => self.row(
                format!("DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_chain WHERE position >= {at})"),
                Wrong::Deleted,
                place,
            ),
            13 => self.at(
                format!(
                    "DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_chain WHERE position >= {at});
                     DELETE FROM audit_chain WHERE position >= {at}"
                ),
                Wrong::Truncated,
                place,
            ),
            14 => self.at("TRUNCATE audit_log, audit_chain, audit_unchained".into(), Wrong::Truncated, 0),
            15 => self.at("TRUNCATE audit_chain".into(), Wrong::Truncated, 0),
            // A row is slipped in; or one that waits is to be forgotten.
            16 => {
                let id = Uuid::from_u128(self.rng.random());
                let sql = format!(
                    "INSERT INTO audit_log (id, at, action, object_kind, outcome)
                     VALUES ('{id}', now(), 'appointment.book', 'appointment', 'ok')"
                );
                Tampering { sql, wrong: Some(Wrong::Inserted), position: None, id: Some(id) }
            }
            17 => {
                let id = self.waiting[self.rng.random_range(0..self.waiting.len())];
                let sql = format!("DELETE FROM audit_unchained WHERE audit_id = '{id}'");
                Tampering { sql, wrong: Some(Wrong::Inserted), position: None, id: Some(id) }
            }
            // A link is forged for a row that was slipped in.
            18 => {
                let id = Uuid::from_u128(self.rng.random());
                let sql = format!(
                    "INSERT INTO audit_log (id, at, action, object_kind, outcome)
                     VALUES ('{id}', now(), 'appointment.book', 'appointment', 'ok');
                     INSERT INTO audit_chain SELECT {end} + 1, '{id}', sha256('forged')"
                );
                Tampering { sql, wrong: Some(Wrong::Altered), position: Some(end + 1), id: Some(id) }
            }
            // The chain itself.
            19 => {
                let wrong = if at == end { Wrong::Truncated } else { Wrong::ChainBroken };
                self.at(format!("DELETE FROM audit_chain WHERE position = {at}"), wrong, place)
            }
            20 => self.row(
                format!("UPDATE audit_chain SET hash = sha256(hash) WHERE position = {at}"),
                Wrong::ChainBroken,
                place,
            ),
            21 => self.at(format!("UPDATE audit_chain SET hash = '' WHERE position = {at}"), Wrong::ChainBroken, place),
            22 => self.at(
                format!("UPDATE audit_chain SET audit_id = gen_random_uuid() WHERE position = {at}"),
                Wrong::Deleted,
                place,
            ),
            23 => self.at(
                format!("UPDATE audit_chain SET position = position + 1000000 WHERE position = {at}"),
                Wrong::ChainBroken,
                place,
            ),
            24 => {
                let swapped = [(at_a, -1), (at_b, at_a), (-1, at_b)]
                    .map(|(from, to)| format!("UPDATE audit_chain SET position = {to} WHERE position = {from}"));
                self.at(swapped.join(";"), None, i)
            }
            25 => {
                let sql = format!(
                    "UPDATE audit_chain c SET hash = o.hash FROM audit_chain o
                     WHERE (c.position, o.position) IN (({at_a}, {at_b}), ({at_b}, {at_a}))"
                );
                self.at(sql, None, i)
            }
            26 => {
                let sql = format!(
                    "UPDATE audit_chain SET audit_id = gen_random_uuid() WHERE position = {at_a};
                     UPDATE audit_chain SET audit_id = '{a}' WHERE position = {at_b};
                     UPDATE audit_chain SET audit_id = '{b}' WHERE position = {at_a}"
                );
                self.at(sql, None, i)
            }
            27 => {
                let before = -self.rng.random_range(0..100_i64);
                let sql = format!("INSERT INTO audit_chain SELECT {before}, gen_random_uuid(), sha256('')");
                Tampering { sql, wrong: Some(Wrong::ChainBroken), position: Some(before), id: None }
            }
            _ => {
                let sql = format!("INSERT INTO audit_chain SELECT {end} + 1, gen_random_uuid(), sha256('')");
                Tampering { sql, wrong: Some(Wrong::Deleted), position: Some(end + 1), id: None }
            }
        }
    }
}

fn position(place: usize) -> i64 {
    i64::try_from(place + 1).unwrap()
}
