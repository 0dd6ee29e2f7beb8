//! The list of calls, one call, what came of it, and the sheet.

use lifelight::domain::permissions::Role;

use super::{coordinator, noticed};
use crate::{
    console_people::visitor::{Seen, Visitor},
    support::{
        people::{name, phone},
        registry::{JINPING, YUELIN, each_engine},
    },
};

/// A number as it is read out.
fn grouped(phone: &str) -> String {
    format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..])
}

async fn result(visitor: &Visitor, call: &str, version: &str, fields: &[(&str, &str)]) -> Seen {
    let also = [("version", version)];
    let fields: Vec<_> = fields.iter().copied().chain(also).collect();
    visitor.post(&format!("{call}/result"), &fields).await
}

#[tokio::test]
async fn the_next_call_is_a_key_away_and_everything_stays_masked_until_it_is_opened() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        somebody.get("/calls").await.shows(&["今天要打的电话都打完了"]);
        let first = noticed(&somebody, registry, &caller, 1).await;
        let second = noticed(&somebody, registry, &caller, 2).await;
        let home = somebody.get("/").await;
        home.shows(&["href=\"/calls\"", "个初配案例待联络或跟进"]);

        let list = somebody.get("/calls").await;
        list.shows(&["钱**", "孙**", "154****0001", "…0002", "个工作日", "现在要打的电话"]);
        list.hides(&[&name(1), &phone(1), &name(2), &phone(2)]);
        assert_eq!(list.text.matches("autofocus").count(), 1, "the cursor stands on one button");
        assert_eq!(list.text.matches("button good main\" data-key=\"c\"").count(), 1);

        let call = first.replace("/match-cases/", "/calls/");
        assert_eq!(somebody.get(&call).await.location(), "/calls", "a call is opened by a button");
        let opened = somebody.post(&call, &[]).await;
        assert_eq!(opened.headers["cache-control"], "no-store");
        let tel = format!("href=\"tel:{}\"", phone(1));
        opened.shows(&[&name(1), &grouped(&phone(1)), &tel, "亲友1", "亲友2", "先打这个"]);
        opened.shows(&["为确认没有打错", "不提登记", "data-key=\"3\"", "data-key=\"8\""]);
        let title = opened.text.split("</title>").next().unwrap_or_default();
        assert!(!title.contains("钱"), "a title stays in the browser's history");
        somebody.get(&first).await.shows(&["打开联络任务", "待联络", "钱**"]);
        somebody.get(&second).await.hides(&["打开联络任务"]);
    })
    .await;
}

#[tokio::test]
async fn what_came_of_a_call_is_written_down_and_the_next_one_stands_first() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        let first = noticed(&somebody, registry, &caller, 1).await;
        let second = noticed(&somebody, registry, &caller, 2).await;
        let call = first.replace("/match-cases/", "/calls/");

        // What does not fit comes back as it was typed.
        let typed = [("number", "0-0001"), ("result", "will_not_pass_on"), ("note", "合成备注")];
        let unfit = result(&somebody, &call, "1", &typed).await;
        assert_eq!(unfit.status, 422);
        unfit.shows(&["合成备注", "只用于亲友的号码", "data-focus", "value=\"0-0001\" checked"]);
        let typed = [("number", ""), ("result", "no_answer"), ("new_phone", "12")];
        let wrong = result(&somebody, &call, "1", &typed).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["value=\"12\"", "id=\"f-new_phone-problem\""]);

        let no_answer = [("number", "0"), ("result", "no_answer"), ("note", "合成备注")];
        let saved = result(&somebody, &call, "1", &no_answer).await;
        assert_eq!((saved.status, saved.location()), (303, "/calls"));
        let late = result(&somebody, &call, "1", &no_answer).await;
        assert_eq!((late.status, late.value("version")), (409, "2"));
        late.shows(&["合成备注</textarea>", "此案例刚被更改", "无人接听"]);
        let list = somebody.get("/calls").await;
        list.shows(&["今天已经打过", "无人接听", "亲友1"]);
        let here = |path: &str| list.text.find(path).unwrap_or_else(|| panic!("no {path}"));
        assert!(here(&second) < here(&first), "who was just tried does not stand in the way");
        somebody.get(&first).await.shows(&["合成备注", "154****0001", "已拨 1 次"]);
        let again = somebody.post(&call, &[]).await;
        again.shows(&["合成备注", "以前打过", "value=\"1-0002\" checked"]);

        let willing = [("number", "0"), ("result", "willing")];
        let said = result(&somebody, &call, "2", &willing).await;
        assert_eq!((said.status, said.location()), (303, "/calls"));
        somebody.get("/calls").await.shows(&["已愿意,正在跟进", "初筛愿意"]);
        somebody.get(&first).await.shows(&["下一步:已再动员面谈", "结束案例"]);

        let other = second.replace("/match-cases/", "/calls/");
        let refuses = [("number", "0"), ("result", "refuses")];
        let said = result(&somebody, &other, "1", &refuses).await;
        assert_eq!(said.location(), format!("{second}/end"));
        somebody.get(&second).await.shows(&["联系上本人"]);
        let learnt = [("number", ""), ("result", "no_answer"), ("new_phone", "15499998888")];
        assert_eq!(result(&somebody, &other, "2", &learnt).await.status, 303);
        somebody.get(&second).await.shows(&["154****8888"]);
    })
    .await;
}

#[tokio::test]
async fn the_sheet_is_masked_until_its_calls_are_opened() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        let case = noticed(&somebody, registry, &caller, 1).await;
        let masked = somebody.get("/calls/sheet").await;
        masked.shows(&["联络单", "钱**", "154****0001"]);
        masked.hides(&[&name(1), &phone(1), &grouped(&phone(1))]);
        somebody.get(&case).await.hides(&["打开联络任务"]);
        let whole = somebody.post("/calls/sheet", &[]).await;
        whole.shows(&[&name(1), &grouped(&phone(1)), "粉碎", "亲友2"]);
        somebody.get(&case).await.shows(&["打开联络任务"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_sees_or_calls() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        let case = noticed(&somebody, registry, &caller, 1).await;
        let call = case.replace("/match-cases/", "/calls/");
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let (other, _) = Visitor::at(registry, role, JINPING).await;
            for page in ["/calls", "/calls/sheet", "/match-cases/reviews", &case] {
                let seen = other.get(page).await;
                assert_eq!(seen.status, 403, "{role:?} {page}");
                seen.hides(&["href=\"/calls\""]);
            }
            assert_eq!(other.post(&call, &[]).await.status, 403, "{role:?}");
        }
        let (elsewhere, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        assert_eq!(elsewhere.get(&case).await.status, 404);
        assert_eq!(elsewhere.post(&call, &[]).await.status, 404);
        elsewhere.get("/calls").await.hides(&["钱**"]);
        assert_eq!(somebody.get("/match-cases/reviews").await.status, 403);
        assert_eq!(somebody.get("/match-cases/nobody").await.status, 404);
        let forged = somebody.post_as(&call, &[], &[]).await;
        assert_eq!(forged.status, 403, "only from our own pages");
    })
    .await;
}
