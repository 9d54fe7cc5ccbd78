"""The shipped templates: composed whole, every number bound, nothing that the checker objects to."""

from __future__ import annotations

import pytest

from tests.reports.conftest import AS_OF, AT
from youju.people.actors import Actor
from youju.reports import actions, catalogue, proofs, queries
from youju.reports.evidence import check_bytes
from youju.reports.outputs import SUFFIXES, render
from youju.reports.outputs.word import written
from youju.reports.sources import Counted


def test_the_templates_of_supervision(all_supervised) -> None:
    names = [one.name for one in catalogue.offered() if one.loaded.name == "supervision"]
    assert names == ["rectification", "supervision_circular", "supervision_summary"]
    for name in names:
        version = actions.compose(name, Counted(at=AT), as_of=AS_OF, at=AT, actor=Actor.system())
        document = queries.document(version)
        assert proofs.unproved(document) == []
        assert proofs.contradictions(queries.document(version, appendix=False)) == []
        assert proofs.contradictions(document) == []
        found = check_bytes(written(document), "x.docx")
        assert found.findings == []
        assert found.bound > 30
        for suffix in SUFFIXES:
            assert len(render(document, suffix, markdown=version.source)) > 1000


def test_composing_again_adds_nothing(supervised) -> None:
    made = [
        actions.compose("rectification", Counted(at=AT), as_of=AS_OF, at=AT, actor=Actor.system()).id
        for _ in range(2)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["rectification", "supervision_circular"])
def test_a_day_before_anything_happened(supervised, name: str) -> None:
    """Nothing to count: a report still says so in sentences, or is refused with one."""
    from datetime import date

    from youju.errors import YoujuError

    try:
        version = actions.compose(name, Counted(at=AT), as_of=date(2022, 12, 31), at=AT, actor=Actor.system())
    except YoujuError as error:
        assert {one.code.id for one in error.problems} == {"B105"}
    else:
        assert proofs.unproved(queries.document(version)) == []
