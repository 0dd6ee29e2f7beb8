//! What a record was before it changed, field by field: personal data, shown for a reason.

use std::collections::BTreeMap;

use axum::{Router, extract::State, routing::post};
use uuid::Uuid;

use super::{href, without_reason};
use crate::{
    domain::{audit::UnmaskReason, differences::Difference, words::Words},
    service::{
        App,
        people::{self as service, PastChange},
    },
    web::console::{
        ids::Ids,
        office::{names, time},
        respond::{self, Page, page},
        session::Posted,
        views::{Action, Cell, ListPage, Place, Table},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/people/{id}/past", post(past).get(super::mask_again))
}

async fn past(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let Some(reason) = UnmaskReason::from_code(values.get("reason")) else {
        return without_reason(&app, &by, id).await;
    };
    let changes = service::past(&app, &by.caller, id, reason).await?;
    let history = service::get(&app, &by.caller, id).await?.history;
    let names = names(&history);
    let title = Words::new("更改历史", "What changed");
    let frame = respond::frame(&app, &by, title, Some(Place::Find)).await?;
    let rows = changes.iter().flat_map(|change| rows(&app, change, &names));
    let mut table = Table::new(&frame.csrf, Words::new("", ""), columns()).rows(rows);
    table.empty = Words::new("没有更改过", "Nothing was ever changed");
    let mut list = ListPage::new(frame, vec![table]);
    list.about = Some(Words::new(
        "每次更改前后的内容;本次查看已记入审计",
        "what each change replaced; this reading is in the audit trail",
    ));
    list.actions = vec![Action::link(href(id), Words::new("返回此人", "Back to the person"))];
    Ok(page(&list))
}

fn columns() -> Vec<Words> {
    vec![
        Words::new("时间", "When"),
        Words::new("经办", "Who"),
        Words::new("内容", "What"),
        Words::new("更改前", "Was"),
        Words::new("更改后", "Became"),
    ]
}

fn rows(app: &App, change: &PastChange, names: &BTreeMap<Uuid, String>) -> Vec<Vec<Cell>> {
    let at = time(app, change.at);
    let who = change.by.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let row = |difference: &Difference| {
        vec![
            Cell::Number(at.clone()),
            Cell::Text(who.clone()),
            Cell::Coded(label(&change.kind, &difference.field)),
            Cell::Text(difference.was.clone()),
            Cell::Text(difference.became.clone()),
        ]
    };
    change.differences.iter().map(row).collect()
}

/// The field's name; one that has none here is shown as it is kept.
fn label(kind: &str, field: &str) -> Words {
    let row = match kind {
        "registration" => Words::new("登记", "Registration"),
        "consent" => Words::new("同意", "Consent"),
        "relative" => Words::new("亲友或执行人", "Relative or executor"),
        _ => Words::new("本人", "Person"),
    };
    let last = field.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or(field);
    let name = match last {
        "name" => Words::new("姓名", "name"),
        "number" => Words::new("证件号码", "document number"),
        "kind" => Words::new("证件类型", "document"),
        "sex" => Words::new("性别", "sex"),
        "birth_date" => Words::new("出生日期", "date of birth"),
        "phone" => Words::new("电话", "phone"),
        "verified_on" => Words::new("核实日期", "verified on"),
        "invalid" => Words::new("不能用的原因", "of no use"),
        "address" => Words::new("住址", "address"),
        "email" => Words::new("电子邮箱", "e-mail"),
        "relation" => Words::new("关系", "relation"),
        "unit" => Words::new("机构", "unit"),
        "status" => Words::new("状态", "status"),
        "do_not_contact" => Words::new("请勿联系", "do not contact"),
        "registered_on" => Words::new("登记日期", "registered on"),
        "pooled_on" => Words::new("入库日期", "pooled on"),
        "ended_on" => Words::new("结束日期", "ended on"),
        "end_reason" => Words::new("结束原因", "why it ended"),
        "organs" => Words::new("器官", "organs"),
        "tissues" => Words::new("组织", "tissues"),
        "memorial" => Words::new("纪念署名", "name on a memorial"),
        "pseudonym" => Words::new("化名", "pseudonym"),
        "publicity" => Words::new("公开宣传", "publicity"),
        "letters" => Words::new("匿名书信", "letters"),
        "data" => Words::new("身后个人信息", "data after death"),
        "erase_after_years" => Words::new("满多少年删除", "erased after years"),
        "data_words" => Words::new("个人信息说明", "about the data"),
        "notarised" => Words::new("委托书已公证", "notarised"),
        "opinion" => Words::new("意见", "opinion"),
        "receipt" => Words::new("凭证号", "receipt"),
        "gifts" => Words::new("捐献内容", "what of the body"),
        "ashes" => Words::new("骨灰", "ashes"),
        "ashes_words" => Words::new("骨灰处理说明", "about the ashes"),
        "agreed" => Words::new("执行意见", "executor's opinion"),
        "signed_on" => Words::new("签名日期", "signed on"),
        "other_tissue" => Words::new("其他组织", "other tissue"),
        "on" => Words::new("日期", "day"),
        "told_by" => Words::new("告知人", "told by"),
        "note" => Words::new("说明", "note"),
        "recorded_on" => Words::new("记录日期", "recorded on"),
        "remark" => Words::new("备注", "remark"),
        other => Words::made(other.to_owned(), other.to_owned()),
    };
    Words::made(format!("{} · {}", row.zh, name.zh), format!("{}: {}", row.en, name.en))
}
