//! `lifelight serve`: the service until SIGTERM or Ctrl-C, which let requests in flight finish.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Opened, Place},
};
use crate::{
    crypto::tokens::Token,
    jobs::Metronome,
    service::{App, start},
    web,
};

/// How long requests in flight and background work may take after SIGTERM.
const GRACE: Duration = Duration::from_secs(8);

/// Starts the service on the configured registry.
pub async fn run(settled: &Settled) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let Opened { app, new_key } =
        open::open(settled, &place, Arc::new(SystemClock), false, true).await?;
    if new_key {
        println!("{}", new_key_words(&place));
    }
    let link = start::first_administrator(&app).await?;
    until_stopped(app, settled.listen, settled.metrics_listen, |address| {
        println!("生命之光 Lifelight: http://{address}");
        if let Some(token) = &link {
            println!(
                "首位管理员一次性链接(24 小时内有效)First administrator's one-time link (24 h):\n  {}",
                link_to(address, token)
            );
        }
    })
    .await
}

/// The address under which a one-time link is used.
pub fn link_to(address: SocketAddr, token: &Token) -> String {
    format!("http://{address}/enter/{}", token.expose())
}

fn new_key_words(place: &Place) -> String {
    let line = "=".repeat(78);
    let file = place.key_file.display();
    format!(
        "{line}\n  新密钥文件 NEW KEY FILE: {file}\n  请立即复制一份,与数据库及其备份分开保存。没有它,任何人都无法读出登记数据。\n  \
         COPY IT NOW and keep the copy apart from the database and its backups.\n  \
         Without it nobody can ever read the registry again.\n{line}"
    )
}

/// Serves `app` until it is told to stop, then closes the database.
pub async fn until_stopped(
    app: App,
    listen: SocketAddr,
    metrics_listen: Option<SocketAddr>,
    started: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    let listener = bind(listen, "--listen").await?;
    let measuring = match metrics_listen {
        Some(address) => Some(bind(address, "--metrics-listen").await?),
        None => None,
    };
    // Whoever reads the address may already ask to stop: listen for that first.
    let terminate = signal(SignalKind::terminate())?;
    started(listener.local_addr()?);
    let measuring = match measuring {
        Some(listener) => {
            println!("指标 Metrics: http://{}/metrics", listener.local_addr()?);
            let service = web::metrics::router(app.clone()).into_make_service();
            Some(tokio::spawn(axum::serve(listener, service).into_future()))
        }
        None => None,
    };
    let jobs = Metronome::start(app.clone()).await?;
    let (told, mut asked) = tokio::sync::watch::channel(false);
    let service = web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop_signal(terminate).await;
        tracing::info!("stopping");
        let _ = told.send(true);
    });
    let server = tokio::spawn(server.into_future());
    // Keep-alive connections that stay open must not keep the service from stopping.
    let _ = asked.wait_for(|told| *told).await;
    jobs.stop().await;
    app.background.close();
    let finish = async {
        let _ = server.await;
        app.background.wait().await;
    };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::warn!(
            "some requests did not finish in time; what they had not acknowledged is not saved"
        );
    }
    if let Some(measuring) = measuring {
        measuring.abort();
    }
    let _ = tokio::time::timeout(Duration::from_secs(1), app.store.db().close()).await;
    Ok(())
}

async fn bind(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::from(format!("无法监听 cannot listen on {address}: {error}. 请换一个端口 try another port with {option} 127.0.0.1:PORT."))
    })
}

async fn stop_signal(mut terminate: Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
