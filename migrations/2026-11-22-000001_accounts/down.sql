DROP TABLE refresh_tokens;
DROP TABLE auth_sessions;
DROP TABLE patient_profiles;
DROP TABLE users;
DROP EXTENSION citext;
DROP EXTENSION btree_gist;
