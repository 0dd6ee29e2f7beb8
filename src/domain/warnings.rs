//! What deserves a second look in a person's record but stops nothing.

use super::{
    contacts::{Relative, RelativeRole},
    person::Person,
    programmes::Programme,
    registrations::{Registration, Stance},
    words::{Problem, Words},
};

fn warning(field: &'static str, code: &'static str, zh: &'static str, en: &'static str) -> Problem {
    Problem::new(field, code, Words::new(zh, en))
}

impl Person {
    /// What deserves a second look but stops nothing.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        if self.contacts.phones.iter().all(|phone| phone.invalid.is_some()) {
            warnings.push(warning(
                "phones",
                "no_usable_phone",
                "没有可用的电话。",
                "There is no usable phone.",
            ));
        }
        warnings.extend(self.about_relatives());
        warnings.extend(self.about_executors());
        warnings.extend(self.about_order());
        if self.identity.document.sex().is_some_and(|sex| sex != self.identity.sex) {
            warnings.push(warning(
                "sex",
                "sex_conflicts_with_id",
                "性别与身份证不一致。",
                "Sex and document disagree.",
            ));
        }
        let birth = self.identity.document.birth_date();
        if birth.is_some() && birth != self.identity.birth_date {
            warnings.push(warning(
                "birth_date",
                "birth_conflicts_with_id",
                "出生日期与身份证不一致。",
                "Date of birth and document disagree.",
            ));
        }
        warnings
    }

    /// The standing offer of `programme`.
    pub fn offers(&self, programme: Programme) -> Option<&Registration> {
        self.standing(programme).filter(|standing| standing.stance == Stance::Offers)
    }

    fn about_relatives(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        let relatives: Vec<&Relative> =
            self.relatives.iter().filter(|r| r.role == RelativeRole::Relative).collect();
        if self.offers(Programme::StemCell).is_some() && relatives.len() < 2 {
            warnings.push(warning(
                "relatives",
                "one_relative",
                "建议填写两位不同住址的亲友，以免失联。",
                "Two relatives at different addresses keep a volunteer from being lost.",
            ));
        }
        let addresses: Vec<_> =
            relatives.iter().filter_map(|r| r.details.address.as_deref()).collect();
        if addresses.len() > 1 && addresses.iter().all(|address| *address == addresses[0]) {
            warnings.push(warning(
                "relatives",
                "same_address",
                "两位亲友住址相同。",
                "Both relatives live at the same address.",
            ));
        }
        warnings
    }

    /// Body and cornea need somebody who agreed to carry the donation out (Ningbo regulation on body donation).
    fn about_executors(&self) -> Option<Problem> {
        let [body, cornea] =
            [Programme::Body, Programme::Cornea].map(|programme| self.offers(programme).is_some());
        let executors = || self.relatives.iter().filter(|r| r.role == RelativeRole::Executor);
        if !(body || cornea) || executors().any(Relative::will_act) {
            return None;
        }
        Some(match (executors().next(), body) {
            (Some(_), _) => warning(
                "executors",
                "no_agreeing_executor",
                "执行人尚未签署同意执行，不计为执行人；请征得同意，或另请执行人。",
                "No executor has agreed to act, so none counts: have one sign, or name another.",
            ),
            (None, true) => warning(
                "executors",
                "body_without_executor",
                "遗体捐献没有执行人，身故后可能无法实现。",
                "Without an executor a body donation may never be carried out.",
            ),
            (None, false) => warning(
                "executors",
                "cornea_without_executor",
                "角膜捐献没有执行人，身故后可能来不及实现。",
                "Without an executor a cornea donation may come too late.",
            ),
        })
    }

    /// A receiving school may decline after organs were recovered (handbook §3.3).
    fn about_order(&self) -> Option<Problem> {
        let body = self.offers(Programme::Body)?;
        let both = body.details.whole_body() && self.offers(Programme::Organ).is_some();
        both.then(|| {
            warning(
                "programmes",
                "organs_before_body",
                "同时登记了器官与遗体：获取器官后，接收院校可能不再接收遗体。请本人说明先后，并告知执行人和接受单位。",
                "Organs and the body are both offered: after organ recovery the school may decline the body. Ask which comes first, and tell the executor and the receiving unit.",
            )
        })
    }
}

#[cfg(test)]
mod tests;
