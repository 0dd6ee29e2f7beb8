-- Honours and benefits issued for what somebody gave. Numbers, words and to whom they were handed are sealed;
-- plaintext is what counts a year's honours.

CREATE TABLE honours (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    -- The unit that issued it.
    unit_id UUID NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('certificate', 'medal', 'award', 'benefit', 'priority_proof')),
    issued_on DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('issued', 'revoked')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX honours_by_person ON honours (person_id);
CREATE INDEX honours_by_day ON honours (issued_on);

-- What an honour was before it changed.
CREATE TABLE past_honours (
    honour_id UUID NOT NULL REFERENCES honours (id),
    version BIGINT NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by UUID,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (honour_id, version)
);
