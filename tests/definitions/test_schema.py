"""JSON Schema for editors and the reference page: what is written is what the models say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.definitions.packs import BROKEN, GOOD
from youju.definitions.load import available
from youju.definitions.models import Ledger
from youju.definitions.reference import reference_page
from youju.definitions.schema import KINDS, schema_text, schemas
from youju.definitions.translate import keys_of

ROOT = Path(__file__).parents[2]
SCHEMAS = schemas()


def _kind(path: Path) -> str:
    folder = path.parent.name
    return "pack" if path.name == "pack.yaml" else folder if folder in SCHEMAS else folder.removesuffix("s")


def _files(pack: Path) -> list[Path]:
    return sorted(pack.rglob("*.yaml"))


def accepts(schema: Any, value: Any, root: dict[str, Any]) -> bool:
    """Whether a value fits a schema: the words that ours use, by their definition in JSON Schema.

    An oracle of its own, so that the schemas are tried as an editor would.
    """
    if schema is True:
        return True
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        if not accepts(root["$defs"][name], value, root):
            return False
    for word, rule in schema.items():
        if word in TESTS and not TESTS[word](rule, value, schema, root):
            return False
        assert word in TESTS or word in NOTES, f"the test does not know {word}"
    return True


NOTES = {"$ref", "$defs", "$schema", "title", "description", "default", "examples"}


def _typed(rule: Any, value: Any, *_: Any) -> bool:
    kinds = {
        "string": isinstance(value, str),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
    }
    return any(kinds[one] for one in ([rule] if isinstance(rule, str) else rule))


def _properties(rule: dict[str, Any], value: Any, _: Any, root: dict[str, Any]) -> bool:
    return not isinstance(value, dict) or all(
        accepts(one, value[key], root) for key, one in rule.items() if key in value
    )


def _patterned(rule: dict[str, Any], value: Any, _: Any, root: dict[str, Any]) -> bool:
    return not isinstance(value, dict) or all(
        accepts(one, value[key], root)
        for pattern, one in rule.items()
        for key in value
        if re.search(pattern, key)
    )


def _additional(rule: Any, value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    patterns = schema.get("patternProperties", {})
    rest = [
        key
        for key in value
        if key not in schema.get("properties", {})
        and not any(re.search(pattern, key) for pattern in patterns)
    ]
    return not rest if rule is False else all(accepts(rule, value[key], root) for key in rest)


TESTS: dict[str, Any] = {
    "type": _typed,
    "properties": _properties,
    "patternProperties": _patterned,
    "additionalProperties": _additional,
    "required": lambda rule, value, *_: not isinstance(value, dict) or all(key in value for key in rule),
    "anyOf": lambda rule, value, _, root: any(accepts(one, value, root) for one in rule),
    "items": lambda rule, value, _, root: (
        not isinstance(value, list) or all(accepts(rule, one, root) for one in value)
    ),
    "enum": lambda rule, value, *_: value in rule,
    "const": lambda rule, value, *_: value == rule,
    "pattern": lambda rule, value, *_: not isinstance(value, str) or re.search(rule, value) is not None,
    "minimum": lambda rule, value, *_: not isinstance(value, (int, float)) or value >= rule,
    "maximum": lambda rule, value, *_: not isinstance(value, (int, float)) or value <= rule,
    "exclusiveMinimum": lambda rule, value, *_: not isinstance(value, (int, float)) or value > rule,
    "minLength": lambda rule, value, *_: not isinstance(value, str) or len(value) >= rule,
    "maxLength": lambda rule, value, *_: not isinstance(value, str) or len(value) <= rule,
    "minItems": lambda rule, value, *_: not isinstance(value, list) or len(value) >= rule,
    "maxItems": lambda rule, value, *_: not isinstance(value, list) or len(value) <= rule,
    "minProperties": lambda rule, value, *_: not isinstance(value, dict) or len(value) >= rule,
    "propertyNames": lambda rule, value, _, root: (
        not isinstance(value, dict) or all(accepts(rule, key, root) for key in value)
    ),
    "format": lambda rule, value, *_: (
        rule != "date" or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) is not None
    ),
}


def as_an_editor_reads(path: Path) -> Any:
    """YAML 1.2 with its core types, which is what editors check a schema against; days are texts there."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value if isinstance(value, (str, int, float, bool)) else str(value)

    return plain(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("pack", [GOOD, *available().values()], ids=lambda path: path.name)
def test_good_files_fit_their_schema(pack: Path) -> None:
    files = _files(pack)
    assert len(files) > 3
    for path in files:
        schema = SCHEMAS[_kind(path)]
        assert accepts(schema, as_an_editor_reads(path), schema), path


@pytest.mark.parametrize("code", ["D320", "D321", "D322", "D323", "D324", "D325", "D326", "D328", "D331"])
def test_what_a_schema_can_see_is_seen(code: str) -> None:
    files = _files(BROKEN / code)
    assert files
    results = [
        accepts(SCHEMAS[_kind(path)], as_an_editor_reads(path), SCHEMAS[_kind(path)]) for path in files
    ]
    assert results.count(False) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_files_are_up_to_date(kind: str) -> None:
    written = (ROOT / "docs" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(SCHEMAS[kind]), "run: youju pack schema docs/schema"


def test_no_schema_file_is_left_over() -> None:
    names = {path.name for path in (ROOT / "docs" / "schema").glob("*.schema.json")}
    assert names == {f"{kind}.schema.json" for kind in KINDS}


def test_the_reference_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "reference" / "packs.md").read_text(encoding="utf-8")
    assert written == reference_page(), "run: youju pack reference > docs/reference/packs.md"


def test_every_key_has_a_description() -> None:
    """In Chinese, in the models of packs; the page and the hover texts of editors show it."""
    shown = json.loads(schema_text(SCHEMAS["ledger"]))
    keys = {key for part in (shown, *shown["$defs"].values()) for key in _all_properties(part)}
    assert set(keys_of(Ledger)) <= {key for key, _ in keys}
    assert len(keys) > 60
    missing = sorted(key for key, text in keys if not re.search(r"[\u4e00-\u9fff]", text))
    assert missing == []


def _all_properties(schema: dict[str, Any]) -> list[tuple[str, str]]:
    options = [schema, *schema.get("anyOf", [])]
    return [
        (key, one.get("description", ""))
        for option in options
        for key, one in option.get("properties", {}).items()
    ]
