-- A person's second factor is on from here on; the secret itself is in mfa_methods.
ALTER TABLE users ADD COLUMN mfa_enabled_at timestamptz;

-- What the owner of a session sees of it, and what keeps it alive.
ALTER TABLE auth_sessions
    ADD COLUMN user_agent       text        NOT NULL DEFAULT '',
    ADD COLUMN ip               text,
    ADD COLUMN last_used_at     timestamptz, -- written at most once a minute
    ADD COLUMN authenticated_at timestamptz, -- when the person last proved who they are
    ADD COLUMN trusted          boolean     NOT NULL DEFAULT false, -- kept for 30 days on the person's word
    ADD COLUMN enrolling        boolean     NOT NULL DEFAULT false; -- may do nothing but enrol a second factor
UPDATE auth_sessions SET last_used_at = created_at, authenticated_at = created_at;
ALTER TABLE auth_sessions
    ALTER COLUMN last_used_at SET NOT NULL,
    ALTER COLUMN authenticated_at SET NOT NULL;
-- Each node looks here every few seconds for what ended elsewhere.
CREATE INDEX auth_sessions_revoked ON auth_sessions (revoked_at) WHERE revoked_at IS NOT NULL;

-- The one time that a used token was answered again, for a client that lost the first answer.
ALTER TABLE refresh_tokens ADD COLUMN replayed_at timestamptz;

-- Links and codes that prove an address or a number: their texts are derived from the id and are nowhere stored.
CREATE TABLE one_time_tokens (
    id         uuid PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users,
    purpose    text        NOT NULL CHECK (purpose IN ('email_verify', 'password_set', 'phone_verify', 'claim')),
    hash       bytea       NOT NULL,
    address    text        NOT NULL, -- where it was sent: what it proves
    attempts   integer     NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz -- used, or replaced by a later one
);
CREATE INDEX one_time_tokens_open ON one_time_tokens (user_id, purpose) WHERE used_at IS NULL;
CREATE INDEX one_time_tokens_expiry ON one_time_tokens (expires_at);

-- A person's authenticator (RFC 6238). The secret is sealed with a key that is not in the database.
CREATE TABLE mfa_methods (
    user_id      uuid PRIMARY KEY REFERENCES users,
    sealed       bytea       NOT NULL,
    drift_steps  integer     NOT NULL DEFAULT 0, -- how far the authenticator's clock is from ours, in steps of 30 s
    last_step    bigint      NOT NULL DEFAULT 0, -- codes of this step and earlier ones are used up
    confirmed_at timestamptz, -- null until the first right code
    created_at   timestamptz NOT NULL
);
CREATE TABLE recovery_codes (
    user_id    uuid        NOT NULL REFERENCES users,
    hash       bytea       NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, hash)
);

-- Tries at passwords, counted by account (known or not), network and device: none of them in clear.
CREATE TABLE login_attempts (
    id      uuid PRIMARY KEY,
    account bytea       NOT NULL,
    network bytea       NOT NULL,
    device  bytea, -- of the owner: it signed in before
    failed  boolean     NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX login_attempts_account ON login_attempts (account, at);
CREATE INDEX login_attempts_network ON login_attempts (network, at);
CREATE INDEX login_attempts_age ON login_attempts (at);
