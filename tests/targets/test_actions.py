"""Plans taken over as objects, adjusted, dropped and decided; refused whole, with all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.ledger.conftest import AUDITOR, FINANCE
from tests.targets.conftest import DAY, END, PLAN, Bureau, plan
from youju.errors import YoujuError
from youju.people.actors import Actor

SYSTEM = Actor.system()


def _codes(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(YoujuError) as error:
        call()
    assert all("None" not in one.sentence() for one in error.value.problems)
    return sorted(one.code.id for one in error.value.problems)


def test_a_plan_becomes_objects_once(bureau: Bureau) -> None:
    from youju.events.queries import of_stream
    from youju.targets.models import Target

    taken = bureau.load()
    assert taken.fresh == ("found", "amounts", "share")
    again = bureau.load()
    assert (again.fresh, again.changed, again.same) == ((), (), ("found", "amounts", "share"))
    target = Target.objects.get(name="amounts")
    assert (target.low, target.high, target.pace) == (None, 1_000_000, "milestones")
    assert target.milestones == [{"by": "2023-06-30", "value": "500000", "label": "半年"}]
    assert Target.objects.get(name="found").source == "2022年度工作总结，第三部分"
    (event,) = of_stream(target.id)
    assert (event.type, event.payload["high"], event.payload["plan"]) == ("set", "1000000", "county_2023")


def test_an_adjusted_target_says_what_changed(bureau: Bureau) -> None:
    from youju.events.queries import of_stream
    from youju.targets.models import Target

    bureau.load()
    taken = bureau.load(plan(found={"value": "6"}, share=None))
    assert (taken.changed, taken.left) == (("found",), ("share",))
    target = Target.objects.get(name="found")
    assert [one.type for one in of_stream(target.id)] == ["set", "changed"]
    assert of_stream(target.id)[-1].payload == {"low": "6"}
    assert target.head_seq == 2
    assert Target.objects.get(name="share").state == "open"


def test_everything_that_is_wrong_is_said_and_nothing_is_kept(bureau: Bureau) -> None:
    from youju.targets.models import Target

    wrong = plan(
        found={"organisation": "nobody"},
        amounts={"person": "ghost", "figure": "unheard_of"},
        share={"unit": "个"},
    )
    assert _codes(lambda: bureau.load(wrong)) == ["O103", "O104", "O105", "O106"]
    assert not Target.objects.exists()


def test_dropping_wants_a_reason_and_is_final(bureau: Bureau) -> None:
    from youju.targets import actions

    bureau.load()
    bureau.desk.today = END
    known: dict[str, Any] = {"on": DAY, "at": bureau.desk.at()}
    assert _codes(lambda: actions.drop("county_2023", "found", " ", actor=AUDITOR, **known)) == ["O109"]
    assert _codes(lambda: actions.drop("county_2023", "found", "理由", actor=FINANCE, **known)) == ["O101"]
    assert _codes(lambda: actions.drop("county_2023", "lost", "理由", actor=AUDITOR, **known)) == ["O102"]
    dropped = actions.drop("county_2023", "found", "纪要第12号", actor=AUDITOR, **known)
    assert (dropped.state, dropped.reason) == ("dropped", "纪要第12号")
    assert _codes(lambda: actions.drop("county_2023", "found", "理由", actor=AUDITOR, **known)) == ["O107"]
    assert _codes(lambda: bureau.load(plan(found={"value": "9"}))) == ["O107"]


def test_only_who_the_plan_names_takes_it_over(bureau: Bureau) -> None:
    assert _codes(lambda: bureau.load(actor=FINANCE)) == ["O101"]
    assert bureau.load(actor=AUDITOR).fresh


def test_the_year_is_decided_by_its_figures(bureau: Bureau) -> None:
    from youju.targets import actions

    bureau.load()
    bureau.desk.today = END
    at = bureau.desk.at()
    assert _codes(lambda: actions.close("county_2023", as_of=DAY, actor=SYSTEM, at=at)) == ["O108"]
    assert _codes(lambda: actions.close("other", as_of=END, actor=SYSTEM, at=at)) == ["O102"]
    assert _codes(lambda: actions.close("county_2023", as_of=END, actor=SYSTEM, at=at)) == ["O110"] * 3
    bureau.count(END)
    decided = actions.close("county_2023", as_of=END, actor=SYSTEM, at=at)
    assert {one.name: (one.state, one.result) for one in decided} == {
        "found": ("missed", 3),
        "amounts": ("kept", 900_000),
        "share": ("kept", pytest.approx(Decimal(100) / 3)),
    }
    assert all(one.observation for one in decided)
    assert actions.close("county_2023", as_of=END, actor=SYSTEM, at=at) == []


def test_the_events_hold(bureau: Bureau) -> None:
    """What is told of targets stands under the seals, and a changed row is found."""
    from youju.events.actions import seal
    from youju.events.verify import verify

    bureau.load()
    seal(at=bureau.desk.at())
    assert verify().findings == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE targets_target SET head_seq = 7 WHERE name = 'found'")
    assert verify().findings


def test_a_plan_in_a_file_says_the_same(bureau: Bureau, tmp_path: Path) -> None:
    import json

    from youju.targets import plans

    file = tmp_path / "plan.yaml"
    file.write_text(json.dumps(PLAN, ensure_ascii=False), encoding="utf-8")
    assert plans.read(file) == plan() == plans.installed()[0]
    bare = {**PLAN, "targets": {"found": {**PLAN["targets"]["found"]}}}
    del bare["targets"]["found"]["unit"]
    file.write_text(json.dumps(bare, ensure_ascii=False), encoding="utf-8")
    assert _codes(lambda: plans.read(file)) == ["D385"]
    assert _codes(lambda: plans.read(tmp_path / "none.yaml")) == ["O112"]
