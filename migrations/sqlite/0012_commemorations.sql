-- Commemorations and who is invited to them. Titles, places, words, days and ways of asking are sealed; plaintext
-- is what lists and counts need: the unit, the day, the occasion and where each stands.

CREATE TABLE commemorations (
    id BLOB NOT NULL PRIMARY KEY,
    -- The unit that holds it.
    unit_id BLOB NOT NULL REFERENCES units (id),
    held_on TEXT NOT NULL,
    feast TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX commemorations_by_day ON commemorations (held_on);

-- What a commemoration was before it changed.
CREATE TABLE past_commemorations (
    commemoration_id BLOB NOT NULL REFERENCES commemorations (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (commemoration_id, version)
) STRICT;

-- An invitation is sealed under the key of whom it is for.
CREATE TABLE invitations (
    id BLOB NOT NULL PRIMARY KEY,
    commemoration_id BLOB NOT NULL REFERENCES commemorations (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    guest_kind TEXT NOT NULL CHECK (guest_kind IN ('ledger', 'person', 'member')),
    -- A care ledger, a person or a member of the team, as the kind says.
    guest_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('to_invite', 'invited', 'coming', 'not_coming', 'no_answer', 'attended', 'absent', 'withdrawn')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX invitations_by_commemoration ON invitations (commemoration_id);
CREATE INDEX invitations_by_guest ON invitations (guest_id);

-- What an invitation was before it changed.
CREATE TABLE past_invitations (
    invitation_id BLOB NOT NULL REFERENCES invitations (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (invitation_id, version)
) STRICT;
