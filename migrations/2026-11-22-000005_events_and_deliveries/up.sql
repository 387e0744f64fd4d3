-- The transactional outbox: one row a domain event, written with the change. Ids and times only.
CREATE TABLE events (
    id             uuid PRIMARY KEY,
    type           text        NOT NULL,
    appointment_id uuid REFERENCES appointments,
    user_id        uuid REFERENCES users, -- whom an account event is about
    actor_id       uuid,
    data           jsonb       NOT NULL DEFAULT '{}',
    created_at     timestamptz NOT NULL,
    published_at   timestamptz,
    expanded_at    timestamptz
);
CREATE INDEX events_unpublished ON events (id) WHERE published_at IS NULL;
CREATE INDEX events_unexpanded ON events (id) WHERE expanded_at IS NULL;

-- The in-app inbox, ordered by its UUIDv7.
CREATE TABLE notifications (
    id          uuid PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users,
    event_id    uuid        NOT NULL,
    type        text        NOT NULL,
    category    text        NOT NULL,
    priority    text        NOT NULL DEFAULT 'normal',
    title       text        NOT NULL,
    body        text        NOT NULL,
    data        jsonb       NOT NULL DEFAULT '{}',
    read_at     timestamptz,
    archived_at timestamptz,
    created_at  timestamptz NOT NULL,
    UNIQUE (event_id, user_id)
);
CREATE INDEX notifications_inbox ON notifications (user_id, id DESC) WHERE archived_at IS NULL;
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL AND archived_at IS NULL;

CREATE TABLE deliveries (
    id          uuid PRIMARY KEY,
    event_id    uuid        NOT NULL,
    user_id     uuid        NOT NULL REFERENCES users,
    channel     text        NOT NULL CHECK (channel IN ('in_app', 'email', 'sms')),
    template    text        NOT NULL,
    vars        jsonb       NOT NULL,
    dedupe_key  text        NOT NULL UNIQUE,
    priority    smallint    NOT NULL DEFAULT 5, -- 1 is claimed first
    run_at      timestamptz NOT NULL,
    state       text        NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'suppressed', 'dead')),
    attempts    integer     NOT NULL DEFAULT 0,
    maybe_sent  boolean     NOT NULL DEFAULT false,
    lease_until timestamptz, -- by the database's clock
    lease_token uuid,
    last_error  text,
    provider_id text,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX deliveries_ready ON deliveries (channel, priority, run_at) WHERE state = 'queued';
CREATE INDEX deliveries_event ON deliveries (event_id);

CREATE TABLE delivery_attempts (
    delivery_id uuid        NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    attempt     integer     NOT NULL,
    at          timestamptz NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('sent', 'retry', 'maybe_sent', 'suppressed', 'dead')),
    provider_id text,
    reason      text,
    PRIMARY KEY (delivery_id, attempt)
);

-- Who does the timed work; the fence grows with every change of hands.
CREATE TABLE leases (
    name  text PRIMARY KEY,
    node  uuid        NOT NULL,
    fence bigint      NOT NULL,
    until timestamptz NOT NULL -- by the database's clock
);
