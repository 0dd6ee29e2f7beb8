//! Organisational units: the shipped trees, what administrators change, and who is within what.

use lifelight::domain::permissions::{Permission, Role};
use lifelight::domain::programmes::{Programme, Rules};
use lifelight::domain::units::{Resolution, UnitKind, UnitSpec, shipped_offices};
use lifelight::service::units::{self, Names, NewUnit, Unit};
use lifelight::service::{App, ServiceError, Settings, start};
use lifelight::store::units as stored;
use uuid::Uuid;

use crate::support::registry::{
    BAOJI, FENGHUA, JINPING, NATION, NINGBO, Registry, YUELIN, each_engine,
};

fn names(zh: &str, en: &str, aliases: &[&str]) -> Names {
    let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    Names { zh: zh.to_owned(), en: en.to_owned(), aliases, phone: None }
}

fn township(parent: Uuid, code: &str, zh: &str) -> NewUnit {
    let names = names(zh, &format!("Synthetic {zh}"), &[]);
    NewUnit { parent, kind: UnitKind::Township, code: Some(code.to_owned()), names }
}

async fn all(registry: &Registry) -> Vec<Unit> {
    let helper = registry.caller(Role::Helper, JINPING).await;
    units::list(&registry.app, &helper).await.expect("everybody may see them")
}

