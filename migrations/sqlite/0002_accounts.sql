-- Accounts, sessions, tokens, and the audit trail.

CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('coordinator', 'helper', 'supervisor', 'auditor', 'statistics_reader', 'administrator')),
    unit_id BLOB NOT NULL REFERENCES units (id),
    status TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    password_hash TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    last_seen_at TEXT,
    -- The person's display name, under a record key of the account's own.
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE sessions (
    digest BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE one_time_links (
    digest BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('sign_in', 'set_password')),
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE TABLE api_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    label TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    used_at TEXT
) STRICT;
CREATE INDEX api_tokens_by_account ON api_tokens (account_id);

-- Keyed by a blind index of the account name or the address, never by either itself.
CREATE TABLE sign_in_throttles (
    subject BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until TEXT NOT NULL,
    failed_at TEXT NOT NULL
) STRICT;

CREATE TABLE audit_events (
    id BLOB NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    account_id BLOB,
    door TEXT NOT NULL CHECK (door IN ('console', 'api', 'command', 'job')),
    request_id TEXT NOT NULL,
    action TEXT NOT NULL,
    unit_id BLOB,
    subject_kind TEXT,
    subject_id BLOB,
    subject_version INTEGER,
    reason TEXT,
    row_count INTEGER
) STRICT;
CREATE INDEX audit_events_by_time ON audit_events (at, id);
CREATE INDEX audit_events_by_subject ON audit_events (subject_id, at);
CREATE INDEX audit_events_by_account ON audit_events (account_id, at);

CREATE TRIGGER audit_events_keep_rows BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
CREATE TRIGGER audit_events_keep_content BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
