-- What is forgotten a day after its time is found without looking at every visit.
CREATE INDEX appointments_not_booked ON appointments (held_until) WHERE status = 'expired';
CREATE INDEX group_sessions_empty ON group_sessions (upper(during)) WHERE taken = 0;
-- No visit goes while an event is about it.
CREATE INDEX events_appointment ON events (appointment_id) WHERE appointment_id IS NOT NULL;
