-- One entry of the memorial for a person, whoever drafts at the same instant; what was withdrawn stays beside it.
CREATE UNIQUE INDEX memorials_standing ON memorials (person_id) WHERE status <> 'withdrawn';
