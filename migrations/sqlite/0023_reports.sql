-- Supervision visits of an office to one below it. Who went, what was found and what was done about it are sealed
-- under a record key of each visit's own.

CREATE TABLE supervisions (
    id BLOB NOT NULL PRIMARY KEY,
    -- The office that visits, and the one visited.
    by_unit_id BLOB NOT NULL REFERENCES units (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    held_on TEXT NOT NULL,
    occasion TEXT NOT NULL CHECK (occasion IN ('mid_term', 'year_end', 'board', 'special', 'follow_up')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    -- The earliest day by which something is still to be put right.
    due_on TEXT,
    -- A report waits for the office that visited.
    awaits_answer INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX supervisions_by_unit ON supervisions (unit_id, held_on);
CREATE INDEX supervisions_by_visitor ON supervisions (by_unit_id, awaits_answer);

-- What a visit was before it changed.
CREATE TABLE past_supervisions (
    supervision_id BLOB NOT NULL REFERENCES supervisions (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (supervision_id, version)
) STRICT;

-- Reports as they were issued; a row never changes. A correction is another row with the next edition. What it
-- says, its purpose and the reason of a correction are sealed under a record key of its own.
CREATE TABLE reports (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('monthly', 'quarterly', 'yearly', 'mid_term')),
    period TEXT NOT NULL,
    -- SHA-256 of what it says, as hexadecimal digits.
    sha256 TEXT NOT NULL,
    supersedes BLOB REFERENCES reports (id),
    issued_by BLOB REFERENCES accounts (id),
    -- The edition, from 1.
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (unit_id, kind, period, version)
) STRICT;

-- Who was given a copy of a report, or of its draft, as what and what for; a row never changes. Nothing personal.
CREATE TABLE report_copies (
    id BLOB NOT NULL PRIMARY KEY,
    -- None for a draft.
    report_id BLOB REFERENCES reports (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('monthly', 'quarterly', 'yearly', 'mid_term')),
    period TEXT NOT NULL,
    -- None for the operator.
    account_id BLOB REFERENCES accounts (id),
    format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv', 'json', 'page')),
    purpose TEXT NOT NULL
        CHECK (purpose IN ('superior', 'leaders', 'meeting', 'evaluation', 'archive', 'work')),
    given_at TEXT NOT NULL
) STRICT;
CREATE INDEX report_copies_by_report ON report_copies (report_id, given_at);
