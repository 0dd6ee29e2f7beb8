//! What goes out, apart from each feature's own bodies.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{domain::words::Problem, web::error::ApiError};

/// A body, or the problem.
pub(super) type Answer<T> = Result<Json<T>, ApiError>;

/// Done, with nothing to tell; or the problem.
pub(super) type Done = Result<StatusCode, ApiError>;

/// Something new at a place of its own.
pub(super) struct Created<T> {
    place: String,
    body: T,
}

impl<T> Created<T> {
    /// `body` was created at `/api/v1/PLACE`.
    pub(super) fn at(place: String, body: T) -> Self {
        Self { place, body }
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(self.body)).into_response();
        if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/{}", self.place)) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        response
    }
}

/// The id of what was made.
#[derive(Serialize, ToSchema)]
pub(super) struct Made {
    /// Its id.
    pub id: Uuid,
}

/// A record was saved.
#[derive(Serialize, ToSchema)]
pub(super) struct Saved {
    /// Its version now, to be sent with the next change.
    pub version: i64,
}

impl From<i64> for Saved {
    fn from(version: i64) -> Self {
        Self { version }
    }
}

/// What deserves a second look at one field, but stopped nothing.
#[derive(Serialize, ToSchema)]
pub(super) struct Warning {
    /// The field's name.
    pub field: String,
    /// A stable code.
    pub code: String,
    /// What to look at, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl From<Problem> for Warning {
    fn from(problem: Problem) -> Self {
        Self {
            field: problem.field.into_owned(),
            code: problem.code.to_owned(),
            zh: problem.words.zh.into_owned(),
            en: problem.words.en.into_owned(),
        }
    }
}

/// Each of `items` as the API tells it.
pub(super) fn each<T, U: From<T>>(items: impl IntoIterator<Item = T>) -> Vec<U> {
    items.into_iter().map(U::from).collect()
}
