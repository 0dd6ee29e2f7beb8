-- Reminders: what rules made for whom. Which rule, of what and what came of it is sealed: its name would tell what
-- somebody gave, or how old she is. The token is a keyed hash of thing, rule and occurrence: none is made twice.

CREATE TABLE reminders (
    id BLOB NOT NULL PRIMARY KEY,
    -- A person, a care ledger, a coordinator or an account.
    subject_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'ledger', 'coordinator', 'account')),
    unit_id BLOB NOT NULL REFERENCES units (id),
    token BLOB NOT NULL UNIQUE,
    appears_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'missed', 'stopped', 'dropped')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX reminders_by_subject ON reminders (subject_id);
CREATE INDEX reminders_by_unit ON reminders (unit_id, state, appears_on);

-- What a reminder was before it changed.
CREATE TABLE past_reminders (
    reminder_id BLOB NOT NULL REFERENCES reminders (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (reminder_id, version)
) STRICT;

-- When the planner looks at whom again. Whoever changes a subject wakes it; nothing else makes it cost anything.
CREATE TABLE watches (
    subject_id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'ledger', 'coordinator', 'account')),
    -- Nothing is planned that fell due before.
    entered_on TEXT NOT NULL,
    -- What was over by this day is not missed now.
    seen_on TEXT NOT NULL,
    wake_on TEXT NOT NULL,
    -- Counts how often it was woken, so that a look that was overtaken is taken again.
    wakes INTEGER NOT NULL
) STRICT;
CREATE INDEX watches_by_day ON watches (wake_on);

INSERT INTO watches (subject_id, kind, entered_on, seen_on, wake_on, wakes)
    SELECT id, 'person', substr(created_at, 1, 10), substr(created_at, 1, 10), '1970-01-01', 0 FROM people;
INSERT INTO watches (subject_id, kind, entered_on, seen_on, wake_on, wakes)
    SELECT id, 'ledger', substr(created_at, 1, 10), substr(created_at, 1, 10), '1970-01-01', 0 FROM care_ledgers;
INSERT INTO watches (subject_id, kind, entered_on, seen_on, wake_on, wakes)
    SELECT id, 'coordinator', substr(created_at, 1, 10), substr(created_at, 1, 10), '1970-01-01', 0 FROM coordinators;
INSERT INTO watches (subject_id, kind, entered_on, seen_on, wake_on, wakes)
    SELECT id, 'account', substr(created_at, 1, 10), substr(created_at, 1, 10), '1970-01-01', 0 FROM accounts;

-- The rules by which everybody was last looked at.
CREATE TABLE planned_rules (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    digest BLOB NOT NULL
) STRICT;

-- Every contact with somebody, whoever of the office made it: one ledger for all programmes.
CREATE TABLE contact_ledger (
    id BLOB NOT NULL PRIMARY KEY,
    -- A person or a care ledger.
    subject_id BLOB NOT NULL,
    made_on TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX contact_ledger_by_subject ON contact_ledger (subject_id, made_on);

-- What an entry was before it changed: a message of which the receipt came.
CREATE TABLE past_contact_ledger (
    entry_id BLOB NOT NULL REFERENCES contact_ledger (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (entry_id, version)
) STRICT;
