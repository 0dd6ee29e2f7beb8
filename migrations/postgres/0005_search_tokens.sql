-- Tokens are the most numerous rows, some ten a person. They are written and taken away together with the
-- person's row, by their own key: neither a foreign key nor an index by person has anything to add.
ALTER TABLE search_tokens DROP CONSTRAINT search_tokens_person_id_fkey;
DROP INDEX search_tokens_by_person;
