//! The national list of the demo's year: some volunteers of the county are to be contacted again.

use std::{fmt::Write as _, io::Cursor};

use chrono::{Datelike, Days};

use super::{Failure, office::COORDINATOR, office::Office};
use crate::{
    domain::{programmes::Programme, registrations::RegistrationStatus, retention::RetentionList},
    service::{imports, search},
    store::search::Filter,
};

/// The list came so many days ago.
const CAME: u64 = 3;
/// So many volunteers stand on it.
const LISTED: usize = 8;

/// Imports the list.
pub async fn import(office: &Office) -> Result<(), Failure> {
    let received_on = office.plan.as_of - Days::new(CAME);
    let caller = office.caller(COORDINATOR).clone();
    let filter = Filter {
        programme: Some(Programme::StemCell),
        status: Some(RegistrationStatus::Active),
        ..Filter::default()
    };
    let query = search::Query { filter, ..search::Query::default() };
    let found = search::find(&office.app, &caller, &query).await?;
    let rows = found.people.iter().flat_map(|person| &person.registrations);
    let pooled = rows.filter(|row| row.pooled_on.is_some());
    let mut text = String::from("国家库登记号\n");
    for number in pooled.filter_map(|row| row.details.national_number.as_ref()).take(LISTED) {
        writeln!(text, "{number}")?;
    }
    let list = RetentionList { year: received_on.year(), received_on };
    let source = Cursor::new(text.into_bytes());
    imports::enter_list(&office.app, &caller, office.county, "名单.csv", source, list).await?;
    Ok(())
}
