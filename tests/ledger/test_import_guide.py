"""The guide to importing shows mappings and sentences that are true."""

from __future__ import annotations

import re
from pathlib import Path

from youju.definitions.load import find_pack
from youju.errors import CODES
from youju.ledger.mapping import Mapping, load

GUIDE = Path(__file__).parents[2] / "docs/guides/import-and-export.md"


def test_every_key_of_the_examples_exists() -> None:
    keys = set(re.findall(r"^(?:    )?([a-z_]+):", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(keys) > 10
    assert keys <= set(Mapping.model_fields)


def test_every_option_is_said() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    untold = {"ledger", "encoding", "delimiter", "level", "parent"}
    assert [name for name in Mapping.model_fields if name not in untold and f"{name}:" not in text] == []


def test_sentences_are_those_of_the_registry() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    shown = CODES["K770"].sentence.format(column="开工日期", value="2023.13.1", reason="月份超出1—12")
    assert shown + CODES["K770"].mend.format(expected="如2023-12-01") in text
    shown = CODES["K777"].sentence.format(wrong=1, right=431)
    assert shown + CODES["K777"].mend in text


def test_the_mapping_fits_the_ledger() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    found = load(example, find_pack("supervision").pack.ledgers["audit_findings"])
    assert found.columns["金额(元)"].unit == "元"
