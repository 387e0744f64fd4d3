-- Days on which nothing is offered at a clinic; both ends are included, on the clinic's own calendar.
CREATE TABLE clinic_closures (
    id         uuid PRIMARY KEY,
    clinic_id  uuid        NOT NULL REFERENCES clinics,
    starts_on  date        NOT NULL,
    ends_on    date        NOT NULL CHECK (ends_on >= starts_on),
    reason     text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX clinic_closures_clinic ON clinic_closures (clinic_id, ends_on);
-- Whose decisions a closure concerns.
CREATE INDEX availability_rules_clinic ON availability_rules (clinic_id, doctor_id);
