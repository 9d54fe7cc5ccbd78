"""Debian's Chromium against the real server on the sample that ``./start`` makes.

One server and, for each module, one browser in each worker; all of them share the sample. A test begins
behind the login, as whichever person of the sample it names (`entering`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e import entering
from tests.house.source import ROOT
from tests.sample import environment, sample

SHOTS = ROOT / "test-results"
SIZES = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
FAULTS = ("Internal Server Error", "an import ended unexpectedly")
"""What no server may have written."""
WAIT = 15_000
"""Milliseconds after which something that should appear is missing; the machine may be busy."""
FLAGS = [
    "--lang=zh-CN",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of this worker's server on the sample."""
    with served(sample().home) as address:
        yield address


@contextmanager
def served(home: Path) -> Iterator[str]:
    """A server on a home directory; it is stopped as a person would, with Ctrl-C."""
    with (Path(os.environ["YOUJU_TEST_ROOT"]) / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one after the other: each sees to the roles of the one database
        process, address, log = _started(home)
    try:
        yield address
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
    said = log.read_text("utf-8")
    assert process.returncode in (0, -signal.SIGINT, 130), f"Ctrl-C is a clean way to stop:\n{said}"
    for fault in FAULTS:
        assert fault not in said, said


def _started(home: Path) -> tuple[subprocess.Popen[bytes], str, Path]:
    """A server that answers, and where it says what went wrong; nobody reads a pipe until it is full."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = Path(os.environ["YOUJU_TEST_ROOT"]) / f"site-{port}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "youju.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**environment(home), "PYTHONPATH": str(ROOT / "src"), "YOUJU_DATABASE_POOL": "8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    _wait_for(address, process, log)
    return process, address, log


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/login/", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    process.kill()
    process.wait()
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def sessions(site: str) -> dict[str, str]:
    """Session keys of everybody."""
    del site
    return entering.sessions()


@pytest.fixture(scope="module")  # while Playwright runs, its event loop keeps Django's ORM from this thread
def browser() -> Iterator[Any]:
    """Chromium; without it the tests are skipped, but never in CI, where it has to be there."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and CI must not skip the browser tests")
        pytest.skip("Chromium is missing: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A person in front of a page; remembers whatever a page must not do.

    Attributes:
        page: Playwright's page.
        site: Address of the site.
        name: Size, scheme and language, as in file names of pictures.
        complaints: Console errors, failed and foreign requests seen so far.
    """

    page: Any
    site: str
    name: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, status: int = 200) -> None:
        """Go to a page of the site."""
        answer = self.page.goto(self.site + path)
        assert answer.status == status, f"{path} answers {answer.status}"

    def picture(self, name: str) -> Path:
        """Take a picture of the whole page."""
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}-{self.name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def is_sound(self) -> None:
        """The page complained of nothing, asked nobody else, and fits its window."""
        self.page.wait_for_load_state()  # between two pages there is nothing to measure
        assert not self.complaints, self.complaints
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{self.page.url}: {width} px wide"


Enter = Callable[..., Visit]


@pytest.fixture(scope="module")
def windows(browser: Any) -> Iterator[dict[tuple[Any, ...], Visit]]:
    """Windows that stay open from test to test: to open one costs more than to look at a page."""
    del browser
    kept: dict[tuple[Any, ...], Visit] = {}
    yield kept
    for visitor in kept.values():
        visitor.page.context.close()


@pytest.fixture
def enter(
    browser: Any, site: str, sessions: dict[str, str], windows: dict[tuple[Any, ...], Visit]
) -> Iterator[Enter]:
    """Lets a person of the sample in, in a profile of his own.

    The function takes the person (None for nobody) and size, scheme, language and whether scripts run.
    """
    strangers = []

    def one(
        who: str | None,
        *,
        size: str = "desktop",
        scheme: str = "light",
        language: str = "zh",
        scripts: bool = True,
    ) -> Visit:
        key = (who, size, scheme, language, scripts)
        name = f"{size}-{scheme}-{language}"
        if key in windows:
            visitor = windows[key]
            visitor.page.goto("about:blank")
            visitor.page.emulate_media(color_scheme=scheme)
            visitor.name = name
            visitor.complaints.clear()
            return visitor
        context = browser.new_context(
            viewport=SIZES[size],
            color_scheme=scheme,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(WAIT)
        cookies = [{"name": "django_language", "value": LANGUAGES[language], "url": site}]
        if who is not None:
            cookies.append({"name": "sessionid", "value": sessions[who], "url": site})
        context.add_cookies(cookies)
        visitor = Visit(context.new_page(), site, name)
        watch(visitor)
        if who is None:  # whoever logs in leaves something behind
            strangers.append(context)
        else:
            windows[key] = visitor
        return visitor

    yield one
    for context in strangers:
        context.close()


def watch(visitor: Visit) -> None:
    """Write down what a page complains of, and whom it asks besides us."""

    def asked(address: str) -> None:
        if urlsplit(address).hostname != "127.0.0.1" and not address.startswith(("data:", "blob:")):
            visitor.complaints.append(f"asked {address}")

    def said(message: Any) -> None:
        expected = (
            "Failed to load resource: the server responded with a status of 4"  # a refusal is an answer
        )
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            visitor.complaints.append(message.text)

    page = visitor.page
    page.on("console", said)
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on(
        "requestfailed",
        lambda sent: (
            visitor.complaints.append(f"failed {sent.url}") if sent.failure != "net::ERR_ABORTED" else None
        ),
    )
    page.on("request", lambda sent: asked(sent.url))


@pytest.fixture(
    params=[("desktop", "light"), ("desktop", "dark"), ("phone", "light"), ("phone", "dark")], ids="-".join
)
def visit(request: pytest.FixtureRequest, enter: Enter) -> Visit:
    """Somebody of the audit office, once for each size and scheme."""
    size, scheme = request.param
    return enter("wang", size=size, scheme=scheme)
