SELECT refused.id,
       EXISTS (SELECT FROM appointments a
               WHERE a.doctor_id = refused.doctor_id AND a.deleted_at IS NULL AND a.id <> refused.id
                 AND a.blocks && tstzrange(refused.blocks_from, refused.blocks_until)
                 AND a.session_key IS DISTINCT FROM session.id
                 AND a.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed'))
       OR COALESCE(session.taken >= session.capacity, false) AS slot_taken,
       EXISTS (SELECT FROM appointments a
               WHERE a.patient_id = refused.patient_id AND a.deleted_at IS NULL AND a.id <> refused.id
                 AND a.during && tstzrange(refused.starts_at, refused.ends_at)
                 AND a.status IN ('pending', 'confirmed', 'checked_in', 'in_progress', 'completed')) AS patient_busy,
       refused.day_max IS NOT NULL AS day_limited,
       NOT EXISTS (SELECT FROM users patient
                   WHERE patient.id = refused.patient_id AND patient.deleted_at IS NULL
                     AND patient.disabled_at IS NULL) AS patient_gone
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     AS refused (id, doctor_id, patient_id, starts_at, ends_at, blocks_from, blocks_until, appointment_type, capacity,
                 day_max)
LEFT JOIN group_sessions session
       ON refused.capacity > 1 AND session.doctor_id = refused.doctor_id
      AND session.appointment_type = refused.appointment_type
      AND session.during = tstzrange(refused.starts_at, refused.ends_at)
