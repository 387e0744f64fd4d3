DROP INDEX users_phone;
DROP TABLE break_glass_grants;
DROP TABLE clinic_patients;
