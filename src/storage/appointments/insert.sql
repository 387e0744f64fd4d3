INSERT INTO appointments (id, doctor_id, patient_id, clinic_id, during, blocks, session_key, time_zone,
                          appointment_type, mode, status, patient_notes, created_by, created_at, updated_at)
SELECT new.id, new.doctor_id, new.patient_id, new.clinic_id, tstzrange(new.starts_at, new.ends_at),
       tstzrange(new.blocks_from, new.blocks_until), new.id, new.time_zone, new.appointment_type, new.mode,
       new.status, new.patient_notes, new.created_by, new.created_at, new.created_at
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) WITH ORDINALITY
     AS new (id, doctor_id, patient_id, clinic_id, starts_at, ends_at, blocks_from, blocks_until, time_zone,
             appointment_type, mode, status, patient_notes, created_by, created_at, rules_version, caller, key, position)
JOIN schedules ON schedules.doctor_id = new.doctor_id AND schedules.rules_version = new.rules_version
JOIN users patient ON patient.id = new.patient_id AND patient.deleted_at IS NULL AND patient.disabled_at IS NULL
WHERE new.key IS NULL
   OR EXISTS (SELECT FROM idempotency_keys claimed
              WHERE claimed.caller = new.caller AND claimed.key = new.key AND claimed.claim = new.id)
ORDER BY new.position
ON CONFLICT DO NOTHING
RETURNING id
