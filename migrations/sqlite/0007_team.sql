-- The volunteer team and what its members are asked to do. A member's name, phone, skills and trainings are
-- sealed under a record key of her own; what is to be done for a person, and what came of it, under that person's.

CREATE TABLE team_members (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    -- An account is one member's at most.
    account_id BLOB UNIQUE REFERENCES accounts (id),
    active INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX team_members_by_unit ON team_members (unit_id);

-- What a member's record was before it changed.
CREATE TABLE past_team_members (
    member_id BLOB NOT NULL REFERENCES team_members (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (member_id, version)
) STRICT;

CREATE TABLE tasks (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The unit that managed her when the task was handed out.
    unit_id BLOB NOT NULL REFERENCES units (id),
    member_id BLOB NOT NULL REFERENCES team_members (id),
    kind TEXT NOT NULL CHECK (kind IN ('visit', 'call', 'accompany', 'deliver', 'other')),
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('handed', 'done', 'returned', 'withdrawn')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX tasks_by_person ON tasks (person_id, id);
CREATE INDEX tasks_by_member ON tasks (member_id, state, due_on);

-- What a task was before it changed.
CREATE TABLE past_tasks (
    task_id BLOB NOT NULL REFERENCES tasks (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (task_id, version)
) STRICT;
