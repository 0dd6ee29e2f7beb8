//! A real browser: Debian's Chromium, headless, driven the way a person uses it.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::TempDir;
use super::http::Http;
use super::process::{PATIENCE, Process};

/// Finds and prepares things in a page; see there.
const SCRIPT: &str = include_str!("browser.js");

/// One browser window with a profile of its own; closed on drop.
pub struct Browser {
    // In the order of dropping: the browser must be gone before its profile is removed.
    client: Client,
    driver: Driver,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Opens an empty window of 1280 × 900.
    pub async fn start() -> Self {
        let profile = TempDir::new();
        let driver = Driver::start(&profile).await;
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"}));
        let options = json!({"args": arguments(&profile)});
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let session = client.session_id().await.ok().flatten().expect("a session has an id");
        let browser = Self { client, driver, session, _profile: profile };
        browser.resize(1280, 900).await;
        browser
    }

    /// Opens a page and waits until it is loaded.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    /// The address of the page.
    pub async fn url(&self) -> String {
        self.client.current_url().await.expect("a page has an address").into()
    }

    /// Fills the field with this label (or name): types text, chooses an option by its words or
    /// value, ticks (`yes`) or unticks (`no`), picks the radio button of a group by its label or
    /// value, sets a date, or hands over a file by its path.
    pub async fn fill(&self, field: &str, value: &str) {
        let found = self.find("field", &[field, value]).await;
        match found.how.as_str() {
            "done" => {}
            "click" => found.element.click().await.expect("the field can be clicked"),
            how => {
                if how == "type" {
                    found.element.clear().await.expect("the field can be emptied");
                }
                found.element.send_keys(value).await.expect("the field takes input");
            }
        }
    }

    /// Clicks the button, link or label with these words, or what the CSS selector finds, and
    /// waits for the page this leads to.
    pub async fn click(&self, what: &str) {
        let found = self.find("target", &[what]).await;
        found.element.click().await.unwrap_or_else(|error| panic!("cannot click {what}: {error}"));
    }

    /// Presses one key wherever the cursor stands, and lets it go.
    pub async fn press(&self, key: char) {
        let down = KeyAction::Down { value: key };
        let keys = KeyActions::new("keyboard".to_owned()).then(down);
        let keys = keys.then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.expect("a key can be pressed");
    }

    /// The visible text of the first element the CSS selector finds; `body` for the whole page.
    pub async fn text(&self, css: &str) -> String {
        let found = self.find("css", &[css]).await;
        found.element.text().await.expect("an element has text")
    }

    /// Waits until the page shows these words.
    pub async fn wait_for(&self, words: &str) {
        self.find("words", &[words]).await;
    }

    /// The same for what takes long, such as an import at work; the page may change meanwhile.
    pub async fn wait_long_for(&self, words: &str) {
        self.find_within(PATIENCE * 2, "words", &[words]).await;
    }

    /// Gives the page this many CSS pixels; below 600 wide it behaves as a phone.
    pub async fn resize(&self, width: u32, height: u32) {
        // The window itself cannot be narrower than 500 pixels: so the device is emulated.
        let mobile = width < 600;
        let screen =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        let command = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": screen});
        self.driver.post(&self.session, "goog/cdp/execute", &command).await;
    }

    /// Saves what is seen as PNG, for a person to look at.
    pub async fn screenshot(&self, path: impl AsRef<Path>) {
        let picture = self.client.screenshot().await.expect("a page can be pictured");
        let folder = path.as_ref().parent().expect("a picture is a file");
        std::fs::create_dir_all(folder).expect("the picture's folder can be made");
        std::fs::write(path, picture).expect("the picture can be written");
    }

