-- A visit that a key booked counts as booked by its patient.
UPDATE appointments SET created_by = patient_id WHERE NOT EXISTS (SELECT FROM users WHERE users.id = created_by);
ALTER TABLE appointments ADD CONSTRAINT appointments_created_by_fkey FOREIGN KEY (created_by) REFERENCES users;
ALTER TABLE audit_log DROP COLUMN actor_kind;
DROP TABLE api_keys;
