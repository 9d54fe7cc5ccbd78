"""What reviewers say is kept for ever, applied at the next load, and the last word counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.register.conftest import BUREAU, CLERK, LISTS, OTHER, TOWN, Office
from youju.errors import YoujuError

ONE, TWO = ("walk", "1"), ("market", "1")


def same_unit() -> bool:
    """Whether the two rows are of one unit."""
    from youju.register.models import Row

    found = [Row.objects.get(source=name, row=row).unit for name, row in (ONE, TWO)]
    return found[0] == found[1]


def test_the_last_word_counts(office: Office) -> None:
    from youju.register import actions

    office.load()
    assert same_unit()
    actions.decide(ONE, TWO, "different", actor=CLERK, at=office.at())
    actions.relink(actor=CLERK, on=office.today, at=office.at())
    assert not same_unit()
    office.load()
    assert not same_unit(), "a later delivery keeps to it"
    actions.decide(TWO, ONE, "same", actor=CLERK, at=office.at())
    actions.relink(actor=CLERK, on=office.today, at=office.at())
    assert same_unit()


def test_a_decision_is_an_event_under_the_seals(office: Office) -> None:
    from youju.events.queries import of_stream
    from youju.register import actions

    office.load()
    made = actions.decide(ONE, TWO, "undecided", actor=TOWN, at=office.at())
    (event,) = of_stream(made.id)
    assert (event.type, event.actor) == ("decided", TOWN.id)
    assert event.payload == {"one": ["market", "1"], "two": ["walk", "1"], "verdict": "undecided"}


def test_who_may_not_and_what_cannot_be_decided(office: Office) -> None:
    from youju.register import actions

    office.load()
    for actor, one, two, verdict, code in (
        (OTHER, ONE, TWO, "same", "K806"),
        (BUREAU, ONE, TWO, "same", "K806"),
        (CLERK, ONE, ONE, "same", "K806"),
        (CLERK, ONE, ("market", "99"), "same", "K806"),
        (CLERK, ONE, TWO, "perhaps", "K807"),
    ):
        with pytest.raises(YoujuError) as raised:
            actions.decide(one, two, verdict, actor=actor, at=office.at())
        assert raised.value.problems[0].code.id == code


def test_decisions_of_a_file_are_kept_once(office: Office, tmp_path: Path) -> None:
    from youju.register import actions
    from youju.register.models import Decision

    office.load()
    table = "结论,名录一,行一,名录二,行二\n不是同一单位,walk,1,market,1\n同一单位,walk,77,market,2\n"
    (tmp_path / "decided.csv").write_text(table, encoding="utf-8")
    for day in (date(2023, 10, 1), date(2023, 11, 1)):
        office.today = day
        path = office.write(dict(LISTS), "decisions: decided.csv\n")
        actions.load(path, actor=CLERK, on=day, at=office.at())
        assert not same_unit()
    assert [one.verdict for one in Decision.objects.all()] == ["different"]
