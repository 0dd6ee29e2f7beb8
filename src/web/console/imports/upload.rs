//! A file on its way in: sealed piece by piece as it comes, never whole in memory or in a file.

use axum::{
    extract::{
        Multipart,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::super::{
    respond,
    session::{Signed, is_foreign},
};
use crate::{
    domain::{
        retention::RetentionList,
        words::{Problem, Words},
    },
    service::{App, ServiceError, imports::Upload},
};

/// The longest text field: a form token or an id.
const LONGEST_TEXT: usize = 200;

/// Why a file was not taken.
pub(super) enum Refused {
    /// With a page of its own.
    Answered(Box<Response>),
    /// Year or day of a national list, as they were typed.
    Typed(Vec<Problem>, String, String),
    /// As the service says.
    Service(ServiceError),
}

impl From<ServiceError> for Refused {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<MultipartError> for Refused {
    fn from(error: MultipartError) -> Self {
        Self::Answered(Box::new(respond::unreadable_form(error.status())))
    }
}

impl From<MultipartRejection> for Refused {
    fn from(rejection: MultipartRejection) -> Self {
        let status = rejection.into_response().status();
        Self::Answered(Box::new(respond::unreadable_form(status)))
    }
}

/// Takes the file of the form in and gives the import's id. The form token comes first: nothing of a
/// forged form is kept.
pub(super) async fn receive(
    app: &App,
    by: &Signed,
    headers: &HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Uuid, Refused> {
    let forged = || Refused::Answered(Box::new(respond::forged()));
    if is_foreign(headers) {
        return Err(forged());
    }
    let mut form = form?;
    let first = form.next_field().await?.ok_or_else(forged)?;
    if first.name() != Some("csrf") {
        return Err(forged());
    }
    let token = text(first).await?;
    if !by.owns_form(&token) {
        return Err(Refused::Answered(Box::new(respond::forged())));
    }
    let (mut unit, mut year, mut received_on) = (None, String::new(), String::new());
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("unit") => unit = Uuid::parse_str(text(field).await?.trim()).ok(),
            Some("list_year") => year = text(field).await?,
            Some("list_received_on") => received_on = text(field).await?,
            Some("file") => {
                let list = RetentionList::read(&year, &received_on, app.today());
                let list = list.map_err(|found| Refused::Typed(found, year, received_on))?;
                return file(app, by, unit, list, field).await;
            }
            _ => {}
        }
    }
    Err(no_file())
}

/// Seals the file piece by piece. Where it breaks off, dropping the upload removes what came.
async fn file(
    app: &App,
    by: &Signed,
    unit: Option<Uuid>,
    list: Option<RetentionList>,
    mut field: Field<'_>,
) -> Result<Uuid, Refused> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let first = field.chunk().await?.filter(|bytes| !bytes.is_empty()).ok_or_else(no_file)?;
    let mut upload = Upload::begin_list(app, &by.caller, &name, unit, list).await?;
    upload.push(&first).await?;
    while let Some(bytes) = field.chunk().await? {
        upload.push(&bytes).await?;
    }
    Ok(upload.finish().await?)
}

/// A short text; a longer one is not read to its end.
async fn text(mut field: Field<'_>) -> Result<String, Refused> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_TEXT {
            break;
        }
    }
    bytes.truncate(LONGEST_TEXT);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn no_file() -> Refused {
    let words = Words::new("请选择一个有内容的文件", "Choose a file with something in it");
    Refused::Service(Problem::new("file", "required", words).into())
}
