INSERT INTO appointments (id, doctor_id, patient_id, clinic_id, during, blocks, session_key, time_zone,
                          appointment_type, mode, status, patient_notes, created_by, created_at, updated_at,
                          series_id, held_until, offer_id)
SELECT new.id, new.doctor_id, new.patient_id, new.clinic_id, tstzrange(new.starts_at, new.ends_at),
       tstzrange(new.blocks_from, new.blocks_until), COALESCE(session.id, new.id), new.time_zone, new.appointment_type,
       new.mode, new.status, new.patient_notes, new.created_by, new.created_at, new.created_at, new.series_id,
       new.held_until, new.offer_id
FROM (SELECT wanted.*, row_number() OVER (PARTITION BY doctor_id, day_from ORDER BY position) AS nth_of_day,
             row_number() OVER (PARTITION BY doctor_id, starts_at, appointment_type ORDER BY position) AS nth_of_session
      FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                  $23, $24, $25, $26) WITH ORDINALITY
           AS wanted (id, doctor_id, patient_id, clinic_id, starts_at, ends_at, blocks_from, blocks_until, time_zone,
                      appointment_type, mode, status, patient_notes, created_by, created_at, rules_version, caller, key,
                      series_id, claim, held_until, offer_id, capacity, day_from, day_until, day_max, position)) AS new
JOIN schedules ON schedules.doctor_id = new.doctor_id AND schedules.rules_version = new.rules_version
JOIN users patient ON patient.id = new.patient_id AND patient.deleted_at IS NULL AND patient.disabled_at IS NULL
LEFT JOIN group_sessions session
       ON new.capacity > 1 AND session.doctor_id = new.doctor_id AND session.appointment_type = new.appointment_type
      AND session.during = tstzrange(new.starts_at, new.ends_at)
WHERE (new.key IS NULL
       OR EXISTS (SELECT FROM idempotency_keys claimed
                  WHERE claimed.caller = new.caller AND claimed.key = new.key AND claimed.claim = new.claim))
  AND (new.capacity <= 1 OR session.taken + new.nth_of_session <= session.capacity)
  AND (new.day_max IS NULL
       OR new.nth_of_day + (SELECT count(*) FROM appointments a
                            WHERE a.doctor_id = new.doctor_id AND a.deleted_at IS NULL
                              AND a.starts_at >= new.day_from AND a.starts_at < new.day_until
                              AND a.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed')
                              AND (a.held_until IS NULL OR a.offer_id IS NOT NULL OR a.held_until > new.created_at))
          <= new.day_max)
ORDER BY new.position
ON CONFLICT DO NOTHING
RETURNING id
