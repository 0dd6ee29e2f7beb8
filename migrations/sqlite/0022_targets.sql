-- What each unit is to reach by a plan: one row a target, with the version that stands. Number, document, reason and
-- the day from which it holds are sealed under a key of the target's own; plaintext is only which target it is.

CREATE TABLE targets (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    -- The codes of config/plans.
    plan TEXT NOT NULL,
    indicator TEXT NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
-- One target of a kind for a unit and a time: whatever is planned anew is its next version.
CREATE UNIQUE INDEX targets_of_a_unit ON targets (unit_id, plan, indicator, first_year, last_year);

-- What a target was before it was planned anew. Nothing is ever changed or removed here.
CREATE TABLE past_targets (
    target_id BLOB NOT NULL REFERENCES targets (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (target_id, version)
) STRICT;
