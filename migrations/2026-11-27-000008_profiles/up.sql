-- Re-encoded by us, small, and the same on every node: so in the database.
CREATE TABLE avatars (
    user_id    uuid PRIMARY KEY REFERENCES users,
    image      bytea       NOT NULL,
    media_type text        NOT NULL,
    sha256     bytea       NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Whoever books and reads for somebody else: a parent for a child.
CREATE TABLE dependants (
    guardian_id  uuid        NOT NULL REFERENCES users,
    dependant_id uuid        NOT NULL REFERENCES users,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (guardian_id, dependant_id),
    CHECK (guardian_id <> dependant_id)
);
CREATE INDEX dependants_dependant ON dependants (dependant_id);

-- What somebody agreed to, when, in which words: a ledger, the last line of a kind holds.
CREATE TABLE consents (
    id         uuid PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users,
    kind       text        NOT NULL CHECK (kind IN ('terms', 'privacy', 'email', 'sms', 'push', 'marketing')),
    granted    boolean     NOT NULL,
    wording    text        NOT NULL, -- as it was shown
    source     text        NOT NULL, -- where: sign_up, settings, front_desk, …
    created_at timestamptz NOT NULL
);
CREATE INDEX consents_user ON consents (user_id, id);

CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents
    FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER consents_no_truncate BEFORE TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
