-- The log is kept; the chain, which is made anew from it, is not. Checkpoints of the old chain do not fit the new one.
DROP TABLE audit_unchained;
DROP TABLE audit_chain;
CREATE TABLE audit_log_whole (LIKE audit_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
INSERT INTO audit_log_whole SELECT * FROM audit_log;
DROP TABLE audit_log; -- with its partitions
ALTER TABLE audit_log_whole RENAME TO audit_log;
ALTER TABLE audit_log ADD PRIMARY KEY (id);
CREATE INDEX audit_log_object ON audit_log (object_id, id);
CREATE INDEX audit_log_patient ON audit_log (patient_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
