-- Rows of the log, and in the same statement the note that each waits for its place in the chain.
WITH written AS (
    INSERT INTO audit_log (at, id, actor_kind, actor_id, action, object_kind, object_id, patient_id, request_id, ip,
                           outcome, detail)
    SELECT $1, entry.*
    FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[],
                $10::text[], $11::text[], $12::jsonb[]) AS entry
    RETURNING id
)
INSERT INTO audit_unchained (audit_id) SELECT id FROM written
