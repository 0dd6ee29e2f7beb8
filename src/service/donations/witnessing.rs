//! The record of a recovery, and the signatures of those who witnessed it.

use uuid::Uuid;

use super::work::Work;
use crate::{
    domain::{
        audit::Action,
        donations::{
            consequences, inputs::WitnessInput, stages::Stage, witnessing::WitnessSignature,
        },
        words::{Problem, Words},
    },
    service::{App, Caller, Result},
};

/// Writes the record, or writes it anew; whoever signed the former one signs again.
///
/// # Errors
/// Where death has not been determined, and every problem of the form.
pub async fn write_witness(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &WitnessInput,
) -> Result<i64> {
    let record = input.read(app.today())?;
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        work.donation.write_witness(record, app.today())?;
        work.finish(app, caller, Action::DonationAdvanced).await
    };
    app.witness(caller, act.await).await
}

/// Signs the record as the coordinator whose account the caller is. The second signature closes it.
///
/// # Errors
/// Where the caller is not assigned, may not witness, or has signed already.
pub async fn sign(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        let (own, account) = (work.own_entry(caller).await?, caller.actor.account_id());
        let (own, account) = own.zip(account).ok_or_else(not_in_register)?;
        let signature = WitnessSignature { coordinator: own.id, account, at: work.tx.now };
        work.donation.sign(&own, signature, app.today())?;
        if let (Stage::Witnessed, Some(on)) = (work.donation.stage(), work.donation.realised_on()) {
            let programme = work.donation.programme;
            consequences::after_step(&mut work.person, programme, Stage::Witnessed, on);
        }
        work.finish(app, caller, Action::DonationWitnessed).await
    };
    app.witness(caller, act.await).await
}

fn not_in_register() -> Problem {
    let words = Words::new(
        "您的账号没有关联协调员证件，不能签名；请由被指派的协调员本人登录签名。",
        "Your account is not a coordinator's; the assigned coordinator has to sign under her own.",
    );
    Problem::new("witness", "not_in_register", words)
}
