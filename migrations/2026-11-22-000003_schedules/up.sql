-- One row a doctor: what a booking locks. rules_version moves with the rules, calendar_version with every visit.
CREATE TABLE schedules (
    doctor_id             uuid PRIMARY KEY REFERENCES doctor_profiles (user_id),
    time_zone             text        NOT NULL,
    rules_version         bigint      NOT NULL DEFAULT 1,
    calendar_version      bigint      NOT NULL DEFAULT 1,
    min_notice_minutes    integer     NOT NULL DEFAULT 0 CHECK (min_notice_minutes >= 0),
    max_advance_days      integer     NOT NULL DEFAULT 90 CHECK (max_advance_days BETWEEN 1 AND 730),
    cancel_cutoff_minutes integer     NOT NULL DEFAULT 120 CHECK (cancel_cutoff_minutes >= 0),
    slot_grid_minutes     integer     NOT NULL DEFAULT 30 CHECK (slot_grid_minutes BETWEEN 5 AND 240),
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL
);

-- Weekly hours in the doctor's zone; an end at or before the start is on the next day.
CREATE TABLE availability_rules (
    id          uuid PRIMARY KEY,
    doctor_id   uuid        NOT NULL REFERENCES schedules ON DELETE CASCADE,
    clinic_id   uuid        NOT NULL REFERENCES clinics,
    weekday     smallint    NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- ISO 8601: Monday is 1
    start_time  time        NOT NULL,
    end_time    time        NOT NULL,
    valid_from  date,
    valid_until date CHECK (valid_until >= valid_from),
    version     integer     NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX availability_rules_doctor ON availability_rules (doctor_id);

CREATE TABLE time_off (
    id         uuid PRIMARY KEY,
    doctor_id  uuid        NOT NULL REFERENCES schedules ON DELETE CASCADE,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
    reason     text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);
CREATE INDEX time_off_doctor ON time_off (doctor_id, ends_at);

CREATE TABLE appointment_types (
    doctor_id             uuid        NOT NULL REFERENCES schedules ON DELETE CASCADE,
    code                  text        NOT NULL CHECK (code IN ('consultation', 'follow_up', 'checkup', 'emergency',
                                                               'physical_therapy', 'lab_work', 'imaging')),
    duration_minutes      integer     NOT NULL CHECK (duration_minutes BETWEEN 5 AND 480),
    buffer_before_minutes integer     NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 120),
    buffer_after_minutes  integer     NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 120),
    mode                  text        NOT NULL DEFAULT 'in_person' CHECK (mode IN ('in_person', 'video', 'phone')),
    created_at            timestamptz NOT NULL,
    PRIMARY KEY (doctor_id, code)
);
