"""The register: lists taken in, what is settled of them, its pages, and search while one types.

Promise: search over 1,000,000 units and pages without a wait that one notices. Lists are those of folders
(market, tax, social, walk as CSV or CSV.gz); without any, made up. Everything that a load does is in its
time: reading, linking, coding of industries and villages, units with their history, differences as records.
Up to ``--fill`` the register is then filled with made-up units that have no rows, each fourth with a
difference, so that search, pages and settling meet a million. A hundred differences are settled before and
after that: what it costs to take them in must not grow. Peers in the same run: a bare COPY of the same rows
into one table, and a scan of all names.

    PYTHONPATH=src:. python benchmarks/bench_register.py [--folder DIR …] [--units 100000] [--fill 1000000]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.county import AREAS, county, machine, timed

HEADINGS = {
    "row": "行号",
    "code": "信用代码",
    "name": "单位名称",
    "person": "负责人",
    "address": "地址",
    "phone": "电话",
}
START = datetime(2023, 10, 9, 4, tzinfo=UTC)


def write(raw: Any, folder: Path) -> tuple[Path, dict[str, int]]:
    """Lists as files with their configuration; how many rows each has."""
    lists: dict[str, list[dict[str, str]]] = {}
    for one in raw.to_pylist():
        lists.setdefault(one["list"], []).append({title: one[name] or "" for name, title in HEADINGS.items()})
    lines = ["lists:"]
    for name, rows in lists.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(HEADINGS.values()))
            writer.writeheader()
            writer.writerows(rows)
        columns = ", ".join(f"{key}: {title}" for key, title in HEADINGS.items())
        lines.append(f"  {name}: {{file: {name}.csv, columns: {{{columns}}}}}")
    path = folder / "lists.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, {name: len(rows) for name, rows in lists.items()}


def folder_lists(folder: Path, where: Path) -> tuple[Path, list[tuple[str, ...]]]:
    """A configuration of the lists of a folder, and their rows; columns are guessed but for the number."""
    lines, rows = ["lists:"], []
    for file in sorted(folder.glob("*.csv*")):
        name = file.name.partition(".")[0]
        if name == "truth":
            continue
        lines.append(f"  {name}: {{file: {file}, columns: {{row: 序号}}, items: {{{_items(file)}}}}}")
        with _opened(file) as stream:
            rows += [(name, *one[:7]) for one in csv.reader(stream)][1:]
    path = where / "lists.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, rows


def _opened(file: Path) -> Any:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


ITEMS = {"经营范围": "scope", "注册资本": "capital", "成立日期": "founded", "参保人数": "employees"}
ITEMS |= {"从业人数": "employees", "本年销售额万元": "sales"}


def _items(file: Path) -> str:
    with _opened(file) as stream:
        heading = next(csv.reader(stream))
    return ", ".join(f"{ITEMS[title]}: {title}" for title in heading if title in ITEMS)


def bare_copy(rows: list[tuple[str, ...]]) -> float:
    """The peer of a load: the same rows into one table, nothing else."""
    import psycopg

    from youju.web import database

    width = max(map(len, rows))
    columns = ", ".join(f"c{number} text" for number in range(width))
    with psycopg.connect(database.conninfos()["owner"]) as connection:
        begin = time.perf_counter()
        connection.execute(f"CREATE TEMP TABLE bare ({columns})")
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for one in rows:
                copy.write_row((*one, *[None] * (width - len(one))))
        return time.perf_counter() - begin


def fill(many: int) -> None:
    """Made-up units without rows, up to a number, with their words; as a load would have written them."""
    import psycopg
    from django.db import transaction

    from benchmarks.bench_link import invented
    from youju.register.actions import storing
    from youju.register.models import Unit
    from youju.standards import divisions
    from youju.web import database

    have = Unit.objects.count()
    raw, _ = invented(100_000)
    raw = raw.filter(raw["name"].is_valid())
    names, addresses = ([one or "" for one in raw[name].to_pylist()] for name in ("name", "address"))
    dice = random.Random(5)
    counties = [known for area in AREAS if (known := divisions.get(area)) is not None]
    towns = [TOWN, *(town.code for county_ in counties for town in county_.children)]
    for first in range(have + 1, many + 1, 50_000):
        made = [
            _unit(number, dice.choice(names), dice.choice(names), dice.choice(addresses), dice.choice(towns))
            for number in range(first, min(first + 50_000, many + 1))
        ]
        with transaction.atomic():
            Unit.objects.bulk_create(made, batch_size=5_000)
            storing.put("register_search", "unit, division, text, pieces", "unit", _words(made))
    disagree(range(have + 1, many + 1, 4))
    with psycopg.connect(database.conninfos()["owner"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE register_unit, register_search, ledger_record, ledger_reach")


def disagree(numbers: Iterable[int]) -> None:
    """A difference of each unit with one of these numbers, as a load registers them."""
    from youju.ledger import importing
    from youju.ledger.mapping import Mapping
    from youju.register.models import Unit

    fields = ("name", "unit", "kind", "detail", "town", "division")
    mapping = Mapping.model_validate(
        {"ledger": DIFFERENCES, "columns": {name: name for name in fields}, "update_by": ["unit", "kind"]}
    )
    units = Unit.objects.filter(number__in=list(numbers)).values_list("name", "number", "division")
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(fields)
        for name, number, division in units.iterator(chunk_size=20_000):
            town = "hongling" if division == TOWN else ""
            writer.writerow(
                (name, number, "address", f"市场监管登记：{name}一号；税务登记：二号。", town, division)
            )
        file.flush()
        importing.import_file(
            DIFFERENCES, Path(file.name), actor=_robot(), on=START.date(), at=START + timedelta(days=4),
            mapping=mapping, name="差异",
        )  # fmt: skip


def _robot() -> Any:
    from youju.people.actors import Actor

    return Actor("system", "系统", roles=frozenset({"system", "register_clerk"}))


def settled(label: str, many: int, day: int) -> Iterator[str]:
    """Settle differences of loaded units on paper, take them in, and look again when nothing is new."""
    import io

    from youju.ledger import actions as acts
    from youju.ledger import evidence
    from youju.ledger.models import LedgerRecord
    from youju.people import queries
    from youju.register import actions
    from youju.scenarios.props import made

    at = START + timedelta(days=day)
    clerk = queries.actor("meng")
    letter = evidence.store(io.BytesIO(made("复函.docx", "市场监督管理局复函")), "复函.docx")
    waiting = LedgerRecord.objects.filter(ledger=DIFFERENCES, state="open").order_by("id")
    # Those of made-up units name no rows; of the others every second is left for the next time.
    found = waiting.filter(values__kind__in=("address", "name")).exclude(values__rows=None)
    ids = list(found.values_list("id", flat=True))[::2][:many]
    for number, id_ in enumerate(ids):
        values = {"finding": "changed", "right": f"宣城市宣州区双塔路{number + 1}号"}
        acts.perform(
            id_, "settle_on_paper", actor=clerk, on=at.date(), at=at, values=values, evidence=[letter]
        )
    took = timed(f"{label}: {len(ids)} settled", lambda: actions.apply_settled(at=at + timedelta(minutes=1)))
    assert took.result is not None, "nothing was taken in"
    again = timed(f"{label}: nothing new", lambda: actions.apply_settled(at=at + timedelta(minutes=2)))
    yield (
        f"{label}: {len(ids)} settled differences are taken in in {took.seconds:.2f} s ({took.cpu:.2f} s of"
        f" CPU, {took.database:.2f} s in PostgreSQL; {sum(took.result.units.values())} units changed);"
        f" a round with nothing new takes {again.seconds * 1e3:.0f} ms."
    )


def _unit(number: int, name: str, other: str, address: str, town: str) -> Any:
    """A unit with the region and trade name of one name and what follows of another."""
    from uuid_utils.compat import uuid7

    from youju.register.models import Unit

    name = name[: len(name) // 2] + other[len(other) // 2 :]
    said = {"list": "market", "row": str(number), "on": "2023-10-01"}
    values = {"name": {"value": name, **said}, "address": {"value": address, **said}}
    return Unit(
        id=uuid7(), number=number, name=name, kind="法人单位", address=address, division=town,
        lists=["market"], values=values, on=date(2023, 10, 1), head_seq=1,
    )  # fmt: skip


def _words(made: list[Any]) -> Iterator[tuple[Any, ...]]:
    from youju.ledger.listing.searching import pieces
    from youju.register import wording

    for one in made:
        text = wording.lines(one)
        yield one.id, one.division, text, pieces(text)


def searched(rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of searches by part of a name, and of scans of all names for the same part."""
    from django.db import connection

    from youju.people.actors import Actor
    from youju.register import searching
    from youju.register.models import Unit

    dice = random.Random(4)
    some = Unit.objects.order_by("id").values_list("name", flat=True)[:50_000]
    names = [one for one in some if len(one) > 6]
    ours, scans = [], []
    for number in range(rounds):
        name = dice.choice(names)
        first = dice.randrange(len(name) - 4)
        word = name[first : first + dice.choice((2, 3, 4))]
        begin = time.perf_counter()
        searching.find(Actor.system(), word)
        ours.append((time.perf_counter() - begin) * 1e3)
        if number % 10 == 0:
            begin = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM register_unit WHERE strpos(name, %s) > 0 LIMIT 201", [word])
                cursor.fetchall()
            scans.append((time.perf_counter() - begin) * 1e3)
    return ours, scans


