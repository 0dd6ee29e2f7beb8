//! Two records of one person become one, with a way back.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    deaths::Death,
    donations::Donation,
    person::{Person, PersonStatus},
    wishes::Wishes,
    words::{Problem, Words},
};

/// What a merge moved, without any personal data: ids of rows, positions of phones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    /// Registrations, consents and relatives that went to the kept record.
    rows: Vec<Uuid>,
    /// Match cases that went to the kept record.
    #[serde(default)]
    pub cases: Vec<Uuid>,
    /// Donations after death that went to the kept record.
    #[serde(default)]
    pub donations: Vec<Uuid>,
    /// Tasks of the volunteer team that went to the kept record.
    #[serde(default)]
    pub tasks: Vec<Uuid>,
    /// Entries of the memorial that went to the kept record.
    #[serde(default)]
    pub memorials: Vec<Uuid>,
    /// Honours that went to the kept record.
    #[serde(default)]
    pub honours: Vec<Uuid>,
    /// Invitations to commemorations that went to the kept record.
    #[serde(default)]
    pub invitations: Vec<Uuid>,
    /// Memberships that went to the kept record.
    #[serde(default)]
    pub memberships: Vec<Uuid>,
    /// Contacts that went to the kept record.
    #[serde(default)]
    pub contacts: Vec<Uuid>,
    /// Positions, among the dropped record's phones, of those the kept record did not have.
    phones: Vec<usize>,
    /// Whether the kept record became do-not-contact by the merge.
    silenced: bool,
    /// Whether the kept record took over the wishes.
    #[serde(default)]
    wishes: bool,
    /// What the dropped record was.
    was_deceased: bool,
    /// Whether the kept record learnt of the death by the merge.
    #[serde(default)]
    pub died: bool,
    /// Match cases that ended because the kept record learnt of the death.
    #[serde(default)]
    pub ended: Vec<Uuid>,
}

/// Moves all of `dropped` that `kept` does not have, and marks `dropped` as merged. A standing word on a
/// programme stays with the kept record; the dropped record's one is kept where it was, as history.
///
/// # Errors
/// Where they are one record, or one of them was merged already.
pub fn merge(kept: &mut Person, dropped: &mut Person) -> Result<Moved, Problem> {
    if kept.id == dropped.id
        || kept.status == PersonStatus::Merged
        || dropped.status == PersonStatus::Merged
    {
        return Err(not_mergeable());
    }
    let mut moved =
        Moved { was_deceased: dropped.status == PersonStatus::Deceased, ..Moved::default() };

    let taken: Vec<_> =
        kept.registrations.iter().filter(|r| r.stands()).map(|r| r.programme).collect();
    let (go, stay) =
        dropped.registrations.drain(..).partition(|r| !r.stands() || !taken.contains(&r.programme));
    let go: Vec<_> = go;
    dropped.registrations = stay;
    moved.rows.extend(go.iter().map(|row| row.id));
    kept.registrations.extend(go);

    moved.rows.extend(dropped.consents.iter().map(|row| row.id));
    kept.consents.append(&mut dropped.consents);
    moved.rows.extend(dropped.relatives.iter().map(|row| row.id));
    kept.relatives.append(&mut dropped.relatives);
    step(kept, &moved.rows);

    for (position, contact) in dropped.contacts.phones.iter().enumerate() {
        if !kept.contacts.phones.iter().any(|known| known.phone == contact.phone) {
            moved.phones.push(position);
            kept.contacts.phones.push(contact.clone());
        }
    }
    let documents =
        [&dropped.identity.document].into_iter().chain(&dropped.identity.former_documents);
    for document in documents {
        if *document != kept.identity.document && !kept.identity.former_documents.contains(document)
        {
            kept.identity.former_documents.push(document.clone());
        }
    }
    // What she wished for is told by the record that lives on; where it says nothing, by the other.
    moved.wishes = kept.wishes == Wishes::default() && dropped.wishes != kept.wishes;
    if moved.wishes {
        kept.wishes = dropped.wishes.clone();
    }
    // Who asked once not to be called is not called because of a merge.
    moved.silenced = dropped.do_not_contact && !kept.do_not_contact;
    kept.do_not_contact |= dropped.do_not_contact;
    // Who died does not live on because of a merge.
    moved.died = moved.was_deceased && kept.status == PersonStatus::Living;
    if moved.died {
        kept.status = PersonStatus::Deceased;
        // Revoked, it takes back no silence that the kept record had of its own.
        let silenced = moved.silenced;
        let of_hers = |death: Death| Death { silenced: death.silenced && silenced, ..death };
        kept.death = dropped.death.clone().map(of_hers);
    }
    dropped.status = PersonStatus::Merged;
    dropped.merged_into = Some(kept.id);
    Ok(moved)
}

