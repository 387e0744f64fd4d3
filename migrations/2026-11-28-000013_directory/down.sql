DROP INDEX doctor_profiles_specialty;
CREATE INDEX doctor_profiles_specialty ON doctor_profiles (specialty, user_id);
DROP INDEX doctor_profiles_name;
ALTER TABLE doctor_profiles DROP COLUMN first_name, DROP COLUMN last_name;
