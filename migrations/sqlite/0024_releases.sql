-- What was published: the file as it is, word for word, and the counts it was made of, sealed under a key of its own.
-- Never changed.
CREATE TABLE releases (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    period TEXT NOT NULL,
    policy TEXT NOT NULL,
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    previous_sha256 TEXT,
    made_at TEXT NOT NULL,
    made_by BLOB,
    sealed BLOB NOT NULL,
    UNIQUE (unit_id, period)
) STRICT;

CREATE TRIGGER releases_keep_rows BEFORE DELETE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
CREATE TRIGGER releases_keep_content BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
