WITH done AS (
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $10, $11)
        AS done (id, token, attempt, state, outcome, run_at, reason, provider_id, address, via)
), completed AS (
    UPDATE deliveries
    SET state = done.state, run_at = coalesce(done.run_at, deliveries.run_at), last_error = done.reason,
        provider_id = coalesce(done.provider_id, deliveries.provider_id),
        address = coalesce(done.address, deliveries.address), via = coalesce(done.via, deliveries.via),
        -- What was put back was not begun: as if it had not been claimed.
        attempts = CASE WHEN done.outcome IN ('put_back', 'deferred') THEN attempts - 1 ELSE attempts END,
        -- Of a dead letter the provider is known where it may have it.
        maybe_sent = CASE WHEN done.outcome IN ('put_back', 'deferred') THEN maybe_sent
                          ELSE done.state <> 'sent' AND done.via IS NOT NULL END,
        deferred = deferred OR done.outcome = 'deferred',
        sent_at = CASE WHEN done.state = 'sent' THEN $9 ELSE sent_at END,
        lease_until = NULL, lease_token = NULL, updated_at = $9
    FROM done WHERE deliveries.id = done.id AND deliveries.lease_token = done.token
    RETURNING deliveries.id, deliveries.channel
)
INSERT INTO delivery_attempts (delivery_id, attempt, at, outcome, provider_id, reason, channel)
SELECT done.id, done.attempt, $9, done.outcome, done.provider_id, done.reason, completed.channel
FROM done JOIN completed ON completed.id = done.id
WHERE done.outcome NOT IN ('put_back', 'deferred')
