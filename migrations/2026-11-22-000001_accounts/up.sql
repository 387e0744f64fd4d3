CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;

CREATE TABLE users (
    id                uuid PRIMARY KEY,
    email             citext UNIQUE,
    password_hash     text,
    role              text        NOT NULL CHECK (role IN ('patient', 'doctor', 'staff', 'admin')),
    first_name        text        NOT NULL,
    last_name         text        NOT NULL,
    phone             text,
    locale            text        NOT NULL DEFAULT 'en',
    time_zone         text        NOT NULL DEFAULT 'UTC',
    email_verified_at timestamptz,
    phone_verified_at timestamptz,
    disabled_at       timestamptz,
    version           integer     NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    deleted_at        timestamptz
);

CREATE TABLE patient_profiles (
    user_id           uuid PRIMARY KEY REFERENCES users,
    date_of_birth     date,
    gender            text CHECK (gender IN ('M', 'F', 'O', 'P')),
    address           text        NOT NULL DEFAULT '',
    emergency_contact text        NOT NULL DEFAULT '',
    emergency_phone   text,
    insurance         text        NOT NULL DEFAULT '',
    version           integer     NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);

-- A signed-in browser or client. A browser is known by its cookie, a client by its refresh tokens; only hashes are kept.
CREATE TABLE auth_sessions (
    id          uuid PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users,
    cookie_hash bytea UNIQUE,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);
CREATE INDEX auth_sessions_expiry ON auth_sessions (expires_at);

-- The tokens of one session are a family: a second use of one revokes them all.
CREATE TABLE refresh_tokens (
    id         uuid PRIMARY KEY,
    session_id uuid        NOT NULL REFERENCES auth_sessions ON DELETE CASCADE,
    token_hash bytea       NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
