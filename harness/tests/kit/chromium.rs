//! A real browser without a window, for what only a browser can show: pages that sort, fold,
//! scroll and print.
//!
//! It is driven by the DevTools protocol over two pipes, messages of JSON each ended by a zero
//! byte. No port is opened and no library is needed.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long the browser may take for an answer; machines of CI are slow and shared.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub struct Chromium {
    child: Child,
    /// Closed before the browser is waited for.
    commands: Option<ChildStdin>,
    answers: Receiver<Value>,
    session: String,
    last: u64,
    requests: Vec<String>,
    complaints: Vec<String>,
    _profile: TempDir,
}

impl Chromium {
    /// Starts it; none where it is not on this machine (see [`is_here`](super::is_here)).
    #[track_caller]
    pub fn launch() -> Option<Chromium> {
        super::is_here("chromium").then(Chromium::start)
    }

    fn start() -> Chromium {
        let profile = TempDir::new().expect("a folder for the profile");
        // The browser speaks on descriptors 3 and 4. A shell puts them there: to do so between
        // fork and exec in Rust is unsafe.
        let mut child = Command::new("sh")
            .arg("-c")
            .arg("exec chromium \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null")
            .args(["chromium", "--headless", "--remote-debugging-pipe"])
            // The tests of CI run as root, where its sandbox cannot be.
            .args(["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--disable-extensions", "--disable-sync"])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
            ])
            .args(["--hide-scrollbars", "--force-device-scale-factor=1"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell is here");
        let commands = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("it was piped"));
        let (send, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("messages are JSON");
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let mut chromium = Chromium {
            child,
            commands,
            answers,
            session: String::new(),
            last: 0,
            requests: Vec::new(),
            complaints: Vec::new(),
            _profile: profile,
        };
        let page = chromium.ask("Target.createTarget", json!({"url": "about:blank"}));
        let target = json!({"targetId": page["targetId"], "flatten": true});
        let attached = chromium.ask("Target.attachToTarget", target);
        chromium.session = attached["sessionId"]
            .as_str()
            .expect("a session")
            .to_owned();
        for domain in ["Page", "Network", "Runtime", "Log"] {
            chromium.ask(&format!("{domain}.enable"), json!({}));
        }
        chromium
    }

    /// Opens a file and waits until all of it is loaded.
    pub fn open(&mut self, file: &Path) {
        let file = file.canonicalize().expect("the file is there");
        let url = format!("file://{}", file.display());
        let opened = self.ask("Page.navigate", json!({"url": url}));
        assert!(opened.get("errorText").is_none(), "{url}: {opened}");
        self.wait_for("document.readyState === 'complete'");
    }

    /// Waits until an expression of JavaScript is true.
    #[track_caller]
    pub fn wait_for(&mut self, expression: &str) {
        let begun = Instant::now();
        while self.evaluate(expression) != Value::Bool(true) {
            assert!(begun.elapsed() < PATIENCE, "never true: {expression}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The value of an expression of JavaScript; a promise is waited for.
    #[track_caller]
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true,
        });
        let mut answer = self.ask("Runtime.evaluate", asked);
        let failed = answer.get("exceptionDetails");
        assert!(failed.is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// Presses a key on what has the focus: `Tab`, `Enter`, `ArrowDown`, or a letter.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            "Escape" => (27, ""),
            letter => (0, letter),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({
                "type": kind, "key": key, "code": key, "text": text, "windowsVirtualKeyCode": code,
            });
            self.ask("Input.dispatchKeyEvent", event);
        }
    }

    /// How large the screen is, in CSS pixels.
    pub fn resize(&mut self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.ask("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets a feature that media queries ask for, such as `prefers-color-scheme`.
    pub fn prefer(&mut self, feature: &str, value: &str) {
        let features = json!({"features": [{"name": feature, "value": value}]});
        self.ask("Emulation.setEmulatedMedia", features);
    }

    /// Turns JavaScript off or on, for the next page that is opened.
    pub fn script(&mut self, is_on: bool) {
        self.ask(
            "Emulation.setScriptExecutionDisabled",
            json!({"value": !is_on}),
        );
    }

    /// A picture of the screen, or of the whole page, as PNG.
    pub fn screenshot(&mut self, file: &Path, is_whole_page: bool) {
        let asked = json!({"format": "png", "captureBeyondViewport": is_whole_page});
        let asked = match is_whole_page {
            false => asked,
            true => {
                let size = self.ask("Page.getLayoutMetrics", json!({}))["cssContentSize"].take();
                let clip = json!({
                    "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1,
                });
                json!({"format": "png", "captureBeyondViewport": true, "clip": clip})
            }
        };
        let picture = self.ask("Page.captureScreenshot", asked);
        let picture = picture["data"].as_str().expect("a picture");
        fs::write(file, decode(picture)).expect("the picture can be written");
    }

    /// The addresses of all that was asked for so far, pages included.
    pub fn requests(&mut self) -> &[String] {
        // One more answer, and with it all that came before.
        self.evaluate("0");
        &self.requests
    }

    /// What the browser and the pages' scripts have complained of so far: errors, refusals of a
    /// security policy.
    pub fn complaints(&mut self) -> &[String] {
        self.evaluate("0");
        &self.complaints
    }

    #[track_caller]
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        let commands = self.commands.as_mut().expect("it is open");
        let sent = write!(commands, "{message}\0").and_then(|()| commands.flush());
        sent.expect("chromium listens");
        loop {
            let answer = self.answers.recv_timeout(PATIENCE);
            let mut answer = answer.unwrap_or_else(|_| panic!("chromium answers {method}"));
            if answer["id"] == self.last {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].take();
            }
            self.note(&answer);
        }
    }

    fn note(&mut self, event: &Value) {
        let parameters = &event["params"];
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let url = parameters["request"]["url"].as_str();
                self.requests.extend(url.map(str::to_owned));
            }
            Some("Runtime.exceptionThrown" | "Log.entryAdded") => {
                self.complaints.push(parameters.to_string());
            }
            _ => {}
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It ends when the pipe does; its helpers end with it.
        drop(self.commands.take());
        let begun = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if begun.elapsed() > Duration::from_secs(5) {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Base64, as the protocol has its pictures.
fn decode(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| *byte != b'=')
        .map(value)
        .collect();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let all = group
            .iter()
            .fold(0_u32, |all, digit| all << 6 | u32::from(*digit));
        let all = all << (6 * (4 - group.len()));
        bytes.extend_from_slice(&all.to_be_bytes()[1..group.len()]);
    }
    bytes
}
