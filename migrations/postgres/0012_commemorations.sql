-- Commemorations and who is invited to them. Titles, places, words, days and ways of asking are sealed; plaintext
-- is what lists and counts need: the unit, the day, the occasion and where each stands.

CREATE TABLE commemorations (
    id UUID NOT NULL PRIMARY KEY,
    -- The unit that holds it.
    unit_id UUID NOT NULL REFERENCES units (id),
    held_on DATE NOT NULL,
    feast TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX commemorations_by_day ON commemorations (held_on);

-- What a commemoration was before it changed.
CREATE TABLE past_commemorations (
    commemoration_id UUID NOT NULL REFERENCES commemorations (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (commemoration_id, version)
);

-- An invitation is sealed under the key of whom it is for.
CREATE TABLE invitations (
    id UUID NOT NULL PRIMARY KEY,
    commemoration_id UUID NOT NULL REFERENCES commemorations (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    guest_kind TEXT NOT NULL CHECK (guest_kind IN ('ledger', 'person', 'member')),
    -- A care ledger, a person or a member of the team, as the kind says.
    guest_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('to_invite', 'invited', 'coming', 'not_coming', 'no_answer', 'attended', 'absent', 'withdrawn')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX invitations_by_commemoration ON invitations (commemoration_id);
CREATE INDEX invitations_by_guest ON invitations (guest_id);

-- What an invitation was before it changed.
CREATE TABLE past_invitations (
    invitation_id UUID NOT NULL REFERENCES invitations (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (invitation_id, version)
);
