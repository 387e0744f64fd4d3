-- How a clinic's software signs in. Only the hash of the secret is kept.
CREATE TABLE api_keys (
    id           uuid PRIMARY KEY,
    clinic_id    uuid        NOT NULL REFERENCES clinics,
    name         text        NOT NULL,
    prefix       text        NOT NULL UNIQUE,
    secret_hash  bytea       NOT NULL,
    scopes       text[]      NOT NULL,
    rate_tier    text        NOT NULL DEFAULT 'standard' CHECK (rate_tier IN ('standard', 'high')),
    created_by   uuid        NOT NULL REFERENCES users,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz, -- written at most once a minute
    revoked_at   timestamptz
);
CREATE INDEX api_keys_clinic ON api_keys (clinic_id, id);

-- Whose an actor's id is: a person's or a key's; a visitor who proved nothing and the house itself have none.
ALTER TABLE audit_log ADD COLUMN actor_kind text NOT NULL DEFAULT 'user'
    CHECK (actor_kind IN ('user', 'api_key', 'visitor', 'house'));
ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only;
UPDATE audit_log SET actor_kind = CASE WHEN ip IS NULL THEN 'house' ELSE 'visitor' END WHERE actor_id IS NULL;
ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only;

-- A visit is booked by a person or by a key.
ALTER TABLE appointments DROP CONSTRAINT appointments_created_by_fkey;
