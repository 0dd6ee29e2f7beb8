//! The plainest thing that could take a registration: one axum handler, one `INSERT` of the same
//! fields in plaintext. Its key is an id, and a unique index refuses a document that is there already.

use std::net::SocketAddr;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chrono::{DateTime, Utc};
use lifelight::{
    crypto::random::{OsRandom, new_id},
    domain::intake::Intake,
    store::db::Db,
};
use serde_json::{Value, json};

use crate::support::{clients::Target, office::serve};

const CREATE: &str = "CREATE TABLE people (id UUID PRIMARY KEY, created_at TIMESTAMPTZ NOT NULL,
    document_kind TEXT NOT NULL, document_number TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    phone TEXT NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL,
    father_name TEXT NOT NULL, father_phone TEXT NOT NULL, father_address TEXT NOT NULL,
    mother_name TEXT NOT NULL, mother_phone TEXT NOT NULL, mother_address TEXT NOT NULL,
    programme TEXT NOT NULL, sampled_on TEXT NOT NULL, card_number TEXT NOT NULL,
    national_number TEXT NOT NULL, channel TEXT NOT NULL,
    consent_purpose TEXT NOT NULL, consent_given_on TEXT NOT NULL, consent_way TEXT NOT NULL)";

const INSERT: &str = "INSERT INTO people (id, created_at, document_kind, document_number, name,
    phone, email, address, father_name, father_phone, father_address, mother_name, mother_phone,
    mother_address, programme, sampled_on, card_number, national_number, channel,
    consent_purpose, consent_given_on, consent_way)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";

/// The bare service over a database of its own.
pub struct Bare {
    /// Its database, opened as the service opens its own.
    pub db: Db,
    address: SocketAddr,
}

impl Bare {
    /// Makes the table in the empty database at `url` and serves the one route.
    pub async fn open(url: &str) -> Self {
        let db = Db::open(url).await.expect("the database opens");
        match &db {
            Db::Sqlite { writer, .. } => sqlx::query(CREATE).execute(writer.pool()).await.map(drop),
            Db::Postgres(pool) => sqlx::query(CREATE).execute(pool).await.map(drop),
        }
        .expect("the table is made");
        let router = Router::new().route("/people", post(register)).with_state(db.clone());
        Self { db, address: serve(router).await }
    }

    /// POST of a registration.
    pub fn target(&self) -> Target {
        Target::new(self.address, "/people", None)
    }
}

async fn register(
    State(db): State<Db>,
    Json(intake): Json<Intake>,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let (id, now) = (new_id(&OsRandom, now()), now());
    let columns = columns(intake).ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    macro_rules! insert {
        ($pool:expr) => {
            columns
                .into_iter()
                .fold(sqlx::query(INSERT).bind(id).bind(now), |query, text| query.bind(text))
                .execute($pool)
                .await
                .map(drop)
        };
    }
    let inserted = match &db {
        Db::Sqlite { writer, .. } => insert!(writer.pool()),
        Db::Postgres(pool) => insert!(pool),
    };
    match inserted {
        Ok(()) => Ok((StatusCode::CREATED, Json(json!({ "id": id })))),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(StatusCode::CONFLICT)
        }
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

#[expect(clippy::disallowed_methods, reason = "what a bare handler does")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// What the synthetic people have, in the order of the columns.
fn columns(mut intake: Intake) -> Option<[String; 20]> {
    let phone = intake.phones.pop()?.number;
    let (mother, father) = (intake.relatives.pop()?, intake.relatives.pop()?);
    let (registration, consent) = (intake.registrations.pop()?, intake.consents.pop()?);
    Some([
        intake.document_kind,
        intake.document_number,
        intake.name,
        phone,
        intake.email,
        intake.address,
        father.name,
        father.phone,
        father.address,
        mother.name,
        mother.phone,
        mother.address,
        registration.programme,
        registration.sampled_on,
        registration.card_number,
        registration.national_number,
        registration.channel,
        consent.purpose,
        consent.given_on,
        consent.way,
    ])
}
