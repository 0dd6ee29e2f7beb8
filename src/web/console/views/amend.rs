//! What is known of a person already, asked again: to amend her record, one of her registrations, or
//! to add one.

use super::choices::{Choice, RegisterChoices};
use super::controls::Width;
use super::fields::Field;
use super::forms::Form;
use super::programmes;
use super::register;
use super::sections::Section;
use super::signing;
use super::values::Values;
use crate::domain::words::Words;

/// The form that amends the person `id`: all of the registration form that is about the person and
/// not about one of her programmes or consents. The unit changes by a transfer.
pub fn amend_form(
    id: &str,
    csrf: &str,
    values: &Values,
    choices: &RegisterChoices,
    reasons: &[Choice],
) -> Form {
    let mut identity = register::identity(values, choices);
    identity.fields.retain(|field| field.name != "unit");
    let submit = Words::new("保存更改", "Save changes");
    let mut form = Form::new(format!("/people/{id}/amend"), csrf, submit)
        .section(identity)
        .section(register::contact(values, |n| phone(values, n, reasons)))
        .section(register::relatives(values, choices))
        .section(programmes::executors(values, choices))
        .section(register::more(values, choices))
        .cancel(format!("/people/{id}"));
    form.check_url = Some(format!("/register/check?except={id}"));
    form.long = true;
    form
}

/// A phone that is known already may have been verified, or be of no use any more.
fn phone(values: &Values, n: &str, reasons: &[Choice]) -> Vec<Field> {
    let (verified, invalid) = (format!("phone_{n}_verified_on"), format!("phone_{n}_invalid"));
    let usable = std::iter::once(Choice::new("", Words::new("可用", "in use")));
    let list = usable.chain(reasons.iter().cloned()).collect();
    let verified_on = values.get(&verified).to_owned();
    let reason = values.get(&invalid).to_owned();
    vec![
        register::phone(values, n).width(Width::Half),
        Field::day(verified, Words::new("最近核实", "Verified"), verified_on).width(Width::Quarter),
        Field::select(invalid, Words::new("状态", "State"), list, reason).width(Width::Quarter),
    ]
}

/// The form about one registration of `programme`, new or amended.
pub fn registration_form(
    action: &str,
    csrf: &str,
    programme: &str,
    values: &Values,
    choices: &RegisterChoices,
) -> Form {
    let cornea = Words::new("眼角膜", "Cornea");
    let particulars = match programme {
        "stem_cell" => programmes::stem_cell(values, choices),
        "organ" => programmes::organ(values, choices),
        "cornea" => Section::new("cornea", cornea, programmes::terms(values, choices)),
        "tissue" => programmes::tissue(values, choices),
        _ => programmes::body(values, choices),
    };
    let mut form = Form::new(action, csrf, Words::new("保存", "Save"))
        .section(Section { switch: None, ..particulars });
    if programme != "stem_cell" {
        form = form.section(signing::family(values, choices));
    }
    form.section(signing::proxy(values, choices)).section(register::finish(values, choices))
}
