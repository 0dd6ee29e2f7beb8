-- What happens by itself: when each job is due, who is at it, and what came of its runs. Nothing personal.

CREATE TABLE jobs (
    code TEXT NOT NULL PRIMARY KEY,
    next_run_at TEXT NOT NULL,
    -- Asked for by hand since the last run began; asked_by is none for the operator.
    asked_at TEXT,
    asked_by BLOB,
    -- How many runs have begun: the number of the last one.
    runs INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    succeeded_at TEXT,
    -- The instance at work and until when the run is its alone; none while nobody is at it.
    lease_holder BLOB,
    lease_until TEXT,
    -- Of the last run that began.
    by_hand INTEGER NOT NULL,
    by_account BLOB
) STRICT;

CREATE TABLE job_runs (
    job TEXT NOT NULL REFERENCES jobs (code),
    number INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT CHECK (outcome IN ('done', 'failed', 'stopped', 'lost')),
    failure TEXT,
    tallies TEXT NOT NULL,
    by_hand INTEGER NOT NULL,
    by_account BLOB,
    PRIMARY KEY (job, number)
) STRICT;
