-- Addresses by which software fetches somebody's visits without signing in: one a person, known by its secret alone.
CREATE TABLE calendar_feeds (
    user_id      uuid PRIMARY KEY REFERENCES users,
    secret_hash  bytea       NOT NULL UNIQUE, -- SHA-256
    created_at   timestamptz NOT NULL,
    last_read_at timestamptz -- to the hour; put on record as often
);
