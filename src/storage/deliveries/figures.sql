SELECT kind.channel, kind.queued, now_due.due, now_due.in_flight, now_due.oldest_due,
       day.sent, day.retried, day.suppressed, day.dead, latency.p50, latency.p99
FROM (
    SELECT channel, place,
           (SELECT count(*) FROM deliveries WHERE state = 'queued' AND deliveries.channel = asked.channel) AS queued
    FROM unnest($1) WITH ORDINALITY AS asked (channel, place)
) AS kind
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT held) AS due, count(*) FILTER (WHERE held) AS in_flight,
           min(run_at) FILTER (WHERE NOT held) AS oldest_due
    FROM (
        SELECT run_at, coalesce(lease_until > clock_timestamp(), false) AS held FROM deliveries
        -- Named, so that what is due is found without what comes later.
        WHERE state = 'queued' AND channel = kind.channel AND priority IN (1, 5, 9) AND run_at <= $2
    ) AS waiting
) AS now_due
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
        -- A thousand tell as much as all of a busy hour.
        SELECT extract(epoch FROM sent_at - events.created_at)::float8 * 1000 AS took_ms
        FROM delivery_attempts AS attempt
        JOIN deliveries ON deliveries.id = attempt.delivery_id JOIN events ON events.id = deliveries.event_id
        WHERE attempt.channel = kind.channel AND attempt.outcome = 'sent' AND attempt.at > $2 - interval '1 hour'
          -- Neither what was meant for later nor what was put back.
          AND deliveries.category <> 'reminder' AND deliveries.run_at <= deliveries.created_at
        ORDER BY attempt.at DESC LIMIT 1000
    ) AS accepted
) AS latency
ORDER BY kind.place
