DROP INDEX notifications_owner;
DROP INDEX audit_log_actor;
