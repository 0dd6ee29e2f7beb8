//! The registration form: the one long page of the console, filled while a volunteer sits by.

use askama::Template;

use super::choices::{Choice, RegisterChoices};
use super::controls::Width;
use super::fields::Field;
use super::forms::Form;
use super::frame::Frame;
use super::programmes;
use super::sections::Section;
use super::signing;
use super::values::Values;
use super::wishes::wish_fields;
use crate::domain::words::Words;

/// The registration form, or all that an amendment asks of it again.
#[derive(Template)]
#[template(path = "register.html")]
pub struct RegisterPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// What to know before one begins.
    pub about: Words,
    /// Made by [`register_form`] or `amend_form`.
    pub form: Form,
}

/// The form with `values` shown again. Problems, warnings and the draft are set by the caller.
/// Rows are numbered from one: `phone_1`, `relative_1_name`, `executor_1_name`; wholly blank rows
/// are to be ignored. The names are those of the domain's intake and its problems.
pub fn register_form(csrf: &str, values: &Values, choices: &RegisterChoices) -> Form {
    let mut form = Form::new("/register", csrf, Words::new("保存登记", "Save registration"))
        .section(identity(values, choices))
        .section(contact(values, |n| vec![phone(values, n)]))
        .section(programmes::heading())
        .section(programmes::stem_cell(values, choices))
        .section(programmes::organ(values, choices))
        .section(programmes::cornea(values))
        .section(programmes::body(values, choices))
        .section(programmes::tissue(values, choices))
        .section(programmes::executors(values, choices))
        .section(relatives(values, choices))
        .section(signing::family(values, choices))
        .section(wishes(values, choices))
        .section(consents_heading())
        .sections(choices.purposes.iter().map(|purpose| consent(purpose, values, choices)))
        .section(more(values, choices))
        .section(programmes::refusal(values, choices))
        .section(signing::proxy(values, choices))
        .section(finish(values, choices));
    form.check_url = Some("/register/check".to_owned());
    form.long = true;
    form
}

/// “请选择” and then the list.
pub(super) fn asked(choices: &[Choice]) -> Vec<Choice> {
    std::iter::once(Choice::none()).chain(choices.iter().cloned()).collect()
}

pub(super) fn identity(values: &Values, choices: &RegisterChoices) -> Section {
    let kind = values.get_or("document_kind", "resident_id");
    let fields = vec![
        Field::select(
            "document_kind",
            Words::new("证件类型", "Document"),
            choices.document_kinds.clone(),
            kind,
        )
        .required()
        .width(Width::Third)
        .check("document_number"),
        Field::text(
            "document_number",
            Words::new("证件号码", "Number"),
            values.get("document_number"),
        )
        .required()
        .most(40)
        .width(Width::TwoThirds)
        .check("document_kind")
        .hint(
            "离开此格即核对校验位，并查是否已在册",
            "checked on leaving, also whether already registered",
        )
        .first(),
        Field::text("name", Words::new("姓名", "Name"), values.get("name"))
            .required()
            .most(60)
            .width(Width::Quarter)
            .check(""),
        Field::radios("sex", Words::new("性别", "Sex"), choices.sexes.clone(), values.get("sex"))
            .width(Width::Half)
            .check("document_kind document_number"),
        Field::day("birth_date", Words::new("出生日期", "Date of birth"), values.get("birth_date"))
            .check("document_kind document_number")
            .width(Width::Quarter)
            .hint("身份证可推算，不必填写", "read from a resident ID"),
        Field::select(
            "unit",
            Words::new("归属机构", "Unit"),
            asked(&choices.units),
            values.get("unit"),
        )
        .required()
        .check("document_kind document_number"),
    ];
    Section::new("identity", Words::new("本人", "Identity"), fields)
}

/// How to reach the person; `row` draws the questions about one phone.
pub(super) fn contact(values: &Values, row: impl Fn(&str) -> Vec<Field>) -> Section {
    let line = |name: &str, label: Words, most: usize| {
        Field::text(name, label, values.get(name)).most(most)
    };
    let email = Words::new("电子邮箱", "E-mail");
    let fields = vec![
        line("address", Words::new("现住址", "Address"), 200).width(Width::Full),
        Field::line("email", email, values.get("email"), "email", "off", "email")
            .most(120)
            .check(""),
        line("wechat", Words::new("微信号", "WeChat"), 60),
    ];
    let title = Words::new("联系方式", "Contact");
    Section::new("contact", title, fields)
        .about(
            "第一个电话为常用号码，其余为备用",
            "the first phone is the primary one, the others are spare",
        )
        .rows("phones", Words::new("电话", "Phone"), values.rows("phone"), 2, row)
}

/// The number of the `n`th phone.
pub(super) fn phone(values: &Values, n: &str) -> Field {
    let name = format!("phone_{n}");
    let value = values.get(&name).to_owned();
    Field::phone(name, Words::new("电话号码", "Phone number"), value)
        .most(40)
        .width(Width::Full)
        .check("")
}