fn codes(refused: Result<Unit, ServiceError>) -> Vec<&'static str> {
    match refused {
        Err(ServiceError::Invalid(problems)) => {
            problems.iter().map(|problem| problem.code).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_shipped_offices_stand_below_the_nation_in_order() {
    each_engine(async |registry| {
        let all = all(registry).await;
        assert_eq!((all[0].kind, all[0].zh.as_str()), (UnitKind::National, "中国红十字会"));
        for (at, unit) in all.iter().enumerate().skip(1) {
            assert!(all[..at].iter().any(|above| Some(above.id) == unit.parent), "{}", unit.zh);
        }
        let below = |code: &str| {
            let parent = Some(registry.unit(code));
            all.iter().filter(|unit| unit.parent == parent).cloned().collect::<Vec<_>>()
        };
        assert_eq!(below(FENGHUA).len(), 12);
        assert_eq!(below(FENGHUA)[0].id, registry.unit(JINPING));
        assert_eq!(below(BAOJI).last().expect("counties").kind, UnitKind::Area, "no code, last");
    })
    .await;
}

#[tokio::test]
async fn installing_again_adds_what_is_missing_and_keeps_what_was_changed() {
    each_engine(async |registry| {
        let (app, admin) = (&registry.app, registry.caller(Role::Administrator, NATION).await);
        let before = all(registry).await;
        let area = before.iter().find(|unit| unit.kind == UnitKind::Area).expect("Baoji has one");
        let renamed =
            units::amend(app, &admin, area.id, names("宝鸡新城", "New City", &["新城"])).await;
        assert_eq!(renamed.expect("it is renamed").aliases, [area.zh.as_str(), "新城"]);
        let town = registry.unit(JINPING);
        units::amend(app, &admin, town, names("锦绣街道", "Jinxiu", &[])).await.expect("renamed");

        start::prepare(&app.store, &shipped_offices()).await.expect("as at the next start");
        let after = all(registry).await;
        assert_eq!(after.len(), before.len());
        let named =
            |id: Uuid| after.iter().find(|unit| unit.id == id).expect("it stays").zh.clone();
        assert_eq!((named(area.id).as_str(), named(town).as_str()), ("宝鸡新城", "锦绣街道"));

        let office = UnitSpec {
            code: Some("330000".to_owned()),
            kind: UnitKind::Province,
            zh: "浙江省".to_owned(),
            en: "Zhejiang".to_owned(),
            aliases: Vec::new(),
            phone: Some("0571-00000000".to_owned()),
            rules: None,
            children: vec![UnitSpec {
                code: Some("330100".to_owned()),
                kind: UnitKind::City,
                zh: "杭州市".to_owned(),
                en: "Hangzhou".to_owned(),
                aliases: vec!["杭城".to_owned()],
                phone: Some("0571-00000001".to_owned()),
                rules: None,
                children: Vec::new(),
            }],
        };
        start::prepare(&app.store, &[office]).await.expect("another office");
        let mut tx = app.store.read().await.expect("it can be read");
        let added = stored::by_code(&mut tx, "330100").await.expect("asked").expect("it is there");
        assert_eq!(added.aliases, ["杭城"]);
        let above: Vec<Unit> = stored::ancestors(&mut tx, added.id).await.expect("asked");
        let above: Vec<&str> = above.iter().map(|unit| unit.zh.as_str()).collect();
        assert_eq!(above, ["杭州市", "浙江省", "中国红十字会"]);
        // A phone is filled in where there is none yet.
        assert_eq!(added.phone.as_deref(), Some("0571-00000001"));
        let province = stored::by_code(&mut tx, "330000").await.expect("asked").expect("there");
        assert_eq!(province.phone.as_deref(), Some("0571-00000000"));
    })
    .await;
}

#[tokio::test]
async fn scopes_are_subtrees() {
    each_engine(async |registry| {
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        let scope = caller.actor.may(Permission::PeopleRead).expect("coordinators read");
        let mut tx = registry.app.store.read().await.expect("it can be read");
        for (code, within) in [(FENGHUA, true), (JINPING, true), (NINGBO, false), (BAOJI, false)] {
            let answer = stored::is_within(&mut tx, &scope, registry.unit(code)).await;
            assert_eq!(answer.expect("asked"), within, "{code}");
        }
        let subtree = stored::subtree(&mut tx, &scope).await.expect("asked");
        assert_eq!((subtree.len(), subtree[0]), (13, registry.unit(FENGHUA)));
        for (one, other, common) in [
            (JINPING, YUELIN, FENGHUA),
            (JINPING, FENGHUA, FENGHUA),
            (JINPING, JINPING, JINPING),
            (JINPING, BAOJI, NATION),
        ] {
            let (one, other) = (registry.unit(one), registry.unit(other));
            let answer = stored::common_ancestor(&mut tx, one, other).await.expect("asked");
            assert_eq!(answer, registry.unit(common));
        }
        let nowhere = stored::common_ancestor(&mut tx, registry.unit(JINPING), Uuid::nil()).await;
        assert!(nowhere.is_err());
    })
    .await;
}

#[tokio::test]
async fn administrators_keep_the_units_within_their_own() {
    each_engine(async |registry| {
        let app = &registry.app;
        let fenghua = registry.unit(FENGHUA);
        let coordinator = registry.caller(Role::Coordinator, FENGHUA).await;
        let refused = units::add(app, &coordinator, township(fenghua, "330213901", "合成镇")).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
        let admin = registry.caller(Role::Administrator, FENGHUA).await;
        for code in [NINGBO, BAOJI] {
            let refused =
                units::add(app, &admin, township(registry.unit(code), "330213901", "合成镇")).await;
            assert!(matches!(refused, Err(ServiceError::Missing)), "{code}");
            let refused =
                units::amend(app, &admin, registry.unit(code), names("x", "x", &[])).await;
            assert!(matches!(refused, Err(ServiceError::Missing)), "{code}");
        }
        let added = units::add(app, &admin, township(fenghua, " 330213901 ", " 合成镇 ")).await;
        let added = added.expect("it is added");
        assert_eq!((added.code.as_deref(), added.zh.as_str()), (Some("330213901"), "合成镇"));
        let mut tx = app.store.read().await.expect("it can be read");
        let scope = coordinator.actor.may(Permission::PeopleRead).expect("coordinators read");
        assert!(stored::is_within(&mut tx, &scope, added.id).await.expect("asked"));
        drop(tx);

        let add = async |new: NewUnit| codes(units::add(app, &admin, new).await);
        assert_eq!(add(township(fenghua, "330213901", "合成二镇")).await, ["taken"]);
        assert_eq!(add(township(fenghua, "330213902", "合成镇")).await, ["taken"]);
        assert_eq!(add(township(fenghua, "330213902", "锦屏街道")).await, ["taken"]);
        assert_eq!(add(township(fenghua, "330283902", "合成二镇")).await, ["code"]);
        assert_eq!(add(township(fenghua, "3302139", "合成二镇")).await, ["code"]);
        let nameless =
            NewUnit { names: names(" ", "Nameless", &[]), ..township(fenghua, "330213902", "") };
        assert_eq!(add(nameless).await, ["name"]);
        assert_eq!(add(township(added.id, "330213902", "合成二镇")).await, ["level"]);
        let area =
            NewUnit { kind: UnitKind::Area, code: None, ..township(fenghua, "", "合成新区") };
        let area = units::add(app, &admin, area).await.expect("an area needs no code");
        let renamed = units::amend(app, &admin, area.id, names("合成镇", "Taken", &[])).await;
        assert_eq!(codes(renamed), ["taken"]);
    })
    .await;
}

#[tokio::test]
async fn the_nearest_rules_above_hold() {
    each_engine(async |registry| {
        let rules = |max: i32| -> Rules {
            let mut rules = Rules::default();
            rules.stem_cell.max = Some(max);
            rules
        };
        let own = [(NINGBO.to_owned(), rules(40)), (JINPING.to_owned(), rules(44))];
        let settings = Settings { rules: own.into(), ..Settings::default() };
        let app = App::new(registry.app.store.clone(), settings);
        for (code, max) in [(JINPING, 44), (YUELIN, 40), (NINGBO, 40), (BAOJI, 45), (NATION, 45)] {
            let rules = units::rules_for(&app, registry.unit(code)).await.expect("asked");
            assert_eq!(rules.entry_age(Programme::StemCell).max, Some(max), "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn ledgers_find_units_by_all_their_names() {
    each_engine(async |registry| {
        let directory = units::directory(&registry.app).await.expect("asked");
        let (fenghua, jinping) = (registry.unit(FENGHUA), registry.unit(JINPING));
        for text in ["锦屏", "锦屏街道", JINPING, "奉化区锦屏"] {
            assert_eq!(directory.resolve(text, Some(&fenghua)), Resolution::One(jinping), "{text}");
        }
        let baoji = registry.unit(BAOJI);
        assert_eq!(directory.resolve("锦屏街道", Some(&baoji)), Resolution::None);
    })
    .await;
}
