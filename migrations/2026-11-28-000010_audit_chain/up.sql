-- A partition a day, by the time that is in the id. What was written so far becomes the one that takes whatever has no
-- day of its own: nothing is copied.
ALTER TABLE audit_log RENAME TO audit_log_default;
ALTER TABLE audit_log_default RENAME CONSTRAINT audit_log_pkey TO audit_log_default_pkey;
ALTER INDEX audit_log_object RENAME TO audit_log_default_object;
ALTER INDEX audit_log_patient RENAME TO audit_log_default_patient;
ALTER INDEX audit_log_actor RENAME TO audit_log_default_actor;
DROP TRIGGER audit_log_append_only ON audit_log_default; -- it comes again from the parent

CREATE TABLE audit_log (LIKE audit_log_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
ALTER TABLE audit_log ADD PRIMARY KEY (id);
ALTER TABLE audit_log ATTACH PARTITION audit_log_default DEFAULT;
CREATE INDEX audit_log_object ON audit_log (object_id, id);
CREATE INDEX audit_log_patient ON audit_log (patient_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
-- What administrators search by. An action and its family (`appointment.book`, `appointment.*`) share an index.
CREATE INDEX audit_log_action ON audit_log (split_part(action, '.', 1), id, action);
CREATE INDEX audit_log_kind ON audit_log (object_kind, id);
CREATE INDEX audit_log_request ON audit_log (request_id, id);
CREATE INDEX audit_log_refused ON audit_log (id) WHERE outcome = 'refused';

-- A row's trigger comes to every partition by itself, a statement's does not: each is given its own.
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Each row of the log bound to all before it, by a key that the database does not have.
CREATE TABLE audit_chain (
    position bigint PRIMARY KEY,
    audit_id uuid   NOT NULL UNIQUE,
    hash     bytea  NOT NULL
);
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_chain_no_truncate BEFORE TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Written with each row of the log and taken away when it is chained: a transaction that commits late is chained late.
CREATE TABLE audit_unchained (audit_id uuid PRIMARY KEY);
INSERT INTO audit_unchained SELECT id FROM audit_log;
