-- Tokens are the most numerous rows, some ten a person. They are written and taken away together with the
-- person's row, by their own key: neither a foreign key nor an index by person has anything to add.
ALTER TABLE search_tokens RENAME TO former_search_tokens;
CREATE TABLE search_tokens (
    kind TEXT NOT NULL,
    token BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (kind, token, unit_id, person_id)
) STRICT, WITHOUT ROWID;
INSERT INTO search_tokens SELECT kind, token, unit_id, person_id FROM former_search_tokens;
DROP TABLE former_search_tokens;
