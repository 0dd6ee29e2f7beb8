//! One story in a real browser: from a registration over a donation that two coordinators witnessed to the
//! third anniversary, told by the binary as the years go by.

use std::sync::Arc;

use crate::support::{
    TempDir,
    browser::Browser,
    people::{document, name, phone},
    server::{Server, run},
};

const PEOPLE: &str = "120";
const SCREEN: (u32, u32) = (1280, 900);

/// The demo's office on a day of its own, with whoever signs in.
struct Day {
    server: Server,
    folder: Arc<TempDir>,
}

impl Day {
    async fn on(folder: &Arc<TempDir>, day: &str) -> Self {
        let args = ["demo", "--people", PEOPLE, "--as-of", day];
        Self { server: Server::start_in(folder, &args, &[]).await, folder: Arc::clone(folder) }
    }

    /// A window in which the account `name` is signed in.
    async fn signed_in(&self, name: &str) -> Browser {
        let address = self.server.url("");
        let listen = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let args = [
            "accounts",
            "link",
            name,
            "--sign-in",
            "--database",
            "sqlite:demo.db",
            "--key-file",
            "demo.key",
            "--listen",
            &listen,
        ];
        let told = run(&self.folder, &args, &[]).await;
        let link = told.stdout.split_whitespace().find(|word| word.contains("/enter/"));
        let browser = Browser::start().await;
        browser.goto(link.unwrap_or_else(|| panic!("{}{}", told.stdout, told.stderr))).await;
        browser.click("进入").await;
        browser.wait_for("今日").await;
        browser
    }
}

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("story", name).await;
    browser.resize(SCREEN.0, SCREEN.1).await;
}

/// Fills the fields of a form and sends it; the page it leads to shows `words`.
async fn sent(browser: &Browser, fields: &[(&str, &str)], button: &str, words: &str) {
    browser.resize(SCREEN.0, 4600).await;
    for (field, value) in fields {
        browser.fill(field, value).await;
    }
    browser.click(button).await;
    browser.wait_for(words).await;
    browser.resize(SCREEN.0, SCREEN.1).await;
}

