-- Who waits for a time to become free. The order of joining is that of the ids.
CREATE TABLE waitlist_entries (
    id               uuid PRIMARY KEY,
    patient_id       uuid        NOT NULL REFERENCES users,
    doctor_id        uuid        REFERENCES doctor_profiles (user_id),
    specialty        text,
    appointment_type text        NOT NULL,
    reach            tstzrange   NOT NULL CHECK (NOT isempty(reach)), -- holds all starts that may fit, whatever the doctor's zone
    from_day         date, -- days of the doctor's, both included; else the reach itself is meant
    to_day           date,
    day_start        time, -- on the doctor's clock
    day_end          time,
    status           text        NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'offered', 'booked', 'left', 'lapsed')),
    created_by       uuid        NOT NULL, -- a person or a key
    version          integer     NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    CHECK ((doctor_id IS NULL) <> (specialty IS NULL)),
    CHECK ((from_day IS NULL) = (to_day IS NULL)),
    CHECK ((day_start IS NULL) = (day_end IS NULL))
);
-- Nobody waits twice for the same.
CREATE UNIQUE INDEX waitlist_entries_once ON waitlist_entries
    (patient_id, doctor_id, specialty, appointment_type, reach, day_start, day_end) NULLS NOT DISTINCT
    WHERE status IN ('waiting', 'offered');
-- What is asked with every time that becomes free.
CREATE INDEX waitlist_entries_doctor ON waitlist_entries (doctor_id, id) WHERE status = 'waiting' AND doctor_id IS NOT NULL;
CREATE INDEX waitlist_entries_specialty ON waitlist_entries (specialty, id) WHERE status = 'waiting' AND specialty IS NOT NULL;
CREATE INDEX waitlist_entries_over ON waitlist_entries (upper(reach)) WHERE status = 'waiting';
-- What lists walk.
CREATE INDEX waitlist_entries_patient ON waitlist_entries (patient_id, id);
CREATE INDEX waitlist_entries_of_doctor ON waitlist_entries (doctor_id, id);
CREATE INDEX waitlist_entries_author ON waitlist_entries (created_by, id);

-- Slots that were offered to them, one by one; each is kept by a hold, which may be gone before the offer is.
CREATE TABLE waitlist_offers (
    id               uuid PRIMARY KEY,
    entry_id         uuid        NOT NULL REFERENCES waitlist_entries ON DELETE CASCADE,
    patient_id       uuid        NOT NULL REFERENCES users,
    doctor_id        uuid        NOT NULL REFERENCES doctor_profiles (user_id),
    clinic_id        uuid        NOT NULL REFERENCES clinics,
    appointment_type text        NOT NULL,
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL CHECK (ends_at > starts_at),
    time_zone        text        NOT NULL,
    hold_id          uuid        NOT NULL UNIQUE,
    state            text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'expired')),
    expires_at       timestamptz NOT NULL CHECK (expires_at <= starts_at),
    created_at       timestamptz NOT NULL,
    closed_at        timestamptz
);
-- One at a time, whatever the nodes believe.
CREATE UNIQUE INDEX waitlist_offers_one_open ON waitlist_offers (patient_id) WHERE state = 'open';
CREATE INDEX waitlist_offers_expiry ON waitlist_offers (expires_at) WHERE state = 'open';
CREATE INDEX waitlist_offers_entry ON waitlist_offers (entry_id, id);
-- What was offered to somebody before is not offered to them again.
CREATE INDEX waitlist_offers_slot ON waitlist_offers (doctor_id, starts_at);
