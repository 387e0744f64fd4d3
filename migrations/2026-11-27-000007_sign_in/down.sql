DROP TABLE login_attempts, recovery_codes, mfa_methods, one_time_tokens;
ALTER TABLE refresh_tokens DROP COLUMN replayed_at;
DROP INDEX auth_sessions_revoked;
ALTER TABLE auth_sessions
    DROP COLUMN user_agent,
    DROP COLUMN ip,
    DROP COLUMN last_used_at,
    DROP COLUMN authenticated_at,
    DROP COLUMN trusted,
    DROP COLUMN enrolling;
ALTER TABLE users DROP COLUMN mfa_enabled_at;
