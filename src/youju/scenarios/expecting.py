"""Compare what a story expects on a day with the records as they were on that day.

Enter at `differences_of`. Figures are compared in `counting`. Everything that differs is reported, not only
the first.

Does not belong here: how records are folded (`world`), how differences are printed (`differences`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from youju.definitions.check_scenarios import lights_of, states_of
from youju.definitions.models import Ledger
from youju.definitions.scenario_models import NOTHING, Beat, Expect
from youju.definitions.scenario_values import expand
from youju.events.actions import Event
from youju.ledger import catalogue
from youju.scenarios.counting import figure_differences
from youju.scenarios.differences import Difference, counts, grouped
from youju.scenarios.stage import Stage
from youju.scenarios.world import NO_LIGHT, World

PAUSED = "暂停"
"""How a scenario writes that a clock stands still and so falls due on no certain day."""

Path = tuple[str | int, ...]
Answer = Callable[["Comparison", str, UUID], str]


@dataclass(slots=True)
class Comparison:
    """One entry of a story under comparison."""

    stage: Stage
    step: int
    on: date
    world: World
    expect: Expect
    found: list[Difference]
    checks: int = 0

    def differ(self, path: Path, what: str, expected: str, got: str) -> None:
        """Note a difference at a part of the expectation."""
        story = self.stage.story
        line = story.line("story", self.step - 1, "expect", *path)
        what = f"{what}（只看{self.world.known_at}已知）" if self.world.known_at else what
        self.found.append(Difference(str(story.path), line, self.step, self.on, what, expected, got))

    def ledger(self, record: UUID) -> Ledger:
        """Definition of a record's ledger."""
        return self.stage.story.ledgers[self.world.ledger(record)]

    def each(self, path: Path, pattern: str, what: str, expected: str, answer: Answer) -> None:
        """Compare the answer of every record that a pattern names."""
        wrong: dict[str, str] = {}
        for alias in expand(pattern):
            self.checks += 1
            got = answer(self, alias, self.stage.records[alias].id)
            if got != expected:
                wrong[alias] = got
        if wrong:
            self.differ(path, f"{pattern} 的{what}", expected, grouped(wrong))

    def tally(
        self,
        path: Path,
        what: str,
        wanted: Mapping[str, int],
        got: Mapping[str, int],
        labels: Mapping[str, str],
    ) -> None:
        """Compare numbers by name; those that are not written must be zero."""
        self.checks += 1
        wanted = {name: number for name, number in wanted.items() if number}
        if wanted != {name: number for name, number in got.items() if number}:
            self.differ(path, what, counts(wanted, labels), counts(got, labels))


def differences_of(stage: Stage, beat: Beat, *, step: int) -> tuple[list[Difference], int]:
    """What is not as an entry of the story says, and how many comparisons were made.

    Args:
        stage: The story so far.
        beat: The entry; it has ``expect``.
        step: Its number, from 1.
    """
    if beat.expect is None or not isinstance(beat.on, date):
        raise ValueError("the entry expects nothing")
    world = World(as_of=beat.on, known_at=beat.known_at)
    comparison = Comparison(stage, step, beat.on, world, beat.expect, [])
    _ledgers(comparison)
    _records(comparison)
    if beat.expect.figures:
        comparison.checks += figure_differences(stage, beat.expect.figures, world, comparison.differ)
    return comparison.found, comparison.checks


def _ledgers(comparison: Comparison) -> None:
    """Expectations about all records of a ledger."""
    expect, world, ledgers = comparison.expect, comparison.world, comparison.stage.story.ledgers
    for name, number in expect.records.items():
        comparison.checks += 1
        got = len(world.counted(name))
        if got != number:
            comparison.differ(("records", name), f"{ledgers[name].label}的记录数", str(number), str(got))
    for name, wanted in expect.state_counts.items():
        codes = states_of(ledgers[name])
        labels = {code: state.label for code, state in ledgers[name].states.items()}
        by_code = {codes[state]: number for state, number in wanted.items()}
        what = f"{ledgers[name].label}的各状态件数"
        comparison.tally(("state_counts", name), what, by_code, world.states(name), labels)
    for name, wanted in expect.lights.items():
        codes = lights_of(ledgers[name])
        labels = {code: light.label or code for code, light in ledgers[name].lights.items()}
        by_code = {codes[light]: number for light, number in wanted.items()}
        what = f"{ledgers[name].label}的各色件数"
        comparison.tally(("lights", name), what, by_code, world.lights(name), labels)


def _records(comparison: Comparison) -> None:
    """Expectations about single records."""
    expect = comparison.expect
    for pattern, state in expect.states.items():
        _check_state(comparison, pattern, state)
    for pattern, light in expect.light.items():
        _check_light(comparison, pattern, light)
    for pattern, values in expect.values.items():
        for field in values:
            _check_value(comparison, pattern, field)
    for path, what, wanted, answer in _plain(expect):
        comparison.each(path, str(path[1]), what, wanted, answer)


