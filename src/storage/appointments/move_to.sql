UPDATE appointments AS visit
SET clinic_id = new.clinic_id, during = tstzrange(new.starts_at, new.ends_at),
    blocks = tstzrange(new.blocks_from, new.blocks_until), session_key = COALESCE(new.session_id, visit.id),
    version = visit.version + 1, updated_at = new.now
FROM (SELECT wanted.*, session.id AS session_id, session.capacity, session.taken
      FROM (VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))
           AS wanted (id, doctor_id, patient_id, clinic_id, starts_at, ends_at, blocks_from, blocks_until,
                      appointment_type, seats, day_from, day_until, day_max, now)
      LEFT JOIN group_sessions session
             ON wanted.seats > 1 AND session.doctor_id = wanted.doctor_id
            AND session.appointment_type = wanted.appointment_type
            AND session.during = tstzrange(wanted.starts_at, wanted.ends_at)) AS new
WHERE visit.id = new.id
  AND NOT EXISTS (SELECT FROM appointments other
                  WHERE other.doctor_id = new.doctor_id AND other.id <> visit.id AND other.deleted_at IS NULL
                    AND other.blocks && tstzrange(new.blocks_from, new.blocks_until)
                    AND other.session_key IS DISTINCT FROM new.session_id
                    AND other.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed'))
  AND NOT EXISTS (SELECT FROM appointments other
                  WHERE other.patient_id = new.patient_id AND other.id <> visit.id AND other.deleted_at IS NULL
                    AND other.during && tstzrange(new.starts_at, new.ends_at)
                    AND other.status IN ('pending', 'confirmed', 'checked_in', 'in_progress', 'completed'))
  AND (new.session_id IS NULL OR new.session_id = visit.session_key OR new.taken < new.capacity)
  AND (new.day_max IS NULL
       OR (SELECT count(*) FROM appointments other
           WHERE other.doctor_id = new.doctor_id AND other.id <> visit.id AND other.deleted_at IS NULL
             AND other.starts_at >= new.day_from AND other.starts_at < new.day_until
             AND other.status IN ('held', 'pending', 'confirmed', 'checked_in', 'in_progress', 'completed')
             AND (other.held_until IS NULL OR other.offer_id IS NOT NULL OR other.held_until > new.now)) < new.day_max)
