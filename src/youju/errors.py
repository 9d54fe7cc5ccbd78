"""What went wrong, in one shape: a code, the fields, where it is, a Chinese sentence, and how to mend it.

Enter at `Problem` (one thing that is wrong) and `YoujuError` (raised with one or many problems).
`CODES` is the one registry. Codes are never reused; a code that is no longer raised moves to ``RETIRED``.
The command line, the API and the pages all print `Problem.as_dict` or `Problem.sentence`; nothing
else formats errors.

Blocks: S1xx standards, L2xx language, D3xx definitions, G4xx engine, E5xx events, P6xx people,
K7xx ledger, F8xx figures, C85x scenarios, W9xx web and operations.

Does not belong here: translation (the edge passes ``translate``), logging, HTTP.
"""

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
        >>> Problem(CODES["L201"], {"name": "金額", "nearest": "金额"}).message
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


def fail(code: str, *, where: Where = NOWHERE, **fields: Any) -> YoujuError:
    """The error of one problem, ready to raise.

    Example:
        >>> fail("L201", name="金額", nearest="金额").code
        'L201'
    """
    return YoujuError(Problem(CODES[code], fields, where))


_ALL: tuple[Code, ...] = (
    # S1xx standards
    Code("S101", "计量单位为空", "没有写明计量单位。", "请填写计量单位，如 件、人、万元。"),
    Code(
        "S102",
        "计量单位不能换算",
        "“{source}”不能换算为“{target}”。",
        "请使用同一类计量单位，如同为 元、万元、亿元。",
    ),
    Code(
        "S110",
        "统一社会信用代码长度不对",
        "统一社会信用代码“{text}”有{length}位，应为18位。",
        "请核对营业执照后重新填写。",
    ),
    Code(
        "S111",
        "统一社会信用代码含有不允许的字符",
        "统一社会信用代码“{text}”第{position}位“{character}”不是允许使用的字符。",
        "第1、2、9至18位为数字或除 I、O、S、V、Z 以外的大写字母，第3至8位为数字。",
    ),
    Code(
        "S112",
        "统一社会信用代码校验码不符",
        "统一社会信用代码“{text}”的校验码应为“{expected}”。",
        "请核对是否有一位误写或两位颠倒。",
    ),
    Code(
        "S113",
        "登记管理部门或机构类别不存在",
        "统一社会信用代码“{text}”的前两位“{head}”没有对应的登记管理部门和机构类别。",
        "请核对前两位，如企业为 91，个体工商户为 92。",
    ),
    Code(
        "S114",
        "组织机构代码格式不对",
        "“{text}”不是组织机构代码。",
        "组织机构代码为8位数字或大写字母，加1位校验码（数字或 X）。",
    ),
    Code(
        "S115", "组织机构代码校验码不符", "组织机构代码“{text}”的校验码应为“{expected}”。", "请核对是否误写。"
    ),
    Code("S120", "没有这个行政区划", "没有代码为“{code}”的行政区划。", "请核对区划代码，或按名称查找。"),
    Code(
        "S121",
        "统计用区划代码不合规则",
        "“{text}”不是统计用区划代码：{reason}。",
        "统计用区划代码为12位数字，依次为省2位、市2位、县2位、乡3位、村3位，没有下级时补0。",
    ),
    Code(
        "S130",
        "没有这个行业代码",
        "没有代码为“{code}”的行业。",
        "请按《国民经济行业分类》（GB/T 4754—2017）核对，最接近的是“{nearest}”。",
    ),
    Code(
        "S131",
        "行业范围不合规则",
        "行业范围“{text}”中的“{part}”不能识别。",
        "范围写作 13-43、C 或 13-43,46，两端应为同一级代码，且由小到大。",
    ),
    Code(
        "S140",
        "没有这一年的工作日安排",
        "{day}不在已知的工作日安排之内（{first}年至{last}年）。",
        "请在国务院办公厅公布该年放假安排后更新程序，或改按自然日计算。",
    ),
    Code(
        "S150",
        "不能识别数量",
        "“{text}”不是能够识别的数量。",
        "请写作 120、一百二十、3.5万、5%、百分之五 等形式。",
    ),
    Code(
        "S151",
        "不能识别时期",
        "“{text}”不是能够识别的日期或时期。",
        "请写作 2023年前三季度、1—10月、截至10月底、2023-05-01 等形式。",
    ),
    # L2xx language
    Code("L201", "没有这个字段", "没有名为“{name}”的字段。", "最接近的是“{nearest}”，请改正名称。"),
    # D3xx definitions
    # G4xx engine
    # E5xx events
    # P6xx people
    # K7xx ledger
    # F8xx figures
    # C85x scenarios
    # W9xx web and operations
)

CODES: dict[str, Code] = {code.id: code for code in _ALL}
if len(CODES) != len(_ALL):  # a duplicate would silently shadow another sentence
    raise RuntimeError("duplicate error code in the registry")

RETIRED: dict[str, str] = {}
"""Codes that old records may still carry, with what they meant."""
