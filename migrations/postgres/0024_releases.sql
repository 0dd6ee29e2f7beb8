-- What was published: the file as it is, word for word, and the counts it was made of, sealed under a key of its own.
-- Never changed.
CREATE TABLE releases (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    period TEXT NOT NULL,
    policy TEXT NOT NULL,
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    previous_sha256 TEXT,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID,
    sealed BYTEA NOT NULL,
    UNIQUE (unit_id, period)
);

CREATE FUNCTION releases_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'releases are append-only';
END
$$;
CREATE TRIGGER releases_keep_rows BEFORE UPDATE OR DELETE ON releases
    FOR EACH ROW EXECUTE FUNCTION releases_are_append_only();
CREATE TRIGGER releases_keep_all BEFORE TRUNCATE ON releases
    FOR EACH STATEMENT EXECUTE FUNCTION releases_are_append_only();