#[tokio::test]
async fn from_the_registration_to_the_third_anniversary() {
    let folder = Arc::new(TempDir::new());

    // She registers, for her organs and her body.
    let day = Day::on(&folder, "2022-03-01").await;
    let county = day.signed_in("demo-county").await;
    county.goto(&day.server.url("/register")).await;
    let (number, called, reached) = (document(1), name(1), phone(1));
    let registration = [
        ("document_number", number.as_str()),
        ("name", &called),
        ("unit", "锦屏"),
        ("phone_1", &reached),
        ("switch-organ", "yes"),
        ("organs_all", "yes"),
        ("switch-consent_organ", "yes"),
    ];
    sent(&county, &registration, "保存登记", "登记捐献报案").await;
    let person = county.url().await;
    let person = person.rsplit_once('/').expect("her page").1.split('?').next().expect("an id");
    let hers = format!("/people/{person}");
    pictured(&county, "1-registered").await;
    day.server.terminate().await;

    // The hospital calls. Nobody speaks of donation before her will is known.
    let day = Day::on(&folder, "2022-04-10").await;
    let county = day.signed_in("demo-county").await;
    county.goto(&day.server.url(&hers)).await;
    county.click("登记捐献报案").await;
    county.wait_for("可能捐献的项目").await;
    county.click("人体器官").await;
    sent(
        &county,
        &[("call_from", "hospital"), ("place", "合成医院")],
        "登记报案",
        "尚未核对本人意愿",
    )
    .await;
    pictured(&county, "2-called").await;
    county.click("核对本人意愿").await;
    county.wait_for("生前同意").await;
    for stage in ["医学评估通过", "伦理审查通过"] {
        county.click(&format!("下一步：{stage}")).await;
        county.wait_for("日期").await;
        sent(&county, &[], "保存", "How far it has come").await;
    }
    county.click("下一步：已指派协调员").await;
    county.wait_for("至少两名").await;
    for option in ["label.option:nth-of-type(1)", "label.option:nth-of-type(2)"] {
        county.click(option).await;
    }
    pictured(&county, "3-assigned").await;
    sent(&county, &[], "保存", "指派协调员").await;
    county.click("下一步：已判定死亡").await;
    county.wait_for("不参与获取的医师").await;
    sent(&county, &[], "保存", "已故").await;

    // Two coordinators witness, each under her own account; one alone closes nothing.
    county.click("填写见证记录").await;
    county.wait_for("恢复遗体外观").await;
    county.click("肝脏").await;
    let record = [
        ("time", "14:05"),
        ("place", "合成医院手术室"),
        ("silence_held", "yes"),
        ("appearance_restored", "yes"),
    ];
    sent(&county, &record, "保存记录", "现有 0 名已签").await;
    let donation = county.url().await;
    let donation = donation.rsplit_once('/').expect("its page").1.split('?').next().expect("an id");
    let its = format!("/donations/{donation}");
    county.click("签名见证").await;
    county.wait_for("请逐项核对").await;
    pictured(&county, "4-signing").await;
    sent(&county, &[], "我在场见证", "现有 1 名已签").await;
    assert!(!county.text(".actions").await.contains("签名见证"), "nobody signs twice");
    let chief = day.signed_in("demo-supervisor").await;
    chief.goto(&day.server.url(&its)).await;
    chief.click("签名见证").await;
    chief.wait_for("请逐项核对").await;
    sent(&chief, &[], "我在场见证", "已实现").await;
    for stage in ["已颁证", "丧葬已办妥"] {
        chief.click(&format!("下一步：{stage}")).await;
        chief.wait_for("日期").await;
        sent(&chief, &[], "保存", "已实现").await;
    }
    pictured(&chief, "5-laid-to-rest").await;
    drop(chief);

    // Her family's care begins: whom to talk to, and how.
    county.goto(&day.server.url(&hers)).await;
    county.click("建立关怀台账").await;
    county.wait_for("家庭称呼").await;
    sent(&county, &[("title", "合成家庭")], "建立关怀台账", "增加成员").await;
    let ledger = county.url().await;
    let ledger = ledger.rsplit_once('/').expect("its page").1.split('?').next().expect("an id");
    let story = format!("/care/{ledger}");
    county.click("增加成员").await;
    county.wait_for("与捐献者或登记者的关系").await;
    // She would rather be visited than called.
    county.click("上门").await;
    let mother = name(2);
    let member = [
        ("name", mother.as_str()),
        ("kinship", "母"),
        ("birth_date", "1955-05-05"),
        ("phone", &phone(2)),
        ("contact", "yes"),
    ];
    sent(&county, &member, "保存", "联系约定").await;
    pictured(&county, "6-family").await;
    day.server.terminate().await;

    // The years go by: a visit in the first week, a word before each anniversary.
    for (n, (on, words)) in [
        ("2022-04-17", "头七，上门看望。"),
        ("2023-04-03", "清明前，陪同到礼敬园。"),
        ("2024-04-03", "一周年后，问候。"),
        ("2025-04-03", "三周年前，上门看望。"),
    ]
    .into_iter()
    .enumerate()
    {
        let day = Day::on(&folder, on).await;
        let county = day.signed_in("demo-county").await;
        county.goto(&day.server.url(&story)).await;
        county.click("记走访").await;
        county.wait_for("与哪些成员").await;
        county.click("label.option").await;
        sent(&county, &[("words", words)], "保存", words).await;
        if n == 3 {
            for earlier in ["头七", "清明前", "一周年后"] {
                county.wait_for(earlier).await;
            }
            pictured(&county, "7-third-anniversary").await;
            county.goto(&day.server.url(&hers)).await;
            county.wait_for("已故").await;
            assert!(!county.text("body").await.contains(&called), "her name stays masked");
        }
        day.server.terminate().await;
    }
}
