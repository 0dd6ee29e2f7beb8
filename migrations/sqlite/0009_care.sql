-- Care: one row a ledger, sealed under a record key of its own. Plaintext is only what finds the ledgers of a
-- unit, those of a person, and the aid that waits.

CREATE TABLE care_ledgers (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    -- The registrant or donor, if any. No reference: erasing her leaves the family's ledger whole.
    person_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('family', 'registrant', 'donor')),
    silenced INTEGER NOT NULL CHECK (silenced IN (0, 1)),
    awaits_approval INTEGER NOT NULL CHECK (awaits_approval IN (0, 1)),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX care_ledgers_by_unit ON care_ledgers (unit_id, awaits_approval, updated_at);
CREATE INDEX care_ledgers_by_person ON care_ledgers (person_id);

-- What a ledger was before it changed.
CREATE TABLE past_care_ledgers (
    ledger_id BLOB NOT NULL REFERENCES care_ledgers (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (ledger_id, version)
) STRICT;
