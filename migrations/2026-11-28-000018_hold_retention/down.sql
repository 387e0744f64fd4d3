DROP INDEX events_appointment;
DROP INDEX group_sessions_empty;
DROP INDEX appointments_not_booked;
