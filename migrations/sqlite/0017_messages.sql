-- Messages that wait, are under way or went out. Of whom and what they tell nothing stands here: text and recipient
-- are made at the moment of delivery from the opened records.

CREATE TABLE outbox (
    -- The idempotency id: a reminder's message has the reminder's.
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('reminder', 'digest')),
    reminder_id BLOB REFERENCES reminders (id),
    account_id BLOB REFERENCES accounts (id),
    -- The day it is for: an account gets one digest a day.
    due_on TEXT NOT NULL,
    next_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'sent', 'dead', 'cancelled')),
    -- Failures in a row.
    attempts INTEGER NOT NULL,
    failure TEXT CHECK (failure IN ('unreachable', 'rejected')),
    leased_until TEXT,
    -- Which claim holds the lease; every claim has an id of its own.
    leased_by BLOB,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((kind = 'reminder') = (reminder_id IS NOT NULL)),
    CHECK ((kind = 'digest') = (account_id IS NOT NULL)),
    UNIQUE (account_id, due_on)
) STRICT;
CREATE INDEX outbox_by_turn ON outbox (state, next_at);

-- Calendar feeds: only a keyed hash of the secret in the address is kept.
CREATE TABLE calendar_feeds (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    used_at TEXT
) STRICT;
CREATE INDEX calendar_feeds_by_account ON calendar_feeds (account_id);
