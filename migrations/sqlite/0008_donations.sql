-- Donations after death: one row a donation and programme. Steps, signatures and reasons are sealed; plaintext
-- is only what counts a year's donations and finds today's work.

CREATE TABLE donations (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The unit that took the call.
    unit_id BLOB NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL CHECK (programme IN ('organ', 'cornea', 'body', 'tissue')),
    called_on TEXT NOT NULL,
    realised_on TEXT,
    is_over INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX donations_by_person ON donations (person_id);
CREATE INDEX donations_by_unit ON donations (unit_id, realised_on);
-- One donation of a programme is under way, or has taken place, at a time.
CREATE UNIQUE INDEX donations_under_way ON donations (person_id, programme) WHERE is_over = 0;

-- What a donation was before it changed.
CREATE TABLE past_donations (
    donation_id BLOB NOT NULL REFERENCES donations (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (donation_id, version)
) STRICT;