def _plain(expect: Expect) -> Iterator[tuple[Path, str, str, Answer]]:
    """Expectations whose answer is a text: where it is written, what it is, as it should be, how to ask."""
    for pattern, dues in expect.due.items():
        for clock, due in dues.items():
            yield ("due", pattern, clock), f"时钟 {clock} 到期日", due, _due(clock)
    for pattern, acts in expect.acts.items():
        for act, times in acts.items():
            yield ("acts", pattern, act), f"“{act}”次数", str(times), _times(act)
    for pattern, entries in expect.timeline.items():
        yield ("timeline", pattern), "办理记录条数", str(entries), _entries
    for pattern, steps in expect.escalations.items():
        yield ("escalations", pattern), "提醒", "、".join(steps) or NOTHING, _escalations
    for pattern, links in expect.links.items():
        for link, others in links.items():
            named = "、".join(sorted(alias for other in others for alias in expand(other)))
            yield ("links", pattern, link), f"关联 {link}", named or NOTHING, _linked(link)
    for pattern, into in expect.merged.items():
        yield ("merged", pattern), "并入", into, _merged
    for pattern, done in expect.done.items():
        yield ("done", pattern), "下级办结数", done, _done


def _check_state(comparison: Comparison, pattern: str, wanted: str) -> None:
    ledger = comparison.ledger(comparison.stage.records[expand(pattern)[0]].id)
    label = ledger.states[states_of(ledger)[wanted]].label

    def answer(comparison: Comparison, _alias: str, record: UUID) -> str:
        state = comparison.world.folded(record).state
        return ledger.states[state].label if state in ledger.states else NOTHING

    comparison.each(("states", pattern), pattern, "状态", label, answer)


def _check_light(comparison: Comparison, pattern: str, wanted: str) -> None:
    ledger = comparison.ledger(comparison.stage.records[expand(pattern)[0]].id)
    labels = {code: one.label or code for code, one in ledger.lights.items()}

    def answer(comparison: Comparison, _alias: str, record: UUID) -> str:
        light = comparison.world.light(record)
        return labels.get(light, NO_LIGHT)

    comparison.each(("light", pattern), pattern, "灯色", labels[lights_of(ledger)[wanted]], answer)


def _check_value(comparison: Comparison, pattern: str, field: str) -> None:
    """Compare a value as it is stored; the expected one is read as a person would type it."""
    given = comparison.expect.values[pattern][field]
    record = comparison.stage.records[expand(pattern)[0]].id
    rules = catalogue.current(comparison.world.ledger(record))
    definition = rules.ledger.fields[field]
    path: Path = ("values", pattern, field)
    wanted = None
    if given != NOTHING:
        read, problems = rules.reader.read({field: given}, on=comparison.on)
        if problems:
            comparison.differ(path, f"期望的“{definition.label}”", "可以填写的内容", problems[0].sentence())
            return
        wanted = read[field]

    def answer(comparison: Comparison, _alias: str, record: UUID) -> str:
        return _shown(comparison.world.folded(record).values.get(field))

    comparison.each(path, pattern, f"“{definition.label}”", _shown(wanted), answer)


def _shown(value: object) -> str:
    return NOTHING if value is None else str(value)


def _due(name: str) -> Answer:
    def answer(comparison: Comparison, _alias: str, record: UUID) -> str:
        clock = comparison.world.folded(record).clocks.get(name)
        if clock is None:
            return NOTHING
        return PAUSED if clock["paused_since"] else str(clock["due"] or NOTHING)

    return answer


def _times(act: str) -> Answer:
    def answer(comparison: Comparison, _alias: str, record: UUID) -> str:
        return str(sum(_did(event, act) for event in comparison.world.events(record)))

    return answer


def _did(event: Event, act: str) -> bool:
    return event.type == "acted" and event.payload["act"] == act


def _entries(comparison: Comparison, _alias: str, record: UUID) -> str:
    return str(comparison.world.timeline(record))


def _escalations(comparison: Comparison, _alias: str, record: UUID) -> str:
    events = comparison.world.events(record)
    return "、".join(e.payload["escalation"]["step"] for e in events if e.type == "escalated") or NOTHING


def _linked(link: str) -> Answer:
    def answer(comparison: Comparison, _alias: str, record: UUID) -> str:
        aliases = comparison.stage.aliases
        others = [UUID(other) for name, other in comparison.world.folded(record).links if name == link]
        return "、".join(sorted(aliases.get(other, str(other)) for other in others)) or NOTHING

    return answer


def _merged(comparison: Comparison, _alias: str, record: UUID) -> str:
    into = comparison.world.folded(record).merged_into
    return comparison.stage.aliases.get(UUID(into), into) if into else NOTHING


def _done(comparison: Comparison, _alias: str, record: UUID) -> str:
    return comparison.world.done(record)
