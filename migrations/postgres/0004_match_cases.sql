-- Match cases: one row a notice. Steps, calls and reasons are sealed; plaintext is only what finds the
-- cohort of a year and the work of today.

CREATE TABLE match_cases (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    -- The unit that managed her on the day of the notice.
    unit_id UUID NOT NULL REFERENCES units (id),
    notice_on DATE NOT NULL,
    is_over BOOLEAN NOT NULL,
    awaits_review BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX match_cases_by_person ON match_cases (person_id, notice_on);
CREATE INDEX match_cases_by_unit ON match_cases (unit_id, notice_on);
CREATE INDEX match_cases_open ON match_cases (is_over, notice_on);

-- What a case was before it changed.
CREATE TABLE past_match_cases (
    case_id UUID NOT NULL REFERENCES match_cases (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- The figures of a cohort as they were when they closed; later changes stand beside them.
CREATE TABLE rate_closings (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    cohort BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('provisional', 'final')),
    definition TEXT NOT NULL,
    definition_version BIGINT NOT NULL,
    numerator BIGINT NOT NULL,
    denominator BIGINT NOT NULL,
    pending BIGINT NOT NULL,
    excluded BIGINT NOT NULL,
    closed_at TIMESTAMPTZ NOT NULL,
    closed_by UUID,
    UNIQUE (unit_id, cohort, state, definition)
);

-- The month in which somebody last reached the person, as its first day: who has not been reached for long
-- is called first, without opening everybody.
ALTER TABLE people ADD COLUMN contacted_in DATE;
CREATE INDEX people_by_contact ON people (contacted_in);
