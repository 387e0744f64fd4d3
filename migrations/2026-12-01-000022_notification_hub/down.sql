DELETE FROM events WHERE type = 'reminders.asked';
DROP TABLE sms_questions;
DROP TABLE inbound_texts;
DROP TABLE digest_items;
DROP INDEX delivery_attempts_of_late;
ALTER TABLE delivery_attempts DROP COLUMN channel;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_priority_check;
DROP INDEX deliveries_rare;
DROP INDEX deliveries_pushed;
DROP INDEX deliveries_user;
DROP INDEX deliveries_settled;
DROP INDEX deliveries_reminded;
DROP INDEX deliveries_overdue;
DROP INDEX deliveries_of_visit;
-- What the former version cannot read is taken off its hands.
DELETE FROM deliveries WHERE channel = 'push' OR template IN ('appointment_reminder', 'digest', 'test');
ALTER TABLE deliveries
    DROP COLUMN deferred,
    DROP COLUMN sent_at,
    DROP COLUMN provider_status,
    DROP COLUMN via,
    DROP COLUMN address,
    DROP COLUMN attempts_allowed,
    DROP COLUMN at_once,
    DROP COLUMN not_after,
    DROP COLUMN appointment_id,
    DROP COLUMN category,
    DROP CONSTRAINT deliveries_channel_check,
    ADD CONSTRAINT deliveries_channel_check CHECK (channel IN ('in_app', 'email', 'sms'));
UPDATE notifications SET category = 'messages' WHERE category = 'message';
UPDATE notifications SET category = 'security' WHERE category = 'account';
DROP TABLE daily_counts;
DROP TABLE push_subscriptions;
DROP TABLE suppressions;
DROP TABLE notification_preferences;
