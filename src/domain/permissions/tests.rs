//! Who keeps or watches the system never sees people, and a token never gives more than its role.

use super::*;

#[test]
fn those_who_keep_or_watch_the_system_never_see_people() {
    for role in [Role::Auditor, Role::StatisticsReader, Role::Administrator, Role::Helper] {
        let actor = Actor::account(Uuid::nil(), role, Uuid::nil());
        for permission in [
            Permission::PeopleRead,
            Permission::PeopleUnmask,
            Permission::PeopleWrite,
            Permission::LedgersImport,
        ] {
            assert_eq!(actor.may(permission), Err(Denied(permission)), "{role:?}");
        }
    }
}

#[test]
fn who_acts_on_people_does_not_read_the_trail_nor_keep_accounts() {
    for role in [Role::Coordinator, Role::Supervisor] {
        let actor = Actor::account(Uuid::nil(), role, Uuid::nil());
        assert!(actor.may(Permission::AuditRead).is_err());
        assert!(actor.may(Permission::AccountsManage).is_err());
    }
}

#[test]
fn a_token_never_gives_more_than_its_role() {
    let named = vec![Permission::PeopleRead, Permission::AccountsManage];
    let actor = Actor::token(Uuid::nil(), Role::Coordinator, Uuid::nil(), named);
    assert!(actor.may(Permission::PeopleRead).is_ok());
    assert!(actor.may(Permission::AccountsManage).is_err());
    assert!(actor.may(Permission::PeopleWrite).is_err());
}

#[test]
fn codes_read_back() {
    for (permission, _) in MATRIX {
        assert_eq!(Permission::from_code(permission.code()), Some(permission));
    }
    for role in Role::ALL {
        assert_eq!(Role::from_code(role.code()), Some(role));
    }
}
