//! Pages of the console, asked for by somebody who is signed in there.

use axum::http::header;
use lifelight::{
    service::{
        accounts::{LINK_VALID, LinkPurpose},
        sessions,
    },
    store::{accounts, tokens},
};

use crate::support::{
    clients::Target,
    office::{COORDINATOR, Office, origin},
};

/// GET of `path` as the office's coordinator.
pub async fn page(office: &Office, path: &str) -> Target {
    let mut tx = office.app.store.write(&origin()).await.expect("it can be written");
    let account = accounts::by_name(&mut tx, COORDINATOR).await.expect("it can be read");
    let account = account.expect("she has one").id;
    let link = tokens::issue_link(&mut tx, account, LinkPurpose::SignIn, LINK_VALID).await;
    tx.commit_unseen().await.expect("it can be committed");
    let link = link.expect("a link is made");
    let opened = sessions::use_link(&office.app, &origin(), &link, None).await;
    let token = opened.expect("a fresh link signs in").token;
    let cookie = format!("lifelight={}", token.expose());
    Target::new(office.address, path, Some((header::COOKIE, cookie)))
}
