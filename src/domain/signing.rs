//! Who signs beside the registrant: her proxy, and her relatives where the region asks for it (handbook §3.3).
//! The Ningbo regulation asks for the executor's consent alone; other regions want close relatives to sign too.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    donations::families::Opinion, intake::Checks, names::Name, people::Relation, phones::Phone,
    words::Words,
};

/// Who brought the form for the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// Her name.
    pub name: Name,
    /// What she is to the person.
    pub relation: Relation,
    /// Her phone.
    pub phone: Phone,
    /// Whether the authorisation was notarised; that it was in writing and was seen is a condition.
    #[serde(default)]
    pub notarised: bool,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proxy(…)")
    }
}

/// A proxy as written.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProxyInput {
    /// Name.
    #[schema(max_length = 60)]
    pub name: String,
    /// Relation: `spouse`, `son`, `daughter`, …
    pub relation: String,
    /// Phone.
    #[schema(max_length = 40)]
    pub phone: String,
    /// Whether the written authorisation was seen.
    pub authorisation_seen: bool,
    /// Whether it was notarised.
    pub notarised: bool,
}

/// What one relative signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilySignature {
    /// Her name.
    pub name: Name,
    /// What she is to the person.
    pub relation: Relation,
    /// What she says.
    pub opinion: Opinion,
    /// The day she signed.
    pub signed_on: NaiveDate,
}

impl std::fmt::Debug for FamilySignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FamilySignature(…)")
    }
}

/// A relative's signature as written.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FamilySignatureInput {
    /// Name.
    #[schema(max_length = 60)]
    pub name: String,
    /// Relation: `spouse`, `son`, `daughter`, `father`, `mother`, …
    pub relation: String,
    /// `agrees` or `objects`.
    pub opinion: String,
    /// The day she signed.
    pub signed_on: String,
}

macro_rules! never_shown {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
never_shown!(ProxyInput, FamilySignatureInput);

impl ProxyInput {
    /// Whether nothing is said of a proxy.
    pub fn is_blank(&self) -> bool {
        let ticked = self.authorisation_seen || self.notarised;
        !ticked
            && [&self.name, &self.relation, &self.phone].iter().all(|text| text.trim().is_empty())
    }

    /// The proxy of a registration that is made by one; all of it is asked for.
    pub fn read(&self, checks: &mut Checks) -> Option<Proxy> {
        if !self.authorisation_seen {
            let words = Words::new(
                "委托登记须查验书面委托书：请查验后勾选“已查验书面委托书”，没有委托书的请本人办理。",
                "See the written authorisation and tick that it was seen; without one the person comes herself.",
            );
            checks.push("proxy_authorisation_seen", "missing", words);
        }
        for (field, text) in [("proxy_relation", &self.relation), ("proxy_phone", &self.phone)] {
            if text.trim().is_empty() {
                checks.missing(field);
            }
        }
        let relation = checks.code("proxy_relation", &self.relation, Relation::from_code);
        let phone = checks.phone("proxy_phone", &self.phone);
        let name = checks.name("proxy_name", &self.name);
        Some(Proxy { name: name?, relation: relation?, phone: phone?, notarised: self.notarised })
    }
}

impl FamilySignatureInput {
    fn is_blank(&self) -> bool {
        [&self.name, &self.relation, &self.opinion, &self.signed_on]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn read(&self, n: usize, checks: &mut Checks) -> Option<FamilySignature> {
        let field = |part: &str| format!("family_{n}_{part}");
        let said = [
            ("relation", &self.relation),
            ("opinion", &self.opinion),
            ("signed_on", &self.signed_on),
        ];
        for (part, text) in said {
            if text.trim().is_empty() {
                checks.missing(field(part));
            }
        }
        let relation = checks.code(field("relation"), &self.relation, Relation::from_code);
        let opinion = checks.code(field("opinion"), &self.opinion, Opinion::from_code);
        let signed_on = checks.day(field("signed_on"), &self.signed_on);
        let name = match Name::parse(&self.name) {
            Ok(name) => Some(name),
            Err(problem) => {
                checks.push(field("name"), problem.code(), problem.words());
                None
            }
        };
        Some(FamilySignature {
            name: name?,
            relation: relation?,
            opinion: opinion?,
            signed_on: signed_on?,
        })
    }
}

/// The signatures, wholly blank rows left out. Where the region `asks` for them, none is a problem, and so is
/// a relative who objects; elsewhere both are only written down.
pub fn family(
    inputs: &[FamilySignatureInput],
    asks: bool,
    checks: &mut Checks,
) -> Vec<FamilySignature> {
    let filled = (1..).zip(inputs).filter(|(_, input)| !input.is_blank());
    let filled: Vec<_> = filled.collect();
    let none = filled.is_empty();
    let signatures: Vec<FamilySignature> =
        filled.into_iter().filter_map(|(n, input)| input.read(n, checks)).collect();
    if asks && none {
        let words = Words::new(
            "本地区规定登记时须有近亲属签名：请填写至少一位近亲属的姓名、关系、意见和签名日期。",
            "Relatives have to sign here: name, relation, opinion and day of at least one.",
        );
        checks.push("family", "missing", words);
    }
    if asks && signatures.iter().any(|one| one.opinion == Opinion::Objects) {
        let words = Words::new(
            "有近亲属不同意，按本地区规定暂不能登记：请待家属意见一致并重新签名后再办理。",
            "A relative objects, so it cannot be registered here: come back once the family agrees and has signed.",
        );
        checks.push("family", "objects", words);
    }
    signatures
}
