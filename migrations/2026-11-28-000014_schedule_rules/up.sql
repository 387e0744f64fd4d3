ALTER TABLE schedules ADD COLUMN max_per_day integer CHECK (max_per_day BETWEEN 1 AND 500);

-- Other hours on one date than the weekly ones that begin on it; without a window the doctor is not there.
CREATE TABLE availability_overrides (
    id         uuid PRIMARY KEY,
    doctor_id  uuid        NOT NULL REFERENCES schedules ON DELETE CASCADE,
    date       date        NOT NULL,
    clinics    uuid[], -- whose weekly hours give way; null for all
    reason     text        NOT NULL DEFAULT '',
    version    integer     NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (doctor_id, date)
);
CREATE TABLE availability_override_windows (
    override_id uuid NOT NULL REFERENCES availability_overrides ON DELETE CASCADE,
    clinic_id   uuid NOT NULL REFERENCES clinics,
    start_time  time NOT NULL,
    end_time    time NOT NULL, -- at or before the start it is on the next day
    PRIMARY KEY (override_id, start_time)
);
-- Whose decisions a closure concerns.
CREATE INDEX availability_override_windows_clinic ON availability_override_windows (clinic_id);

-- An absence may come again; over_at is when it does for the last time, null for one without an end.
ALTER TABLE time_off
    ADD COLUMN recurrence text,
    ADD COLUMN over_at timestamptz,
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz;
UPDATE time_off SET over_at = ends_at, updated_at = created_at;
ALTER TABLE time_off ALTER COLUMN updated_at SET NOT NULL;
DROP INDEX time_off_doctor;
CREATE INDEX time_off_doctor ON time_off (doctor_id, over_at);

ALTER TABLE appointment_types
    ADD COLUMN capacity integer NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 100),
    ADD COLUMN grid_minutes integer CHECK (grid_minutes BETWEEN 5 AND 240),
    ADD COLUMN price_minor bigint CHECK (price_minor >= 0),
    ADD COLUMN currency text CHECK (currency ~ '^[A-Z]{3}$'), -- null for the doctor's own
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz;
UPDATE appointment_types SET updated_at = created_at;
ALTER TABLE appointment_types ALTER COLUMN updated_at SET NOT NULL;
