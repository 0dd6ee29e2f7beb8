-- The registry: units, keys, people with their registrations, consents and relatives.
-- Everything personal is inside `sealed`; the plaintext columns of a row are bound to it as associated data.

CREATE TABLE key_fingerprints (
    purpose TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE record_keys (
    subject_id BLOB NOT NULL PRIMARY KEY,
    key_id INTEGER NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE units (
    id BLOB NOT NULL PRIMARY KEY,
    parent_id BLOB REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('national', 'province', 'city', 'county', 'township', 'area')),
    code TEXT UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE unit_aliases (
    unit_id BLOB NOT NULL REFERENCES units (id),
    alias TEXT NOT NULL,
    PRIMARY KEY (unit_id, alias)
) STRICT;

-- Every unit with itself and each of its ancestors.
CREATE TABLE unit_closure (
    ancestor_id BLOB NOT NULL REFERENCES units (id),
    descendant_id BLOB NOT NULL REFERENCES units (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (ancestor_id, descendant_id)
) STRICT;
CREATE INDEX unit_closure_by_descendant ON unit_closure (descendant_id);

CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('living', 'deceased', 'merged')),
    do_not_contact INTEGER NOT NULL CHECK (do_not_contact IN (0, 1)),
    merged_into BLOB REFERENCES people (id),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX people_by_unit ON people (unit_id, id);

CREATE TABLE person_units (
    person_id BLOB NOT NULL REFERENCES people (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    since TEXT NOT NULL,
    until TEXT,
    PRIMARY KEY (person_id, since, unit_id)
) STRICT;

CREATE TABLE registrations (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL CHECK (programme IN ('stem_cell', 'organ', 'cornea', 'body')),
    stance TEXT NOT NULL CHECK (stance IN ('offers', 'refuses')),
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'withdrawn', 'realised')),
    registered_on TEXT,
    pooled_on TEXT,
    ended_on TEXT,
    channel TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
-- One standing word a programme: who refuses cannot be offered, and the other way round.
CREATE UNIQUE INDEX registrations_standing ON registrations (person_id, programme)
    WHERE status IN ('active', 'paused');
CREATE INDEX registrations_by_person ON registrations (person_id);
CREATE INDEX registrations_by_programme ON registrations (programme, status, registered_on);

CREATE TABLE consents (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    purpose TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('given', 'withdrawn')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX consents_by_person ON consents (person_id);

-- Relatives and executors are data subjects of their own: each has a record key.
CREATE TABLE relatives (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('relative', 'executor')),
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX relatives_by_person ON relatives (person_id);

-- What a row was before it changed.
CREATE TABLE past_versions (
    person_id BLOB NOT NULL REFERENCES people (id),
    row_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'registration', 'consent', 'relative')),
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (person_id, row_id, version)
) STRICT;

CREATE TABLE search_tokens (
    kind TEXT NOT NULL,
    token BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    PRIMARY KEY (kind, token, unit_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_tokens_by_person ON search_tokens (person_id);

-- One row a document number ever registered. Writing it makes two registrations of one number wait
-- for each other, in whichever offices they happen.
CREATE TABLE document_holds (
    token BLOB NOT NULL PRIMARY KEY,
    touched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    from_unit_id BLOB NOT NULL REFERENCES units (id),
    to_unit_id BLOB NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('asked', 'accepted', 'declined')),
    asked_by BLOB,
    asked_at TEXT NOT NULL,
    decided_by BLOB,
    decided_at TEXT
) STRICT;
CREATE UNIQUE INDEX transfers_open ON transfers (person_id) WHERE status = 'asked';

CREATE TABLE merges (
    id BLOB NOT NULL PRIMARY KEY,
    kept_id BLOB NOT NULL REFERENCES people (id),
    dropped_id BLOB NOT NULL REFERENCES people (id),
    status TEXT NOT NULL CHECK (status IN ('asked', 'confirmed', 'declined', 'undone')),
    asked_by BLOB,
    asked_at TEXT NOT NULL,
    decided_by BLOB,
    decided_at TEXT,
    undone_by BLOB,
    undone_at TEXT,
    -- Ids of what moved from the dropped to the kept record, so that there is a way back.
    moved TEXT
) STRICT;
CREATE UNIQUE INDEX merges_open ON merges (dropped_id) WHERE status = 'asked';

-- Two offices hold the same document; only their common parent knows.
CREATE TABLE reconciliations (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    other_id BLOB NOT NULL REFERENCES people (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'same', 'different')),
    created_at TEXT NOT NULL,
    decided_by BLOB,
    decided_at TEXT
) STRICT;
CREATE UNIQUE INDEX reconciliations_pair ON reconciliations (person_id, other_id);
CREATE INDEX reconciliations_by_unit ON reconciliations (unit_id, status);
