-- A fifth programme: tissues.
ALTER TABLE registrations DROP CONSTRAINT registrations_programme_check;
ALTER TABLE registrations ADD CONSTRAINT registrations_programme_check
    CHECK (programme IN ('stem_cell', 'organ', 'cornea', 'body', 'tissue'));
