-- Run once before book.sql: numbers the doctors and patients, so that a script that only counts can name them.
-- In a schema of its own, which `DROP SCHEMA loadtest CASCADE` takes away again.
DROP SCHEMA IF EXISTS loadtest CASCADE;
CREATE SCHEMA loadtest;

CREATE TABLE loadtest.doctors AS
SELECT row_number() OVER (ORDER BY s.doctor_id) - 1 AS n, s.doctor_id, min(r.clinic_id::text)::uuid AS clinic_id
FROM schedules s JOIN availability_rules r USING (doctor_id)
GROUP BY s.doctor_id;
ALTER TABLE loadtest.doctors ADD PRIMARY KEY (n);

CREATE TABLE loadtest.patients AS
SELECT row_number() OVER (ORDER BY id) - 1 AS n, id AS patient_id
FROM users WHERE role = 'patient' AND deleted_at IS NULL;
ALTER TABLE loadtest.patients ADD PRIMARY KEY (n);

ANALYZE;
