"""Pages at 1,000,000 records in one ledger, as those who see 200, 20,000 and all of them.

Promise: p95 of the server's time under 150 ms on 2 cores for home, a list with two filters and a record, as
the least privileged role and as any other; a page under 300 kB compressed; nothing asked of another host.
Every page is asked for 200 times in this process, through all middleware, under the role of the pages with
row-level security. The peer figures are those of the issue: ODK Central loads such a table in 24.8 s.

    python benchmarks/bench_pages.py [--records 1000000] [--home DIR] [--rounds 200]

With ``--home`` the county is kept there and not generated again.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_import import report_to
from county import _database_cpu, county, machine
from pages_county import fill

WHO = {
    "clerk": "village clerk (200)",
    "town": "township (20,000)",
    "top": "county (all)",
    "wang": "bureau (all)",
}
LIST = "/ledgers/findings/"
PAGES = {
    "home": "/",
    "list": LIST,
    "list, two filters": LIST + "?state=dispatched&light=red",
    "list, two filters that nothing meets": LIST + "?state=dispatched&light=white",
    "list, subtree and state": LIST + "?org=t07&state=submitted",
    "list, by due date": LIST + "?sort=due",
    "list, amount and source": LIST + "?f.source=audit&f.amount.from=9000",
    "search, common word": LIST + "?q=资金闲置",
    "search, rare word": LIST + "?q=第77777号",
    "expression": LIST + "?where=amount > 9000",
    "groups by state": LIST + "?group=state",
    "record": "/records/{record}/",
}
_ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


def clients(people: Iterable[str] = WHO) -> dict[str, Any]:
    """Everybody, logged in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    found = {}
    for name in people:
        model: Any = get_user_model()
        now = datetime.now(UTC)
        account, _ = model.objects.get_or_create(
            username=name,
            defaults={
                "kind": "user", "person_id": name, "must_change": False, "password": "!",
                "password_at": now, "created_at": now,
            },
        )  # fmt: skip
        found[name] = Client(SERVER_NAME="localhost")
        found[name].force_login(account)
    return found


def one_record(who: str) -> str:
    """A record that somebody sees."""
    from youju.ledger.queries import visible_to
    from youju.people.queries import actor

    return str(visible_to(actor(who), "findings").values_list("id", flat=True)[:1][0])


def measure(client: Any, address: str, rounds: int) -> tuple[float, float, float, int]:
    """Median, p95 and processor time in ms, and compressed bytes; a page that fails ends the run."""
    took = []
    cpu = 0.0
    for number in range(rounds + 3):
        if number == 3:
            cpu = processor()
        begin = time.perf_counter()
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        if number >= 3:
            took.append((time.perf_counter() - begin) * 1000)
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    assert not _ELSEWHERE.search(content.decode()), f"{address} asks another host"
    cpu = (processor() - cpu) / rounds * 1000
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], cpu, len(gzip.compress(content))


def processor() -> float:
    """Seconds of processor time of this process and of the database process behind it."""
    return time.process_time() + _database_cpu()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--leave-out", nargs="*", default=(), help="pages that are not measured")
    options = parser.parse_args()
    lines = [
        "| page | who (sees) | median, ms | p95, ms | CPU, ms | kB, compressed |",
        "|---|---|---|---|---|---|",
    ]
    with county(options.home) as home:
        from django.conf import settings

        from youju.web import database

        settings.ALLOWED_HOSTS = ["localhost"]
        fill(home, options.records)
        visitors = clients()
        records = {who: one_record(who) for who in WHO}
        database.take_role("application")
        for page, address in PAGES.items():
            if page in options.leave_out:
                continue
            for who, client in visitors.items():
                found = measure(client, address.format(record=records[who]), options.rounds)
                median, p95, cpu, size = found
                lines.append(
                    f"| {page} | {WHO[who]} | {median:.0f} | {p95:.0f} | {cpu:.0f} | {size / 1000:.0f} |"
                )
    lines += ["", f"{options.records:,} records, {options.rounds} times each. {machine()}"]
    report_to("Pages", "\n".join(lines), "python benchmarks/bench_pages.py --records 1000000")


if __name__ == "__main__":
    main()
