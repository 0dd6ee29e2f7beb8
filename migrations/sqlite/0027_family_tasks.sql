-- A task of the volunteer team is about a person or about a care ledger: a family. SQLite cannot let a column be empty
-- later on, so the table is made anew and takes over every row, and what its rows were with it.
ALTER TABLE past_tasks RENAME TO former_past_tasks;
ALTER TABLE tasks RENAME TO former_tasks;
CREATE TABLE tasks (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB REFERENCES people (id),
    -- The unit that managed her, or cared for the family, when the task was handed out.
    unit_id BLOB NOT NULL REFERENCES units (id),
    member_id BLOB NOT NULL REFERENCES team_members (id),
    kind TEXT NOT NULL CHECK (kind IN ('visit', 'call', 'accompany', 'deliver', 'other')),
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('handed', 'done', 'returned', 'withdrawn')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sealed BLOB NOT NULL,
    ledger_id BLOB REFERENCES care_ledgers (id),
    CHECK ((person_id IS NULL) <> (ledger_id IS NULL))
) STRICT;
CREATE TABLE past_tasks (
    task_id BLOB NOT NULL REFERENCES tasks (id),
    version INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    replaced_by BLOB,
    sealed BLOB NOT NULL,
    PRIMARY KEY (task_id, version)
) STRICT;
INSERT INTO tasks
    (id, person_id, unit_id, member_id, kind, due_on, state, version, created_at, updated_at, sealed, ledger_id)
    SELECT id, person_id, unit_id, member_id, kind, due_on, state, version, created_at, updated_at, sealed, NULL
    FROM former_tasks;
INSERT INTO past_tasks (task_id, version, replaced_at, replaced_by, sealed)
    SELECT task_id, version, replaced_at, replaced_by, sealed FROM former_past_tasks;
DROP TABLE former_past_tasks;
DROP TABLE former_tasks;
CREATE INDEX tasks_by_person ON tasks (person_id, id);
CREATE INDEX tasks_by_member ON tasks (member_id, state, due_on);
CREATE INDEX tasks_by_ledger ON tasks (ledger_id, id);