def paged(rounds: int) -> list[str]:
    """Pages as the clerk of the register, who sees all of it, and as a township."""
    from django.conf import settings

    from benchmarks.bench_pages import clients, measure
    from youju.ledger.models import LedgerRecord
    from youju.register.models import Row, Unit
    from youju.web import database

    settings.ALLOWED_HOSTS = ["localhost"]
    ids = list(Row.objects.exclude(unit=None).order_by("row").values_list("unit", flat=True)[: rounds * 3])
    units = [str(one) for one in Unit.objects.filter(id__in=ids, closed_on=None).values_list("id", flat=True)]
    some = random.Random(6).sample(units, 5)
    here = LedgerRecord.objects.filter(ledger=DIFFERENCES, organisation="hongling").order_by("id").first()
    assert here is not None, "the township was sent nothing"
    work = (Unit.objects.get(number=int(here.values["unit"])).id, here.id)
    visitors = clients(("meng", "tang"))
    database.take_role("application")
    lines = ["| page | who | median, ms | p95, ms | CPU, ms | kB, compressed |", "|---|---|---|---|---|---|"]
    both = [("units", "/register/"), ("search", "/register/?q=商贸有限"), ("review", "/register/review/")]
    both += [("units of a township", f"/register/?division={TOWN}"), ("entries", "/register/entries/")]
    both += [("missing", "/register/missing/"), ("differences", f"/ledgers/{DIFFERENCES}/")]
    both += [("differences of a kind", f"/ledgers/{DIFFERENCES}/?f.kind=address")]
    both += [("a difference", f"/records/{work[1]}/"), ("its unit", f"/register/units/{work[0]}/")]
    clerk = [("deliveries", "/register/deliveries/"), ("who holds what", "/register/items/")]
    clerk += [(f"unit {number}", f"/register/units/{one}/") for number, one in enumerate(some, 1)]
    for page, address in both + clerk:
        for who, label in (("meng", "clerk (all)"), ("tang", "township")):
            if who == "tang" and (page, address) in clerk:
                continue
            median, p95, cpu, size = measure(visitors[who], address, rounds)
            lines.append(f"| {page} | {label} | {median:.0f} | {p95:.0f} | {cpu:.0f} | {size / 1000:.0f} |")
    database.take_role("job")
    return lines


