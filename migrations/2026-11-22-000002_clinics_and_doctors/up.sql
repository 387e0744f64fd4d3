CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE clinics (
    id         uuid PRIMARY KEY,
    name       text        NOT NULL,
    address    text        NOT NULL DEFAULT '',
    time_zone  text        NOT NULL,
    phone      text,
    version    integer     NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);

CREATE TABLE clinic_members (
    clinic_id  uuid        NOT NULL REFERENCES clinics,
    user_id    uuid        NOT NULL REFERENCES users,
    role       text        NOT NULL CHECK (role IN ('doctor', 'staff', 'manager')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (clinic_id, user_id)
);
CREATE INDEX clinic_members_user ON clinic_members (user_id);

CREATE TABLE doctor_profiles (
    user_id                uuid        PRIMARY KEY REFERENCES users,
    license_number         text        NOT NULL UNIQUE CHECK (license_number ~ '^[A-Z]{3}-[0-9]{6}$'),
    specialty              text        NOT NULL,
    subspecialty           text        NOT NULL DEFAULT '',
    years_experience       integer     NOT NULL DEFAULT 0 CHECK (years_experience BETWEEN 0 AND 80),
    bio                    text        NOT NULL DEFAULT '',
    languages              text[]      NOT NULL DEFAULT '{}',
    consultation_fee_minor bigint      CHECK (consultation_fee_minor >= 0), -- in the currency's minor unit (cents)
    currency               text        NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
    accepts_new_patients   boolean     NOT NULL DEFAULT true,
    auto_confirm           boolean     NOT NULL DEFAULT false,
    rating_sum             bigint      NOT NULL DEFAULT 0,
    rating_count           bigint      NOT NULL DEFAULT 0,
    search                 text        NOT NULL DEFAULT '', -- name and specialty in lower case, for the directory
    version                integer     NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL
);
CREATE INDEX doctor_profiles_search ON doctor_profiles USING gin (search gin_trgm_ops);
CREATE INDEX doctor_profiles_specialty ON doctor_profiles (specialty, user_id);
