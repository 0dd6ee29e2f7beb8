//! The forms of accounts.

use super::super::{
    choices::each,
    views::{Choice, Fact, Field, Form, FormPage, Frame, Values, Width},
};
use crate::{
    domain::{
        permissions::Role,
        words::{Problem, Words},
    },
    service::accounts::{Account, AccountStatus},
};

/// Creating an account.
pub(super) fn new(
    frame: Frame,
    units: Vec<Choice>,
    values: &Values,
    problems: &[Problem],
) -> FormPage {
    let name = Field::line(
        "name",
        Words::new("用户名", "User name"),
        values.get("name"),
        "text",
        "off",
        "",
    )
    .required()
    .most(40)
    .first()
    .hint(
        "小写字母、数字或 . - _,请勿使用本人姓名",
        "Small letters, digits or . - _; no person's name",
    );
    let mut fields = vec![name];
    fields.extend(shared(units, values));
    let form = Form::new("/accounts/new", frame.csrf.clone(), Words::new("新建", "Create"))
        .fields(fields)
        .cancel("/accounts")
        .problems(problems);
    FormPage::new(frame, form).about(Words::new(
        "新建后显示一次性链接,由使用人自己设置密码。",
        "A one-time link is shown then, with which the holder sets the password.",
    ))
}

/// Amending one.
pub(super) fn amend(
    frame: Frame,
    units: Vec<Choice>,
    account: &Account,
    values: &Values,
    problems: &[Problem],
) -> FormPage {
    let status = each(AccountStatus::ALL, AccountStatus::code, AccountStatus::label);
    let status =
        Field::radios("status", Words::new("状态", "Status"), status, values.get("status"));
    let mut fields = shared(units, values);
    fields.push(status.width(Width::Full));
    let action = format!("/accounts/{}/amend", account.id);
    let form = Form::new(action, frame.csrf.clone(), Words::new("保存", "Save"))
        .fields(fields)
        .with("version", values.get("version"))
        .cancel("/accounts")
        .problems(problems);
    let facts = vec![Fact::new(Words::new("用户名", "User name"), account.name.clone())];
    FormPage::new(frame, form).facts(facts).about(Words::new(
        "更改角色、机构或状态后,该账号的登录、接口令牌和链接立即失效。",
        "Where role, unit or status change, sessions, API tokens and links of the account end at once.",
    ))
}

/// What the form of an account shows before anybody types.
pub(super) fn values(account: &Account) -> Values {
    let pairs = [
        ("version", account.version.to_string()),
        ("display_name", account.display_name.clone()),
        ("role", account.role.code().to_owned()),
        ("unit", account.unit.to_string()),
        ("status", account.status.code().to_owned()),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

fn shared(units: Vec<Choice>, values: &Values) -> Vec<Field> {
    let with_none = |choices: Vec<Choice>| std::iter::once(Choice::none()).chain(choices).collect();
    let roles = with_none(each(&Role::ALL, Role::code, Role::label));
    vec![
        Field::text(
            "display_name",
            Words::new("使用人姓名", "Holder's name"),
            values.get("display_name"),
        )
        .required()
        .most(60),
        Field::select("role", Words::new("角色", "Role"), roles, values.get("role")).required(),
        Field::select("unit", Words::new("机构", "Unit"), with_none(units), values.get("unit"))
            .required(),
    ]
}
