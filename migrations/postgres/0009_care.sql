-- Care: one row a ledger, sealed under a record key of its own. Plaintext is only what finds the ledgers of a
-- unit, those of a person, and the aid that waits.

CREATE TABLE care_ledgers (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    -- The registrant or donor, if any. No reference: erasing her leaves the family's ledger whole.
    person_id UUID,
    kind TEXT NOT NULL CHECK (kind IN ('family', 'registrant', 'donor')),
    silenced BOOLEAN NOT NULL,
    awaits_approval BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX care_ledgers_by_unit ON care_ledgers (unit_id, awaits_approval, updated_at);
CREATE INDEX care_ledgers_by_person ON care_ledgers (person_id);

-- What a ledger was before it changed.
CREATE TABLE past_care_ledgers (
    ledger_id UUID NOT NULL REFERENCES care_ledgers (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (ledger_id, version)
);
