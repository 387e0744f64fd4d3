DROP TABLE appointment_types;
DROP TABLE time_off;
DROP TABLE availability_rules;
DROP TABLE schedules;
