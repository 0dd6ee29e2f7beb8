-- The releases of a unit are one chain: each follows another one, and one alone follows none.
CREATE UNIQUE INDEX releases_one_chain ON releases (unit_id, COALESCE(previous_sha256, ''));
