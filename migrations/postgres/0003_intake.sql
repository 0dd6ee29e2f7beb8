-- What is under way: drafts of forms and imports of ledgers. Sealed like everything personal.

CREATE TABLE drafts (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    form TEXT NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX drafts_by_account ON drafts (account_id, saved_at);

CREATE TABLE imports (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID,
    unit_id UUID NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('uploading', 'reading', 'understood', 'importing', 'done', 'failed', 'discarded')),
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    -- File name, corrections of columns and the report.
    sealed BYTEA NOT NULL
);
CREATE INDEX imports_by_unit ON imports (unit_id, created_at);

-- The uploaded file ('file') and the rejected rows ('rejects'), in sealed pieces.
CREATE TABLE import_pieces (
    import_id UUID NOT NULL REFERENCES imports (id),
    kind TEXT NOT NULL CHECK (kind IN ('file', 'rejects')),
    position BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (import_id, kind, position)
);
