"""Report templates of a pack: front matter, and the language in which figures stand in text.

Enter at `read` (a template as header and body), `environment` (the restricted Jinja2 in which bodies are
parsed here and composed in the room ``reports``) and `faults` (what is wrong with a template, without any
data). The language knows figures by their codes, the names of `NAMES`, the functions of `FUNCTIONS` and the
filters of `FILTERS`, and nothing else: no attribute that begins with an underscore, no loop but over lists,
no arithmetic but adding, subtracting and dividing figures. Text between the fields must be free of digits,
so that no number of a composed document comes from a template; digits in names are written with ``name``.

Does not belong here: values, composing (``reports``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import Field

from youju.definitions.model_base import Labelled
from youju.definitions.scalars import Name, Names, Text
from youju.definitions.sources import Source
from youju.definitions.yaml_tree import read_yaml
from youju.errors import CODES, Problem, Where

NAMES: Final[Mapping[str, str]] = {
    "as_of": "截止日期，如 2023年12月31日",
    "year": "截止日期所在的年，如 2023年",
    "month": "截止日期所在的月，如 2023年12月",
    "this_month": "截止日期所在的月，不写年，如 12月",
    "last_year": "上一年，如 2022年",
    "next_year": "下一年，如 2024年",
    "today": "成文日期",
    "signatory": "发文机关",
    "area": "统计的区划名称",
}
FUNCTIONS: Final[Mapping[str, str]] = {
    "groups": "一个指标按字段分的各组，可以逐个写出：groups(指标, by='字段')；no_zero=true 时不列为零的组",
    "top": "各组中最大的几组：top(groups(…), 3)",
    "listed": "把各组写成“甲5个、乙3个”：listed(groups(…))",
    "labels": "把各组的名称用顿号连起来：labels(groups(…))",
    "count": "列了几组：count(groups(…))，写作“六”；digits=true 时写作 6",
    "nth": "次序：nth(loop.index) 写作“一”“二”",
    "table": "表：table([指标, 指标], by='字段', title='表题', total=true)",
    "chart": "图：chart(指标, by='字段', kind='bar', title='图题')，kind 为 bar、line 或 pie",
    "records": "指标背后的记录：records(指标, fields=['title'], most=20, part='all')",
    "name": "含有数字的名称、文号，不是统计数：name('12345热线')",
    "series": "一个指标几个时期的值：series(指标, last=12, step='month')",
    "targets": "年度目标：targets(verdict='kept')，各项有 label、aim、reached、missed；year=1 为下一年",
}
FILTERS: Final[Mapping[str, str]] = {
    "change": "按正负写“增长3.2%”“下降3.2%”“持平”：指标 | change 或 change('提高','回落','持平')",
    "about": "按精度写“约”“近”“超过”：指标 | about(2) 留两位有效数字",
    "number": "只写数，不写计量单位",
    "sign": "只写方向：指标 | sign('增加','减少','持平')",
    "plain": "不含“增长”等字的绝对值：指标 | plain",
}
KINDS: Final[Mapping[str, str]] = {
    "summary": "年度工作总结",
    "plan": "年度工作计划",
    "communique": "统计公报",
    "bulletin": "统计月报",
    "circular": "督办通报",
    "rectification": "整改报告",
    "other": "其他",
}
DIGITS: Final = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
_OPENING: Final = "---\n"


class ReportHeader(Labelled):
    """Front matter of a report template."""

    report: Name = Field(description="报告代码，与文件名相同")
    kind: Literal["summary", "plan", "communique", "bulletin", "circular", "rectification", "other"] = Field(
        default="other", description="种类"
    )
    period: Literal["day", "month", "quarter", "year"] = Field(default="day", description="报告期")
    figures: Names = Field(default_factory=list, description="用到的指标；写了则核对与正文一致")
    signatory: Text | None = Field(default=None, description="发文机关，落款用；不写则为生成时给出的")
    to: Text | None = Field(default=None, description="主送机关")
    redact: list[Text] = Field(
        default_factory=list, description="公开前隐去的字词、指标代码或 persons、records"
    )


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A template.

    Attributes:
        header: Its front matter; made up from the name of the file when there is none.
        body: The text after the front matter.
        first: Line of the file, from 1, on which the body begins.
        declared: Whether there is front matter.
    """

    header: ReportHeader
    body: str
    first: int
    declared: bool = False


def split(text: str) -> tuple[str, str, int]:
    """Front matter (empty when there is none), body, and the line on which the body begins."""
    if not text.startswith(_OPENING):
        return "", text, 1
    end = text.find("\n---\n", len(_OPENING) - 1)
    if end < 0:
        return "", text, 1
    front = text[len(_OPENING) : end + 1]
    return front, text[end + len("\n---\n") :], front.count("\n") + 3


