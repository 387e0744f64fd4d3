SELECT refused.id,
       EXISTS (SELECT FROM appointments a
               WHERE a.doctor_id = refused.doctor_id AND a.deleted_at IS NULL
                 AND a.blocks && tstzrange(refused.blocks_from, refused.blocks_until)
                 AND a.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed')) AS slot_taken,
       EXISTS (SELECT FROM appointments a
               WHERE a.patient_id = refused.patient_id AND a.deleted_at IS NULL
                 AND a.during && tstzrange(refused.starts_at, refused.ends_at)
                 AND a.status IN ('pending', 'confirmed', 'checked_in', 'in_progress', 'completed')) AS patient_busy
FROM unnest($1, $2, $3, $4, $5, $6, $7)
     AS refused (id, doctor_id, patient_id, starts_at, ends_at, blocks_from, blocks_until)
