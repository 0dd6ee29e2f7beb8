//! A CSV of any length takes the memory of a short one.

use std::{
    fmt::Write as _,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use super::desk::row;
use crate::support::{TempDir, http::Http, server::Server};

/// The most memory that the process in `folder` ever held, in bytes.
fn peak(folder: &TempDir) -> u64 {
    for entry in fs::read_dir("/proc").expect("there is /proc").flatten() {
        let path = entry.path();
        if fs::read_link(path.join("cwd")).is_ok_and(|cwd| cwd == folder.path()) {
            let status = fs::read_to_string(path.join("status")).expect("its status");
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            return kilobytes.map(|kilobytes: u64| kilobytes * 1024).expect("a number");
        }
    }
    panic!("no process in {}", folder.path().display());
}

/// A ledger of so many rows, with long remarks.
fn ledger(rows: u32) -> Vec<u8> {
    let mut text = String::from("姓名,身份证号,手机,镇街,采样日期,备注\n");
    let remark = "合成数据".repeat(40);
    for n in 0..rows {
        write!(text, "{}", row("锦屏街道", n, "2024-03-05", &remark)).expect("a text");
    }
    text.into_bytes()
}

/// A value of the page: what stands behind `name="…"` as `value="…"`.
fn value(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    let rest = page[at..].split_once("value=\"").expect("a value").1;
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Signs in by the link that the demo printed.
async fn signed_in(server: &Server) -> (Http, String) {
    let http = server.http();
    let link = server.link().await;
    let token = link.trim_start_matches("/enter/");
    assert_eq!(http.post_form("/enter", &[("token", token)]).await.status, 303);
    let csrf = value(&http.get("/imports").await.text(), "csrf");
    (http, csrf)
}

/// Sends a ledger in and waits until it is understood; gives its page.
async fn understood(http: &Http, csrf: &str, bytes: &[u8]) -> String {
    let file = ("file", "large.csv", bytes);
    let sent = http.post_file("/imports", &[("csrf", csrf)], file).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let place = sent.header("location").to_owned();
    let end = Instant::now() + Duration::from_secs(300);
    loop {
        let progress = http.get(&format!("{place}/progress")).await.json();
        if progress["finished"] == true {
            return http.get(&place).await.text();
        }
        assert!(Instant::now() < end, "{progress}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn sixty_thousand_rows_need_hardly_more_memory_than_six_thousand() {
    let folder = Arc::new(TempDir::new());
    let server = Server::start_in(&folder, &["demo", "--people", "300"], &[]).await;
    let (http, csrf) = signed_in(&server).await;
    let (small, large) = (ledger(6_000), ledger(60_000));
    assert!(large.len() > 30_000_000);
    assert!(understood(&http, &csrf, &small).await.contains("6000"));
    let before = peak(&folder);
    assert!(understood(&http, &csrf, &large).await.contains("60000"));
    let grown = peak(&folder) - before;
    // What grows is a digest a person, to know repeats: far less than the file.
    assert!(grown < large.len() as u64 / 2, "{grown} bytes more for {} of file", large.len());
}
