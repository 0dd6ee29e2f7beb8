-- Members and volunteers of the Red Cross among the registrants. Numbers, the consent and how it ended are sealed;
-- plaintext is what a roll is drawn and counted by.

CREATE TABLE memberships (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    -- The unit that took her in.
    unit_id UUID NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('member', 'volunteer')),
    joined_on DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'ended')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_day ON memberships (joined_on);

-- What a membership was before it changed.
CREATE TABLE past_memberships (
    membership_id UUID NOT NULL REFERENCES memberships (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (membership_id, version)
);

-- Exports of people: who asked, how many were found and given out, never whom. Purpose and filter are sealed under
-- a key of the export's own; the file is nowhere.
CREATE TABLE exports (
    id UUID NOT NULL PRIMARY KEY,
    -- The unit of who asked.
    unit_id UUID NOT NULL REFERENCES units (id),
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('members')),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'ready', 'declined', 'done')),
    found BIGINT NOT NULL,
    given BIGINT,
    -- The last day on which the file may be fetched.
    until DATE,
    given_on DATE,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX exports_by_account ON exports (account_id, given_on);

-- What an export was before it changed.
CREATE TABLE past_exports (
    export_id UUID NOT NULL REFERENCES exports (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (export_id, version)
);