/// Takes a merge back: the moved rows return as they are now. A death that came along goes back with them, unless
/// `died_otherwise`: a donation that stays with the kept record tells of it. Where it was revoked meanwhile, neither
/// record says it any more.
///
/// # Errors
/// Where `dropped` is not merged into `kept`.
pub fn unmerge(
    kept: &mut Person,
    dropped: &mut Person,
    moved: &Moved,
    died_otherwise: bool,
) -> Result<(), Problem> {
    if dropped.merged_into != Some(kept.id) {
        return Err(not_mergeable());
    }
    let comes_back = |id: Uuid| moved.rows.contains(&id);
    dropped.registrations.extend(kept.registrations.extract_if(.., |row| comes_back(row.id)));
    dropped.consents.extend(kept.consents.extract_if(.., |row| comes_back(row.id)));
    dropped.relatives.extend(kept.relatives.extract_if(.., |row| comes_back(row.id)));
    step(dropped, &moved.rows);
    for position in &moved.phones {
        if let Some(contact) = dropped.contacts.phones.get(*position) {
            kept.contacts.phones.retain(|known| known.phone != contact.phone);
        }
    }
    let documents: Vec<_> = [&dropped.identity.document]
        .into_iter()
        .chain(&dropped.identity.former_documents)
        .cloned()
        .collect();
    kept.identity.former_documents.retain(|document| !documents.contains(document));
    if moved.wishes && kept.wishes == dropped.wishes {
        kept.wishes = Wishes::default();
    }
    if moved.silenced {
        kept.do_not_contact = false;
    }
    let revoked = moved.died && kept.status == PersonStatus::Living;
    if moved.died && !revoked {
        kept.death = None;
        if !died_otherwise {
            kept.status = PersonStatus::Living;
        }
    }
    dropped.status = if moved.was_deceased { PersonStatus::Deceased } else { PersonStatus::Living };
    dropped.merged_into = None;
    if revoked && dropped.death.is_some() {
        dropped.live_again()?;
    }
    Ok(())
}

/// A row that goes from one record to the other is there at its next version: the record that it left keeps what it
/// was at this one, and would not take it a second time.
fn step(person: &mut Person, moved: &[Uuid]) {
    let registrations = person.registrations.iter_mut().map(|row| (row.id, &mut row.version));
    let consents = person.consents.iter_mut().map(|row| (row.id, &mut row.version));
    let relatives = person.relatives.iter_mut().map(|row| (row.id, &mut row.version));
    let rows = registrations.chain(consents).chain(relatives);
    for (_, version) in rows.filter(|(id, _)| moved.contains(id)) {
        *version += 1;
    }
}

/// Two donations of one programme are under way, one of each record.
pub fn two_donations(kept: &Donation, dropped: &Donation) -> Problem {
    let Words { zh, en } = kept.programme.label();
    let days = [kept.called_on, dropped.called_on];
    Problem::new(
        "merge",
        "two_donations",
        Words::made(
            format!(
                "两条记录各有一件在办的{zh}捐献（报案日期：保留的 {}，并入的 {}），合并后只能有一件：请先打开并入记录的那一件，办结或以“未能实现”结束，再复核合并。",
                days[0], days[1]
            ),
            format!(
                "Each record has a donation under way ({en}; called in on {}, kept, and on {}, dropped), and one person has one: finish the dropped record's, or end it as not realised, then merge.",
                days[0], days[1]
            ),
        ),
    )
}

fn not_mergeable() -> Problem {
    Problem::new(
        "other",
        "not_mergeable",
        Words::new(
            "这两条记录不能合并:它们是同一条，或其中一条已被合并。",
            "These records cannot be merged: they are one, or one of them was merged already.",
        ),
    )
}
