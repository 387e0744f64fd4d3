CREATE TABLE appointments (
    id               uuid PRIMARY KEY,
    doctor_id        uuid        NOT NULL REFERENCES doctor_profiles (user_id),
    patient_id       uuid        NOT NULL REFERENCES users,
    clinic_id        uuid        NOT NULL REFERENCES clinics,
    during           tstzrange   NOT NULL CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)),
    blocks           tstzrange   NOT NULL, -- the visit with its buffers: what nobody else may take
    starts_at        timestamptz NOT NULL GENERATED ALWAYS AS (lower(during)) STORED,
    ends_at          timestamptz NOT NULL GENERATED ALWAYS AS (upper(during)) STORED,
    session_key      uuid        NOT NULL, -- its own id; members of one group session share the session's
    time_zone        text        NOT NULL,
    appointment_type text        NOT NULL,
    mode             text        NOT NULL,
    status           text        NOT NULL CHECK (status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress',
                                                            'completed', 'cancelled', 'no_show', 'expired')),
    patient_notes    text        NOT NULL DEFAULT '',
    doctor_notes     text        NOT NULL DEFAULT '',
    cancel_reason    text        NOT NULL DEFAULT '',
    created_by       uuid        NOT NULL REFERENCES users,
    series_id        uuid,
    version          integer     NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,
    CHECK (blocks @> during),
    -- A slot is sold once, whatever the nodes believe.
    CONSTRAINT appointments_doctor_free EXCLUDE USING gist (doctor_id WITH =, blocks WITH &&, session_key WITH <>)
        WHERE (status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed') AND deleted_at IS NULL),
    -- A patient is in one place at a time; a hold does not count yet.
    CONSTRAINT appointments_patient_free EXCLUDE USING gist (patient_id WITH =, during WITH &&)
        WHERE (status IN ('pending', 'confirmed', 'checked_in', 'in_progress', 'completed') AND deleted_at IS NULL)
);
CREATE INDEX appointments_doctor ON appointments (doctor_id, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX appointments_patient ON appointments (patient_id, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX appointments_clinic ON appointments (clinic_id, starts_at, id) WHERE deleted_at IS NULL;

-- A success kept under the caller's key for a day, so that a repeat gets the first answer.
CREATE TABLE idempotency_keys (
    caller       uuid        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    claim        uuid        NOT NULL, -- who is at work under the key: the id of what is being made
    status       smallint, -- null while the first request runs
    body         jsonb,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_claim ON idempotency_keys (claim);
