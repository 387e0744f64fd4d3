-- What a person chose. What is null, and what `channels` does not name, is as the house has it.
CREATE TABLE notification_preferences (
    user_id          uuid PRIMARY KEY REFERENCES users,
    channels         jsonb       NOT NULL DEFAULT '{}', -- category → channel → whether, where it differs
    reminder_minutes integer[],
    quiet_hours      jsonb,                             -- {"start","end"}, or false: none; by the person's clock
    daily_cap        jsonb       NOT NULL DEFAULT '{}', -- channel → number, or null for no limit, where it differs
    version          integer     NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);

-- Who must not be written to, or cannot be: by the address, so that another one starts clean.
CREATE TABLE suppressions (
    channel    text        NOT NULL CHECK (channel IN ('email', 'sms')),
    address    citext      NOT NULL,
    reason     text        NOT NULL CHECK (reason IN ('stopped', 'unreachable')),
    detail     text        NOT NULL DEFAULT '', -- what the provider said; no content
    created_at timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);

-- Browsers that take pushes (RFC 8030): where, and the keys that their payload is sealed for (RFC 8291).
CREATE TABLE push_subscriptions (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES users,
    endpoint     text        NOT NULL UNIQUE,
    p256dh       bytea       NOT NULL,
    auth         bytea       NOT NULL,
    label        text        NOT NULL DEFAULT '', -- which browser, in words
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id, id);

-- How many messages a person got on one of their days; what is over the cap waits for the next.
CREATE TABLE daily_counts (
    user_id uuid     NOT NULL REFERENCES users,
    channel text     NOT NULL,
    day     date     NOT NULL, -- by the person's calendar
    sent    integer  NOT NULL,
    PRIMARY KEY (user_id, channel, day)
);
-- What is of the past is swept by day.
CREATE INDEX daily_counts_day ON daily_counts (day);

ALTER TABLE deliveries
    DROP CONSTRAINT deliveries_channel_check,
    ADD CONSTRAINT deliveries_channel_check CHECK (channel IN ('in_app', 'email', 'sms', 'push')),
    ADD COLUMN category           text        NOT NULL DEFAULT 'booking',
    ADD COLUMN appointment_id     uuid REFERENCES appointments, -- of a reminder: it moves and falls with its visit
    ADD COLUMN not_after          timestamptz,                  -- later it makes no sense any more
    ADD COLUMN at_once            boolean     NOT NULL DEFAULT false, -- answers what the person has just done
    ADD COLUMN attempts_allowed   integer     NOT NULL DEFAULT 12,
    ADD COLUMN address            text,                         -- where it went
    ADD COLUMN via                text CHECK (via IN ('first', 'second')), -- who has it, or may have it
    ADD COLUMN provider_status    text,                         -- what became of it after it was accepted
    ADD COLUMN sent_at            timestamptz,
    ADD COLUMN deferred           boolean     NOT NULL DEFAULT false; -- meant for later, or put back for its reader's sake
UPDATE deliveries SET category = CASE
    WHEN template LIKE 'appointment_%' OR template = 'waitlist_offered' THEN 'booking'
    WHEN template = 'message_sent' THEN 'message'
    ELSE 'account' END;
UPDATE deliveries SET sent_at = updated_at WHERE state = 'sent';
UPDATE notifications SET category = 'message' WHERE category = 'messages';
UPDATE notifications SET category = 'account' WHERE category = 'security';
ALTER TABLE deliveries ALTER COLUMN category DROP DEFAULT;

CREATE INDEX deliveries_of_visit ON deliveries (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX deliveries_overdue ON deliveries (not_after) WHERE state = 'queued' AND not_after IS NOT NULL;
-- What an answer by text is about.
CREATE INDEX deliveries_reminded ON deliveries (address, sent_at)
    WHERE channel = 'sms' AND state = 'sent' AND appointment_id IS NOT NULL;
CREATE INDEX deliveries_settled ON deliveries (state, id) WHERE state IN ('dead', 'suppressed');
CREATE INDEX deliveries_user ON deliveries (user_id, id);
-- What there are few of among the many: who looks for these does not go through all. The many pay nothing for it.
CREATE INDEX deliveries_pushed ON deliveries (id) WHERE channel = 'push';
CREATE INDEX deliveries_rare ON deliveries (category, id) WHERE category NOT IN ('booking', 'reminder', 'message');

-- Each priority is claimed by a walk of its own.
ALTER TABLE deliveries ADD CONSTRAINT deliveries_priority_check CHECK (priority IN (1, 5, 9));
-- The figures of a day are read from the log alone.
ALTER TABLE delivery_attempts ADD COLUMN channel text;
UPDATE delivery_attempts SET channel = deliveries.channel
FROM deliveries WHERE deliveries.id = delivery_attempts.delivery_id;
ALTER TABLE delivery_attempts ALTER COLUMN channel SET NOT NULL;
CREATE INDEX delivery_attempts_of_late ON delivery_attempts (channel, at, outcome);

-- What a mail that gathers several things gathers.
CREATE TABLE digest_items (
    delivery_id uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    event_id    uuid NOT NULL,
    PRIMARY KEY (delivery_id, event_id)
);

-- Texts that people sent, so that one that comes twice is answered alike and done once. Their words are not kept.
CREATE TABLE inbound_texts (
    sid        text PRIMARY KEY,
    address    text        NOT NULL,
    keyword    text        NOT NULL,
    answer     text        NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX inbound_texts_address ON inbound_texts (address, created_at);
CREATE INDEX inbound_texts_created ON inbound_texts (created_at);

-- What a number was asked that several people share: `X1` means what it meant then.
CREATE TABLE sms_questions (
    address    text PRIMARY KEY,
    keyword    text        NOT NULL CHECK (keyword IN ('confirm', 'cancel')),
    choices    uuid[]      NOT NULL, -- appointments, in the order they were named
    created_at timestamptz NOT NULL
);

-- Visits that are booked already get their reminders too.
INSERT INTO events (id, type, user_id, data, created_at)
SELECT gen_random_uuid(), 'reminders.asked', patient_id, '{}', now()
FROM appointments WHERE lower(during) > now() AND status IN ('pending', 'confirmed')
GROUP BY patient_id;
