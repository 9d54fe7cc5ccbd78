"""Every rule of the check of evidence: a document that breaks it, and only it, is told so by its number."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import docx
import pytest
from lxml import etree

from tests.reports import planting
from tests.reports.conftest import AT
from tests.reports.planting import W
from youju.errors import YoujuError
from youju.reports import queries
from youju.reports.evidence import check_bytes
from youju.reports.evidence.rules import RULES
from youju.reports.outputs.word import written

Break = Callable[[bytes, Any, Any], bytes]
"""Given the document, what it was made from, and the database: the document afterwards."""
BREAKS: dict[str, Break] = {}


def breaks(rule: str) -> Callable[[Break], Break]:
    """Say that a function breaks a rule."""

    def known(function: Break) -> Break:
        BREAKS[rule] = function
        return function

    return known


def figures(root: Any) -> list[Any]:
    """Controls of observations in the text."""
    return [one for one in planting.controls(root) if len(_tag(one)) == 64]


def _tag(control: Any) -> str:
    found = control.find(f"{W}sdtPr/{W}tag")
    return "" if found is None else str(found.get(f"{W}val"))


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The document with a changed body."""
    root = planting.body_of(content)
    change(root)
    return planting.packed(content, root)


@breaks("E501")
def _typed(content: bytes, version: Any, db: Any) -> bytes:
    def change(root: Any) -> None:
        paragraph = etree.SubElement(root.find(f"{W}body"), f"{W}p")
        run = etree.SubElement(paragraph, f"{W}r")
        etree.SubElement(run, f"{W}t").text = "另有问题999个。"

    return edited(content, change)


@breaks("E502")
def _changed(content: bytes, version: Any, db: Any) -> bytes:
    return edited(content, lambda root: planting.typed_over(figures(root)[0]))


@breaks("E503")
def _of_nothing(content: bytes, version: Any, db: Any) -> bytes:
    def change(root: Any) -> None:
        tag = figures(root)[0].find(f"{W}sdtPr/{W}tag")
        tag.set(f"{W}val", "0" * 64)

    return edited(content, change)


@breaks("E504")
def _corrected(content: bytes, version: Any, db: Any) -> bytes:
    """The same figure of the same day was counted again since, with another value."""
    from youju.figures.models import ObservationRow

    row = ObservationRow.objects.get(address=version.bound.order_by("id").first().address)
    row.address, row.value, row.counted_at = "f" * 64, row.value + 1, AT + timedelta(days=1)
    row.save(force_insert=True)
    return content


@breaks("E505")
def _records_gone(content: bytes, version: Any, db: Any) -> bytes:
    """The parts of the snapshots have been removed."""
    from pathlib import Path

    from django.conf import settings

    for path in Path(settings.SNAPSHOT_ROOT).rglob("manifests/*.json"):
        path.unlink()
    return content


@breaks("E506")
def _reworded(content: bytes, version: Any, db: Any) -> bytes:
    def change(root: Any) -> None:
        run = next(one for one in figures(root)[0].itersiblings(f"{W}r") if planting.text_of(one).strip())
        text = next(run.iter(f"{W}t"))
        text.text = f"左右{text.text}"

    return edited(content, change)


@breaks("E507")
def _redrawn(content: bytes, version: Any, db: Any) -> bytes:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        pictures = [name for name in old.namelist() if name.endswith(".png")]
        assert pictures
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"x" if name == pictures[0] else b""))
    return stream.getvalue()


@breaks("E508")
def _left_out(content: bytes, version: Any, db: Any) -> bytes:
    def change(root: Any) -> None:
        paragraph = next(figures(root)[0].iterancestors(f"{W}p"))
        paragraph.getparent().remove(paragraph)

    return edited(content, change)


@breaks("E509")
def _of_another_database(content: bytes, version: Any, db: Any) -> bytes:
    with db.superuser() as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute("UPDATE reports_version SET source = source || ' ' WHERE id = %s", [version.id])
    return content


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_told(rectification: Any, db: Any, rule: str) -> None:
    content = written(queries.document(rectification))
    assert not check_bytes(content, "x.docx").findings
    changed = BREAKS[rule](content, rectification, db)
    found = check_bytes(changed, "x.docx")
    told = {one.rule for one in found.findings}
    assert rule in told
    assert all(one.message and "None" not in one.message for one in found.findings)
    follows = {"E502": {"E506"}, "E503": {"E508"}}.get(rule, set())
    assert told <= {rule} | follows, told


def test_every_rule_is_broken_above() -> None:
    assert set(BREAKS) == set(RULES)


def test_what_is_no_word_document_is_said(rectification: Any) -> None:
    with pytest.raises(YoujuError) as raised:
        check_bytes(b"no document", "x.docx")
    assert raised.value.problems[0].code.id == "B113"


def test_a_document_of_elsewhere_has_nothing_proved(rectification: Any) -> None:
    stream = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("全年办理工单50件。")
    made.save(stream)
    found = check_bytes(stream.getvalue(), "x.docx")
    assert {one.rule for one in found.findings} == {"E501", "E509"}
    assert found.bound == 0
