-- What is under way: drafts of forms and imports of ledgers. Sealed like everything personal.

CREATE TABLE drafts (
    id BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    form TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX drafts_by_account ON drafts (account_id, saved_at);

CREATE TABLE imports (
    id BLOB NOT NULL PRIMARY KEY,
    account_id BLOB,
    unit_id BLOB NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('uploading', 'reading', 'understood', 'importing', 'done', 'failed', 'discarded')),
    rows_total INTEGER NOT NULL,
    rows_done INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    -- File name, corrections of columns and the report.
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX imports_by_unit ON imports (unit_id, created_at);

-- The uploaded file ('file') and the rejected rows ('rejects'), in sealed pieces.
CREATE TABLE import_pieces (
    import_id BLOB NOT NULL REFERENCES imports (id),
    kind TEXT NOT NULL CHECK (kind IN ('file', 'rejects')),
    position INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (import_id, kind, position)
) STRICT;
