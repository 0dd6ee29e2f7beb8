//! `lifelight accounts`: what an administrator needs when nobody can sign in any more.

use std::sync::Arc;

use clap::Subcommand;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
    serve,
};
use crate::{
    crypto::tokens::Token,
    service::{accounts, start},
};

/// What can be done.
#[derive(Subcommand)]
pub enum AccountsCommand {
    /// List accounts 列出账号
    List,
    /// Make a one-time link for an account, to set its password anew 签发一次性链接,用来重设密码
    Link {
        /// The account's name.
        name: String,
        /// Sign in once and leave the password as it is 只登录一次,不改密码
        #[arg(long)]
        sign_in: bool,
    },
}

/// Runs the command.
pub async fn run(settled: &Settled, command: AccountsCommand) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    match command {
        AccountsCommand::List => {
            let operator = start::operator(&app, "accounts list").await?;
            let accounts = accounts::list(&app, &operator).await?;
            for account in accounts.readable {
                println!("{}\t{}\t{}", account.name, account.role.code(), account.status.code());
            }
            for refused in accounts.refused {
                println!("{refused}\t未通过完整性校验 failed its integrity check");
            }
        }
        AccountsCommand::Link { name, sign_in: true } => {
            println!("{}", address(settled, &start::sign_in_link(&app, &name).await?));
        }
        AccountsCommand::Link { name, sign_in: false } => {
            let operator = start::operator(&app, "accounts link").await?;
            let accounts = accounts::list(&app, &operator).await?.readable;
            let account = accounts.into_iter().find(|account| account.name == name);
            let account =
                account.ok_or_else(|| format!("没有这个账号 there is no account {name}"))?;
            let token = accounts::issue_link(&app, &operator, account.id).await?;
            println!("{}", address(settled, &token));
        }
    }
    app.store.db().close().await;
    Ok(())
}

fn address(settled: &Settled, token: &Token) -> String {
    serve::link_to(settled.listen, token)
}
