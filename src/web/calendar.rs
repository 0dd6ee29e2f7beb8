//! A calendar feed as calendar programs fetch it: all-day entries with counts, nobody's name. Its address is the key.

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::request;
use crate::{
    crypto::tokens::Token,
    service::{
        App, ServiceError,
        calendar_feeds::{self as service, DayEntry},
    },
    store::{Door, Origin},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/calendar/{file}", get(feed))
}

async fn feed(State(app): State<App>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let origin = Origin { account: None, door: Door::Api, request_id: request::id() };
    match service::fetch(&app, &origin, &Token::received(token)).await {
        Ok(entries) => {
            let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
            (kind, calendar(&app, entries)).into_response()
        }
        Err(ServiceError::Missing | ServiceError::Denied(_) | ServiceError::Tampered(_)) => {
            StatusCode::NOT_FOUND.into_response()
        }
        Err(error) => {
            tracing::error!(%error, request_id = origin.request_id, "calendar feed failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn calendar(app: &App, entries: Vec<DayEntry>) -> String {
    let mut calendar = Calendar::new();
    calendar.name("生命之光 Lifelight");
    calendar.append_property(Property::new("REFRESH-INTERVAL", "PT1H"));
    let now = app.store.clock().now();
    for DayEntry { uid, on, title, count } in entries {
        let summary = format!("{} {} × {count}", title.zh, title.en);
        calendar.push(Event::new().uid(&uid).timestamp(now).summary(&summary).all_day(on).done());
    }
    calendar.to_string()
}
