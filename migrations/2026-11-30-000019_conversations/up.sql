-- What a patient and their care team write to each other. Whoever changes anything of a conversation holds its row, so
-- that positions are dense and nobody's count is off by what comes at the same time.
CREATE TABLE conversations (
    id             uuid PRIMARY KEY,
    patient_id     uuid        NOT NULL REFERENCES users, -- whom it is about; a guardian may write in their place
    appointment_id uuid        REFERENCES appointments,
    subject        text        NOT NULL,
    message_count  integer     NOT NULL DEFAULT 0, -- the position of the latest message
    created_by     uuid        NOT NULL REFERENCES users,
    created_at     timestamptz NOT NULL
);
-- What an export walks.
CREATE INDEX conversations_patient ON conversations (patient_id);
-- No visit goes while a conversation is about it.
CREATE INDEX conversations_appointment ON conversations (appointment_id) WHERE appointment_id IS NOT NULL;

-- Who takes part: on the patient's side without a clinic, of the care team for as long as they work at that clinic.
CREATE TABLE participants (
    conversation_id      uuid        NOT NULL REFERENCES conversations,
    user_id              uuid        NOT NULL REFERENCES users,
    clinic_id            uuid        REFERENCES clinics,
    latest_id            uuid        NOT NULL, -- the latest message, or the conversation before there is one: what lists are ordered by
    read_position        integer     NOT NULL DEFAULT 0,
    last_read_message_id uuid,
    last_read_at         timestamptz,
    created_at           timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX participants_list ON participants (user_id, latest_id DESC);

CREATE TABLE messages (
    id              uuid PRIMARY KEY,
    conversation_id uuid        NOT NULL REFERENCES conversations,
    position        integer     NOT NULL, -- 1 for the first
    sender_id       uuid        NOT NULL REFERENCES users,
    body            text        NOT NULL,
    client_id       text, -- the sender's own name for it: said again, it is the same message
    edited_at       timestamptz,
    created_at      timestamptz NOT NULL,
    UNIQUE (conversation_id, position),
    UNIQUE (conversation_id, sender_id, client_id)
);
CREATE INDEX messages_sender ON messages (sender_id, id);

-- Files that go with a message; without one until they are sent. Their content is apart, so that lists do not carry it, and
-- in the database, so that every node and every backup has it.
CREATE TABLE attachments (
    id           uuid PRIMARY KEY,
    uploader_id  uuid        NOT NULL REFERENCES users,
    message_id   uuid        REFERENCES messages,
    name         text        NOT NULL,
    content_type text        NOT NULL,
    size_bytes   integer     NOT NULL,
    sha256       bytea       NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX attachments_message ON attachments (message_id, id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_unsent ON attachments (created_at) WHERE message_id IS NULL;
CREATE INDEX attachments_uploader_unsent ON attachments (uploader_id) WHERE message_id IS NULL;

CREATE TABLE attachment_contents (
    attachment_id uuid PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    content       bytea NOT NULL
);
-- Uncompressed, so that a piece is read without the whole.
ALTER TABLE attachment_contents ALTER content SET STORAGE EXTERNAL;
