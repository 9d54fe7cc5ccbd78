"""Checks of scenarios against their pack: people, records, acts, fields and figures exist, dates go forward.

Enter at `check_scenarios` (all of a pack) or `check_scenario` (one that lies anywhere). What is found here
need not be found while the story runs: the runner takes names for granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from youju.definitions.assemble import Place
from youju.definitions.check_figures import GROUPINGS
from youju.definitions.context import Context
from youju.definitions.models import Figure, Ledger
from youju.definitions.scenario_models import (
    OF,
    RESERVED,
    Beat,
    Expect,
    OrganisationDef,
    Scenario,
    figure_key,
)
from youju.definitions.scenario_values import Distribution, expand, fill, spread


def check_scenarios(context: Context) -> None:
    """Check the scenarios of the pack."""
    for stem, scenario in context.parts.scenarios.items():
        place = context.draft.places["scenario", stem]
        if scenario.scenario != PurePosixPath(place.file).stem:
            context.report(
                "D316", place, "scenario", name=scenario.scenario, file=PurePosixPath(place.file).name
            )
        check_scenario(context, scenario, place)


@dataclass(slots=True)
class _Story:
    """What is known while a story is read from its beginning.

    Attributes:
        ledgers: Ledgers of the pack and of those it depends on.
        figures: Figures of the pack.
        records: Ledger of every alias so far; None where the ledger itself is unknown.
        recorded: Latest day on which something was entered.
    """

    context: Context
    scenario: Scenario
    place: Place
    ledgers: Mapping[str, Ledger]
    figures: Mapping[str, Figure]
    records: dict[str, str | None] = field(default_factory=dict)
    recorded: date = date.min


def organisations(tree: Mapping[str, OrganisationDef]) -> Iterator[tuple[str, OrganisationDef, str | None]]:
    """Code, definition and code of the one above, of all organisations of a tree, from the root down."""
    waiting: list[tuple[str, OrganisationDef, str | None]] = [(code, one, None) for code, one in tree.items()]
    while waiting:
        code, one, above = waiting.pop(0)
        yield code, one, above
        waiting.extend((inner, below, code) for inner, below in one.under.items())


def check_scenario(context: Context, scenario: Scenario, place: Place) -> None:
    """Check one scenario; problems go to the draft of the context."""
    header = context.pack.header
    context.known("业务包", scenario.pack, [header.pack], place, "pack")
    _check_cast(context, scenario, place)
    story = _Story(context, scenario, place, context.ledgers(), context.pack.figures)
    for index, beat in enumerate(scenario.story):
        path: tuple[str | int, ...] = ("story", index)
        if beat.expect is not None:
            _check_expect(story, beat.expect, (*path, "expect"))
        else:
            _check_step(story, beat, path)


def _check_cast(context: Context, scenario: Scenario, place: Place) -> None:
    codes = [code for code, _, _ in organisations(scenario.organisations)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        context.report("C855", place, "organisations", name=code)
    packs = (context.pack, *context.depends.values())
    roles = {role: None for pack in packs for role in pack.header.roles}
    for name, person in scenario.people.items():
        context.known("机构", person.of, codes, place, "people", name, "of")
        context.known_each("角色", person.roles, roles, place, "people", name, "roles")


def _check_step(story: _Story, beat: Beat, path: tuple[str | int, ...]) -> None:
    context, place, act = story.context, story.place, str(beat.do)
    if beat.by and not beat.by.startswith(OF):
        context.known("人员", beat.by, story.scenario.people, place, *path, "by")
    _check_dates(story, beat, path)
    if beat.ledger is not None:
        context.known("台账", beat.ledger, story.ledgers, place, *path, "ledger", whole="ledgers")
    if act == "escalate":
        return
    _check_numbers(story, beat, path)
    if act in ("open", "import"):
        name = str(beat.ledger)
        ledger = story.ledgers.get(name)
        _check_names_of_ledger(story, beat, ledger, path)
        if isinstance(beat.parent, str):
            _records(story, (fill(beat.parent, number) for number in beat.numbers), (*path, "parent"))
        if not beat.refused:
            _new(story, beat, name if ledger else None, path)
        return
    aliases = [fill(str(beat.record), number) for number in beat.numbers]
    for name in sorted(set(_records(story, aliases, (*path, "record")))):
        _check_names_of_ledger(story, beat, story.ledgers.get(name), path)
    if beat.into:
        _records(story, (fill(beat.into, number) for number in beat.numbers), (*path, "into"))
    for position, pattern in enumerate(beat.to):
        others = [alias for number in beat.numbers for alias in expand(fill(pattern, number))]
        _records(story, others, (*path, "to", position))


def _check_dates(story: _Story, beat: Beat, path: tuple[str | int, ...]) -> None:
    """Days of entry never go back, and nothing is entered before it happened."""
    try:
        days = days_of(beat)
    except ValueError as error:
        story.context.report("C854", story.place, *path, "on", what=str(error))
        return
    for on in days:
        recorded = beat.recorded or on
        if recorded < on:
            story.context.report("C859", story.place, *path, "recorded", recorded=recorded, on=on)
        elif recorded < story.recorded:
            story.context.report("C852", story.place, *path, "on", recorded=recorded, before=story.recorded)
            return
        story.recorded = recorded


def days_of(beat: Beat) -> list[date]:
    """Business date of a step for each number of its repeat.

    Raises:
        ValueError: The counts of a split do not add up, or a value is not a day.
    """
    if isinstance(beat.on, Distribution):
        return [date.fromisoformat(day) for day in beat.on.values(len(beat.numbers))]
    return [beat.on] * len(beat.numbers)


def _check_numbers(story: _Story, beat: Beat, path: tuple[str | int, ...]) -> None:
    given: dict[str, Any] = dict(beat.values)
    if isinstance(beat.parent, Distribution):
        given["parent"] = beat.parent
    try:
        spread(given, beat.numbers)
    except ValueError as error:
        story.context.report("C854", story.place, *path, "values", what=str(error))
    if any(isinstance(value, Distribution) for value in given.values()) and beat.repeat is None:
        story.context.report("C854", story.place, *path, "values", what="写作分布的值须与 repeat 同用")


def _check_names_of_ledger(
    story: _Story, beat: Beat, ledger: Ledger | None, path: tuple[str | int, ...]
) -> None:
    """Act, fields, level, link and clerk of a step exist in a ledger."""
    if ledger is None:
        return
    context, place = story.context, story.place
    if beat.do not in RESERVED:
        context.known("办理动作", str(beat.do), [*ledger.acts, *RESERVED], place, *path, "do")
    for name in beat.values:
        context.known("字段", name, ledger.fields, place, *path, "values", name, key=True)
    if beat.level is not None:
        context.known("层级", beat.level, ledger.levels.names if ledger.levels else (), place, *path, "level")
    if beat.link is not None:
        context.known("关联", beat.link, ledger.links, place, *path, "link")
    if beat.entry is not None:
        context.known("办理动作", beat.entry, [*ledger.acts, *RESERVED], place, *path, "entry")
    if beat.by and beat.by.startswith(OF):
        fields = [name for name, one in ledger.fields.items() if one.type == "organisation"]
        context.known("机构字段", beat.by.removeprefix(OF), fields, place, *path, "by")


def _new(story: _Story, beat: Beat, ledger: str | None, path: tuple[str | int, ...]) -> None:
    for number in beat.numbers:
        alias = fill(str(beat.record), number)
        if alias in story.records:
            story.context.report("C855", story.place, *path, "record", name=alias)
            return
        story.records[alias] = ledger


def _records(story: _Story, aliases: Iterable[str], path: tuple[str | int, ...]) -> list[str]:
    """Ledgers of records that are named; the first unknown one is reported."""
    found = []
    for alias in aliases:
        if alias not in story.records:
            story.context.known("记录", alias, story.records, story.place, *path)
            break
        ledger = story.records[alias]
        if ledger is not None:
            found.append(ledger)
    return found


def _check_expect(story: _Story, expect: Expect, path: tuple[str | int, ...]) -> None:
    context, place = story.context, story.place
    for key in ("records", "state_counts", "lights"):
        for name, counts in getattr(expect, key).items():
            if not context.known("台账", name, story.ledgers, place, *path, key, name, key=True):
                continue
            ledger = story.ledgers[name]
            if key == "records":
                continue
            names = states_of(ledger) if key == "state_counts" else lights_of(ledger)
            for one in counts:
                context.known(_KIND[key], one, names, place, *path, key, name, one, key=True)
    for key in (
        "states",
        "light",
        "values",
        "due",
        "acts",
        "timeline",
        "escalations",
        "links",
        "merged",
        "done",
    ):
        for pattern, wanted in getattr(expect, key).items():
            _check_about(story, key, pattern, wanted, (*path, key, pattern))
    for text, wanted in expect.figures.items():
        name, by = figure_key(text)
        where = (*path, "figures", text)
        if context.known("指标", name, story.figures, place, *where, key=True, whole="figures"):
            _check_grouping(story, story.figures[name], by, where)
        for pattern in wanted.behind or ():
            _records(story, expand(pattern), (*where, "behind"))


_KIND = {
    "states": "状态", "state_counts": "状态", "light": "灯色", "lights": "灯色", "values": "字段",
    "due": "时钟", "acts": "办理动作", "escalations": "提醒", "links": "关联",
}  # fmt: skip


def _check_about(story: _Story, key: str, pattern: str, wanted: Any, path: tuple[str | int, ...]) -> None:
    """What is expected of records names what their ledger has."""
    try:
        aliases = expand(pattern)
    except ValueError as error:
        story.context.report("C854", story.place, *path, key=True, what=str(error))
        return
    for name in sorted(set(_records(story, aliases, path))):
        ledger = story.ledgers[name]
        options: Mapping[str, Iterable[str]] = {
            "states": states_of(ledger),
            "light": lights_of(ledger),
            "values": ledger.fields,
            "due": ledger.clocks,
            "acts": ledger.acts,
            "escalations": [step for clock in ledger.clocks.values() for step in clock.escalation],
            "links": ledger.links,
        }
        if key in ("states", "light"):
            story.context.known(_KIND[key], wanted, options[key], story.place, *path)
        elif key in options:
            for one in wanted:
                story.context.known(_KIND[key], one, options[key], story.place, *path)
    if key == "merged":
        _records(story, [wanted], path)
    if key == "links":
        for others in wanted.values():
            for other in others:
                _records(story, expand(other), path)


def _check_grouping(story: _Story, figure: Figure, by: list[str] | None, path: tuple[str | int, ...]) -> None:
    ledger = story.ledgers.get(figure.of.ledger)
    if ledger is not None:
        options = [*GROUPINGS, *ledger.fields, *(["act"] if figure.of.rows == "acts" else [])]
        for one in by or ():
            story.context.known("分组", one, options, story.place, *path, key=True)


def states_of(ledger: Ledger) -> dict[str, str]:
    """Code of a state by code and by label: a scenario may write either."""
    return _either({name: state.label for name, state in ledger.states.items()})


def lights_of(ledger: Ledger) -> dict[str, str]:
    """Code of a light by code and by label."""
    return _either({name: light.label for name, light in ledger.lights.items()})


def _either(labels: Mapping[str, str | None]) -> dict[str, str]:
    return {**{label: name for name, label in labels.items() if label}, **{name: name for name in labels}}
