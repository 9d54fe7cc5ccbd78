"""Debian's Chromium against the real server on the sample that ``./start`` makes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.house.source import ROOT
from tests.sample import environment, sample

SHOTS = ROOT / "test-results"
SIZES = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
FLAGS = [
    "--lang=zh-CN",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Address of a server on the sample; it is stopped as a person would, with Ctrl-C."""
    made = sample()
    process = subprocess.Popen(
        ["./start", "--port", "0"],
        cwd=ROOT,
        env=environment(made.home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            pytest.fail("the server did not start:\n" + "".join(said))
        yield found[0]
        os.killpg(process.pid, signal.SIGINT)
        rest = process.communicate(timeout=30)[1]
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, f"Ctrl-C is a clean way to stop:\n{rest}"
    assert "Traceback" not in rest


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
        name: Size and scheme, as in file names of pictures.
        complaints: Console errors, failed and foreign requests seen so far.
    """

    page: Any
    site: str
    name: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the site."""
        answer = self.page.goto(self.site + path)
        assert answer.status == 200, f"{path} answers {answer.status}"

    def picture(self, name: str) -> Path:
        """Take a picture of the whole page."""
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}-{self.name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def is_sound(self) -> None:
        """The page complained of nothing, asked nobody else, and fits its window."""
        assert not self.complaints, self.complaints
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{width} px wide"


@pytest.fixture(
    params=[("desktop", "light"), ("desktop", "dark"), ("phone", "light"), ("phone", "dark")], ids="-".join
)
def visit(request: pytest.FixtureRequest, browser: Any, site: str) -> Iterator[Visit]:
    """A visitor with a fresh profile, once for each size and scheme."""
    size, scheme = request.param
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme=scheme,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=True,
    )
    page = context.new_page()
    visitor = Visit(page, site, f"{size}-{scheme}")

    def asked(address: str) -> None:
        if urlsplit(address).hostname != "127.0.0.1":
            visitor.complaints.append(f"asked {address}")

    page.on(
        "console",
        lambda said: visitor.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on("requestfailed", lambda sent: visitor.complaints.append(f"failed {sent.url}"))
    page.on("request", lambda sent: asked(sent.url))
    yield visitor
    context.close()
