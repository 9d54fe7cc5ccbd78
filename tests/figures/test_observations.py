"""Observations are kept once, cannot be changed, and lead back to the records that they counted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.figures import oracle
from tests.figures.conftest import FIGURES, past
from tests.ledger.conftest import AUDITOR, Desk
from youju.definitions.load import Loaded
from youju.errors import YoujuError
from youju.figures import queries
from youju.figures.actions import keep
from youju.figures.count import Counter, definition_of
from youju.figures.models import ObservationRow
from youju.ledger import actions

AS_OF = date(2023, 5, 20)


def _observed(desk: Desk, loaded: Loaded, figure: str, **scope: Any) -> list[ObservationRow]:
    with Counter() as counter:
        found = counter.count(loaded, figure, as_of=AS_OF, **scope)
    return keep(found, actor=AUDITOR, at=desk.at())


def test_the_same_is_observed_once(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    desk.open()
    (first,) = _observed(desk, loaded, "findings_all")
    (again,) = _observed(desk, loaded, "findings_all")
    assert first.address == again.address
    assert first.counted_at == again.counted_at
    assert ObservationRow.objects.count() == 1
    desk.open()
    (later,) = _observed(desk, loaded, "findings_all")
    assert later.address != first.address
    assert (first.value, later.value) == (1, 2)


def test_a_definition_is_told_apart_by_its_meaning_only(bureau: tuple[Desk, Loaded]) -> None:
    _, loaded = bureau
    hashes = {one["figure"]: definition_of(loaded, one["figure"]).hash() for one in FIGURES}
    assert len(set(hashes.values())) == len(FIGURES)
    figure = loaded.pack.figures["large"]

    def hash_of(**changes: Any) -> str:
        figures = {**loaded.pack.figures, "large": figure.model_copy(update=changes)}
        pack = loaded.pack.model_copy(update={"figures": figures})
        return definition_of(type(loaded)(pack, loaded.digest, loaded.canonical), "large").hash()

    assert hash_of(label="别名", note="另有说明") == hashes["large"]
    assert hash_of(where="amount >= 60") != hashes["large"]


def test_nobody_changes_an_observation(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    _observed(desk, loaded, "findings_all")
    for statement in (
        "UPDATE figures_observation SET value = 9",
        "DELETE FROM figures_observation",
        "TRUNCATE figures_observation",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ObservationRow.objects.get().value == 0


def test_the_same_inputs_with_another_value_are_reported(bureau: tuple[Desk, Loaded], db: Any) -> None:
    desk, loaded = bureau
    desk.open()
    _observed(desk, loaded, "findings_all")
    with db.superuser() as connection_:
        connection_.execute("ALTER TABLE figures_observation DISABLE TRIGGER USER")
        connection_.execute("UPDATE figures_observation SET value = 9, output = repeat('0', 64)")
        connection_.execute(
            "ALTER TABLE figures_observation ENABLE ALWAYS TRIGGER figures_observation_append_only"
        )
    with pytest.raises(YoujuError) as caught:
        _observed(desk, loaded, "findings_all")
    assert caught.value.code == "F804"


def test_records_behind_are_those_that_were_counted(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    records = past(desk, seed=11)
    definition = definition_of(loaded, "late_share")
    (share,) = _observed(desk, loaded, "late_share")
    desk.today = date(2023, 9, 1)
    actions.amend(records[0], {"amount": "77.77"}, actor=AUDITOR, on=AS_OF, at=desk.at(), reason="核对")
    whole = queries.records_behind(share)  # from the snapshot of that time, not from what is known now
    part = queries.records_behind(share, numerator=True)
    assert (len(whole), len(part)) == (share.denominator, share.numerator)
    assert {one.record for one in part} <= {one.record for one in whole}
    before = oracle.count(
        definition, [UUID(one.record) for one in whole], as_of=AS_OF, known_at=date(2023, 8, 31)
    )
    assert before[()] == share.value
    assert all(one.number and one.number.startswith("审改〔2023〕") for one in whole)


def test_groups_and_acts_lead_to_their_records(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    past(desk, seed=12)
    for row in _observed(desk, loaded, "findings_all", by=["light", "source"]):
        assert len(queries.records_behind(row)) == row.value
    (visits,) = _observed(desk, loaded, "visits")
    acts = queries.records_behind(visits)
    assert len(acts) == visits.value > 0
    assert {one.act for one in acts} == {"visit"}
    assert all(one.on and one.on <= AS_OF for one in acts)


def test_an_observation_is_found_by_the_start_of_its_address(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    (row,) = _observed(desk, loaded, "findings_all")
    assert queries.find(row.address[:12]) == row
    for wrong in (row.address[:7], "0" * 12):
        with pytest.raises(YoujuError) as caught:
            queries.find(wrong)
        assert caught.value.code == "F805"
