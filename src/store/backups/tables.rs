//! What is copied: a fixed list, held against both schemas by a test.

use crate::store::db::Kind;

/// A table that is copied.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How many of the columns, from the first on, are its primary key.
    pub key: usize,
    /// All its columns.
    pub columns: &'static [(&'static str, Kind)],
}

macro_rules! tables {
    ($($table:ident: [$($key:ident $key_kind:ident),+] $($column:ident $kind:ident),*;)+) => {
        &[$(Table {
            name: stringify!($table),
            key: [$(stringify!($key)),+].len(),
            columns: &[
                $((stringify!($key), Kind::$key_kind),)+
                $((stringify!($column), Kind::$kind),)*
            ],
        }),+]
    };
}

/// Every table of a backup, each after those it refers to; the primary key stands in brackets. A test
/// holds this list against both schemas, so that no table and no column is forgotten.
pub const TABLES: &[Table] = tables! {
    key_fingerprints: [purpose Text] value Bytes, created_at Instant;
    record_keys: [subject_id Id] key_id Count, wrapped Bytes;
    units: [id Id] parent_id Own, kind Text, code Text, name_zh Text, name_en Text, created_at Instant,
        phone Text;
    unit_aliases: [unit_id Id, alias Text];
    unit_closure: [ancestor_id Id, descendant_id Id] depth Count;
    accounts: [id Id] name Text, role Text, unit_id Id, status Text, password_hash Text, version Count,
        created_at Instant, last_seen_at Instant, sealed Bytes;
    api_tokens: [id Id] digest Bytes, account_id Id, label Text, permissions Text, created_at Instant,
        expires_at Instant, revoked_at Instant, used_at Instant;
    people: [id Id] unit_id Id, status Text, do_not_contact Flag, merged_into Own, version Count,
        created_at Instant, updated_at Instant, sealed Bytes, contacted_in Date;
    person_units: [person_id Id, since Instant, unit_id Id] until Instant;
    registrations: [id Id] person_id Id, unit_id Id, programme Text, stance Text, status Text,
        registered_on Date, pooled_on Date, ended_on Date, channel Text, version Count,
        created_at Instant, sealed Bytes;
    consents: [id Id] person_id Id, purpose Text, status Text, version Count, created_at Instant,
        sealed Bytes;
    relatives: [id Id] person_id Id, role Text, position Count, version Count, created_at Instant,
        sealed Bytes;
    past_versions: [person_id Id, row_id Id, version Count] kind Text, replaced_at Instant,
        replaced_by Id, sealed Bytes;
    search_tokens: [kind Text, token Bytes, unit_id Id, person_id Id];
    document_holds: [token Bytes] touched_at Instant;
    transfers: [id Id] person_id Id, from_unit_id Id, to_unit_id Id, status Text, asked_by Id,
        asked_at Instant, decided_by Id, decided_at Instant;
    merges: [id Id] kept_id Id, dropped_id Id, status Text, asked_by Id, asked_at Instant,
        decided_by Id, decided_at Instant, undone_by Id, undone_at Instant, moved Text;
    reconciliations: [id Id] unit_id Id, person_id Id, other_id Id, status Text, created_at Instant,
        decided_by Id, decided_at Instant;
    match_cases: [id Id] person_id Id, unit_id Id, notice_on Date, is_over Flag, awaits_review Flag,
        version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_match_cases: [case_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    donations: [id Id] person_id Id, unit_id Id, programme Text, called_on Date, realised_on Date,
        is_over Flag, version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_donations: [donation_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    care_ledgers: [id Id] unit_id Id, person_id Id, kind Text, silenced Flag, awaits_approval Flag,
        donor_token Bytes, version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_care_ledgers: [ledger_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    memorials: [id Id] person_id Id, unit_id Id, status Text, engraving Text, version Count,
        created_at Instant, updated_at Instant, sealed Bytes;
    past_memorials: [memorial_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    honours: [id Id] person_id Id, unit_id Id, kind Text, issued_on Date, status Text, version Count,
        created_at Instant, updated_at Instant, sealed Bytes;
    past_honours: [honour_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    reminders: [id Id] subject_id Id, kind Text, unit_id Id, token Bytes, appears_on Date, due_on Date,
        state Text, version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_reminders: [reminder_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    watches: [subject_id Id] kind Text, entered_on Date, seen_on Date, wake_on Date, wakes Count;
    planned_rules: [id Count] digest Bytes;
    contact_ledger: [id Id] subject_id Id, made_on Date, version Count, created_at Instant,
        updated_at Instant, sealed Bytes;
    past_contact_ledger: [entry_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    commemorations: [id Id] unit_id Id, held_on Date, feast Text, state Text, version Count,
        created_at Instant, updated_at Instant, sealed Bytes;
    past_commemorations: [commemoration_id Id, version Count] replaced_at Instant, replaced_by Id,
        sealed Bytes;
    invitations: [id Id] commemoration_id Id, unit_id Id, guest_kind Text, guest_id Id, state Text,
        version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_invitations: [invitation_id Id, version Count] replaced_at Instant, replaced_by Id,
        sealed Bytes;
    memberships: [id Id] person_id Id, unit_id Id, kind Text, joined_on Date, status Text, version Count,
        created_at Instant, updated_at Instant, sealed Bytes;
    past_memberships: [membership_id Id, version Count] replaced_at Instant, replaced_by Id,
        sealed Bytes;
    exports: [id Id] unit_id Id, account_id Id, kind Text, status Text, found Count, given Count,
        until Date, given_on Date, version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_exports: [export_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    outbox: [id Id] kind Text, reminder_id Id, account_id Id, due_on Date, next_at Instant, state Text,
        attempts Count, failure Text, leased_until Instant, leased_by Id, created_at Instant,
        updated_at Instant;
    calendar_feeds: [id Id] digest Bytes, account_id Id, created_at Instant, revoked_at Instant,
        used_at Instant;
    erasures: [person_id Id] reason Text, asked_on Date, asked_by Id;
    counters: [unit_id Id, what Text, period Text, programme Text, standing Text, channel Text]
        number Count;
    counter_changes: [id Id] unit_id Id, what Text, period Text, programme Text, standing Text, channel Text,
        number Count;
    counted_facts: [what Text, row_id Id] unit_id Id, programme Text, month Text, standing Text,
        posted_unit_id Id, posted_in Text, void Flag;
    posting_corrections: [row_id Id, quarter Text] unit_id Id, programme Text, change Count;
    closed_quarters: [unit_id Id] open_from Text;
    counts_built: [id Count] built_at Instant;
    rate_closings: [id Id] unit_id Id, cohort Count, state Text, definition Text,
        definition_version Count, numerator Count, denominator Count, pending Count, excluded Count,
        closed_at Instant, closed_by Id;
    targets: [id Id] unit_id Id, plan Text, indicator Text, first_year Count, last_year Count,
        version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_targets: [target_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    releases: [id Id] unit_id Id, period Text, policy Text, body Text, sha256 Text, previous_sha256 Text,
        made_at Instant, made_by Id, sealed Bytes;
    coordinators: [id Id] unit_id Id, account_id Id, kind Text, certified_from Date,
        certified_until Date, banned Flag, document_token Bytes, version Count, created_at Instant,
        updated_at Instant, sealed Bytes;
    past_coordinators: [coordinator_id Id, version Count] replaced_at Instant, replaced_by Id,
        sealed Bytes;
    supervisions: [id Id] by_unit_id Id, unit_id Id, held_on Date, occasion Text, state Text, due_on Date,
        awaits_answer Flag, version Count, created_at Instant, updated_at Instant, sealed Bytes;
    past_supervisions: [supervision_id Id, version Count] replaced_at Instant, replaced_by Id,
        sealed Bytes;
    reports: [id Id] unit_id Id, kind Text, period Text, sha256 Text, supersedes Own, issued_by Id,
        version Count, created_at Instant, updated_at Instant, sealed Bytes;
    report_copies: [id Id] report_id Id, unit_id Id, kind Text, period Text, account_id Id, format Text,
        purpose Text, given_at Instant;
    team_members: [id Id] unit_id Id, account_id Id, active Flag, version Count, created_at Instant,
        updated_at Instant, sealed Bytes;
    past_team_members: [member_id Id, version Count] replaced_at Instant, replaced_by Id,
        sealed Bytes;
    tasks: [id Id] person_id Id, unit_id Id, member_id Id, kind Text, due_on Date, state Text,
        version Count, created_at Instant, updated_at Instant, sealed Bytes, ledger_id Id;
    past_tasks: [task_id Id, version Count] replaced_at Instant, replaced_by Id, sealed Bytes;
    drafts: [id Id] account_id Id, form Text, saved_at Instant, sealed Bytes;
    imports: [id Id] account_id Id, unit_id Id, status Text, rows_total Count, rows_done Count,
        created_at Instant, updated_at Instant, sealed Bytes;
    import_pieces: [import_id Id, kind Text, position Count] sealed Bytes;
    audit_events: [id Id] at Instant, account_id Id, door Text, request_id Text, action Text,
        unit_id Id, subject_kind Text, subject_id Id, subject_version Count, reason Text, row_count Count;
};

/// Tables that no backup holds: a session, link or delay that ended since must not come back to life, and
/// where the jobs stood is the matter of the installation that was saved, not of the one it is restored into.
pub const LEFT_OUT: &[&str] =
    &["sessions", "one_time_links", "sign_in_throttles", "job_runs", "jobs"];
