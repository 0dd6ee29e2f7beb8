//! The access matrix: every role, every permission, at the own unit, one below, one above and a foreign
//! one. This table is written out a second time on purpose: a change of the code's table must be meant.

use lifelight::{
    domain::permissions::{MATRIX, Permission, Role},
    store::units,
};

use crate::support::registry::{BAOJI, FENGHUA, JINPING, NINGBO, each_engine};

/// Who may: C coordinator, H helper, S supervisor, A auditor, R statistics reader, K keeper (administrator).
const WHO_MAY: [(Permission, &str); 40] = [
    (Permission::PeopleRead, "CS"),
    (Permission::PeopleUnmask, "CS"),
    (Permission::PeopleWrite, "CS"),
    (Permission::DeathsRevoke, "S"),
    (Permission::TransfersAsk, "CS"),
    (Permission::TransfersDecide, "CS"),
    (Permission::MergesAsk, "CS"),
    (Permission::MergesDecide, "S"),
    (Permission::ReconciliationsDecide, "CS"),
    (Permission::CasesWork, "CS"),
    (Permission::CasesReview, "S"),
    (Permission::RatesClose, "S"),
    (Permission::TargetsManage, "S"),
    (Permission::CoordinatorsManage, "S"),
    (Permission::DonationsWork, "CS"),
    (Permission::DonationsOversee, "S"),
    (Permission::MemorialsWork, "CS"),
    (Permission::MemorialsApprove, "S"),
    (Permission::HonoursWork, "CS"),
    (Permission::MembershipsWork, "CS"),
    (Permission::ExportsAsk, "CS"),
    (Permission::ExportsApprove, "S"),
    (Permission::ExportsWatch, "SK"),
    (Permission::TeamManage, "CS"),
    (Permission::TasksDo, "H"),
    (Permission::CareWork, "CS"),
    (Permission::AidApprove, "S"),
    (Permission::RemindersWork, "CS"),
    (Permission::CareErase, "S"),
    (Permission::PeopleErase, "S"),
    (Permission::LedgersImport, "CS"),
    (Permission::UnitsManage, "K"),
    (Permission::AccountsManage, "K"),
    (Permission::JobsRead, "SK"),
    (Permission::JobsRun, "K"),
    (Permission::AuditRead, "A"),
    (Permission::SupervisionsWork, "CS"),
    (Permission::StatisticsRead, "CSR"),
    (Permission::ReportsIssue, "S"),
    (Permission::ReleasesPublish, "S"),
];

const LETTERS: [(Role, char); 6] = [
    (Role::Coordinator, 'C'),
    (Role::Helper, 'H'),
    (Role::Supervisor, 'S'),
    (Role::Auditor, 'A'),
    (Role::StatisticsReader, 'R'),
    (Role::Administrator, 'K'),
];

#[tokio::test]
async fn every_role_may_what_the_table_says_at_its_unit_and_below_and_nowhere_else() {
    assert_eq!(WHO_MAY.map(|(permission, _)| permission), MATRIX.map(|(permission, _)| permission));
    each_engine(async |registry| {
        let mut tx = registry.app.store.read().await.expect("it can be read");
        for (role, letter) in LETTERS {
            let caller = registry.caller(role, FENGHUA).await;
            for (permission, who) in WHO_MAY {
                for (unit, reached) in
                    [(FENGHUA, true), (JINPING, true), (NINGBO, false), (BAOJI, false)]
                {
                    let allowed = match caller.actor.may(permission) {
                        Ok(scope) => units::is_within(&mut tx, &scope, registry.unit(unit))
                            .await
                            .expect("a table"),
                        Err(_) => false,
                    };
                    let expected = who.contains(letter) && reached;
                    assert_eq!(allowed, expected, "{} {} {unit}", role.code(), permission.code());
                }
            }
        }
    })
    .await;
}
