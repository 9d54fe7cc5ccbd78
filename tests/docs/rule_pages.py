"""``docs/rules/``: a page for every rule of the report checker and of the check of evidence, and their list.

From `youju.checker.rules` and `youju.reports.evidence.rules`.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.house.source import ROOT
from youju.checker.examples import MORE
from youju.checker.rules import RULES, Rule

FOLDER = Path("docs/rules")
EVIDENCE: dict[str, Any] = runpy.run_path(str(ROOT / "src" / "youju" / "reports" / "evidence" / "rules.py"))[
    "RULES"
]
"""Read from the file: to import the room around it would need a database."""
FAMILIES = {
    "N1": "算术：合计、比例、增减、平均",
    "N2": "一致：项数、前后、日期、范围",
    "R3": "隐去：可以反推的数字、个人信息",
    "T4": "文字：名称、重复、占位符、用语",
    "E5": "证据：数字与数据库",
}
LEVELS = {"error": "错误", "warning": "提示"}
NUMBER = re.compile(r"\d{15,}[\dXx]?")
"""Numbers of persons and cards; the examples run with invented ones, the pages show them covered."""


def rule_page(rule: Rule) -> str:
    """One rule: why, wrong, right, how to mend."""
    lines = [f"# {rule.id} {rule.title}", "", f"级别：{LEVELS[rule.severity]}", "", rule.why, ""]
    if rule.wrong:
        lines += ["## 有问题", "", *_example(rule.wrong), "", "## 没有问题", "", *_example(rule.right), ""]
    for pair in MORE.get(rule.id, ()):
        lines += [f"## 又如：{pair.title}", "", "有问题：", "", *_example(pair.wrong), ""]
        lines += ["没有问题：", "", *_example(pair.right), ""]
    lines += ["## 怎样改", "", rule.mend, ""]
    return "\n".join(lines)


def evidence_page(rule: Any) -> str:
    """One rule of the check of evidence: why, how to mend."""
    lines = [f"# {rule.id} {rule.title}", "", f"级别：{LEVELS[rule.severity]}", "", rule.why, ""]
    lines += ["由 `youju check --evidence` 检查：它把文档中的每个数与数据库中的观测值逐一核对。", ""]
    lines += ["## 怎样改", "", rule.mend, ""]
    return "\n".join(lines)


def _example(text: str) -> list[str]:
    covered = NUMBER.sub(lambda match: match[0][:6] + "*" * (len(match[0]) - 8) + match[0][-2:], text)
    return ["```text", *covered.split("\n"), "```"]


def index_page() -> str:
    """The list of all rules by family."""
    lines = [
        "# 检查规则",
        "",
        "`youju check` 的全部规则。用 `--select`、`--ignore` 写编号或编号的开头来选择。",
        "E5 开头的规则由 `youju check --evidence` 检查，须有数据库。",
        "本页和各规则的页由 `python -m tests.docs.generate` 根据 `src/youju/checker/rules.py` 和",
        "`src/youju/reports/evidence/rules.py` 生成。",
    ]
    known = [(one.id, one.title, one.severity) for one in RULES.values()]
    known += [(one.id, one.title, one.severity) for one in EVIDENCE.values()]
    for family, title in FAMILIES.items():
        lines += ["", f"## {title}", "", "| 规则 | 名称 | 级别 |", "|---|---|---|"]
        lines += [
            f"| [{id_}]({id_}.md) | {name} | {LEVELS[severity]} |"
            for id_, name, severity in known
            if id_.startswith(family)
        ]
    return "\n".join(lines) + "\n"


PAGES: dict[Path, Callable[[], str]] = {
    FOLDER / "README.md": index_page,
    **{FOLDER / f"{rule.id}.md": partial(rule_page, rule) for rule in RULES.values()},
    **{FOLDER / f"{rule.id}.md": partial(evidence_page, rule) for rule in EVIDENCE.values()},
}
