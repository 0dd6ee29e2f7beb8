-- Whose turn it is, in the order in which they are asked for: sorting everybody who is due for every few that are taken
-- would grow with the square of what is due, and a database without fresh statistics read the whole table.

DROP INDEX watches_by_day;
CREATE INDEX watches_by_day ON watches (wake_on, subject_id);
DROP INDEX outbox_by_turn;
CREATE INDEX outbox_by_turn ON outbox (state, next_at, id);
