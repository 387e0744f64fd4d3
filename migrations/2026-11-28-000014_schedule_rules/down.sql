ALTER TABLE appointment_types
    DROP COLUMN updated_at,
    DROP COLUMN version,
    DROP COLUMN currency,
    DROP COLUMN price_minor,
    DROP COLUMN grid_minutes,
    DROP COLUMN capacity;
DROP INDEX time_off_doctor;
ALTER TABLE time_off
    DROP COLUMN updated_at,
    DROP COLUMN version,
    DROP COLUMN over_at,
    DROP COLUMN recurrence;
CREATE INDEX time_off_doctor ON time_off (doctor_id, ends_at);
DROP TABLE availability_override_windows;
DROP TABLE availability_overrides;
ALTER TABLE schedules DROP COLUMN max_per_day;
