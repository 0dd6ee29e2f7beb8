-- The volunteer team and what its members are asked to do. A member's name, phone, skills and trainings are
-- sealed under a record key of her own; what is to be done for a person, and what came of it, under that person's.

CREATE TABLE team_members (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES units (id),
    -- An account is one member's at most.
    account_id UUID UNIQUE REFERENCES accounts (id),
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX team_members_by_unit ON team_members (unit_id);

-- What a member's record was before it changed.
CREATE TABLE past_team_members (
    member_id UUID NOT NULL REFERENCES team_members (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (member_id, version)
);

CREATE TABLE tasks (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    -- The unit that managed her when the task was handed out.
    unit_id UUID NOT NULL REFERENCES units (id),
    member_id UUID NOT NULL REFERENCES team_members (id),
    kind TEXT NOT NULL CHECK (kind IN ('visit', 'call', 'accompany', 'deliver', 'other')),
    due_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('handed', 'done', 'returned', 'withdrawn')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX tasks_by_person ON tasks (person_id, id);
CREATE INDEX tasks_by_member ON tasks (member_id, state, due_on);

-- What a task was before it changed.
CREATE TABLE past_tasks (
    task_id UUID NOT NULL REFERENCES tasks (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (task_id, version)
);
