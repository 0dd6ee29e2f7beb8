-- A fifth programme: tissues. SQLite cannot change a CHECK, so the table is made anew and takes over every row.
ALTER TABLE registrations RENAME TO former_registrations;
CREATE TABLE registrations (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    programme TEXT NOT NULL CHECK (programme IN ('stem_cell', 'organ', 'cornea', 'body', 'tissue')),
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
INSERT INTO registrations
    (id, person_id, unit_id, programme, stance, status, registered_on, pooled_on, ended_on, channel, version,
     created_at, sealed)
    SELECT id, person_id, unit_id, programme, stance, status, registered_on, pooled_on, ended_on, channel, version,
     created_at, sealed FROM former_registrations;
DROP TABLE former_registrations;
-- One standing word a programme: who refuses cannot be offered, and the other way round.
CREATE UNIQUE INDEX registrations_standing ON registrations (person_id, programme)
    WHERE status IN ('active', 'paused');
CREATE INDEX registrations_by_person ON registrations (person_id);
CREATE INDEX registrations_by_programme ON registrations (programme, status, registered_on);
