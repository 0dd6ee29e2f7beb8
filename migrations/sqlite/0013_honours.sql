-- Honours and benefits issued for what somebody gave. Numbers, words and to whom they were handed are sealed;
-- plaintext is what counts a year's honours.

CREATE TABLE honours (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The unit that issued it.
    unit_id BLOB NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('certificate', 'medal', 'award', 'benefit', 'priority_proof')),
    issued_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('issued', 'revoked')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX honours_by_person ON honours (person_id);
CREATE INDEX honours_by_day ON honours (issued_on);

-- What an honour was before it changed.
CREATE TABLE past_honours (
    honour_id BLOB NOT NULL REFERENCES honours (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (honour_id, version)
) STRICT;
