DROP INDEX appointments_session;
DROP TABLE group_sessions;
DELETE FROM appointments WHERE status = 'held' OR (status = 'expired' AND held_until IS NOT NULL);
ALTER TABLE appointments
    DROP CONSTRAINT appointments_held_for_a_while,
    DROP COLUMN offer_id,
    DROP COLUMN hold_renewed,
    DROP COLUMN held_until;
