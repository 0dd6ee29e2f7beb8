//! The one mapping from what went wrong to what people are told. Internals go to the log with the
//! request's id and are never shown.

use std::any::Any;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::request;
use crate::{
    domain::words::{Problem, Words},
    service::ServiceError,
};

/// What people are told about an error: the same in the API and in the console.
#[derive(Debug, Clone)]
pub struct Told {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable code.
    pub code: &'static str,
    /// What happened.
    pub what: Words,
    /// What to do now.
    pub remedy: Words,
    /// Field by field.
    pub problems: Vec<Problem>,
    /// After how many seconds to try again.
    pub retry_after: Option<i64>,
}

/// What `error` means to whoever called. Logs what is internal.
pub fn tell(error: ServiceError) -> Told {
    let told = |status, code, what, remedy| Told {
        status,
        code,
        what,
        remedy,
        problems: Vec::new(),
        retry_after: None,
    };
    match error {
        ServiceError::Denied(denied) => {
            tracing::info!(permission = denied.0.code(), request_id = request::id(), "denied");
            told(
                StatusCode::FORBIDDEN,
                "denied",
                Words::new("您的角色不能这样做。", "Your role does not allow this."),
                Words::new(
                    "如确需办理,请联系系统管理员。",
                    "If you need it, ask your administrator.",
                ),
            )
        }
        ServiceError::Invalid(problems) => Told {
            problems,
            ..told(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                Words::new(
                    "有些内容需要改正,没有保存。",
                    "Some fields need correction; nothing was saved.",
                ),
                Words::new(
                    "请按各项提示改正后再保存。",
                    "Correct the fields named and save again.",
                ),
            )
        },
        ServiceError::Missing => told(
            StatusCode::NOT_FOUND,
            "missing",
            Words::new("没有找到。", "Not found."),
            Words::new("请从查找页重新进入。", "Search again and open it from there."),
        ),
        ServiceError::Conflict => told(
            StatusCode::CONFLICT,
            "conflict",
            Words::new(
                "此记录刚被他人更改,您的更改没有保存。",
                "Somebody else changed this meanwhile; your change was not saved.",
            ),
            Words::new(
                "请重新打开记录,核对后再改。",
                "Open it again, look, and repeat your change.",
            ),
        ),
        ServiceError::Tampered(_) => told(
            StatusCode::CONFLICT,
            "integrity",
            Words::new(
                "此记录未通过完整性校验:它在系统之外被改动过,已拒绝打开并记入审计。",
                "This record failed its integrity check: it was changed outside the service. It is refused and audited.",
            ),
            Words::new(
                "请通知系统管理员从备份核对。",
                "Tell your administrator, who compares it with a backup.",
            ),
        ),
        ServiceError::SignInFailed => told(
            StatusCode::UNAUTHORIZED,
            "sign_in_failed",
            Words::new("账号或密码不对。", "Name or password is wrong."),
            Words::new(
                "请核对后再试;忘记密码请联系系统管理员。",
                "Try again; if forgotten, ask your administrator.",
            ),
        ),
        ServiceError::Throttled(seconds) => Told {
            retry_after: Some(seconds),
            ..told(
                StatusCode::TOO_MANY_REQUESTS,
                "throttled",
                Words::new("尝试次数过多。", "Too many attempts."),
                Words::made(
                    format!("请在 {seconds} 秒后再试。"),
                    format!("Try again in {seconds} s."),
                ),
            )
        },
        ServiceError::SignedOut => told(
            StatusCode::UNAUTHORIZED,
            "signed_out",
            Words::new(
                "您尚未登录,或登录已过期。",
                "You are not signed in, or your session has ended.",
            ),
            Words::new("请登录后继续。", "Sign in to go on."),
        ),
        ServiceError::Internal(inner) => {
            tracing::error!(error = inner, request_id = request::id(), "internal error");
            internal()
        }
    }
}

fn internal() -> Told {
    Told {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        code: "internal",
        what: Words::new("系统内部出错,没有保存。", "Something broke inside; nothing was saved."),
        remedy: Words::new(
            "请稍后再试;仍不行,请把下面的编号告诉系统管理员。",
            "Try again; if it stays, give your administrator the number below.",
        ),
        problems: Vec::new(),
        retry_after: None,
    }
}

/// A problem document of RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDocument {
    /// `urn:lifelight:problem:CODE`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in English.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do, in Chinese.
    pub detail: String,
    /// The request's id, to find it in the log.
    pub instance: String,
    /// Field by field: `field`, `code`, `zh`, `en`.
    #[schema(value_type = Vec<Object>)]
    pub problems: Vec<Problem>,
}

/// An error as the API answers it.
#[derive(Debug)]
pub struct ApiError(pub ServiceError);

impl<E: Into<ServiceError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        problem(tell(self.0))
    }
}

/// `told` as a problem document.
pub fn problem(told: Told) -> Response {
    let document = ProblemDocument {
        kind: format!("urn:lifelight:problem:{}", told.code),
        title: told.what.en.into_owned(),
        status: told.status.as_u16(),
        detail: format!("{}{}", told.what.zh, told.remedy.zh),
        instance: format!("urn:lifelight:request:{}", request::id()),
        problems: told.problems,
    };
    let mut response = (told.status, Json(document)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = told.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The answer where a handler panicked: the request failed, the service goes on.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic.downcast_ref::<&str>().map_or("a panic", |text| text);
    tracing::error!(error = said, request_id = request::id(), "a handler panicked");
    problem(internal())
}
