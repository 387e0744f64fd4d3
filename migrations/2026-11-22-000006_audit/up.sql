CREATE TABLE audit_log (
    id          uuid PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor_id    uuid,
    action      text        NOT NULL,
    object_kind text        NOT NULL,
    object_id   uuid,
    patient_id  uuid,
    request_id  text,
    ip          text,
    outcome     text        NOT NULL CHECK (outcome IN ('ok', 'refused')),
    detail      jsonb       NOT NULL DEFAULT '{}' -- no clinical text
);
CREATE INDEX audit_log_object ON audit_log (object_id, id);
CREATE INDEX audit_log_patient ON audit_log (patient_id, id);

-- What was written stays as it was written.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
