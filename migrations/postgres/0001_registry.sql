-- The registry: units, keys, people with their registrations, consents and relatives.
-- Everything personal is inside `sealed`; the plaintext columns of a row are bound to it as associated data.

CREATE TABLE key_fingerprints (
    purpose TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE record_keys (
    subject_id UUID NOT NULL PRIMARY KEY,
    key_id BIGINT NOT NULL,
    wrapped BYTEA NOT NULL
);

CREATE TABLE units (
    id UUID NOT NULL PRIMARY KEY,
    parent_id UUID REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('national', 'province', 'city', 'county', 'township', 'area')),
    code TEXT UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE unit_aliases (
    unit_id UUID NOT NULL REFERENCES units (id),
    alias TEXT NOT NULL,
    PRIMARY KEY (unit_id, alias)
);

-- Every unit with itself and each of its ancestors.
CREATE TABLE unit_closure (
    ancestor_id UUID NOT NULL REFERENCES units (id),
    descendant_id UUID NOT NULL REFERENCES units (id),
    depth BIGINT NOT NULL,
    PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX unit_closure_by_descendant ON unit_closure (descendant_id);

CREATE TABLE people (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('living', 'deceased', 'merged')),
    do_not_contact BOOLEAN NOT NULL,
    merged_into UUID REFERENCES people (id),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX people_by_unit ON people (unit_id, id);

CREATE TABLE person_units (
    person_id UUID NOT NULL REFERENCES people (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    since TIMESTAMPTZ NOT NULL,
    until TIMESTAMPTZ,
    PRIMARY KEY (person_id, since, unit_id)
);

CREATE TABLE registrations (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL CHECK (programme IN ('stem_cell', 'organ', 'cornea', 'body')),
    stance TEXT NOT NULL CHECK (stance IN ('offers', 'refuses')),
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'withdrawn', 'realised')),
    registered_on DATE,
    pooled_on DATE,
    ended_on DATE,
    channel TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
-- One standing word a programme: who refuses cannot be offered, and the other way round.
CREATE UNIQUE INDEX registrations_standing ON registrations (person_id, programme)
    WHERE status IN ('active', 'paused');
CREATE INDEX registrations_by_person ON registrations (person_id);
CREATE INDEX registrations_by_programme ON registrations (programme, status, registered_on);

CREATE TABLE consents (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    purpose TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('given', 'withdrawn')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX consents_by_person ON consents (person_id);

-- Relatives and executors are data subjects of their own: each has a record key.
CREATE TABLE relatives (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('relative', 'executor')),
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX relatives_by_person ON relatives (person_id);

-- What a row was before it changed.
CREATE TABLE past_versions (
    person_id UUID NOT NULL REFERENCES people (id),
    row_id UUID NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'registration', 'consent', 'relative')),
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (person_id, row_id, version)
);

CREATE TABLE search_tokens (
    kind TEXT NOT NULL,
    token BYTEA NOT NULL,
    unit_id UUID NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id),
    PRIMARY KEY (kind, token, unit_id, person_id)
);
CREATE INDEX search_tokens_by_person ON search_tokens (person_id);

-- One row a document number ever registered. Writing it makes two registrations of one number wait
-- for each other, in whichever offices they happen.
CREATE TABLE document_holds (
    token BYTEA NOT NULL PRIMARY KEY,
    touched_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE transfers (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    from_unit_id UUID NOT NULL REFERENCES units (id),
    to_unit_id UUID NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('asked', 'accepted', 'declined')),
    asked_by UUID,
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX transfers_open ON transfers (person_id) WHERE status = 'asked';

CREATE TABLE merges (
    id UUID NOT NULL PRIMARY KEY,
    kept_id UUID NOT NULL REFERENCES people (id),
    dropped_id UUID NOT NULL REFERENCES people (id),
    status TEXT NOT NULL CHECK (status IN ('asked', 'confirmed', 'declined', 'undone')),
    asked_by UUID,
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    undone_by UUID,
    undone_at TIMESTAMPTZ,
    -- Ids of what moved from the dropped to the kept record, so that there is a way back.
    moved TEXT
);
CREATE UNIQUE INDEX merges_open ON merges (dropped_id) WHERE status = 'asked';

-- Two offices hold the same document; only their common parent knows.
CREATE TABLE reconciliations (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    person_id UUID NOT NULL REFERENCES people (id),
    other_id UUID NOT NULL REFERENCES people (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'same', 'different')),
    created_at TIMESTAMPTZ NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX reconciliations_pair ON reconciliations (person_id, other_id);
CREATE INDEX reconciliations_by_unit ON reconciliations (unit_id, status);
