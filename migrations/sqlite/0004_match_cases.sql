-- Match cases: one row a notice. Steps, calls and reasons are sealed; plaintext is only what finds the
-- cohort of a year and the work of today.

CREATE TABLE match_cases (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The unit that managed her on the day of the notice.
    unit_id BLOB NOT NULL REFERENCES units (id),
    notice_on TEXT NOT NULL,
    is_over INTEGER NOT NULL,
    awaits_review INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX match_cases_by_person ON match_cases (person_id, notice_on);
CREATE INDEX match_cases_by_unit ON match_cases (unit_id, notice_on);
CREATE INDEX match_cases_open ON match_cases (is_over, notice_on);

-- What a case was before it changed.
CREATE TABLE past_match_cases (
    case_id BLOB NOT NULL REFERENCES match_cases (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (case_id, version)
) STRICT;

-- The figures of a cohort as they were when they closed; later changes stand beside them.
CREATE TABLE rate_closings (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    cohort INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('provisional', 'final')),
    definition TEXT NOT NULL,
    definition_version INTEGER NOT NULL,
    numerator INTEGER NOT NULL,
    denominator INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    closed_at TEXT NOT NULL,
    closed_by BLOB,
    UNIQUE (unit_id, cohort, state, definition)
) STRICT;

-- The month in which somebody last reached the person, as its first day: who has not been reached for long
-- is called first, without opening everybody.
ALTER TABLE people ADD COLUMN contacted_in TEXT;
CREATE INDEX people_by_contact ON people (contacted_in);
