-- Supervision visits of an office to one below it. Who went, what was found and what was done about it are sealed
-- under a record key of each visit's own.

CREATE TABLE supervisions (
    id UUID NOT NULL PRIMARY KEY,
    -- The office that visits, and the one visited.
    by_unit_id UUID NOT NULL REFERENCES units (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    held_on DATE NOT NULL,
    occasion TEXT NOT NULL CHECK (occasion IN ('mid_term', 'year_end', 'board', 'special', 'follow_up')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    -- The earliest day by which something is still to be put right.
    due_on DATE,
    -- A report waits for the office that visited.
    awaits_answer BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX supervisions_by_unit ON supervisions (unit_id, held_on);
CREATE INDEX supervisions_by_visitor ON supervisions (by_unit_id, awaits_answer);

-- What a visit was before it changed.
CREATE TABLE past_supervisions (
    supervision_id UUID NOT NULL REFERENCES supervisions (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (supervision_id, version)
);

-- Reports as they were issued; a row never changes. A correction is another row with the next edition. What it
-- says, its purpose and the reason of a correction are sealed under a record key of its own.
CREATE TABLE reports (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('monthly', 'quarterly', 'yearly', 'mid_term')),
    period TEXT NOT NULL,
    -- SHA-256 of what it says, as hexadecimal digits.
    sha256 TEXT NOT NULL,
    supersedes UUID REFERENCES reports (id),
    issued_by UUID REFERENCES accounts (id),
    -- The edition, from 1.
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL,
    UNIQUE (unit_id, kind, period, version)
);

-- Who was given a copy of a report, or of its draft, as what and what for; a row never changes. Nothing personal.
CREATE TABLE report_copies (
    id UUID NOT NULL PRIMARY KEY,
    -- None for a draft.
    report_id UUID REFERENCES reports (id),
    unit_id UUID NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('monthly', 'quarterly', 'yearly', 'mid_term')),
    period TEXT NOT NULL,
    -- None for the operator.
    account_id UUID REFERENCES accounts (id),
    format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv', 'json', 'page')),
    purpose TEXT NOT NULL
        CHECK (purpose IN ('superior', 'leaders', 'meeting', 'evaluation', 'archive', 'work')),
    given_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX report_copies_by_report ON report_copies (report_id, given_at);
