"""100 officials at once on the pages of a county with 1,000,000 records, for five minutes.

Promise: no error, p95 under 500 ms, everything (pages, PostgreSQL and those who click) on the same 2 cores.
Each person waits two to six seconds between clicks, as people do, and asks for what they ask for: the
workbench, a list, the list with two filters, a record from it, its next page, figures, notices, a search.

    python benchmarks/bench_load.py [--home DIR] [--users 100] [--minutes 5]

With ``--home`` the county of `bench_pages` is used again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from locust import HttpUser, between, task

SESSIONS = "YOUJU_BENCH_SESSIONS"
"""Names the file with the session cookies that `main` has made, for the processes of Locust."""
LIST = "/ledgers/findings/"
FILTERS = [
    f"?state={state}&light={light}" for state in ("dispatched", "rectifying") for light in ("red", "green")
]
WORDS = ("资金闲置", "档案缺失", "第77777号", "第4321号")
_RECORD = re.compile(r'href="(/records/[0-9a-f-]{36}/)')
_NEXT = re.compile(r'href="(\?[^"]*after=[^"]+)"')


class Official(HttpUser):
    """Somebody at work."""

    wait_time = between(2, 6)
    abstract = SESSIONS not in os.environ

    def on_start(self) -> None:
        """Is logged in already, with a session of one of the persons."""
        cookies = json.loads(Path(os.environ[SESSIONS]).read_text())
        self.client.cookies.update(random.choice(cookies))
        self.seen: list[str] = []

    def look(self, address: str, name: str) -> str:
        """Ask for a page; being sent elsewhere is an error too."""
        with self.client.get(address, name=name, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"status {answer.status_code}")
            text = answer.text or ""
        self.seen = _RECORD.findall(text) or self.seen
        return text

    @task(3)
    def home(self) -> None:
        """The workbench."""
        self.look("/", "home")

    @task(4)
    def browse(self) -> None:
        """A list, and its next page."""
        text = self.look(LIST, "list")
        if found := _NEXT.search(text):
            self.wait()
            self.look(LIST + found[1].replace("&amp;", "&"), "list, next page")

    @task(4)
    def filtered(self) -> None:
        """The list with two filters."""
        self.look(LIST + random.choice(FILTERS), "list, two filters")

    @task(5)
    def record(self) -> None:
        """A record of the list that was seen last."""
        if self.seen:
            self.look(random.choice(self.seen), "record")

    @task(1)
    def others(self) -> None:
        """What is looked at less often."""
        self.look("/figures/", "figures")
        self.wait()
        self.look("/notices/", "notices")

    @task(1)
    def search(self) -> None:
        """Words."""
        self.look(LIST + "?q=" + random.choice(WORDS), "search")


def sessions(path: Path) -> None:
    """Session cookies of four persons, written for the processes of Locust."""
    from django.conf import settings

    from bench_pages import clients

    name = settings.SESSION_COOKIE_NAME
    path.write_text(json.dumps([{name: client.cookies[name].value} for client in clients().values()]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Until the service answers."""
    for _ in range(120):
        try:
            urllib.request.urlopen(address + "/login/", timeout=5).read()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the service did not start")


def run(home: Path, users: int, minutes: float, folder: Path) -> list[dict[str, str]]:
    """Serve and click; gives Locust's rows of statistics."""
    address = f"http://127.0.0.1:{free_port()}"
    environment = {**os.environ, "YOUJU_HOME": str(home), SESSIONS: str(folder / "sessions.json")}
    port = address.rpartition(":")[2]
    serving = subprocess.Popen([sys.executable, "-m", "youju", "serve", "--port", port], env=environment)
    try:
        wait_for(address)
        words = [
            sys.executable, "-m", "locust", "-f", __file__, "--headless", "--host", address, "-u", str(users),
            "-r", "10", "-t", f"{int(minutes * 60)}s", "--csv", str(folder / "load"), "--only-summary",
            "--reset-stats", "--stop-timeout", "10",
        ]  # fmt: skip
        subprocess.run(words, env=environment, check=False, cwd=folder)
    finally:
        serving.terminate()
        serving.wait(60)
    with (folder / "load_stats.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def main() -> None:
    from bench_import import report_to
    from county import county, machine
    from pages_county import fill

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    with county(options.home) as home, tempfile.TemporaryDirectory(prefix="youju-load-") as given:
        fill(home, options.records)
        sessions(Path(given) / "sessions.json")
        rows = run(home, options.users, options.minutes, Path(given))
    lines = ["| page | asked | errors | median, ms | p95, ms | longest, ms |", "|---|---|---|---|---|---|"]
    for row in rows:
        figures = (
            row["Request Count"],
            row["Failure Count"],
            row["50%"],
            row["95%"],
            row["Max Response Time"],
        )
        count, failures, median, p95, longest = (f"{float(one):,.0f}" for one in figures)
        name = "all" if row["Name"] == "Aggregated" else row["Name"]
        lines.append(f"| {name} | {count} | {failures} | {median} | {p95} | {longest} |")
    what = f"{options.users} users for {options.minutes:g} minutes on {options.records:,} records."
    lines += ["", f"{what} {machine()}"]
    report_to("Load", "\n".join(lines), "python benchmarks/bench_load.py")


if __name__ == "__main__":
    main()