TOWN = "341802100"
SETTLED = 100
"""Differences that are settled at a time, where there are so many."""


def people() -> None:
    """The pack, its clerk, and a township."""
    from youju.definitions.load import find_pack
    from youju.ledger.actions import install_pack
    from youju.people import actions
    from youju.people.actors import Actor

    known: dict[str, Any] = {"actor": Actor.system(), "on": START.date(), "at": START}
    actions.save_organisation("statistics", name="统计局", parent="county", division="341800", **known)
    actions.save_organisation("hongling", name="某镇人民政府", parent="county", division=TOWN, **known)
    for person, home, role in (("meng", "statistics", "register_clerk"), ("tang", "hongling", "town_clerk")):
        actions.save_person(person, name=person, **known)
        actions.grant(person, home, role, **known)
    install_pack(find_pack("register"), actor=Actor.system(), at=START)


def taken_in(label: str, path: Path, rows: list[tuple[str, ...]], day: int) -> Iterator[str]:
    """Rows of the table: a load, and the same once more."""
    from youju.ledger.models import LedgerRecord
    from youju.people.actors import Actor
    from youju.register import actions
    from youju.register.models import Row, Unit

    def load(later: int) -> Any:
        at, on = START + timedelta(days=day + later), date(2023, 10, day + later)
        return actions.load(path, actor=Actor.system(), on=on, at=at)

    copied = bare_copy(rows)
    took = timed(f"{label}: first load", lambda: load(0))
    units, differences = Unit.objects.count(), LedgerRecord.objects.filter(ledger=DIFFERENCES).count()
    waiting = Row.objects.filter(zone="待审").count()
    yield _line(f"{label}: {len(rows):,} rows", took, copied, f"{units:,} | {differences:,} | {waiting:,}")
    took = timed(f"{label}: the same again", lambda: load(1))
    yield _line(f"{label}: the same lists again", took, copied, " | | ")


