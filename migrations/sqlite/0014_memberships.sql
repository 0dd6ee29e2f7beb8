-- Members and volunteers of the Red Cross among the registrants. Numbers, the consent and how it ended are sealed;
-- plaintext is what a roll is drawn and counted by.

CREATE TABLE memberships (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The unit that took her in.
    unit_id BLOB NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('member', 'volunteer')),
    joined_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'ended')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_day ON memberships (joined_on);

-- What a membership was before it changed.
CREATE TABLE past_memberships (
    membership_id BLOB NOT NULL REFERENCES memberships (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (membership_id, version)
) STRICT;

-- Exports of people: who asked, how many were found and given out, never whom. Purpose and filter are sealed under
-- a key of the export's own; the file is nowhere.
CREATE TABLE exports (
    id BLOB NOT NULL PRIMARY KEY,
    -- The unit of who asked.
    unit_id BLOB NOT NULL REFERENCES units (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('members')),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'ready', 'declined', 'done')),
    found INTEGER NOT NULL,
    given INTEGER,
    -- The last day on which the file may be fetched.
    until TEXT,
    given_on TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX exports_by_account ON exports (account_id, given_on);

-- What an export was before it changed.
CREATE TABLE past_exports (
    export_id BLOB NOT NULL REFERENCES exports (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (export_id, version)
) STRICT;
