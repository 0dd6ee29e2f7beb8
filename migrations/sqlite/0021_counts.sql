-- What is counted: only plaintext dimensions. Everything here changes in the transaction of the record that it counts,
-- by the record's own rows alone, so that neither foreign keys nor further indexes have anything to add.

-- One counter for a unit with all below it, for each month and for each year. No programme of persons, no period where
-- the day is not known, no channel for all of them together: the empty text.
CREATE TABLE counters (
    unit_id BLOB NOT NULL,
    what TEXT NOT NULL,
    period TEXT NOT NULL,
    programme TEXT NOT NULL,
    standing TEXT NOT NULL,
    channel TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (unit_id, what, period, programme, standing, channel)
) STRICT, WITHOUT ROWID;

-- What was counted since: of its own unit alone, not yet in the counters. Rows that nobody else writes, so that
-- registrations do not wait for each other; now and then somebody gathers them into the counters.
CREATE TABLE counter_changes (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    what TEXT NOT NULL,
    period TEXT NOT NULL,
    programme TEXT NOT NULL,
    standing TEXT NOT NULL,
    channel TEXT NOT NULL,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each thing of which something is counted, and the quarter in which it was posted for publication. What
-- was published stays where it was posted, as void, when the fact itself is no more.
CREATE TABLE counted_facts (
    what TEXT NOT NULL,
    row_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    programme TEXT NOT NULL,
    month TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('in', 'left', 'realised')),
    posted_unit_id BLOB NOT NULL,
    posted_in TEXT NOT NULL,
    void INTEGER NOT NULL CHECK (void IN (0, 1)),
    PRIMARY KEY (what, row_id)
) STRICT, WITHOUT ROWID;

-- What makes good, in an open quarter, that a registration stands or stands no more otherwise than was published:
-- 1 as one more that came, -1 as one that left.
CREATE TABLE posting_corrections (
    row_id BLOB NOT NULL,
    quarter TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    programme TEXT NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (row_id, quarter)
) STRICT, WITHOUT ROWID;

-- Who publishes, and the first quarter that is not published yet.
CREATE TABLE closed_quarters (
    unit_id BLOB NOT NULL PRIMARY KEY,
    open_from TEXT NOT NULL
) STRICT;

-- Whether what was there before counting began was counted.
CREATE TABLE counts_built (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    built_at TEXT NOT NULL
) STRICT;
