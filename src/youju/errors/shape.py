"""What one problem looks like: its code, the values of its placeholders, the place; and the error raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake.

    Attributes:
        id: Stable identifier such as ``L201``; programs compare this.
        title: A few Chinese words, for lists of codes.
        sentence: What is wrong, with named placeholders filled from the problem's fields.
        mend: How to put it right, with the same placeholders.
        http: Status of an API answer that carries it.
    """

    id: str
    title: str
    sentence: str
    mend: str
    http: int = 400


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a problem; every part is optional, lines, columns and rows count from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """The place as linters print it: ``file:line:column``, then row and path in words."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        if not self.file and self.line is not None:
            place = f"第{self.line}行" + (f"第{self.column}列" if self.column is not None else "")
        if self.row is not None:
            place = f"{place} 第{self.row}行".strip()
        if self.path:
            place = f"{place} {self.path}".strip()
        return place


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of the registry, the values of its placeholders, and the place.

    Example:
        >>> from youju.errors import CODES
        >>> Problem(CODES["L201"], {"name": "金額", "hint": ""}).message
        '没有名为“金額”的字段。'
    """

    code: Code
    fields: dict[str, Any] = field(default_factory=dict)
    where: Where = NOWHERE

    @property
    def message(self) -> str:
        """The sentence without place and mend, in Chinese."""
        return self.code.sentence.format(**self.fields)

    @property
    def mend(self) -> str:
        """How to put it right, in Chinese."""
        return self.code.mend.format(**self.fields)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Place, what is wrong, how to mend it and the code, as one line for people.

        Args:
            translate: Looks up the template in the reader's language (gettext at the edge).
        """
        what = translate(self.code.sentence).format(**self.fields)
        mend = translate(self.code.mend).format(**self.fields)
        place = str(self.where)
        return f"{place + '：' if place else ''}{what}{mend}〔{self.code.id}〕"

    def as_dict(self) -> dict[str, Any]:
        """The machine shape, the same in ``--format json`` and in every API answer."""
        where = {
            name: value
            for name in ("file", "line", "column", "path", "row")
            if (value := getattr(self.where, name)) is not None
        }
        return {
            "code": self.code.id,
            "title": self.code.title,
            "message": self.message,
            "mend": self.mend,
            "where": where,
            "fields": {name: str(value) for name, value in self.fields.items()},
        }


class YoujuError(Exception):
    """Something the user can mend. Nothing has been changed when it is raised.

    Attributes:
        problems: Everything that is wrong, in the order of the input; never empty.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        if not self.problems:
            raise ValueError("a YoujuError needs at least one problem")
        super().__init__("\n".join(problem.sentence() for problem in self.problems))

    def __reduce__(self) -> tuple[type[YoujuError], tuple[Sequence[Problem]]]:
        return type(self), (self.problems,)

    @property
    def code(self) -> str:
        """Code of the first problem."""
        return self.problems[0].code.id

    @property
    def http(self) -> int:
        """Status of an API answer."""
        return self.problems[0].code.http
