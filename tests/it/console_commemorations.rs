//! The console's pages of commemorations: planned, invited by one button a step, held; and what they never show.

mod browser;

use chrono::Duration;
use lifelight::domain::permissions::Role;

use crate::{
    care::opened,
    console_people::visitor::Visitor,
    support::{
        people::{name, phone, register},
        registry::{JINPING, YUELIN, each_engine},
        team::add_member,
    },
};

#[tokio::test]
async fn a_commemoration_is_planned_and_its_guests_marked_one_by_one() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (sister, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let (ledger, member) = opened(app, &caller, 1).await;
        let person = register(app, &caller, 2).await;
        let helper = add_member(app, &caller, 3, None).await;
        clerk.get("/care").await.shows(&["href=\"/commemorations\""]);
        clerk.get("/memorials").await.shows(&["href=\"/commemorations\""]);
        let list = clerk.get("/commemorations").await;
        list.shows(&["还没有缅怀活动", "2025-06-11 中国器官捐献日", "feast=organ_day"]);
        let form = clerk.get("/commemorations/new?feast=organ_day").await;
        assert_eq!(form.value("on"), "2025-06-11");
        let blank = clerk.post("/commemorations/new", &[("title", "合成补偿")]).await;
        assert_eq!(blank.status, 422);
        blank.shows(&["合成补偿", "无偿原则", "id=\"f-place-problem\""]);
        let plan = [
            ("feast", "organ_day"),
            ("on", "2025-06-11"),
            ("title", "合成缅怀"),
            ("place", "合成纪念园"),
        ];
        let made = clerk.post("/commemorations/new", &plan).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let place = made.location().to_owned();
        clerk.get(&place).await.shows(&["筹备中", "合成纪念园", "名单上还没有人", "邀请联络单"]);
        assert_eq!(sister.get(&place).await.status, 404);

        let invite = format!("{place}/invite");
        let offered = clerk.get(&invite).await;
        offered.shows(&["王**：", "母亲", "电话、上门", "志愿服务队"]);
        offered.hides(&[&name(1), &phone(1)]);
        assert_eq!(clerk.post(&invite, &[]).await.status, 422);
        let family = format!("ledger:{ledger}:{member}");
        let team = format!("member:{helper}");
        let guests = [("guests", family.as_str()), ("guests", team.as_str())];
        assert_eq!(clerk.post(&invite, &guests).await.location(), place);
        let event = place.trim_start_matches("/commemorations/").to_owned();
        let hers = format!("/people/{person}/invite");
        clerk.get(&format!("/people/{person}")).await.shows(&["邀请参加缅怀活动"]);
        assert_eq!(clerk.post(&hers, &[]).await.status, 422);
        assert_eq!(clerk.post(&hers, &[("event", &event)]).await.location(), place);
        let again = clerk.post(&hers, &[("event", &event)]).await;
        assert_eq!(again.status, 422);
        again.shows(&["已在邀请名单上"]);

        let shown = clerk.get(&place).await;
        shown.shows(&["待邀请 3", "已电话邀请", "已上门邀请", "撤回"]);
        shown.hides(&[&name(1), &name(2), &phone(1), "到场 1 人"]);
        let at = shown.text.find("/ask\"").expect("a button");
        let guest = shown.text[..at].rsplit("/guests/").next().expect("an id").to_owned();
        let step = |act: &str| format!("{place}/guests/{guest}/{act}");
        let refused = clerk.post(&step("ask"), &[("version", "1"), ("way", "post")]).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["没有同意以此方式联系"]);
        let asked = clerk.post(&step("ask"), &[("version", "1"), ("way", "phone")]).await;
        assert_eq!(asked.location(), place);
        let reply = [("version", "2"), ("reply", "coming")];
        assert_eq!(clerk.post(&step("answer"), &reply).await.location(), place);
        clerk.get(&place).await.shows(&["2025-06-02 电话", "会来 1"]);

        let calls = format!("{place}/calls");
        clerk.get(&calls).await.shows(&["每一位都记入审计"]);
        assert_eq!(clerk.post(&calls, &[]).await.status, 422);
        let whole = clerk.post(&calls, &[("reason", "memorial")]).await;
        whole.shows(&[&name(1), &phone(1), &name(2), "data-print", "请粉碎"]);

        registry.clock.advance(Duration::days(9));
        let (clerk, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        clerk.get(&place).await.shows(&["到场 1 人", "未到场", "活动已举行"]);
        let other = step("attend");
        assert_eq!(clerk.get(&other).await.value("version"), "3");
        let many = clerk.post(&other, &[("version", "3"), ("people", "许多")]).await;
        assert_eq!(many.status, 422);
        many.shows(&["许多", "至 50 的整数"]);
        let came = [("version", "3"), ("people", "4")];
        assert_eq!(clerk.post(&other, &came).await.location(), place);
        let hold = format!("{place}/hold");
        assert_eq!(clerk.get(&hold).await.value("version"), "1");
        let report = [("version", "1"), ("report", "合成经过")];
        assert_eq!(clerk.post(&hold, &report).await.location(), place);
        clerk.get(&place).await.shows(&["已举行", "合成经过", "共到场 4 人", "已到场 4 人"]);
        let story = clerk.get(&format!("/care/{ledger}")).await;
        story.shows(&["受邀参加缅怀活动（中国器官捐献日）", "合成缅怀", "已到场 4 人", &place]);
        clerk.get(&format!("/people/{person}")).await.shows(&["合成缅怀"]);
        assert_eq!(clerk.get(&format!("{place}/cancel")).await.status, 200);
        let late = clerk.post(&format!("{place}/cancel"), &[("version", "2")]).await;
        assert_eq!(late.status, 422);
        late.shows(&["已举行或已取消"]);
    })
    .await;
}

#[tokio::test]
async fn a_ledger_is_invited_from_its_page_and_falls_off_with_its_silence() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (ledger, member) = opened(&registry.app, &caller, 1).await;
        let plan = [
            ("feast", "other"),
            ("on", "2025-06-20"),
            ("title", "合成追思"),
            ("place", "合成纪念园"),
        ];
        let place = clerk.post("/commemorations/new", &plan).await.location().to_owned();
        let event = place.trim_start_matches("/commemorations/").to_owned();
        let home = format!("/care/{ledger}");
        clerk.get(&home).await.shows(&[&format!("{home}/invite")]);
        let invite = format!("{home}/invite");
        clerk.get(&invite).await.shows(&["2025-06-20 合成追思", "（母亲）"]);
        assert_eq!(clerk.post(&invite, &[("event", &event)]).await.status, 422);
        let member = member.to_string();
        let whom = [("event", event.as_str()), ("member", member.as_str())];
        assert_eq!(clerk.post(&invite, &whom).await.location(), place);
        clerk.get(&home).await.shows(&["受邀参加缅怀活动（其他）", "待邀请"]);
        let version = clerk.get(&format!("{home}/silence")).await.value("version").to_owned();
        let stop = [("version", version.as_str()), ("on", "2025-06-02")];
        assert_eq!(clerk.post(&format!("{home}/silence"), &stop).await.location(), home);
        let shown = clerk.get(&place).await;
        shown.shows(&["已撤回", "自动撤回"]);
        shown.hides(&["已电话邀请"]);
        let home = clerk.get(&home).await;
        home.shows(&["已撤回"]);
        home.hides(&["/invite\""]);
        clerk.get(&format!("{place}/invite")).await.shows(&["没有可以增加的人"]);
    })
    .await;
}
