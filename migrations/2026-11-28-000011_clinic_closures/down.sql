DROP INDEX availability_rules_clinic;
DROP TABLE clinic_closures;
