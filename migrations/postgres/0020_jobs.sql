-- What happens by itself: when each job is due, who is at it, and what came of its runs. Nothing personal.

CREATE TABLE jobs (
    code TEXT NOT NULL PRIMARY KEY,
    next_run_at TIMESTAMPTZ NOT NULL,
    -- Asked for by hand since the last run began; asked_by is none for the operator.
    asked_at TIMESTAMPTZ,
    asked_by UUID,
    -- How many runs have begun: the number of the last one.
    runs BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    succeeded_at TIMESTAMPTZ,
    -- The instance at work and until when the run is its alone; none while nobody is at it.
    lease_holder UUID,
    lease_until TIMESTAMPTZ,
    -- Of the last run that began.
    by_hand BOOLEAN NOT NULL,
    by_account UUID
);

CREATE TABLE job_runs (
    job TEXT NOT NULL REFERENCES jobs (code),
    number BIGINT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    outcome TEXT CHECK (outcome IN ('done', 'failed', 'stopped', 'lost')),
    failure TEXT,
    tallies TEXT NOT NULL,
    by_hand BOOLEAN NOT NULL,
    by_account UUID,
    PRIMARY KEY (job, number)
);
