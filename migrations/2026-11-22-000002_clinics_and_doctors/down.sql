DROP TABLE doctor_profiles;
DROP TABLE clinic_members;
DROP TABLE clinics;
DROP EXTENSION pg_trgm;
