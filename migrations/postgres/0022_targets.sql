-- What each unit is to reach by a plan: one row a target, with the version that stands. Number, document, reason and
-- the day from which it holds are sealed under a key of the target's own; plaintext is only which target it is.

CREATE TABLE targets (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    -- The codes of config/plans.
    plan TEXT NOT NULL,
    indicator TEXT NOT NULL,
    first_year BIGINT NOT NULL,
    last_year BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
-- One target of a kind for a unit and a time: whatever is planned anew is its next version.
CREATE UNIQUE INDEX targets_of_a_unit ON targets (unit_id, plan, indicator, first_year, last_year);

-- What a target was before it was planned anew. Nothing is ever changed or removed here.
CREATE TABLE past_targets (
    target_id UUID NOT NULL REFERENCES targets (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (target_id, version)
);
