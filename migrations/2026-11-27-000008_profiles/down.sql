DROP TABLE consents, dependants, avatars;
DROP FUNCTION refuse_ledger_change;
