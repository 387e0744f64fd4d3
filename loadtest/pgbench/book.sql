-- One booking as SQL alone: the locks, the rows and the counter of one appointment, a statement each, as one would
-- write it without a booking writer. Every turn has a slot of its own, so that what is measured is the work.
--
-- Wants -D first, clients, doctors, patients, n=0 (README.md). Turn t is doctor t mod `doctors` at half hour
-- t / doctors of a far future that nobody books over HTTP, for patient t mod `patients`: with at least as many
-- patients as doctors no two bookings overlap, whatever the order in which the clients get there.
\set n :n + 1
\set turn :first + :n * :clients + :client_id
\set doctor_n :turn % :doctors
\set patient_n :turn % :patients
\set half_hour :turn / :doctors
BEGIN;
SELECT s.doctor_id AS doctor, d.clinic_id AS clinic, s.time_zone AS zone
FROM loadtest.doctors d JOIN schedules s USING (doctor_id)
WHERE d.n = :doctor_n
FOR NO KEY UPDATE OF s \gset
SELECT u.id AS patient
FROM loadtest.patients p JOIN users u ON u.id = p.patient_id
WHERE p.n = :patient_n
FOR NO KEY UPDATE OF u \gset
-- Ids in the order of time, as the application's are; one number serves every table.
SELECT ('02000000-0000-7000-8000-' || lpad(to_hex(:turn::bigint), 12, '0'))::uuid AS id,
       timestamptz '2200-01-01 00:00:00+00' + :half_hour::bigint * interval '30 minutes' AS starts_at,
       now() AS now \gset
INSERT INTO idempotency_keys (caller, key, request_hash, claim, created_at, expires_at)
VALUES (:patient, :id, sha256(convert_to(:id, 'UTF8')), :id, :now, :now::timestamptz + interval '1 day');
INSERT INTO appointments (id, doctor_id, patient_id, clinic_id, during, blocks, session_key, time_zone,
                          appointment_type, mode, status, created_by, created_at, updated_at)
VALUES (:id, :doctor, :patient, :clinic,
        tstzrange(:starts_at, :starts_at::timestamptz + interval '30 minutes'),
        tstzrange(:starts_at, :starts_at::timestamptz + interval '30 minutes'),
        :id, :zone, 'consultation', 'in_person', 'pending', :patient, :now, :now);
WITH written AS (
    INSERT INTO audit_log (id, at, actor_id, action, object_kind, object_id, patient_id, request_id, ip, outcome)
    VALUES (:id, :now, :patient, 'appointment.book', 'appointment', :id, :patient, :id, '127.0.0.1', 'ok')
    RETURNING id
)
INSERT INTO audit_unchained (audit_id) SELECT id FROM written;
-- Marked as handled, so that no running server sends mail for a booking of this script. That spares it the entries in
-- the two partial indexes of what is unhandled.
INSERT INTO events (id, type, appointment_id, actor_id, data, created_at, published_at, expanded_at)
VALUES (:id, 'appointment.booked', :id, :patient,
        jsonb_build_object('doctor_id', :doctor::uuid, 'patient_id', :patient::uuid,
                           'starts_at', :starts_at::timestamptz), :now, :now, :now);
UPDATE schedules SET calendar_version = calendar_version + 1 WHERE doctor_id = :doctor;
-- What a repeat of the request would be answered with: the appointment, in full.
UPDATE idempotency_keys
SET status = 201,
    body = jsonb_build_object(
        'id', :id::uuid, 'doctor_id', :doctor::uuid, 'patient_id', :patient::uuid, 'clinic_id', :clinic::uuid,
        'doctor_name', 'Load Test', 'patient_name', 'Load Test', 'appointment_type', 'consultation', 'status', 'pending',
        'starts_at', :starts_at::timestamptz, 'ends_at', :starts_at::timestamptz + interval '30 minutes',
        'time_zone', :zone::text, 'mode', 'in_person', 'patient_notes', '', 'cancel_reason', '',
        'created_by', :patient::uuid, 'series_id', NULL, 'session_id', NULL, 'version', 1,
        'created_at', :now::timestamptz, 'updated_at', :now::timestamptz)
WHERE caller = :patient AND key = :id;
COMMIT;