pub(super) fn relatives(values: &Values, choices: &RegisterChoices) -> Section {
    let row = |n: &str| {
        let name = |part: &str| format!("relative_{n}_{part}");
        let relation = values.get(&name("relation")).to_owned();
        vec![
            Field::text(name("name"), Words::new("姓名", "Name"), values.get(&name("name")))
                .most(60)
                .width(Width::Quarter)
                .check(""),
            Field::select(
                name("relation"),
                Words::new("关系", "Relation"),
                asked(&choices.relations),
                relation,
            )
            .width(Width::Quarter),
            Field::phone(name("phone"), Words::new("电话", "Phone"), values.get(&name("phone")))
                .most(40)
                .width(Width::Half)
                .check(""),
            Field::text(
                name("address"),
                Words::new("住址", "Address"),
                values.get(&name("address")),
            )
            .most(200)
            .width(Width::Full),
        ]
    };
    Section::new("relatives", Words::new("两位亲友", "Two relatives or friends"), Vec::new())
        .about(
            "找不到本人时联系；两位应不同住址",
            "to find the volunteer again; at two different addresses",
        )
        .rows("relatives", Words::new("亲友", "Relative"), values.rows("relative"), 2, row)
}

/// What she wishes for after her death.
fn wishes(values: &Values, choices: &RegisterChoices) -> Section {
    let fields = wish_fields(values, &choices.wishes);
    let filled = fields.iter().any(|field| values.any(&field.name));
    Section::new("wishes", Words::new("身后意愿（可不填）", "Wishes, optional"), fields)
        .about("每一项都可不填，以后随时可改", "each may be left open and changed later")
        .folded(filled)
}

fn consents_heading() -> Section {
    Section::new("consents", Words::new("同意", "Consents"), Vec::new()).about(
        "逐项征得单独同意；勾选后填写日期与方式，日期留空即为登记日期",
        "asked one by one; no date means the day of registration",
    )
}

fn consent(purpose: &Choice, values: &Values, choices: &RegisterChoices) -> Section {
    let name = format!("consent_{}", purpose.value);
    let (on, way) = (format!("{name}_on"), format!("{name}_way"));
    let ways = Words::new("方式", "Way");
    let mut fields = vec![
        Field::day(&on, Words::new("同意日期", "Given on"), values.get(&on)).check(""),
        Field::select(&way, ways, choices.ways.clone(), values.get(&way)).width(Width::Third),
    ];
    if purpose.value == "passing_on" {
        let recipient = Words::new("接收方", "Recipient");
        let field = Field::text("recipient", recipient, values.get("recipient"));
        fields.push(field.most(120).width(Width::Third));
    }
    let ticked = values.has(&name, "yes");
    Section::new(&name, purpose.label.clone(), fields).switched(&name, "yes", ticked)
}

pub(super) fn more(values: &Values, choices: &RegisterChoices) -> Section {
    let names = ["ethnicity", "education", "employer", "school", "graduation_month", "blood_type"];
    let text = |name: &str, label: Words, most: usize| {
        Field::text(name, label, values.get(name)).most(most).width(Width::Third)
    };
    let month = Words::new("预计毕业年月", "Graduates in");
    let month = Field::line(names[4], month, values.get(names[4]), "text", "off", "numeric");
    let blood = Words::new("血型", "Blood group");
    let fields = vec![
        text("ethnicity", Words::new("民族", "Ethnicity"), 40).suggest(&choices.ethnicities),
        text("education", Words::new("文化程度", "Education"), 40).suggest(&choices.educations),
        Field::select("blood_type", blood, asked(&choices.blood_types), values.get("blood_type"))
            .width(Width::Third),
        text("employer", Words::new("职业或单位", "Employer"), 120),
        text("school", Words::new("院校", "School"), 120).hint(
            "在读学生填写，毕业前提醒更新联系方式",
            "students: contact is refreshed before graduation",
        ),
        month.width(Width::Third).hint("例 2027-06", "e.g. 2027-06").check(""),
    ];
    let filled = names.iter().any(|name| values.any(name));
    Section::new("more", Words::new("更多情况（可不填）", "More, optional"), fields).folded(filled)
}

pub(super) fn finish(values: &Values, choices: &RegisterChoices) -> Section {
    let registered = Words::new("登记日期", "Registered on");
    let aware = Choice::yes_no(Words::new("知情", "knows"), Words::new("不知情", "does not know"));
    let fields = vec![
        Field::day("registered_on", registered, values.get("registered_on")).required().check(""),
        Field::select(
            "way",
            Words::new("登记方式", "Way"),
            asked(&choices.ways),
            values.get("way"),
        )
        .width(Width::Third),
        Field::text("card_no", Words::new("登记卡号", "Card no."), values.get("card_no"))
            .most(40)
            .width(Width::Third)
            .check(""),
        Field::radios(
            "family_aware",
            Words::new("家属是否知情", "Family knows"),
            aware,
            values.get("family_aware"),
        )
        .width(Width::Full),
        Field::area("remarks", Words::new("备注", "Remarks"), values.get("remarks"))
            .most(1000)
            .hint("请勿填写 HLA 分型或受者信息", "no HLA types, nothing about a recipient"),
    ];
    Section::new("finish", Words::new("登记", "Registration"), fields)
}
