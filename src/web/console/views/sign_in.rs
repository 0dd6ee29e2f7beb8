//! The two doors: user name and password, or a link that works once.

use askama::Template;

use super::controls::Width;
use super::fields::Field;
use super::forms::Form;
use super::frame::Frame;
use super::parts::{Notice, Tone};
use crate::domain::words::{Problem, Words};

/// Signing in with user name and password.
#[derive(Template)]
#[template(path = "sign-in.html")]
pub struct SignInPage {
    /// The frame, without navigation.
    pub frame: Frame,
    /// The form; posts `user_name` and `password` to `/sign-in`.
    pub form: Form,
}

impl SignInPage {
    /// The form as first shown, or again with the user name and what went wrong.
    pub fn new(frame: Frame, user_name: &str, trouble: Option<Words>) -> Self {
        let name = Words::new("用户名", "User name");
        let mut name = Field::line("user_name", name, user_name, "text", "username", "").required();
        let mut password =
            Field::password("password", Words::new("密码", "Password"), "current-password")
                .required();
        if user_name.is_empty() {
            name = name.first()
        } else {
            password = password.first()
        }
        let fields = vec![name.width(Width::Full), password.width(Width::Full)];
        let mut form =
            Form::new("/sign-in", frame.csrf.clone(), Words::new("登录", "Sign in")).fields(fields);
        form.notices = trouble.into_iter().map(|words| Notice::new(Tone::Bad, words)).collect();
        Self { frame, form }
    }

    /// What to say when name and password do not fit; does not tell which of them.
    pub const fn refused() -> Words {
        Words::new("用户名或密码不正确", "User name or password is not right")
    }

    /// What to say after too many attempts.
    pub fn throttled(seconds: i64) -> Words {
        Words::made(
            format!("尝试次数过多，请 {seconds} 秒后再试"),
            format!("Too many attempts: try again in {seconds} seconds"),
        )
    }
}

/// A link that works once. Opening it changes nothing, so that a mail scanner cannot use it up.
#[derive(Template)]
#[template(path = "enter.html")]
pub struct EnterPage {
    /// The frame, without navigation.
    pub frame: Frame,
    /// Whom the link is for.
    pub account: String,
    /// The rules of a first password; empty when the link only lets in.
    pub rules: Vec<Words>,
    /// The form; posts `token` (and `password`, `password_again`) to `/enter`.
    pub form: Form,
}

impl EnterPage {
    /// A link that lets in without a password.
    pub fn enter(frame: Frame, account: String, token: &str) -> Self {
        let form = Form::new("/enter", frame.csrf.clone(), Words::new("进入", "Enter"))
            .with("token", token);
        Self { frame, account, rules: Vec::new(), form }
    }

    /// A link that asks for a first or a new password.
    pub fn set_password(
        frame: Frame,
        account: String,
        token: &str,
        rules: Vec<Words>,
        problems: &[Problem],
    ) -> Self {
        let ask = |name: &str, label: Words| {
            Field::password(name, label, "new-password").required().width(Width::Full)
        };
        let fields = vec![
            ask("password", Words::new("新密码", "New password")).first(),
            ask("password_again", Words::new("再输一次", "Once more")),
        ];
        let form =
            Form::new("/enter", frame.csrf.clone(), Words::new("设置并进入", "Set and enter"))
                .with("token", token)
                .fields(fields)
                .problems(problems);
        Self { frame, account, rules, form }
    }
}
