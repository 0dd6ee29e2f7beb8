-- The register of donation coordinators. Name, document, certificate number, phone, trainings and reasons are
-- sealed under a record key of each coordinator's own.

CREATE TABLE coordinators (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    -- An account is one coordinator's at most.
    account_id UUID UNIQUE REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('red_cross', 'hospital')),
    certified_from DATE NOT NULL,
    certified_until DATE NOT NULL,
    banned BOOLEAN NOT NULL,
    -- A keyed hash of the document number: nobody stands in the register twice.
    document_token BYTEA NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX coordinators_by_unit ON coordinators (unit_id, certified_until);

-- What a coordinator's record was before it changed.
CREATE TABLE past_coordinators (
    coordinator_id UUID NOT NULL REFERENCES coordinators (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (coordinator_id, version)
);
