-- The keyed hash of the donor as a sheet of families told her: importing it again finds the ledger that came of it,
-- whether or not the registry knows the donor. Ledgers opened by hand have none.
ALTER TABLE care_ledgers ADD COLUMN donor_token BLOB;
CREATE UNIQUE INDEX care_ledgers_by_donor ON care_ledgers (unit_id, donor_token);