DIFFERENCES = "register_differences"


def _line(label: str, took: Any, peer: float, more: str) -> str:
    return (
        f"| {label} | {more} | {took.seconds:.1f} | {took.cpu:.1f} | {took.database:.1f} | {took.mib:,.0f} |"
        f" {peer:.1f} |"
    )


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, nargs="*", default=[])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--fill", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    wanted = parser.parse_args()
    lines = [
        "| work | units | differences | links to review | seconds | CPU s | CPU s, PostgreSQL | peak MiB |"
        " bare COPY, s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    given: list[Path | None] = [*wanted.folder] or [None]
    for folder in given:
        with county(), tempfile.TemporaryDirectory(prefix="bench-register-") as name:
            people()
            if folder is None:
                path, rows = made_up(wanted.units, Path(name))
            else:
                path, rows = folder_lists(folder.absolute(), Path(name))
            lines += taken_in(folder.name if folder else "made up", path, rows, 1)
            if folder is given[-1]:
                lines += ["", *settled("As loaded", SETTLED, 3)]
                fill(wanted.fill)
                lines += ["", *settled(f"With {wanted.fill:,} units", SETTLED, 6)]
                lines += ["", *searches(wanted.rounds), "", *paged(wanted.rounds // 4)]
    text = "\n".join([*lines, "", machine()])
    sys.stdout.write(text + "\n")
    told = f" --folder {' '.join(f'…/{one.name}' for one in wanted.folder)}" if wanted.folder else ""
    results.write("Register", text, f"PYTHONPATH=src:. python benchmarks/bench_register.py{told}")


def made_up(units: int, where: Path) -> tuple[Path, list[tuple[str, ...]]]:
    """Made-up lists, as files with their configuration."""
    from benchmarks.bench_link import invented

    raw, _ = invented(units)
    path, _ = write(raw, where)
    return path, [tuple(str(cell or "") for cell in one.values()) for one in raw.to_pylist()]


def searches(rounds: int) -> Iterator[str]:
    """What is said of search."""
    from youju.register.models import Unit

    ours, scans = searched(rounds)
    cuts, scan = statistics.quantiles(ours, n=20), statistics.median(scans)
    yield (
        f"Search by two to four characters of a name among {Unit.objects.count():,} units: median"
        f" {statistics.median(ours):.0f} ms, p95 {cuts[18]:.0f} ms; a scan of all names: {scan:.0f} ms."
    )


if __name__ == "__main__":
    main()
