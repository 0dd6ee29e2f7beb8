-- Entries of the memorial. Names, years, words and the consent are sealed; plaintext is only where an entry
-- stands and in which batch it is engraved.

CREATE TABLE memorials (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    -- The unit that made it.
    unit_id UUID NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'withdrawn')),
    -- A day and an occasion: 2025-04-04-qingming.
    engraving TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX memorials_by_person ON memorials (person_id);
CREATE INDEX memorials_by_engraving ON memorials (engraving);

-- What an entry was before it changed.
CREATE TABLE past_memorials (
    memorial_id UUID NOT NULL REFERENCES memorials (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (memorial_id, version)
);
