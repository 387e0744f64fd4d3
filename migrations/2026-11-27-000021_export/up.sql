-- What an export of somebody's data walks along: all they did, and all they were told.
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
CREATE INDEX notifications_owner ON notifications (user_id, id);
