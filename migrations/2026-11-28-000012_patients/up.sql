-- Whom a clinic registered, or took in from among those who have an account: its patients beside those with a visit there.
CREATE TABLE clinic_patients (
    clinic_id     uuid        NOT NULL REFERENCES clinics,
    patient_id    uuid        NOT NULL REFERENCES users,
    registered_by uuid        NOT NULL, -- a person or a key
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (clinic_id, patient_id)
);
CREATE INDEX clinic_patients_patient ON clinic_patients (patient_id);
CREATE INDEX clinic_patients_registrar ON clinic_patients (registered_by, patient_id);

-- Leave to look at a patient who is not one's own, in an emergency: for a while, with a reason, and others are told.
CREATE TABLE break_glass_grants (
    id         uuid PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users,
    patient_id uuid        NOT NULL REFERENCES users,
    reason     text        NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX break_glass_grants_user ON break_glass_grants (user_id, id);

-- What patients are found by, beside their names.
CREATE INDEX users_phone ON users (phone, id) WHERE phone IS NOT NULL AND deleted_at IS NULL;
