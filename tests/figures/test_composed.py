"""Figures over series, over the register and over figures equal what is computed by hand, on each engine."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.figures import series as slow
from tests.figures.conftest import past
from tests.ledger.conftest import Desk, county, pack_of
from tests.series.conftest import PACK, TOWNS, deliver, months, rows
from youju.definitions.load import Loaded
from youju.definitions.series_models import Period
from youju.errors import YoujuError
from youju.figures import queries, sets
from youju.figures.actions import observe
from youju.figures.count import Counter
from youju.figures.models import ObservationRow
from youju.figures.plan import Scope
from youju.ledger import actions as ledger_actions
from youju.people.actors import Actor
from youju.people.models import Organisation
from youju.series import snapshots

__all__ = ["county"]

AREA = "341802"
FIGURES: list[dict[str, Any]] = [
    {"figure": "output", "label": "产值", "of": "series output", "unit": "亿元", "decimals": "4"},
    {"figure": "output_month", "label": "当月产值", "of": "series output", "basis": "period", "unit": "万元"},
    {"figure": "tax_year", "label": "累计税收", "of": "series tax", "basis": "cumulative", "unit": "万元"},
    {
        "figure": "output_growth",
        "label": "产值增速",
        "of": "series output",
        "measure": "growth",
        "unit": "percent",
    },
    {
        "figure": "month_growth",
        "label": "当月环比",
        "of": "series output",
        "measure": "growth",
        "unit": "percent",
        "basis": "period",
        "against": "previous",
    },
    {
        "figure": "as_published",
        "label": "按原数的增速",
        "of": "series output",
        "measure": "growth",
        "unit": "percent",
        "comparable": "false",
    },
    {
        "figure": "pull",
        "label": "拉动",
        "of": "series output",
        "measure": "contribution",
        "by": ["sector"],
        "unit": "个百分点",
    },
    {
        "figure": "mix",
        "label": "构成",
        "of": "series output",
        "measure": "structure",
        "by": ["sector"],
        "unit": "percent",
    },
    {
        "figure": "towns",
        "label": "各镇占比",
        "of": "series output",
        "measure": "structure",
        "by": ["division"],
        "unit": "percent",
    },
    {
        "figure": "since",
        "label": "产值指数",
        "of": "series output",
        "measure": "index",
        "base": "2022",
        "unit": "index",
    },
    {
        "figure": "mean",
        "label": "当月平均",
        "of": "series output",
        "measure": "average",
        "basis": "period",
        "unit": "万元",
    },
    {
        "figure": "mean3",
        "label": "近三月平均",
        "of": "series tax",
        "measure": "average",
        "periods": "3",
        "unit": "万元",
    },
    {
        "figure": "growth_rank",
        "label": "增速位次",
        "of": "figure output_growth",
        "measure": "rank",
        "unit": "位",
    },
    {
        "figure": "growth_gap",
        "label": "增速差距",
        "of": "figure output_growth",
        "measure": "distance",
        "unit": "个百分点",
    },
    {
        "figure": "growth_above",
        "label": "与全县的差距",
        "of": "figure output_growth",
        "measure": "distance",
        "to": "total",
        "unit": "个百分点",
    },
    {"figure": "tax_rank", "label": "税收位次", "of": "series tax", "measure": "rank", "unit": "位"},
    {"figure": "tax_gap", "label": "税收差距", "of": "series tax", "measure": "distance", "unit": "万元"},
    {
        "figure": "rate_change",
        "label": "产销率变化",
        "of": "series rate",
        "measure": "change",
        "unit": "个百分点",
    },
    {
        "figure": "price_rise",
        "label": "价格涨幅",
        "of": "series prices",
        "measure": "growth",
        "unit": "percent",
    },
    {
        "figure": "tax_per_unit",
        "label": "户均税收",
        "of": "series tax",
        "measure": "ratio",
        "over": "units",
        "unit": "元/户",
    },
    {
        "figure": "burden",
        "label": "税收占产值",
        "of": "series tax",
        "measure": "share",
        "over": "output",
        "unit": "percent",
    },
    {
        "figure": "units_growth",
        "label": "单位增速",
        "of": "series units",
        "measure": "growth",
        "unit": "percent",
    },
    {
        "figure": "findings_more",
        "label": "问题增减",
        "of": "figure findings_all",
        "measure": "change",
        "against": "previous",
        "unit": "个",
    },
    {
        "figure": "findings_mix",
        "label": "问题构成",
        "of": "figure findings_all",
        "measure": "structure",
        "by": ["source"],
        "unit": "percent",
    },
    {
        "figure": "findings_mean",
        "label": "月均问题",
        "of": "figure findings_all",
        "measure": "average",
        "unit": "个",
        "decimals": "2",
    },
]
FILES = {
    **PACK,
    "pack.yaml": {**PACK["pack.yaml"], "depends": {"sample": "1.0.0"}},
    "figures/economy.yaml": {"figures": FIGURES},
}
AS_OF = date(2023, 8, 31)


@pytest.fixture
def office(bureau: tuple[Desk, Loaded]) -> Iterator[tuple[Desk, Loaded]]:
    """The bureau with findings, and with a pack of series and figures over both."""
    desk, _ = bureau
    Organisation.objects.filter(code="county").update(division="341802000000")
    past(desk, seed=5, count=6)
    loaded = pack_of(FILES)
    ledger_actions.install_pack(loaded, actor=Actor.system(), at=desk.at())
    fill(7)
    yield desk, loaded


def fill(seed: int) -> None:
    """Two and a half years of values for the county, its towns and sectors, some of them revised."""
    choice = random.Random(seed)
    given: list[dict[str, object]] = []
    for area in (AREA, *TOWNS):
        for sector in ("", "light", "heavy"):
            for year, many in ((2021, 12), (2022, 12), (2023, 8)):
                total, values = 0, []
                for _ in range(many):
                    total += choice.randrange(10, 900)
                    values.append(total)
                given += rows("output", months(year, values), area=area, sector=sector)
        for year, many in ((2022, 12), (2023, 8)):
            given += rows("tax", months(year, [choice.randrange(1, 500) for _ in range(many)]), area=area)
            given += rows(
                "rate", months(year, [choice.randrange(800, 999) / 10 for _ in range(many)]), area=area
            )
            given += rows("units", months(year, [choice.randrange(5, 90) for _ in range(many)]), area=area)
    given += rows("prices", months(2023, [choice.randrange(980, 1040) / 10 for _ in range(8)]))
    assert deliver(given, date(2023, 9, 5)).problems == ()
    assert deliver(rows("tax", [("2023-08", 777)], area=AREA), date(2023, 9, 20)).counts["revised"] == 1


def count(counter: Counter, loaded: Loaded, name: str, **scope: Any) -> dict[tuple[str | None, ...], Any]:
    """Value by group, as text of ten places."""
    scope = {"as_of": AS_OF, **scope}
    found = counter.count(loaded, name, **scope)
    return {tuple(one.key.values()): None if one.value is None else f"{one.value:.10f}" for one in found}


def test_series_are_read_as_by_hand(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    now = Period.parse("2023-08")
    assert now is not None
    with Counter() as counter:
        for area in (AREA, *TOWNS):
            output = slow.known("output", area=area)
            tax = slow.known("tax", area=area)
            units = slow.known("units", area=area)
            month = slow.of_period(output, now, cumulative=True)
            before = slow.of_period(output, now.moved(-1), cumulative=True)
            year = slow.of_year(tax, now, cumulative=False)
            assert month is not None and year is not None
            each = [slow.of_period(output, one, cumulative=True) or Fraction(0) for one in now.of_year()]
            wanted = {
                "output": output["2023-08"] / 10_000,
                "output_month": month,
                "tax_year": year,
                "output_growth": slow.growth(output["2023-08"], output["2022-08"]),
                "month_growth": slow.growth(month, before),
                "since": output["2023-08"] / output["2022-08"] * 100,
                "mean": sum(each, Fraction(0)) / 8,
                "mean3": (tax["2023-08"] + tax["2023-07"] + tax["2023-06"]) / 3,
                "tax_per_unit": tax["2023-08"] * 10_000 / units["2023-08"],
                "burden": tax["2023-08"] / output["2023-08"] * 100,
            }
            for name, value in wanted.items():
                assert count(counter, loaded, name, division=area) == {(): slow.places(value)}, (name, area)


def test_parts_and_peers_are_as_by_hand(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    output = {one: slow.known("output", area=one) for one in (AREA, *TOWNS)}
    sector = {one: slow.known("output", area=AREA, sector=one) for one in ("light", "heavy")}
    growth = {one: slow.growth(of["2023-08"], of["2022-08"]) or Fraction(0) for one, of in output.items()}
    mean = sum((growth[town] for town in TOWNS), Fraction(0)) / 3
    order = sorted(TOWNS, key=lambda town: growth[town], reverse=True)
    tax = {town: slow.known("tax", area=town)["2023-08"] for town in TOWNS}
    by_town = {"by": ["division"], "level": "town"}
    with Counter() as counter:

        def has(name: str, wanted: dict[str, Fraction], **scope: Any) -> None:
            expected = {(key,): slow.places(value) for key, value in wanted.items()}
            assert count(counter, loaded, name, **scope) == expected, name

        base = output[AREA]["2022-08"]
        has("pull", {k: (v["2023-08"] - v["2022-08"]) / base * 100 for k, v in sector.items()}, by=["sector"])
        has(
            "mix", {k: v["2023-08"] / output[AREA]["2023-08"] * 100 for k, v in sector.items()}, by=["sector"]
        )
        whole = output[AREA]["2023-08"]
        has("towns", {town: output[town]["2023-08"] / whole * 100 for town in TOWNS}, **by_town)
        has("growth_rank", {town: Fraction(order.index(town) + 1) for town in TOWNS}, **by_town)
        has("growth_gap", {town: growth[town] - mean for town in TOWNS}, **by_town)
        has("growth_above", {town: growth[town] - growth[AREA] for town in TOWNS}, **by_town)
        most = sorted(TOWNS, key=lambda town: tax[town], reverse=True)
        for town in TOWNS:
            alone = {"division": town}
            assert count(counter, loaded, "tax_rank", **alone) == {(): f"{most.index(town) + 1}.0000000000"}
            gap = tax[town] - sum(tax.values(), Fraction(0)) / 3
            assert count(counter, loaded, "tax_gap", **alone) == {(): slow.places(gap)}
            ranked = counter.count(loaded, "growth_rank", as_of=AS_OF, division=town)
            assert [(one.value, one.denominator) for one in ranked] == [(order.index(town) + 1, 3)]
            above = growth[town] - growth[AREA]
            assert count(counter, loaded, "growth_above", **alone) == {(): slow.places(above)}


def test_figures_over_figures_are_made_of_observations(office: tuple[Desk, Loaded]) -> None:
    desk, _ = office
    (row,) = observe(["findings_more"], as_of=date(2023, 5, 20), at=desk.at())
    kept = {role: ObservationRow.objects.get(address=address) for role, address in row.inputs}
    assert {one.figure for one in kept.values()} == {"findings_all"}
    assert kept["past"].as_of == date(2023, 4, 20)
    assert row.value == (kept["now"].value or 0) - (kept["past"].value or 0)
    assert row.sources == ["findings"]
    mix = observe(["findings_mix"], as_of=AS_OF, at=desk.at(), by=["source"])
    assert sum(one.value or 0 for one in mix).quantize(Decimal("0.0001")) == 100  # type: ignore[union-attr]
    assert all({role for role, _ in one.inputs} == {"now", "whole"} for one in mix)
    (average,) = observe(["findings_mean"], as_of=AS_OF, at=desk.at())
    assert average.denominator == 8
    home = queries.home_of("findings_all")
    with Counter() as counter:
        each = [
            counter.count(home, "findings_all", as_of=day)[0].value or 0
            for day in (date(2023, month, monthrange(2023, month)[1]) for month in range(1, 9))
        ]
    assert f"{average.value:.10f}" == slow.places(Fraction(sum(each)) / 8)


def test_what_has_no_value_says_why(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    deliver(
        [
            *rows("output", [("2021-12", 0), ("2022-12", 10)], area="341821"),
            *rows("output", [("2021-11", -5), ("2022-11", 10)], area="341821"),
        ],
        date(2023, 9, 21),
    )
    cases = {
        ("output_growth", "2022-12-31", "341821"): "基数为零，不计算增速",
        ("output_growth", "2022-11-30", "341821"): "基数为负，不计算增速",
        ("output_growth", "2021-12-31", "341821"): "没有2020年的数，无从比较",
        ("output_growth", "2023-10-31", AREA): "2023年1—10月没有数据",
        ("output_month", "2022-12-31", "341822"): "2022年12月没有数据",
        ("units_growth", "2023-08-31", AREA): "口径有变动（2023年6月起普查后调整范围），没有可比基数",
        ("mean3", "2022-02-28", AREA): "2022年2月的各期数不全",
    }
    with Counter() as counter:
        for (name, day, area), told in cases.items():
            (one,) = counter.count(loaded, name, as_of=date.fromisoformat(day), division=area)
            assert (one.value, one.reason) == (None, told), (name, day)
            assert one.printed == "—"


def test_a_base_on_comparable_scope_is_used_when_it_was_told(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    deliver(
        [
            {"series": "output", "area": AREA, "period": "2023-08", "value": "5500", "base": "5000"},
            {"series": "units", "area": AREA, "period": "2023-08", "value": "66", "base": "60"},
        ],
        date(2023, 9, 22),
    )
    then = slow.known("output", area=AREA)["2022-08"]
    with Counter() as counter:
        assert count(counter, loaded, "output_growth", division=AREA) == {(): "10.0000000000"}
        assert count(counter, loaded, "units_growth", division=AREA) == {(): "10.0000000000"}
        published = slow.places(slow.growth(Fraction(5500), then))
        assert count(counter, loaded, "as_published", division=AREA) == {(): published}
        known = count(counter, loaded, "output_growth", division=AREA, known_at=date(2023, 9, 21))
        assert known != {(): "10.0000000000"}


def test_an_index_says_its_growth_itself(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    value = slow.known("prices", area=AREA)["2023-08"]
    with Counter() as counter:
        assert count(counter, loaded, "price_rise") == {(): slow.places(value - 100)}


def test_what_was_known_on_a_day_decides(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    with Counter() as counter:
        before = count(counter, loaded, "mean3", division=AREA, known_at=date(2023, 9, 10))
        after = count(counter, loaded, "mean3", division=AREA)
        nothing = counter.count(loaded, "mean3", as_of=AS_OF, division=AREA, known_at=date(2023, 9, 1))
    assert before != after
    assert [one.value for one in nothing] == [None]


def test_units_that_cannot_be_divided_are_said(bureau: tuple[Desk, Loaded]) -> None:
    desk, _ = bureau
    figure = {
        "figure": "odd",
        "label": "怪比",
        "of": "series tax",
        "measure": "ratio",
        "over": "units",
        "unit": "公里",
    }  # fmt: skip
    loaded = pack_of({**PACK, "figures/a.yaml": {"figures": [figure]}})
    ledger_actions.install_pack(loaded, actor=Actor.system(), at=desk.at())
    with Counter() as counter, pytest.raises(YoujuError) as caught:
        counter.count(loaded, "odd", as_of=AS_OF)
    assert caught.value.code == "F809"


@pytest.mark.spark
def test_spark_computes_the_same(office: tuple[Desk, Loaded]) -> None:
    spark = pytest.importorskip("youju.engine.backends.spark")
    _, loaded = office
    compared = 0
    with Counter() as here, spark.Spark() as engine, Counter(backend=engine) as there:
        for one in FIGURES:
            by = one.get("by", [])
            mine = here.count(loaded, one["figure"], as_of=AS_OF, by=by)
            other = there.count(loaded, one["figure"], as_of=AS_OF, by=by)
            assert [(x.key, x.value, x.numerator, x.denominator, x.reason) for x in other] == [
                (x.key, x.value, x.numerator, x.denominator, x.reason) for x in mine
            ], one["figure"]
            compared += len(mine)
    assert compared >= len(FIGURES)


def test_what_is_asked_together_comes_out_the_same(
    office: tuple[Desk, Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, loaded = office
    wanted = [
        (one["figure"], Scope(as_of, by=by))
        for one in FIGURES
        for by in {(), tuple(one.get("by", ()))}
        for as_of in (AS_OF, date(2023, 3, 31))
    ]

    def counted(*, together: bool) -> tuple[list[Any], int]:
        with Counter() as counter:
            asked: list[str] = []
            run = counter.sets.backend.sql
            monkeypatch.setattr(counter.sets.backend, "sql", lambda text: (asked.append(text), run(text))[1])
            if together:
                counter.prepare((loaded, name, scope) for name, scope in wanted)
                asked.append("")
            found = [counter.observed(loaded, name, scope) for name, scope in wanted]
        after = asked.index("") + 1 if together else 0
        return [[(x.address, x.value, x.reason) for x in one] for one in found], len(asked) - after

    alone, many = counted(together=False)
    assert counted(together=True) == (alone, 0), "nothing is left to ask"
    assert many > len(FIGURES) / 2
    monkeypatch.setattr(sets, "FEW", 0)
    monkeypatch.setattr(sets, "_TOGETHER", 3)
    assert counted(together=True) == (alone, 0), "whether they are held in memory or read day by day"


def test_a_series_that_is_told_otherwise_is_read_again(office: tuple[Desk, Loaded]) -> None:
    _, loaded = office
    with Counter() as counter:
        before = count(counter, loaded, "output_growth", division=AREA)
        store, manifest = snapshots.refresh(["output"])["output"]
        counter.tell("output", snapshots.read(store, manifest).slice(0, 0))
        (told,) = counter.count(loaded, "output_growth", as_of=AS_OF, division=AREA)
    assert before != {(): None}
    assert (told.value, bool(told.reason)) == (None, True)
