"""A county to measure on: a home directory of its own with a durable database, a pack and organisations.

Not a benchmark itself; `bench_import`, `bench_export` and `bench_count` begin with `county`.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

TOWNSHIPS = 40
AREAS = [
    "341802",
    "341821",
    "341823",
    "341824",
    "341825",
    "341881",
    "341882",
    "340102",
    "340103",
    "340104",
    "340111",
    "340121",
    "340122",
    "340123",
    "340124",
    "340181",
    "340202",
    "340207",
    "340209",
    "340210",
]
LEDGER: dict[str, Any] = {
    "ledger": "findings",
    "label": "问题台账",
    "record_label": "问题",
    "number": "审改〔{year}〕{seq:7}",
    "open_by": ["auditor"],
    "belongs_to": "unit",
    "division": "area",
    "fields": {
        "title": {"label": "问题", "type": "text", "required": "true"},
        "code": {"label": "外部编号", "type": "text", "required": "true"},
        "unit": {"label": "责任单位", "type": "organisation", "required": "true"},
        "area": {"label": "所在区划", "type": "code", "codes": "standard:division"},
        "source": {"label": "来源", "type": "code", "codes": "sources"},
        "amount": {"label": "金额", "type": "money", "unit": "万元", "decimals": "2", "min": "0"},
        "given_on": {"label": "交办日期", "type": "date"},
        "serious": {"label": "是否重大", "type": "boolean"},
        "people": {"label": "涉及人数", "type": "number", "unit": "人", "decimals": "0"},
        "grounds": {"label": "依据", "type": "text"},
    },
    "unique": [["code"]],
    "states": {
        "dispatched": "已交办",
        "rectifying": "整改中",
        "submitted": "已上报",
        "cleared": {"label": "已销号", "final": "true"},
    },
    "transitions": {
        "accept": {"label": "签收", "from": "dispatched", "to": "rectifying", "by": "auditor"},
        "submit": {"label": "上报", "from": "rectifying", "to": "submitted", "by": "auditor"},
        "clear": {"label": "认定销号", "from": "submitted", "to": "cleared", "by": "auditor"},
    },
    "activities": {
        "visit": {
            "label": "回头看",
            "from": ["dispatched", "rectifying", "submitted"],
            "by": "auditor",
            "fields": "people",
        }
    },
    "clocks": {
        "rectify": {
            "label": "整改期限",
            "starts": "dispatched",
            "stops": "cleared",
            "due": "60 days",
            "warn": "10 days",
        }
    },
    "lights": {
        "white": "state = 'cleared'",
        "red": "overdue(rectify) > 30",
        "yellow": "overdue(rectify) > 0",
        "green": "true",
    },
}
LISTED: dict[str, Any] = {
    **{name: part for name, part in LEDGER.items() if name not in ("activities", "clocks", "lights")},
    "ledger": "listed",
    "label": "登记表",
    "number": "登〔{year}〕{seq:7}",
}
"""The same rows as a plain list: nothing is due."""
FIGURES = [
    {
        "figure": "problems",
        "label": "问题数",
        "of": "ledger findings",
        "by": ["state", "source"],
        "unit": "个",
    },
    {
        "figure": "cleared_rate",
        "label": "销号率",
        "of": "ledger findings",
        "numerator": "state = 'cleared'",
        "denominator": "true",
        "by": ["unit"],
        "unit": "percent",
        "decimals": "2",
    },
    {
        "figure": "amount",
        "label": "问题金额",
        "of": "ledger findings",
        "measure": "sum",
        "value": "amount",
        "by": ["area"],
        "unit": "万元",
        "decimals": "2",
    },
    {"figure": "lights", "label": "各色问题数", "of": "ledger findings", "by": ["light"], "unit": "个"},
    {
        "figure": "average",
        "label": "平均金额",
        "of": "ledger findings",
        "measure": "average",
        "where": "serious",
        "value": "amount",
        "unit": "万元",
        "decimals": "2",
    },
    {
        "figure": "units",
        "label": "涉及单位",
        "of": "ledger findings",
        "measure": "distinct",
        "value": "unit",
        "unit": "个",
    },
    {
        "figure": "visits",
        "label": "回头看次数",
        "of": "acts findings",
        "where": "act = 'visit'",
        "unit": "次",
    },
]
FILES: dict[str, Any] = {
    "pack.yaml": {
        "pack": "measured",
        "label": "测量",
        "version": "1.0.0",
        "roles": {"auditor": "审计人员"},
        "code_lists": {
            "sources": {"label": "来源", "codes": {"audit": "审计", "inspection": "巡察", "hotline": "热线"}}
        },
    },
    "ledgers/findings.yaml": LEDGER,
    "ledgers/listed.yaml": LISTED,
    "figures/findings.yaml": {"figures": FIGURES},
}
START = date(2020, 1, 1)


@contextlib.contextmanager
def county(home: Path | None = None) -> Iterator[Path]:
    """A home with a migrated, durable database and the pack; removed afterwards unless given.

    Args:
        home: An existing folder to keep, so that a large county is generated only once.
    """
    with contextlib.ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="youju-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("DATABASE_URL", "DATABASE_JOB_URL", "DATABASE_OWNER_URL"):
            os.environ.pop(name, None)
        os.environ["YOUJU_HOME"] = str(folder)
        from youju.web import database
        from youju.web.setup import django_setup

        django_setup()
        stack.callback(database.server().release)
        database.migrate()
        from django.db import connections

        stack.callback(connections.close_all)
        _install()
        yield folder


def _install() -> None:
    from youju.definitions.load import from_canonical
    from youju.ledger import catalogue
    from youju.ledger.actions import install_pack
    from youju.people.actions import import_directory
    from youju.people.actors import Actor

    if "findings" in catalogue.names():
        return
    at = datetime(2020, 1, 1, 4, tzinfo=UTC)
    towns = {f"town{n:02}": f"第{n}街道办事处" for n in range(TOWNSHIPS)}
    import_directory(
        {"county": {"name": "云溪县人民政府", "under": {"audit": "云溪县审计局", **towns}}},
        {},
        actor=Actor.system(),
        on=START,
        at=at,
    )
    pack = from_canonical(json.dumps({"format": 1, "files": FILES}, ensure_ascii=False))
    install_pack(pack, actor=Actor.system(), at=at)


def auditor() -> Any:
    """Who imports."""
    from youju.people.actors import Actor

    return Actor("wang", "王一", "audit", frozenset({"auditor"}))


class Peak:
    """Peak resident memory of this process during a block, in MiB; read every 20 ms from the kernel."""

    def __enter__(self) -> Peak:
        self.mib = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        page = resource.getpagesize() / 1048576
        while not self._stop.wait(0.02):
            self.mib = max(self.mib, int(Path("/proc/self/statm").read_text().split()[1]) * page)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


class Took(NamedTuple):
    """What some work took, and its result.

    Attributes:
        seconds: By the clock, whatever else the machine did meanwhile.
        cpu: Seconds of processor time of this process and its children.
        database: Seconds of processor time of the database process that served it.
        mib: Peak resident memory of this process.
    """

    seconds: float
    cpu: float
    database: float
    mib: float
    result: Any


def timed(label: str, work: Callable[[], Any]) -> Took:
    """Do some work and say to standard error what it took."""
    with Peak() as peak:
        begin, own, served = time.perf_counter(), _own_cpu(), _database_cpu()
        result = work()
        seconds, cpu, database = time.perf_counter() - begin, _own_cpu() - own, _database_cpu() - served
    sys.stderr.write(
        f"{label}: {seconds:.1f} s ({cpu:.1f} s CPU here, {database:.1f} s in the database),"
        f" peak {peak.mib:.0f} MiB\n"
    )
    return Took(seconds, cpu, database, peak.mib, result)


def _own_cpu() -> float:
    return sum(os.times()[:4])


def _database_cpu() -> float:
    """Processor time of the process behind Django's connection (proc(5), fields 14 and 15)."""
    from django.db import connection

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """What the figures were taken on."""
    load = os.getloadavg()[0]
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    return f"{os.cpu_count()} cores ({model}), load {load:.1f} at the end"
