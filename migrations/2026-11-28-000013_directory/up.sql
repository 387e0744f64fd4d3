-- The directory is read in the order of names: they stand beside what it filters by, so that one index serves both.
-- Written wherever `search` is.
ALTER TABLE doctor_profiles ADD COLUMN first_name text, ADD COLUMN last_name text;
UPDATE doctor_profiles SET first_name = users.first_name, last_name = users.last_name
    FROM users WHERE users.id = doctor_profiles.user_id;
ALTER TABLE doctor_profiles ALTER COLUMN first_name SET NOT NULL, ALTER COLUMN last_name SET NOT NULL;
CREATE INDEX doctor_profiles_name ON doctor_profiles (last_name, first_name, user_id);
DROP INDEX doctor_profiles_specialty;
CREATE INDEX doctor_profiles_specialty ON doctor_profiles (lower(specialty), last_name, first_name, user_id);
