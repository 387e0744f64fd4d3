SELECT kind.channel, kind.queued, walked.due, walked.in_flight, oldest.due AS oldest_due,
       day.sent, day.retried, day.suppressed, day.dead, latency.p50, latency.p99
FROM (
    SELECT channel, place,
           (SELECT count(*) FROM (SELECT FROM deliveries WHERE state = 'queued' AND deliveries.channel = asked.channel
                                  LIMIT $3) AS seen) AS queued
    FROM unnest($1) WITH ORDINALITY AS asked (channel, place)
) AS kind
-- Walks along `deliveries_ready` as those of a claim: what is due in days to come is not looked at.
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT held) AS due, count(*) FILTER (WHERE held) AS in_flight
    FROM (VALUES (1::smallint), (5::smallint), (9::smallint)) AS walk (priority)
    CROSS JOIN LATERAL (
        SELECT coalesce(lease_until > clock_timestamp(), false) AS held FROM deliveries
        WHERE state = 'queued' AND channel = kind.channel AND priority = walk.priority AND run_at <= $2
        ORDER BY run_at LIMIT $3
    ) AS waiting
) AS walked
CROSS JOIN LATERAL (
    SELECT min(first.run_at) AS due
    FROM (VALUES (1::smallint), (5::smallint), (9::smallint)) AS walk (priority)
    CROSS JOIN LATERAL (
        SELECT run_at FROM deliveries
        WHERE state = 'queued' AND channel = kind.channel AND priority = walk.priority AND run_at <= $2
          AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY run_at LIMIT 1
    ) AS first
) AS oldest
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE outcome = 'sent') AS sent,
           count(*) FILTER (WHERE outcome IN ('retry', 'maybe_sent')) AS retried,
           count(*) FILTER (WHERE outcome = 'suppressed') AS suppressed,
           count(*) FILTER (WHERE outcome = 'dead') AS dead
    FROM delivery_attempts WHERE channel = kind.channel AND at > $2 - interval '24 hours'
) AS day
CROSS JOIN LATERAL (
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY took_ms) AS p50,
           percentile_disc(0.99) WITHIN GROUP (ORDER BY took_ms) AS p99
    FROM (
        SELECT extract(epoch FROM attempt.at - events.created_at)::float8 * 1000 AS took_ms
        -- The last few thousand tell as much as all of a busy hour, and no more are looked up.
        FROM (SELECT delivery_id, at FROM delivery_attempts
              WHERE channel = kind.channel AND outcome = 'sent' AND at > $2 - interval '1 hour'
              ORDER BY at DESC LIMIT 5000) AS attempt
        JOIN deliveries ON deliveries.id = attempt.delivery_id JOIN events ON events.id = deliveries.event_id
        -- What needed several attempts, or waited for its provider, counts: an outage is to show.
        WHERE NOT deliveries.deferred
    ) AS accepted
) AS latency
ORDER BY kind.place
