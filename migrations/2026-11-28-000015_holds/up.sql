-- A hold is a visit that nobody has booked yet: the doctor's constraint covers it, the patient's leaves it out.
ALTER TABLE appointments
    ADD COLUMN held_until timestamptz,
    ADD COLUMN hold_renewed boolean NOT NULL DEFAULT false,
    ADD COLUMN offer_id uuid, -- an offer to somebody who waited: the house turns it over to the next
    ADD CONSTRAINT appointments_held_for_a_while CHECK ((status = 'held') <= (held_until IS NOT NULL));
CREATE INDEX appointments_held ON appointments (doctor_id, held_until) WHERE status = 'held' AND deleted_at IS NULL;

-- Those who come at once: their visits bear the session's id as their session_key.
CREATE TABLE group_sessions (
    id               uuid PRIMARY KEY,
    doctor_id        uuid        NOT NULL REFERENCES schedules ON DELETE CASCADE,
    during           tstzrange   NOT NULL,
    appointment_type text        NOT NULL,
    capacity         integer     NOT NULL CHECK (capacity > 1),
    taken            integer     NOT NULL DEFAULT 0 CHECK (taken >= 0),
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    -- Nobody sits where there is no seat, whatever the nodes believe.
    CONSTRAINT group_sessions_seats CHECK (taken <= capacity),
    UNIQUE (doctor_id, appointment_type, during)
);

-- The members of a session are counted afresh with each that comes or goes.
CREATE INDEX appointments_session ON appointments (session_key) WHERE session_key <> id AND deleted_at IS NULL;
