"""What an office sets for its checks: ``youju.toml``, found beside the report or above it.

    [check]
    select = ["N", "R3"]          # only these rules, by beginning; all when absent
    ignore = ["T404"]
    terms = ["sensitive.csv"]     # lists that the office maintains, relative to this file

Enter at `load`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from youju.errors import fail

NAME: Final = "youju.toml"
_KEYS: Final = frozenset({"select", "ignore", "terms"})


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a check.

    Attributes:
        select: Beginnings of rule numbers to report; all when empty.
        ignore: Beginnings of rule numbers to leave out.
        terms: Lists of sensitive terms beside the shipped sample.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    terms: tuple[Path, ...] = ()

    def wants(self, rule: str) -> bool:
        """Whether a rule is reported.

        Example:
            >>> Config(select=("N",), ignore=("N2",)).wants("N101"), Config(ignore=("N2",)).wants("N201")
            (True, False)
        """
        if self.ignore and rule.startswith(self.ignore):
            return False
        return not self.select or rule.startswith(self.select)

    def narrowed(self, select: Sequence[str], ignore: Sequence[str]) -> Config:
        """These settings with what was asked for on the command line, which replaces `select`."""
        return replace(
            self,
            select=tuple(select) or self.select,
            ignore=(*self.ignore, *ignore),
        )


DEFAULT: Final = Config()


def load(start: Path) -> Config:
    """Settings for a report: of the nearest ``youju.toml`` in its folder or above.

    Raises:
        YoujuError: H110 when the file is wrong.
    """
    folder = start.resolve() if start.is_dir() else start.resolve().parent
    for one in (folder, *folder.parents):
        if (one / NAME).is_file():
            return read(one / NAME)
    return DEFAULT


def read(path: Path) -> Config:
    """Settings of one file.

    Raises:
        YoujuError: H110.
    """
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("check", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fail("H110", path=path.name, reason=str(error)) from error
    if not isinstance(section, dict) or (unknown := sorted(set(section) - _KEYS)):
        reason = f"不认识的设置“{unknown[0]}”" if isinstance(section, dict) else "[check] 应是一节"
        raise fail("H110", path=path.name, reason=reason)
    terms = tuple(path.parent / name for name in _texts(section, "terms", path))
    if missing := [name for name in terms if not name.is_file()]:
        raise fail("H110", path=path.name, reason=f"没有找到词表“{missing[0].name}”")
    return Config(_texts(section, "select", path), _texts(section, "ignore", path), terms)


def words(values: Iterable[str]) -> tuple[str, ...]:
    """Rule numbers of options that may be repeated or joined by commas.

    Example:
        >>> words(["N1,n2", "T4"])
        ('N1', 'N2', 'T4')
    """
    return tuple(word.strip().upper() for value in values for word in value.split(",") if word.strip())


def _texts(section: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = section.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise fail("H110", path=path.name, reason=f"{key} 应写成文字的列表")
    return tuple(value)
