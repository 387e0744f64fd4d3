-- Doctors with visits ahead: hours from 8 to 18 on every day, visits of half an hour, 14 of the 20 of each day taken, from
-- tomorrow on. Each doctor's visits are of one patient: they do not overlap, so the patient is never in two places.
BEGIN;
CREATE TEMP TABLE new_doctors ON COMMIT DROP AS
SELECT id, n, gen_random_uuid() AS patient_id, CASE n WHEN 1 THEN :visits ELSE :cold_visits END AS visits,
       (SELECT coalesce(max(right(license_number, 6)::integer), 0) FROM doctor_profiles WHERE license_number LIKE 'LTS-%') + n AS license
FROM unnest(':ids'::uuid[]) WITH ORDINALITY AS given (id, n);
CREATE TEMP TABLE new_clinic ON COMMIT DROP AS SELECT gen_random_uuid() AS id;

INSERT INTO clinics (id, name, time_zone, created_at, updated_at) SELECT id, 'Load test', 'UTC', now(), now() FROM new_clinic;
INSERT INTO users (id, role, first_name, last_name, created_at, updated_at)
SELECT id, 'doctor', 'Load', 'Test ' || n, now(), now() FROM new_doctors
UNION ALL SELECT patient_id, 'patient', 'Load', 'Test', now(), now() FROM new_doctors;
INSERT INTO doctor_profiles (user_id, license_number, specialty, first_name, last_name, created_at, updated_at)
SELECT id, 'LTS-' || lpad(license::text, 6, '0'), 'Load testing', 'Load', 'Test ' || n, now(), now() FROM new_doctors;
INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
SELECT new_clinic.id, new_doctors.id, 'doctor', now() FROM new_clinic, new_doctors;
INSERT INTO schedules (doctor_id, time_zone, max_advance_days, created_at, updated_at)
SELECT id, 'UTC', least(730, visits / 14 + 32), now(), now() FROM new_doctors;
INSERT INTO availability_rules (id, doctor_id, clinic_id, weekday, start_time, end_time, created_at, updated_at)
SELECT gen_random_uuid(), new_doctors.id, new_clinic.id, weekday, '08:00', '18:00', now(), now()
FROM new_clinic, new_doctors, generate_series(1, 7) weekday;
INSERT INTO appointment_types (doctor_id, code, duration_minutes, created_at, updated_at)
SELECT id, 'consultation', 30, now(), now() FROM new_doctors;
INSERT INTO appointments (id, doctor_id, patient_id, clinic_id, during, blocks, session_key, time_zone, appointment_type, mode, status,
                          created_by, created_at, updated_at)
SELECT visit_id, doctor_id, patient_id, clinic_id, during, during, visit_id, 'UTC', 'consultation', 'in_person', 'confirmed',
       patient_id, now(), now()
FROM (SELECT gen_random_uuid() AS visit_id, new_doctors.id AS doctor_id, patient_id, new_clinic.id AS clinic_id,
             tstzrange(starts_at, starts_at + interval '30 minutes') AS during
      FROM new_clinic, new_doctors, generate_series(0, visits - 1) visit,
           LATERAL (SELECT date_trunc('day', now(), 'UTC') + (1 + visit / 14) * interval '1 day'
                           + interval '8 hours' + (visit % 14) * 10 / 7 * interval '30 minutes' AS starts_at) place) visits;
COMMIT;
ANALYZE appointments;
