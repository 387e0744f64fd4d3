-- One walk for each priority, each along `deliveries_ready` from its oldest row: what is due in a million years is not
-- looked at. The walks run in this order, and the last one ends when the room is full.
UPDATE deliveries
SET attempts = attempts + 1, updated_at = $2, lease_token = gen_random_uuid(),
    maybe_sent = maybe_sent OR lease_until IS NOT NULL,
    lease_until = clock_timestamp() + make_interval(secs => $3)
-- An array, so that each row is found by its key however many the planner expects.
WHERE id = ANY (ARRAY (
    SELECT due.id
    FROM (VALUES (1::smallint, $4), (5::smallint, $4), (9::smallint, $5)) AS share (priority, room)
    CROSS JOIN LATERAL (
        SELECT id FROM deliveries
        WHERE state = 'queued' AND channel = $1 AND priority = share.priority AND run_at <= $2
          AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY run_at LIMIT share.room FOR UPDATE SKIP LOCKED
    ) AS due
    LIMIT $4
))
RETURNING id, lease_token, event_id, user_id, template, vars, attempts, attempts_allowed,
          priority, not_after, at_once, maybe_sent, via,
          -- Of a node that died there is no line in the log.
          CASE WHEN maybe_sent THEN coalesce(
              (SELECT max(at) FROM delivery_attempts WHERE delivery_id = deliveries.id), created_at) END AS asked_at
