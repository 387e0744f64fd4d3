-- What administrators search people by.
CREATE INDEX users_search ON users
    USING gin ((first_name || ' ' || last_name || ' ' || coalesce(email::text, '')) gin_trgm_ops)
    WHERE deleted_at IS NULL;
