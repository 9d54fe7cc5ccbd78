"""Lists find what a plain loop over all records finds, whatever is asked, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.conftest import AUDITOR, FINANCE, OFFICE, SCHOOL, Desk, moment
from youju.ledger import actions, catalogue, lights, queries
from youju.ledger.listing import asking, counting, finding, reach
from youju.ledger.listing.asking import Asked
from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor
from youju.people.queries import subtree
from youju.standards import divisions

ACTORS = (AUDITOR, FINANCE, OFFICE, SCHOOL, Actor.system())
TODAY = date(2023, 6, 20)
UNITS = ("finance", "treasury", "school")
AREAS = ("341802", "341821", "340102", None)
TITLES = ("账实不符", "资金闲置ABC", "招标程序不规范", "公务接待超标准", "%_'\"\\")


@pytest.fixture
def many(county: Desk) -> list[LedgerRecord]:
    """Sixty records in all states, of three units, over five months."""
    for number in range(60):
        county.today = date(2023, 1, 10) + timedelta(days=number * 7 % 150)
        values: dict[str, Any] = {
            "title": TITLES[number % 5],
            "unit": UNITS[number % 3],
            "code": f"B{number:03}" if number % 4 else None,
            "area": AREAS[number % 4],
            "source": ("audit", "inspection")[number % 2],
            "amount": str(Decimal(number * 37 % 100) / 4) if number % 5 else None,
            "given_on": county.today.isoformat() if number % 7 else None,
            "serious": {0: True, 1: False}.get(number % 3),
            "grounds": "文件" if number % 3 == 0 else None,
        }
        record = county.open(**{name: value for name, value in values.items() if value is not None})
        by = {"finance": FINANCE, "treasury": OFFICE, "school": SCHOOL}[values["unit"]]
        if number % 4:
            county.do(record.id, "accept", by=by)
        if number % 4 == 2:
            county.do(record.id, "ask", by=AUDITOR)
        if number % 20 == 19:
            first = LedgerRecord.objects.filter(values__title=values["title"]).first()
            assert first is not None
            actions.merge(record.id, first.id, actor=AUDITOR, on=county.today, at=county.at())
    actions.index()
    return list(LedgerRecord.objects.order_by("id"))


def asked_of(text: str, *, as_of: date = TODAY) -> Asked:
    return asking.read(catalogue.current("findings"), QueryDict(text), as_of=as_of, today=TODAY)


def visible(actor: Actor, row: LedgerRecord) -> bool:
    if "system" in actor.roles or "auditor" in actor.roles:
        return True
    return bool(set(row.parties) & set(subtree(str(actor.organisation))))


def light(asked: Asked, row: LedgerRecord) -> str | None:
    return lights.light(asked.rules, queries.situation_of(row), as_of=asked.as_of)


def _clock(asked: Asked, row: LedgerRecord, name: str, stands: str) -> bool:
    clock, today = row.clocks.get(name), asked.as_of.isoformat()
    begun = bool(clock and clock["started"] <= today)
    if not begun:
        return stands == "none"
    stopped = bool(clock["stopped"] and clock["stopped"] <= today)
    paused = bool(clock["paused_since"] and clock["paused_since"] <= today)
    here = min(one for one in (today, clock["stopped"], clock["paused_since"]) if one)
    going = not stopped and not paused
    warned = bool(clock["warn_from"] and clock["warn_from"] <= today <= clock["due"])
    return {
        "overdue": clock["due"] < here,
        "warning": going and warned,
        "running": going,
        "paused": paused and not stopped,
        "stopped": stopped,
        "none": False,
    }[stands]


def _in(low: Any, value: Any, high: Any) -> bool:
    if value is None:
        return False
    return (low in (None, "") or low <= value) and (high in (None, "") or value <= high)


def holds(asked: Asked, row: LedgerRecord, key: str, values: list[str]) -> bool:  # noqa: C901
    """Whether a record is what one parameter asks for, said a second time and plainly."""
    value = row.values.get(key.removeprefix("f."))
    if key == "state":
        return row.state in values
    if key == "light":
        return light(asked, row) in values
    if key == "org":
        return row.organisation in subtree(values[0])
    if key in ("div", "f.area"):
        return bool(row.division) and divisions.within(row.division, values[0])
    if key == "opened":
        return _in(values[0], row.opened_on.isoformat(), values[1])
    if key == "due":
        return _in(values[0], row.next_due and row.next_due.isoformat(), values[1])
    if key == "c.rectify.range":
        clock = row.clocks.get("rectify")
        return _in(values[0], clock and clock["due"], values[1])
    if key.startswith("c."):
        return any(_clock(asked, row, key[2:], one) for one in values)
    if key == "f.title":
        return values[0].lower() in row.values["title"].lower()
    if key == "f.unit":
        return value in subtree(values[0])
    if key == "f.amount.range":
        amount = row.values.get("amount")
        ends = [Decimal(one) if one else None for one in values]
        return _in(ends[0], None if amount is None else Decimal(amount), ends[1])
    if key == "f.given_on.range":
        return _in(values[0], row.values.get("given_on"), values[1])
    if key.endswith(".empty"):
        return (key.removesuffix(".empty").removeprefix("f.") not in row.values) is (values[0] == "1")
    if key == "f.serious":
        return value is not None and str(value).lower() in values
    return value in values


RANGES = {"opened", "due", "c.rectify.range", "f.amount.range", "f.given_on.range"}


def address(chosen: dict[str, list[str]]) -> str:
    found = QueryDict(mutable=True)
    for key, values in chosen.items():
        if key in RANGES:
            for end, value in zip(("from", "to"), values, strict=True):
                found[f"{key.removesuffix('.range')}.{end}"] = value
        else:
            found.setlist(key, values)
    return found.urlencode()


DAYS = st.one_of(st.just(""), st.dates(date(2023, 1, 1), date(2023, 9, 30)).map(date.isoformat))
AMOUNTS = st.one_of(st.just(""), st.integers(-5, 30).map(str), st.just("12.25"))


def some(*options: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)


def one(*options: str) -> st.SearchStrategy[list[str]]:
    return st.sampled_from(options).map(lambda value: [value])


CHOICES: dict[str, st.SearchStrategy[list[str]]] = {
    "state": some("dispatched", "rectifying", "waiting", "submitted", "cleared"),
    "light": some("white", "red", "yellow", "green"),
    "org": one(*UNITS, "county", "audit"),
    "div": one("341802", "3418", "340000"),
    "opened": st.tuples(DAYS, DAYS).map(list),
    "due": st.tuples(DAYS, DAYS).map(list),
    "c.rectify": some(*asking.STANDINGS),
    "c.monthly": some(*asking.STANDINGS),
    "c.rectify.range": st.tuples(DAYS, DAYS).map(list),
    "f.title": one("资金", "abc", "ABc", "%", "_", "'", "\\", "没有这句"),
    "f.code": one("B0", "b01"),
    "f.unit": one(*UNITS, "county"),
    "f.area": one("341802", "340000"),
    "f.source": some("audit", "inspection", "hotline"),
    "f.amount.range": st.tuples(AMOUNTS, AMOUNTS).map(list),
    "f.given_on.range": st.tuples(DAYS, DAYS).map(list),
    "f.serious": some("true", "false"),
    "f.amount.empty": one("0", "1"),
    "f.plan.empty": one("0", "1"),
}
WHERE: dict[str, Callable[[LedgerRecord], bool]] = {
    "": lambda row: True,
    "amount > 10 and source = 'audit'": lambda row: (
        Decimal(row.values.get("amount", 0)) > 10 and row.values["source"] == "audit"
    ),
    "状态 = '已交办'": lambda row: row.state == "dispatched",
    "overdue(rectify) > 20": lambda row: (
        date.fromisoformat(min(
            TODAY.isoformat(), row.clocks["rectify"]["paused_since"] or "9",
            row.clocks["rectify"]["stopped"] or "9",
        )) - date.fromisoformat(row.clocks["rectify"]["due"])
    ).days > 20,
}  # fmt: skip
ORDER: dict[str, Callable[[LedgerRecord], Any]] = {
    "id": lambda row: 0,
    "number": lambda row: row.number,
    "opened": lambda row: row.opened_on,
    "due": lambda row: row.next_due,
}


def expected(actor: Actor, rows: list[LedgerRecord], asked: Asked, chosen: Any, where: str) -> list[Any]:
    found = [
        row
        for row in rows
        if visible(actor, row)
        and row.merged_into is None
        and all(_plain(asked, row, key, values) for key, values in chosen.items())
        and WHERE[where](row)
    ]
    key = ORDER[asked.sort]
    valued = [row for row in found if key(row) is not None]
    rest = [row for row in found if key(row) is None]
    for part in (valued, rest):
        part.sort(
            key=lambda row: (key(row), row.id) if key(row) is not None else (row.id,),
            reverse=asked.descending,
        )
    return [row.id for row in [*valued, *rest]]


def _plain(asked: Asked, row: LedgerRecord, key: str, values: list[str]) -> bool:
    if key in RANGES and not any(values):
        return True
    if key == "f.code":
        return values[0].lower() in row.values.get("code", "").lower()
    return holds(asked, row, key, values)


def walk(actor: Actor, asked: Asked, size: int) -> list[list[Any]]:
    """The ids of all pages, and back again to the first."""
    pages, key = [], None
    while True:
        page = finding.page(actor, asked, after=key, size=size)
        pages.append([row.id for row in page.records])
        key = page.after or page.resume
        if key is None:
            break
    assert len(pages) < 200
    return pages


def test_every_filter_finds_what_a_plain_loop_finds(many: list[LedgerRecord], monkeypatch: Any) -> None:
    """One Hypothesis run over one set of records; most records are seen by few."""

    @settings(max_examples=200)
    @given(
        st.sampled_from(ACTORS),
        st.dictionaries(st.sampled_from(sorted(CHOICES)), st.none(), max_size=3),
        st.sampled_from(sorted(WHERE)),
        st.sampled_from(sorted(asking.SORTS)),
        st.booleans(),
        st.sampled_from([TODAY, TODAY + timedelta(days=40), TODAY - timedelta(days=60)]),
        st.sampled_from([0, 7, 50_000]),
        st.sampled_from([5, 20_000]),
        st.data(),
    )
    def check(
        actor: Actor,
        keys: Any,
        where: str,
        sort: str,
        down: bool,
        as_of: date,
        small: int,
        bound: int,
        data: Any,
    ) -> None:
        chosen = {key: data.draw(CHOICES[key], label=key) for key in keys}
        monkeypatch.setattr(reach, "SMALL", small)
        monkeypatch.setattr(finding, "EXAMINED", bound)
        monkeypatch.setattr(finding, "JUDGED", max(bound, 20))
        text = address({**chosen, "where": [where], "sort": [("-" if down else "") + sort]})
        asked = asked_of(text, as_of=as_of)
        assert not asked.problems
        if where == "overdue(rectify) > 20" and as_of != TODAY:
            return
        wanted = expected(actor, many, asked, chosen, where)
        pages = walk(actor, asked, 8)
        assert [id_ for page in pages for id_ in page] == wanted
        assert counting.total(actor, asked, exactly=True).count == len(wanted)
        by_id = {row.id: row for row in many}
        for by, value in {
            "state": lambda row: row.state,
            "light": lambda row: light(asked, row),
            "org": lambda row: row.organisation,
            "f.source": lambda row: row.values.get("source"),
        }.items():
            groups, whole = counting.groups(actor, asked, by)
            assert whole
            assert {one.value: one.count for one in groups} == Counter(value(by_id[id_]) for id_ in wanted)

    check()


@pytest.mark.parametrize("sort", ["-id", "id", "number", "-opened", "due", "-due"])
@pytest.mark.parametrize("actor", [AUDITOR, FINANCE])
def test_pages_lead_there_and_back(many: list[LedgerRecord], sort: str, actor: Actor) -> None:
    asked = asked_of(f"sort={sort}")
    there, page = [], finding.page(actor, asked, size=7)
    while True:
        there.append([row.id for row in page.records])
        if page.after is None:
            break
        page = finding.page(actor, asked, after=page.after, size=7)
    back = [there[-1]]
    while page.before is not None:
        page = finding.page(actor, asked, before=page.before, size=7)
        back.append([row.id for row in page.records])
    assert [id_ for one in reversed(back) for id_ in one] == [id_ for one in there for id_ in one]
    assert len({id_ for one in there for id_ in one}) == sum(map(len, there))


def test_new_records_neither_repeat_nor_hide_others(many: list[LedgerRecord], county: Desk) -> None:
    """While somebody leafs, others register and work on records."""
    asked = asked_of("sort=id")
    before = {row.id for row in many if row.merged_into is None}
    seen: list[Any] = []
    page = finding.page(AUDITOR, asked, size=9)
    county.today = TODAY
    while True:
        seen += [row.id for row in page.records]
        county.open(title="新登记的")
        if page.after is None:
            break
        page = finding.page(AUDITOR, asked, after=page.after, size=9)
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("资金", {"资金闲置ABC"}),
        ("ａbc 闲置", {"资金闲置ABC"}),
        ("云溪县第一中学 招标", {"招标程序不规范"}),
        ("巡察 接待", {"公务接待超标准"}),
        ("宣州区 不符", {"账实不符"}),
        ("金闲 不符", set()),
        ("资置", set()),
        ("%_'", {"%_'\"\\"}),
    ],
)
def test_words_are_found_wherever_they_stand(many: list[LedgerRecord], words: str, titles: set[str]) -> None:
    query = QueryDict(mutable=True)
    query["q"] = words
    asked = asked_of(query.urlencode())
    page = finding.page(AUDITOR, asked, size=100)
    assert {row.values["title"] for row in page.records} == titles
    for actor in (FINANCE, SCHOOL, OFFICE):
        found = finding.page(actor, asked, size=100).records
        assert {row.id for row in found} == {row.id for row in page.records if visible(actor, row)}


def test_a_fresh_record_is_found_before_it_is_indexed(many: list[LedgerRecord], county: Desk) -> None:
    record = county.open(title="刚刚登记的事项", unit="school")
    asked = asked_of("q=刚刚登记")
    assert [row.id for row in finding.page(SCHOOL, asked).records] == [record.id]
    assert finding.page(FINANCE, asked).records == []
    actions.index()
    assert [row.id for row in finding.page(SCHOOL, asked).records] == [record.id]
    assert finding.page(FINANCE, asked).records == []


def test_sums_are_exact(many: list[LedgerRecord]) -> None:
    asked = asked_of("f.source=audit")
    total = counting.total(AUDITOR, asked, exactly=True, add_up=["amount"])
    rows = [row for row in many if row.values["source"] == "audit" and row.merged_into is None]
    assert total.sums == {"amount": sum(Decimal(row.values.get("amount", 0)) for row in rows)}
    where = asked_of("where=source %3D 'audit'")
    assert counting.total(AUDITOR, where, exactly=True, add_up=["amount"]) == total


def test_counting_stops_at_its_bound(many: list[LedgerRecord], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "BOUND", 10)
    assert counting.total(AUDITOR, asked_of("")) == counting.Total(10, exact=False)
    assert counting.total(AUDITOR, asked_of("where=true")) == counting.Total(None, exact=False)
    few = asked_of("state=waiting&f.title=资金")
    page = finding.page(AUDITOR, few)
    assert counting.total(AUDITOR, few, page=page) == counting.Total(len(page.records), exact=True)
    monkeypatch.setattr(finding, "EXAMINED", 5)
    monkeypatch.setattr(counting, "EXAMINED", 5)
    assert not counting.total(AUDITOR, few).exact


def test_moving_an_organisation_moves_what_it_reaches(many: list[LedgerRecord]) -> None:
    from youju.people.actions import save_organisation

    asked = asked_of("")
    before = len(finding.page(SCHOOL, asked, size=100).records)
    save_organisation(
        "treasury", name="国库支付中心", parent="school", actor=Actor.system(), on=TODAY, at=moment(TODAY)
    )
    after = [row.id for row in finding.page(SCHOOL, asked, size=100).records]
    of_treasury = [r.id for r in many if r.organisation == "treasury" and not r.merged_into]
    assert len(after) == before + len(of_treasury)
    assert set(of_treasury) <= set(after)
    assert not set(of_treasury) & {row.id for row in finding.page(FINANCE, asked, size=100).records}


def test_changed_parties_change_who_is_reached(county: Desk) -> None:
    record = county.open(unit="school")
    actions.amend(
        record.id, {"unit": "treasury"}, actor=AUDITOR, on=county.today, at=county.at(), reason="登记错误"
    )
    assert not finding.page(SCHOOL, asked_of("")).records
    assert [row.id for row in finding.page(FINANCE, asked_of("")).records] == [record.id]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("state=nonsense", "K703"),
        ("light=purple", "K703"),
        ("opened.from=2023.13.1", "K703"),
        ("f.amount.from=much", "K703"),
        ("f.amount.from=1e999999999", "K703"),
        ("f.amount.to=NaN", "K703"),
        ("div=99", "K703"),
        ("sort=secret", "K703"),
        ("q=x", "K703"),
        ("f.gone=1", "K703"),
        ("c.gone=overdue", "K703"),
        ("where=amount >", None),
        ("where=nothing = 1", "L201"),
        ("where=amount", "L215"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_out(county: Desk, query: str, code: str | None) -> None:
    record = county.open()
    asked = asked_of(query)
    assert asked.problems
    assert code is None or asked.problems[0].code.id == code
    assert [row.id for row in finding.page(AUDITOR, asked).records] == [record.id]


INJECTIONS = (
    "'; DROP TABLE ledger_record; --",
    '" OR 1=1',
    "%s",
    "{0}",
    "\\",
    "\x00",
    "1)) OR ((1=1",
    "😀" * 500,
)


def test_no_parameter_can_break_a_list(many: list[LedgerRecord]) -> None:
    keys = [
        "state", "light", "level", "org", "div", "opened.from", "due.to", "c.rectify", "c.rectify.from", "q",
        "where", "sort", "f.title", "f.unit", "f.area", "f.source", "f.amount.from", "f.amount.empty",
        "f.given_on.to", "f.serious", "f.x'y",
    ]  # fmt: skip
    for key in keys:
        for text in INJECTIONS:
            query = QueryDict(mutable=True)
            query[key] = text
            asked = asking.read(catalogue.current("findings"), query, as_of=TODAY, today=TODAY)
            page = finding.page(FINANCE, asked, after=finding.key_of(text, asked.sort))
            assert all(visible(FINANCE, row) for row in page.records)


def test_nobody_asks_for_personal_data_that_he_may_not_see(county: Desk) -> None:
    rules = catalogue.current("findings")
    personal = rules.ledger.fields["title"].model_copy(update={"personal": True})
    rules.ledger.fields["title"] = personal
    try:
        for query in ("f.title=账", "f.title.empty=1", "where=contains(title, '账')"):
            refused = asking.read(rules, QueryDict(query), as_of=TODAY, today=TODAY)
            assert refused.problems, query
            assert not refused.conditions
            assert refused.where is None
            allowed = asking.read(rules, QueryDict(query), as_of=TODAY, today=TODAY, personal=True)
            assert not allowed.problems
    finally:
        catalogue._RULES.clear()
        catalogue._KEPT.clear()


def test_an_address_is_changed_and_kept() -> None:
    given = QueryDict("state=a&state=b&sort=due&after=xyz&f.amount.from=3&empty=")
    assert asking.query(given, light="red") == "state=a&state=b&sort=due&f.amount.from=3&light=red"
    assert asking.query(given, state=None, f__amount__from="4") == "sort=due&f.amount.from=4"
