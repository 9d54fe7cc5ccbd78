"""Units of the register are counted as at any date, by what was known on another, as their events say."""

from __future__ import annotations

from collections import Counter as Many
from datetime import date
from typing import Any

from tests.ledger.conftest import pack_of
from tests.register.conftest import MARKET, TAX, WALK, Office, changed, without
from youju.register.folding import fold
from youju.register.models import Unit

PACK: dict[str, Any] = {
    "pack.yaml": {"pack": "frame", "label": "单位", "version": "1.0.0", "roles": {"clerk": "统计员"}},
    "figures/units.yaml": {
        "figures": [
            {
                "figure": "units_active", "label": "在册单位", "of": "register units", "unit": "户",
                "where": "state = 'active'",
            },
            {"figure": "units_all", "label": "全部单位", "of": "register units", "unit": "户"},
            {
                "figure": "industrial", "label": "制造业占比", "of": "register units", "unit": "percent",
                "numerator": "industry is not null", "denominator": "state = 'active'",
            },
        ]
    },
}  # fmt: skip
DAYS = (date(2023, 8, 31), date(2023, 9, 1), date(2023, 9, 30), date(2023, 10, 1), date(2023, 11, 15))


def test_units_are_counted_as_their_events_say(office: Office) -> None:
    from youju.events.queries import of_streams
    from youju.figures.count import Counter
    from youju.ledger.actions import install_pack
    from youju.people.actors import Actor

    loaded = pack_of(PACK)
    install_pack(loaded, actor=Actor.system(), at=office.at())
    office.load(market=changed(MARKET, 4, 行业="3511"), tax=TAX)
    office.today = date(2023, 10, 1)
    moved = changed(MARKET, 3, 地址="云南省大理白族自治州弥渡县弥城镇解放路35号", 登记状态="注销")
    office.load(market=without(moved, 6), tax=without(TAX, 4), on=date(2023, 9, 20))
    streams = of_streams(list(Unit.objects.values_list("id", flat=True)))
    compared = 0
    with Counter() as counter:
        for as_of in DAYS:
            for known_at in (None, date(2023, 9, 25)):
                day = min(as_of, known_at or as_of)
                states = [_as_at(events, day, known_at) for events in streams.values()]
                alive = [one for one in states if one.on and not one.facts.get("merged_into")]
                active = [one for one in alive if not one.facts.get("closed_on")]
                scope: dict[str, Any] = {"as_of": as_of, "known_at": known_at}
                assert counter.count(loaded, "units_all", **scope)[0].value == len(alive)
                assert counter.count(loaded, "units_active", **scope)[0].value == len(active)
                for by, level in (("division", "town"), ("kind", "")):
                    found = counter.count(loaded, "units_active", by=[by], level=level, **scope)
                    name = {"division": "division", "kind": "kind"}[by]
                    wanted = Many(one.facts.get(name) or None for one in active)
                    assert {one.key[by]: one.value for one in found} == dict(wanted)
                    compared += len(found)
    assert compared > 20
    states = [_as_at(events, DAYS[-1], None) for events in streams.values()]
    active = [one for one in states if not one.facts.get("merged_into") and not one.facts.get("closed_on")]
    with Counter() as counter:
        share = counter.count(loaded, "industrial", as_of=DAYS[-1])[0]
        known = sum(bool(one.values.get("industry")) for one in active)
        assert share.numerator == len(counter.rows_behind(share, numerator=True)) == known > 0
        numbers = counter.rows_behind(share)["number"].to_pylist()
    assert len(numbers) == share.denominator == len(active)


def test_a_unit_that_is_known_of_later(office: Office) -> None:
    """Delivered in October as at September: by what was known in September it was not there yet."""
    from youju.figures.count import Counter
    from youju.ledger.actions import install_pack
    from youju.people.actors import Actor

    loaded = pack_of(PACK)
    install_pack(loaded, actor=Actor.system(), at=office.at())
    office.today = date(2023, 10, 1)
    office.load(on=date(2023, 9, 1))
    with Counter() as counter:
        cut = date(2023, 9, 30)
        assert counter.count(loaded, "units_all", as_of=cut)[0].value == 7
        assert counter.count(loaded, "units_all", as_of=cut, known_at=cut)[0].value == 0


def test_the_coding_rate_counts_what_needs_nobody_to_look_at_it(office: Office) -> None:
    from youju.definitions.load import find_pack
    from youju.figures.count import Counter
    from youju.register.coding import is_sure

    office.load(market=changed(changed(MARKET, 4, 行业="3511"), 1, 行业="5135"), tax=TAX, walk=WALK)
    loaded = find_pack("register")
    units = list(Unit.objects.all())
    sure = [one for one in units if "industry" in one.values and is_sure(one.values["industry"])]
    reported = [one for one in sure if one.values["industry"]["list"] == "market"]
    assert len(reported) == 2
    assert len(reported) < len(sure) < len(units), "some are coded with confidence, some without"
    with Counter() as counter:
        (rate,) = counter.count(loaded, "register_coding_rate", as_of=office.today)
        assert (rate.numerator, rate.denominator) == (len(sure), len(units))
        towns = counter.count(
            loaded, "register_coding_rate", as_of=office.today, by=["division"], level="town"
        )
        wanted = {one.division: (0, 0) for one in units}
        for one in units:
            part, all_ = wanted[one.division]
            wanted[one.division] = part + (one in sure), all_ + 1
        assert {one.key["division"] or "": (one.numerator, one.denominator) for one in towns} == wanted
        ways = counter.count(loaded, "register_coding", as_of=office.today, by=["coding"])
        found = {one.key["coding"]: one.value for one in ways}
        (bare,) = counter.count(loaded, "register_unlicensed", as_of=office.today)
        (licensed,) = counter.count(loaded, "register_licensed_rate", as_of=office.today)
    assert found["reported"] == 2
    assert found["coded"] == len(sure) - 2
    assert bare.value == sum(not one.code for one in units) == 1
    assert (licensed.numerator, licensed.denominator) == (len(units) - 1, len(units))


def _as_at(events: Any, day: date, known_at: date | None) -> Any:
    from youju.ledger.fold import known_on

    known = [one for one in events if known_at is None or known_on(one.recorded_at) <= known_at]
    return fold(known, as_of=day)