def read(stem: str, text: str, *, file: str = "", problems: list[Problem] | None = None) -> ReportTemplate:
    """A template as header and body.

    Args:
        stem: Name of the file without its ending.
        text: Its content.
        file: Its name in messages.
        problems: Receives what is wrong with the front matter.
    """
    from youju.definitions.salvage import validated

    front, body, first = split(text)
    found: list[Problem] = [] if problems is None else problems
    header: ReportHeader | None = None
    if front:
        tree, source, wrong = read_yaml("\n" + front, file or f"reports/{stem}.md")
        found.extend(wrong)
        header = validated(ReportHeader, tree, source, (), found, set())
        if header is not None and header.report != stem:
            name = f"{stem}.md"
            found.append(Problem(CODES["D316"], {"name": header.report, "file": name}, _at(source, "report")))
    if header is None:
        title = re.search(r"^#\s+(.+)$", body, re.MULTILINE)
        label = (title[1].strip() if title else stem)[:60]
        header = ReportHeader.model_construct(
            report=stem, label=label if "{" not in label else stem, note=None, kind="other", period="day",
            figures=[], signatory=None, to=None, redact=[],
        )  # fmt: skip
    return ReportTemplate(header, body, first, bool(front))


def _at(source: Source, key: str) -> Where:
    return source.where((key,))


class _Restricted(ImmutableSandboxedEnvironment):
    """The sandbox of templates: what is not named in this module is not there."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def call_binop(self, _context: Any, operator: str, left: Any, right: Any) -> Any:
        """Only what the operands themselves allow; figures know how to be added, taken away and divided."""
        method = {"+": "plus", "-": "minus", "/": "over"}.get(operator)
        if method is None or not hasattr(left, method):
            raise SecurityError(f"不能用“{operator}”计算")
        return getattr(left, method)(right)

    def is_safe_attribute(self, obj: Any, attr: str, _value: Any) -> bool:
        """Attributes that the object itself offers to templates."""
        offered = getattr(type(obj), "OFFERED", None)
        if offered is None:
            return type(obj).__name__ == "LoopContext" and attr in {"index", "first", "last", "length"}
        return attr in offered


@lru_cache(maxsize=1)
def syntax() -> Environment:
    """The environment for parsing only."""
    return environment()


def environment(**options: Any) -> Environment:
    """A fresh environment with the syntax of templates and without any function.

    Autoescaping is off: what comes out is Markdown, not HTML, and escaped as such where it is made.
    """
    made = _Restricted(
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )
    made.globals.clear()
    keep = {"defined", "none", "even", "odd"}
    for name in [one for one in made.tests if one not in keep and one.isidentifier()]:
        del made.tests[name]
    made.filters.clear()
    return made


_STATEMENTS: Final = {
    "Include",
    "Import",
    "FromImport",
    "Extends",
    "Block",
    "Macro",
    "CallBlock",
    "FilterBlock",
}


def faults(template: ReportTemplate, file: str) -> Iterator[Problem]:
    """What is wrong with the body of a template, apart from figures that do not exist (`references`).

    Args:
        template: The template.
        file: Its name in messages.
    """
    try:
        tree = syntax().parse(template.body)
    except TemplateSyntaxError as error:
        where = Where(file=file, line=error.lineno + template.first - 1)
        yield Problem(CODES["B102"], {"what": str(error.message)[:120]}, where)
        return
    offered = "、".join([*FUNCTIONS, *FILTERS])
    for node in tree.find_all(nodes.Node):
        where = Where(file=file, line=(node.lineno or 1) + template.first - 1)
        kind = type(node).__name__
        if kind in _STATEMENTS:
            yield Problem(CODES["B104"], {"what": kind.lower(), "names": offered}, where)
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield Problem(CODES["B104"], {"what": node.name, "names": offered}, where)
        elif isinstance(node, (nodes.Mul, nodes.FloorDiv, nodes.Mod, nodes.Pow)):
            yield Problem(CODES["B104"], {"what": node.operator, "names": offered}, where)
        elif isinstance(node, nodes.TemplateData):
            yield from _typed(node, template, file)


def _typed(node: nodes.TemplateData, template: ReportTemplate, file: str) -> Iterator[Problem]:
    """Digits that stand in the text of the template itself."""
    for match in DIGITS.finditer(node.data):
        line = node.lineno + node.data.count("\n", 0, match.start()) + template.first - 1
        yield Problem(CODES["B103"], {"text": match[0]}, Where(file=file, line=line))


@dataclass(frozen=True, slots=True)
class Reference:
    """A name in a template that should be a figure, with the line and column of the file."""

    name: str
    line: int
    column: int


def references(template: ReportTemplate) -> list[Reference]:
    """The names of a template that are neither its own variables nor part of the language, in their order.

    A name that cannot be parsed gives none; `faults` says so.
    """
    try:
        tree = syntax().parse(template.body)
    except TemplateSyntaxError:
        return []
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    lines = template.body.split("\n")
    found = []
    for node in tree.find_all(nodes.Name):
        if node.ctx != "load" or node.name in own or node.name in NAMES or node.name in FUNCTIONS:
            continue
        if node.name == "loop":
            continue
        match = re.search(rf"\b{re.escape(node.name)}\b", lines[node.lineno - 1])
        # Columns as the reader of the file sees them: where the field opens on that line.
        opening = lines[node.lineno - 1].rfind("{", 0, match.start() if match else 0) - 1
        column = max(opening, 0) + 1
        found.append(Reference(node.name, node.lineno + template.first - 1, column))
    return found
