"""A county of 50 townships with 100 villages each and 1,000,000 records in one ledger, to look at pages on.

Not a benchmark itself. Records come in through the import, as a county's own list would; every village has
as many as every other.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from county import AREAS, START, auditor

TOWNS = 50
VILLAGES = 100
TODAY = date(2024, 3, 1)
STATES = ("dispatched", "rectifying", "rectifying", "submitted", "cleared", "cleared", "cleared", "cleared")
MATTERS = (
    "未按规定程序办理",
    "资金闲置",
    "账实不符",
    "招标程序不规范",
    "超标准接待",
    "未按期办结",
    "档案缺失",
)
MAPPING = """
ledger: findings
columns:
  问题: title
  外部编号: code
  责任单位: unit
  所在区划: area
  来源: source
  金额: amount
  交办日期: given_on
  是否重大: serious
  涉及人数: people
  依据: grounds
opened_on: 交办日期
state: 状态
"""


def village(number: int) -> str:
    """Code of the village of a record."""
    place = number % (TOWNS * VILLAGES)
    return f"t{place % TOWNS:02}v{place // TOWNS:02}"


def people() -> None:
    """The tree of organisations; somebody in a village, in a township, in a bureau and at the top."""
    from youju.people.actions import import_directory
    from youju.people.actors import Actor

    towns = {
        f"t{town:02}": {
            "name": f"第{town}镇人民政府",
            "under": {f"t{town:02}v{one:02}": f"第{town}镇第{one}村村民委员会" for one in range(VILLAGES)},
        }
        for town in range(TOWNS)
    }
    persons = {
        "clerk": {"name": "村级经办", "of": "t07v42"},
        "town": {"name": "镇级经办", "of": "t07"},
        "top": {"name": "县级经办", "of": "county"},
        "wang": {"name": "王一", "of": "audit", "roles": ["auditor"]},
    }
    tree: dict[str, Any] = {"county": {"name": "云溪县人民政府", "under": {"audit": "云溪县审计局", **towns}}}
    at = datetime(2020, 1, 2, 4, tzinfo=UTC)
    import_directory(tree, persons, actor=Actor.system(), on=START, at=at)


def write_rows(path: Path, rows: int, *, seed: int = 11) -> None:
    """The county's list as a CSV file."""
    choice = random.Random(seed)
    days = [(TODAY - timedelta(days=n)).isoformat() for n in range(1, 700)]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("问题,外部编号,责任单位,所在区划,来源,金额,交办日期,是否重大,涉及人数,依据,状态\n")
        for number in range(rows):
            stream.write(
                f"第{number}号{choice.choice(MATTERS)}，见底稿{choice.randrange(10**6):06},W{number:08},"
                f"{village(number)},{choice.choice(AREAS)},{choice.choice(('审计', '巡察', '热线'))},"
                f"{choice.randrange(10**6) / 100:.2f},{choice.choice(days)},"
                f"{'是' if choice.random() < 0.2 else '否'},{choice.randrange(500)},"
                f"依据第{choice.randrange(200)}条,{choice.choice(STATES)}\n"
            )


def fill(home: Path, rows: int) -> None:
    """Generate the county once; a home that has it already is left alone."""
    from django.db import connection

    from youju.ledger import actions, catalogue, importing
    from youju.ledger.mapping import load
    from youju.ledger.models import LedgerRecord

    if LedgerRecord.objects.exists():
        return
    people()
    path = home / "rows.csv"
    write_rows(path, rows)
    mapping = load(MAPPING.format(ledger="findings"), catalogue.current("findings").ledger)
    at = datetime(2024, 3, 1, 4, tzinfo=UTC)
    begin = datetime.now(UTC)
    importing.import_file("findings", path, actor=auditor(), on=TODAY, at=at, mapping=mapping)
    sys.stderr.write(f"imported {rows} records in {datetime.now(UTC) - begin}\n")
    path.unlink()
    actions.relight(at=datetime.now(UTC))  # as the worker does every day
    begin = datetime.now(UTC)
    actions.index()
    sys.stderr.write(f"indexed for search in {datetime.now(UTC) - begin}\n")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_record, ledger_reach, ledger_search")