    /// Errors on the console since the last call: scripts, missing files, and what the
    /// Content-Security-Policy refused.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = self.driver.post(&self.session, "se/log", &json!({"type": "browser"})).await;
        let entries = log.as_array().expect("the log is a list").iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe.filter_map(|entry| entry["message"].as_str()).map(str::to_owned).collect()
    }

    /// Asserts that the page is not wider than the screen, naming what sticks out.
    pub async fn no_horizontal_scroll(&self) {
        let wide = self.script("wide", &[]).await.expect("a loaded page can be measured");
        assert!(wide.is_null(), "{} scrolls sideways: {wide}", self.url().await);
    }

    /// Takes pictures of the page as wide as a desk's screen and as a phone's, into `folder`: nothing sticks
    /// out, and the page complains of nothing.
    pub async fn pictured(&self, folder: &str, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        self.screenshot(folder.join(format!("{name}.png"))).await;
        self.resize(360, 740).await;
        self.no_horizontal_scroll().await;
        self.screenshot(folder.join(format!("{name}-360.png"))).await;
        self.resize(1280, 900).await;
        assert_eq!(self.console_errors().await, Vec::<String>::new(), "{name}");
    }

    /// Saves the page as it is printed, as PDF, for a person to look at. Gives its sheets' widths and heights in
    /// points: where the page asks for none, those of the browser, which are not A4.
    pub async fn printed(&self, folder: &str, name: &str) -> Vec<(u32, u32)> {
        let command = json!({"cmd": "Page.printToPDF", "params": {"preferCSSPageSize": true}});
        let printed = self.driver.post(&self.session, "goog/cdp/execute", &command).await;
        let pdf = printed["data"].as_str().expect("a page can be printed");
        let pdf = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, pdf).expect("base64");
        assert!(pdf.starts_with(b"%PDF"), "{name} is no PDF");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(folder.join(format!("{name}.pdf")), &pdf).expect("it can be written");
        let text = String::from_utf8_lossy(&pdf);
        let size = |rest: &str| {
            let numbers = rest.split(']').next()?.split_whitespace();
            let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
            let [_, _, width, height] = numbers[..] else { return None };
            Some((width as u32, height as u32))
        };
        let sheets: Vec<_> = text.split("/MediaBox [").skip(1).filter_map(size).collect();
        assert!(!sheets.is_empty(), "{name} has no sheet");
        sheets
    }

    async fn script(&self, task: &str, words: &[&str]) -> Result<Value, CmdError> {
        let arguments = std::iter::once(task).chain(words.iter().copied()).map(Value::from);
        self.client.execute(SCRIPT, arguments.collect()).await
    }

    /// Asks the script until it has found something. An error is no more than "not yet": a page
    /// that is just being replaced cannot answer.
    async fn find(&self, task: &str, words: &[&str]) -> Found {
        self.find_within(PATIENCE / 6, task, words).await
    }

    async fn find_within(&self, limit: Duration, task: &str, words: &[&str]) -> Found {
        let end = Instant::now() + limit;
        loop {
            let found = self.script(task, words).await.unwrap_or_default();
            if let Some([element, how]) = found.as_array().map(Vec::as_slice) {
                let id = element.as_object().and_then(|keys| keys.values().next()?.as_str());
                let id = ElementRef::from(id.expect("an element").to_owned());
                let element = Element::from_element_id(self.client.clone(), id);
                return Found { element, how: how.as_str().unwrap_or_default().to_owned() };
            }
            if Instant::now() > end {
                let page = self.script("page", &[]).await;
                panic!("no {task} {words:?} on {}: {page:?}", self.url().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What the script found and how it is to be filled.
struct Found {
    element: Element,
    how: String,
}

/// No contact with any other machine, no traces outside the profile.
fn arguments(profile: &TempDir) -> Vec<String> {
    let fixed = [
        "--headless=new",
        // Tests may run as root, where Chromium's own sandbox refuses to start.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-breakpad",
        "--no-first-run",
        "--no-pings",
        "--lang=zh-CN",
        "--accept-lang=zh-CN,zh,en",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];
    let folder = format!("--user-data-dir={}", profile.path().join("profile").display());
    fixed.into_iter().map(str::to_owned).chain([folder]).collect()
}

/// The chromedriver process.
struct Driver {
    process: Process,
    port: u16,
    http: Http,
}

impl Driver {
    async fn start(profile: &TempDir) -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("HOME", profile.path()).env("TMPDIR", profile.path());
        let mut process = Process::spawn(&mut command);
        let port = |line: &str| {
            line.split_once("successfully on port ")?.1.trim_end_matches(['.', '\n']).parse().ok()
        };
        let port: u16 = process.wait_for("port", port).await;
        Self { process, port, http: Http::new(format!("http://127.0.0.1:{port}")) }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A command that is Chromium's own and no part of WebDriver.
    async fn post(&self, session: &str, command: &str, body: &Value) -> Value {
        let reply = self.http.post_json(&format!("/session/{session}/{command}"), body).await;
        assert_eq!(reply.status, 200, "{command}: {}", reply.text());
        reply.json()["value"].take()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Killing chromedriver would leave Chromium running: ask it to end both.
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], self.port));
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = write!(
                stream,
                "GET /shutdown HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.read_to_end(&mut Vec::new());
        }
        self.process.finished_within(Duration::from_secs(10));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
    use axum::response::Html;
    use axum::routing::{get, post};

    const FORM: &str = r#"<!doctype html><html lang="zh"><meta name="viewport" content="width=device-width">
        <title>登记</title><form method="post" action="/done">
        <label for="n">姓名 Name</label><input id="n" name="name" value="旧">
        <label>街道 <select name="unit"><option value="">—</option><option value="7">锦屏街道</option></select></label>
        <fieldset><legend>性别</legend><label><input type="radio" name="sex" value="m">男</label>
        <label><input type="radio" name="sex" value="f">女</label></fieldset>
        <label><input type="checkbox" name="agree" value="1"> 同意</label>
        <label>日期<input type="date" name="day"></label><button>保存 Save</button></form>
        <script>throw new Error("refused by the policy")</script></html>"#;
    const WIDE: &str = r#"<!doctype html><meta name="viewport" content="width=device-width">
        <table id="board"><tr><td><div style="width: 700px">x</div>"#;

    async fn pages() -> String {
        const STRICT: &str = "default-src 'none'; img-src 'self'; form-action 'self'";
        let strict = [(CONTENT_SECURITY_POLICY, STRICT)];
        let router = Router::new()
            .route("/", get(async move || (strict, Html(FORM))))
            .route("/favicon.ico", get(async || ([(CONTENT_TYPE, "image/svg+xml")], "<svg/>")))
            .route("/wide", get(async || Html(WIDE)))
            .route("/done", post(async |form: String| form));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn a_person_can_fill_click_and_read() {
        let (site, browser) = (pages().await, Browser::start().await);
        browser.goto(&site).await;
        let errors = browser.console_errors().await;
        assert!(errors.len() == 1 && errors[0].contains("Content Security Policy"), "{errors:?}");
        for (field, value) in [
            ("姓名", "张三 1"),
            ("街道", "锦屏"),
            ("性别", "女"),
            ("agree", "yes"),
            ("日期", "2026-03-05"),
        ] {
            browser.fill(field, value).await;
        }
        browser.resize(360, 740).await;
        browser.no_horizontal_scroll().await;
        browser.screenshot(Path::new(env!("CARGO_TARGET_TMPDIR")).join("harness.png")).await;
        browser.click("保存").await;
        browser.wait_for("agree=1").await;
        assert_eq!(browser.url().await, format!("{site}/done"));
        let sent = "name=%E5%BC%A0%E4%B8%89+1&unit=7&sex=f&agree=1&day=2026-03-05";
        assert_eq!(browser.text("body").await, sent);
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }

    #[tokio::test]
    #[should_panic(expected = "scrolls sideways: \"7")]
    async fn a_page_wider_than_a_phone_is_found() {
        let (site, browser) = (pages().await, Browser::start().await);
        browser.goto(&format!("{site}/wide")).await;
        browser.no_horizontal_scroll().await;
        browser.resize(360, 740).await;
        browser.no_horizontal_scroll().await;
    }
}
