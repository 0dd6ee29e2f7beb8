-- Donations after death: one row a donation and programme. Steps, signatures and reasons are sealed; plaintext
-- is only what counts a year's donations and finds today's work.

CREATE TABLE donations (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    -- The unit that took the call.
    unit_id UUID NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL CHECK (programme IN ('organ', 'cornea', 'body', 'tissue')),
    called_on DATE NOT NULL,
    realised_on DATE,
    is_over BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX donations_by_person ON donations (person_id);
CREATE INDEX donations_by_unit ON donations (unit_id, realised_on);
-- One donation of a programme is under way, or has taken place, at a time.
CREATE UNIQUE INDEX donations_under_way ON donations (person_id, programme) WHERE NOT is_over;

-- What a donation was before it changed.
CREATE TABLE past_donations (
    donation_id UUID NOT NULL REFERENCES donations (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (donation_id, version)
);
