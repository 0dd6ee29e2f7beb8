//! Adding a member, amending her, and who may contact her.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{act, href, ledger_form, refused};
use crate::{
    domain::{
        audit::UnmaskReason,
        care::{
            contact::{ContactKind, ContactRule, Way},
            inputs::{MemberInput, RuleInput},
            members::{Kinship, Member},
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        care::{self as service, Shown, members},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{id_in, names, problems},
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Choice, Fact, Field, FormPage, Section, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/care/{id}/members/new", get(ask_new).post(add))
        .route("/care/{id}/members/{member}/amend", get(ask_amend).post(amend))
        .route("/care/{id}/members/{member}/rule", get(ask_rule).post(set_rule))
}

fn member_input(values: &Values) -> MemberInput {
    let text = |name: &str| values.get(name).to_owned();
    MemberInput {
        name: text("name"),
        kinship: text("kinship"),
        birth_date: text("birth_date"),
        phone: text("phone"),
        address: text("address"),
        school: text("school"),
        guardian_by: text("guardian_by"),
        guardian_on: text("guardian_on"),
    }
}

fn rule_input(values: &Values) -> RuleInput {
    RuleInput {
        contact: values.get("contact").to_owned(),
        contact_by: id_in(values, "contact_by"),
        ways: values.all("ways"),
    }
}

fn who(values: &Values) -> Section {
    let kinships = std::iter::once(Choice::none())
        .chain(each(Kinship::ALL, Kinship::code, Kinship::label))
        .collect();
    let get = |name: &str| values.get(name).to_owned();
    let fields = vec![
        Field::text("name", Words::new("姓名", "Name"), get("name")).most(60).required().first(),
        Field::select(
            "kinship",
            Words::new("与捐献者或登记者的关系", "What she is to the donor"),
            kinships,
            get("kinship"),
        )
        .required(),
        Field::day("birth_date", Words::new("出生日期", "Date of birth"), get("birth_date"))
            .width(Width::Half)
            .hint("在学子女必填", "needed for a child at school"),
        Field::phone("phone", Words::new("电话", "Phone"), get("phone")).most(40),
        Field::text("address", Words::new("住址", "Address"), get("address"))
            .most(200)
            .width(Width::Full),
    ];
    Section::new("who", Words::new("成员", "The member"), fields)
}

fn child(values: &Values) -> Section {
    let get = |name: &str| values.get(name).to_owned();
    let by = Words::new("同意的监护人", "Guardian who consented");
    let fields = vec![
        Field::text("school", Words::new("学校", "School"), get("school")).most(60),
        Field::text("guardian_by", by, get("guardian_by")).most(60),
        Field::day("guardian_on", Words::new("同意日期", "Day of the consent"), get("guardian_on"))
            .width(Width::Half),
    ];
    Section::new("child", Words::new("在学子女", "A child at school"), fields).about(
        "未满 14 周岁的，须先取得监护人同意（个人信息保护法第三十一条），否则请不要录入",
        "under 14 a guardian has to consent first (PIPL 31); without it, do not enter the child",
    )
}

/// Who may contact her: anybody, one coordinator (`named`, else whoever fills in the form), or nobody.
fn rule(values: &Values, named: Option<(Uuid, String)>) -> Section {
    let contact = each(ContactKind::ALL, ContactKind::code, ContactKind::label);
    let ways = each(Way::ALL, Way::code, Way::label);
    let mut fields = vec![
        Field::radios(
            "contact",
            Words::new("是否可以联系", "May she be contacted?"),
            contact,
            values.get("contact"),
        )
        .required()
        .width(Width::Full),
    ];
    let me = Words::new("由我本人联系", "By me");
    let mut by = vec![Choice::new("", me)];
    if let Some((account, name)) = named {
        by.push(Choice::new(account.to_string(), Words::made(name, "")));
    }
    let label = Words::new("仅限哪位协调员", "Which coordinator");
    fields.push(
        Field::select("contact_by", label, by, values.get("contact_by"))
            .hint("只在选“仅限一位协调员联系”时有效", "where only one coordinator may"),
    );
    let label = Words::new("同意的联系方式", "Ways she agreed to");
    fields.push(Field::checks("ways", label, ways, values.all("ways")));
    Section::new("rule", Words::new("联系约定", "Contact"), fields).about(
        "以对方亲口所说为准；不愿意的，选“不联系”",
        "as she said herself; where she would rather not, choose not to be contacted",
    )
}

async fn ask_new(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&new_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn add(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let (member, rule) = (member_input(&values), rule_input(&values));
    let added = members::add(&app, &by.caller, id, version(&values)?, &member, &rule).await;
    done_or_again(added, &href(id), Done::Saved, async |problems| {
        new_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn new_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let title = Words::new("增加成员", "Add a member");
    let form = act(by, &ledger, values, "members/new", Words::new("保存", "Save"))
        .section(who(values))
        .section(rule(values, None))
        .section(child(values))
        .problems(problems);
    let about = Words::new(
        "只录入关怀所需、对方知情同意的信息。",
        "Only what care needs, and what she knows of and agreed to.",
    );
    Ok(ledger_form(app, by, title, &ledger, form).await?.about(about))
}

/// The form shows her in full, which is recorded as a reading to correct the record.
async fn ask_amend(
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    by: Signed,
) -> Page {
    let reason = UnmaskReason::CorrectRecord;
    match problems(members::reveal(&app, &by.caller, id, member, reason).await)? {
        Ok(revealed) => {
            let values = values_of(&revealed.member);
            Ok(form_answer(&amend_page(&app, &by, id, member, &values, &[]).await?, &[]))
        }
        Err(problems) => refused(&app, &by, id, problems).await,
    }
}

fn values_of(member: &Member) -> Values {
    let consent = member.guardian_consent.as_ref();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let pairs = [
        ("name", member.name.as_str().to_owned()),
        ("kinship", member.kinship.code().to_owned()),
        ("birth_date", day(member.birth_date)),
        ("phone", member.phone.as_ref().map(|one| one.as_str().to_owned()).unwrap_or_default()),
        ("address", member.address.clone().unwrap_or_default()),
        ("school", member.school.clone().unwrap_or_default()),
        ("guardian_by", consent.map(|one| one.by.clone()).unwrap_or_default()),
        ("guardian_on", day(consent.map(|one| one.on))),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

async fn amend(
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let input = member_input(&values);
    let amended = members::amend(&app, &by.caller, id, member, version(&values)?, &input).await;
    done_or_again(amended, &href(id), Done::Saved, async |problems| {
        amend_page(&app, &by, id, member, &values, problems).await
    })
    .await
}

async fn amend_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    member: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    ledger.member(member).ok_or(ServiceError::Missing)?;
    let path = format!("members/{member}/amend");
    let form = act(by, &ledger, values, &path, Words::new("保存", "Save"))
        .section(who(values))
        .section(child(values))
        .problems(problems);
    ledger_form(app, by, Words::new("更正成员资料", "Amend a member"), &ledger, form).await
}

async fn ask_rule(
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    by: Signed,
) -> Page {
    let shown = service::get(&app, &by.caller, id).await?;
    let known = shown.ledger.member(member).ok_or(ServiceError::Missing)?;
    let mut pairs = vec![("contact".to_owned(), known.contact.kind().code().to_owned())];
    if let ContactRule::OnlyBy { account } = known.contact {
        pairs.push(("contact_by".to_owned(), account.to_string()));
    }
    pairs.extend(known.ways.iter().map(|way| ("ways".to_owned(), way.code().to_owned())));
    let values = Values::from(pairs);
    Ok(form_answer(&rule_page(&app, &by, &shown, member, &values, &[]).await?, &[]))
}

async fn set_rule(
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let (version, input) = (version(&values)?, rule_input(&values));
    let set = members::set_rule(&app, &by.caller, id, member, version, &input).await;
    done_or_again(set, &href(id), Done::Saved, async |problems| {
        let shown = service::get(&app, &by.caller, id).await?;
        rule_page(&app, &by, &shown, member, &values, problems).await
    })
    .await
}

async fn rule_page(
    app: &App,
    by: &Signed,
    shown: &Shown,
    member: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = &shown.ledger;
    let known = ledger.member(member).ok_or(ServiceError::Missing)?;
    let named = match known.contact {
        ContactRule::OnlyBy { account } if by.caller.actor.account_id() != Some(account) => {
            let name = names(&shown.history).get(&account).cloned();
            Some((account, name.unwrap_or_else(|| "原指定的协调员 the one named".to_owned())))
        }
        _ => None,
    };
    let path = format!("members/{member}/rule");
    let form = act(by, ledger, values, &path, Words::new("保存", "Save"))
        .section(rule(values, named))
        .problems(problems);
    let title = Words::new("联系约定", "Rule of contact");
    let mut template = ledger_form(app, by, title, ledger, form).await?;
    template.facts.push(Fact::masked(Words::new("成员", "Member"), known.name.clone()));
    Ok(template)
}
