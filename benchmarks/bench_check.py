"""How fast reports are checked, and that the cost is linear: 10 thousand to 10 million characters.

Repeat with ``PYTHONPATH=src:. python benchmarks/bench_check.py``. The text is made of the examples of all
rules and patterns with invented sentences between them, cut into reports of about 5,000 characters: once with
as many relations as real reports have (about 40 in 10,000 characters), once with four times as many. The peer
is what must be paid in any case: one pass of a regular expression that finds the numbers.
"""

from __future__ import annotations

import os
import random
import re
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from benchmarks import results
from youju.checker.check import check_text
from youju.checker.relations import PATTERNS
from youju.checker.rules import RULES

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_NUMBER = re.compile(r"\d+(?:\.\d+)?[万亿]?\S")
_PLAIN = (
    "围绕中心工作，健全责任体系，推动各项任务落地见效。",
    "深入基层开展调研，听取群众意见，完善工作机制。",
    "加强业务培训，规范办事流程，提升服务水平。",
    "强化监督检查，对发现的问题逐项整改。",
)


RUNS = 3
_Done = TypeVar("_Done")
AS_REPORTS, DENSE = 0.09, 0.3
"""Which part of the sentences are examples."""


def made_up(size: int, dice: random.Random, share: float = DENSE) -> str:
    """A compilation of about so many characters, so many of its sentences with a relation."""
    examples = [rule.right for rule in RULES.values() if rule.right and "====" not in rule.right]
    examples += [example.text for pattern in PATTERNS for example in pattern.examples]
    pieces: list[str] = []
    length = report = 0
    while length < size:
        if length >= report * 5_000:
            report += 1
            pieces.append(f"\n第{report}县统计局2023年工作总结\n")
        else:
            pieces.append(dice.choice(examples) if dice.random() < share else dice.choice(_PLAIN))
            pieces.append("\n" if dice.random() < 0.1 else "")
        length += len(pieces[-1]) + len(pieces[-2] if len(pieces) > 1 else "")
    return "".join(pieces)[:size]


def best(do: Callable[[], _Done]) -> tuple[float, _Done]:
    """The least processor time of some runs, in seconds: what else the machine does only ever adds to it."""
    least, done = float("inf"), None
    for _ in range(RUNS):
        done = None  # not two documents at a time
        start = time.process_time()
        done = do()
        least = min(least, time.process_time() - start)
    assert done is not None
    return least, done


def measured(size: int, share: float) -> str:
    """A row of the table."""
    text = made_up(size, random.Random(size), share)
    spent, document = best(lambda: check_text(text))
    alone, _ = best(lambda: sum(1 for _ in _NUMBER.finditer(text)))
    relations = sum(len(report.relations) for report in document.reports)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return (
        f"| {size:,} | {relations / size * 10_000:.0f} | {size / spent:,.0f} | {size / alone:,.0f} "
        f"| {len(document.reports):,} | {memory} MB |"
    )


def main() -> None:
    """Measure and write the section."""
    rows = [
        "| characters | relations in 10,000 | characters a second | numbers alone | reports | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    check_text(made_up(5_000, random.Random(0)))  # the lists are read once
    for share in (AS_REPORTS, DENSE):
        for size in SIZES:
            rows.append(measured(size, share))
            print(rows[-1])
    rows += [
        "",
        f"One core, processor time, best of {RUNS} runs; "
        f"load meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
    ]
    results.write("Checking reports", "\n".join(rows), "PYTHONPATH=src:. python benchmarks/bench_check.py")


if __name__ == "__main__":
    main()
