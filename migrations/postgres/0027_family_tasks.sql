-- A task of the volunteer team is about a person or about a care ledger: a family.
ALTER TABLE tasks ALTER COLUMN person_id DROP NOT NULL;
ALTER TABLE tasks ADD COLUMN ledger_id UUID REFERENCES care_ledgers (id);
ALTER TABLE tasks ADD CONSTRAINT tasks_about_one CHECK ((person_id IS NULL) <> (ledger_id IS NULL));
CREATE INDEX tasks_by_ledger ON tasks (ledger_id, id);
