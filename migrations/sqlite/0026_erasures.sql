-- Records that are to be erased, as long as nobody has confirmed it. Who is erased leaves no row here either.

CREATE TABLE erasures (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    reason TEXT NOT NULL CHECK (reason IN ('person_asked', 'family_asked', 'consent_withdrawn', 'not_needed', 'mistaken')),
    asked_on TEXT NOT NULL,
    asked_by BLOB NOT NULL
) STRICT;
