-- The register of donation coordinators. Name, document, certificate number, phone, trainings and reasons are
-- sealed under a record key of each coordinator's own.

CREATE TABLE coordinators (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    -- An account is one coordinator's at most.
    account_id BLOB UNIQUE REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('red_cross', 'hospital')),
    certified_from TEXT NOT NULL,
    certified_until TEXT NOT NULL,
    banned INTEGER NOT NULL,
    -- A keyed hash of the document number: nobody stands in the register twice.
    document_token BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX coordinators_by_unit ON coordinators (unit_id, certified_until);

-- What a coordinator's record was before it changed.
CREATE TABLE past_coordinators (
    coordinator_id BLOB NOT NULL REFERENCES coordinators (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (coordinator_id, version)
) STRICT;
