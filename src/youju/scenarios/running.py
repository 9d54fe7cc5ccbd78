"""Tell a story in a scratch schema, in its own time, and collect what is not as it says.

Enter at `run`. A step that cannot be done ends the story, since all that follows hangs on it; expectations
are all compared.

Does not belong here: printing (`commands`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from youju.definitions.check_scenarios import days_of
from youju.definitions.scenario_models import Beat
from youju.errors import YoujuError
from youju.events.queries import latest_position, since
from youju.ledger.projection import KIND
from youju.scenarios.differences import Difference
from youju.scenarios.expecting import differences_of
from youju.scenarios.reading import Story
from youju.scenarios.scratch import Scratch, scratch
from youju.scenarios.stage import Stage, set_up
from youju.scenarios.steps import bring_files, parts_of, take

Progress = Callable[[str, int, int], None]
"""Told after every entry: label of the story, how many entries of how many are done."""


@dataclass(slots=True)
class Result:
    """What came of a story.

    Attributes:
        story: The story.
        steps: Entries told.
        checks: Comparisons made, refusals included.
        events: Events of records that it left.
        differences: What was not as it says; empty when all is well.
    """

    story: Story
    steps: int = 0
    checks: int = 0
    events: int = 0
    differences: list[Difference] = field(default_factory=list)

    def sentence(self) -> str:
        """The result in one line."""
        scenario = self.story.scenario
        told = f"{self.steps}步，{self.events}条记载，核对{self.checks}处"
        outcome = f"{len(self.differences)}处不符" if self.differences else "全部相符"
        return f"{scenario.label}（{scenario.scenario}）：{told}，{outcome}。"

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "scenario": self.story.scenario.scenario,
            "path": str(self.story.path),
            "steps": self.steps,
            "checks": self.checks,
            "events": self.events,
            "differences": [one.as_dict() for one in self.differences],
        }


def run_all(stories: Sequence[Story], *, progress: Progress | None = None) -> list[Result]:
    """Tell stories one after the other, each from an empty schema.

    Raises:
        YoujuError: C856 when no scratch schema can be made.
    """
    with scratch() as place:
        return [run(story, place, progress=progress) for story in stories]


def run(story: Story, scratch: Scratch, *, progress: Progress | None = None) -> Result:
    """Tell one story from an empty schema.

    Args:
        story: The story.
        scratch: An open scratch schema; it is emptied first.
        progress: Told how far it has come.
    """
    scratch.clear()
    result = Result(story)
    stage = Stage(story)
    beats = story.scenario.story
    set_up(stage, on=min(day for beat in beats for day in days_of(beat)))
    for step, beat in enumerate(beats, 1):
        result.steps = step
        if not _tell(stage, beat, step, result):
            break
        if progress is not None:
            progress(story.scenario.label, step, len(beats))
    result.events = sum(1 for _ in since(0, KIND))
    return result


def _tell(stage: Stage, beat: Beat, step: int, result: Result) -> bool:
    """One entry; False when the story cannot go on."""
    if beat.expect is not None:
        found, checks = differences_of(stage, beat, step=step)
        result.differences += found
        result.checks += checks
        return True
    if beat.refused is not None:
        return _tell_refused(stage, beat, step, result)
    try:
        parts = parts_of(beat)
        bring_files(stage, parts)
        take(stage, beat, parts)
    except YoujuError as error:
        sentences = [problem.sentence() for problem in error.problems]
        result.differences.append(_of_step(stage, beat, step, "办成", "\n          ".join(sentences)))
        return False
    return True


def _tell_refused(stage: Stage, beat: Beat, step: int, result: Result) -> bool:
    """A step that must be refused, each of its records for itself, and leave everything as it was."""
    for part in parts_of(beat):
        result.checks += 1
        bring_files(stage, [part])
        before, got = latest_position(), "办成了"
        try:
            with transaction.atomic():
                take(stage, beat, [part])
        except YoujuError as error:
            if beat.refused in {problem.code.id for problem in error.problems}:
                if next(since(before), None) is None:
                    continue
                got = "拒绝了，但留下了记载"
            else:
                got = "\n          ".join(problem.sentence() for problem in error.problems)
        expected = f"以 {beat.refused} 拒绝，什么也不改变"
        result.differences.append(_of_step(stage, beat, step, expected, got))
        return False
    return True


def _of_step(stage: Stage, beat: Beat, step: int, expected: str, got: str) -> Difference:
    story = stage.story
    on = beat.on if isinstance(beat.on, date) else days_of(beat)[0]
    line = story.line("story", step - 1, "do")
    ledgers = {row.ledger for row in stage.records.values()} | {str(beat.ledger)}
    labels = [
        story.ledgers[name].acts[str(beat.do)].label
        for name in sorted(ledgers)
        if name in story.ledgers and beat.do in story.ledgers[name].acts
    ]
    what = f"{beat.do}（{labels[0]}）" if labels else str(beat.do)
    return Difference(str(story.path), line, step, on, f"{what} {beat.record or ''}".strip(), expected, got)
