"""Do what a step of a story says, through the services that pages and commands use.

Enter at `take`. Records of a repeated step that get the same treatment on the same day from the same person
are done together, as a person would select them in a list; the others one by one.

Does not belong here: the rules of acts, which the ledger keeps.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from django.db.models import Max

from youju.definitions.check_scenarios import days_of
from youju.definitions.scenario_models import NOTHING, Attachment, Beat
from youju.definitions.scenario_values import Distribution, expand, fill, fill_all, spread
from youju.events.queries import of_stream
from youju.ledger import actions, evidence
from youju.ledger.importing import import_file
from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor
from youju.scenarios.props import made
from youju.scenarios.stage import Stage


@dataclass(frozen=True, slots=True)
class Part:
    """A step for one number of its repeat, with everything filled in.

    Attributes:
        alias: The record.
        on: Business date.
        recorded: Day of entry.
        parent: Alias of the record above, for an opening.
    """

    number: int | None
    alias: str
    on: date
    recorded: date
    values: Mapping[str, Any]
    comment: str | None
    files: tuple[Attachment, ...]
    parent: str | None


def parts_of(beat: Beat) -> list[Part]:
    """The parts of a step, in order."""
    parents: list[str | None] = [None] * len(beat.numbers)
    if isinstance(beat.parent, Distribution):
        parents = list(beat.parent.values(len(beat.numbers)))
    elif beat.parent is not None:
        parents = [fill(beat.parent, number) for number in beat.numbers]
    rows = zip(beat.numbers, days_of(beat), spread(beat.values, beat.numbers), parents, strict=True)
    return [
        Part(
            number=number,
            alias=fill(beat.record or "", number),
            on=on,
            recorded=beat.recorded or on,
            values={name: None if value == NOTHING else value for name, value in values.items()},
            comment=fill_all(beat.comment, number),
            files=tuple(
                Attachment(name=fill(one.name, number), text=fill(one.text, number)) for one in beat.evidence
            ),
            parent=parent,
        )
        for number, on, values, parent in rows
    ]


def take(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    """Do a step, or some parts of it, after `bring_files`.

    Raises:
        YoujuError: Whatever the services refuse. What was done of other parts before stays done.
    """
    _STEPS.get(str(beat.do), _act)(stage, beat, parts)


def bring_files(stage: Stage, parts: Sequence[Part]) -> None:
    """Take the files of a step in through the same door as uploads; each once for the whole story."""
    for part in parts:
        for one in part.files:
            if (one.name, one.text) not in stage.files:
                content = io.BytesIO(made(one.name, one.text))
                stage.files[one.name, one.text] = evidence.store(content, one.name)


def _attached(stage: Stage, part: Part) -> list[evidence.Evidence]:
    return [stage.files[one.name, one.text] for one in part.files]


def _row(stage: Stage, alias: str) -> LedgerRecord:
    return stage.records[alias]


def _open(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    for part in parts:
        row = actions.open_record(
            str(beat.ledger),
            part.values,
            actor=stage.actor(str(beat.by), None),
            on=part.on,
            at=stage.moment(part.recorded),
            level=beat.level,
            parent=_row(stage, part.parent).id if part.parent else None,
            evidence=_attached(stage, part),
        )
        stage.remember({part.alias: row})


def _act(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    for actor, group in _alike(stage, beat, parts):
        first = group[0]
        rows = actions.perform_many(
            [_row(stage, part.alias).id for part in group],
            str(beat.do),
            actor=actor,
            on=first.on,
            at=stage.moment(first.recorded),
            comment=first.comment,
            values=first.values,
            evidence=_attached(stage, first),
        )
        stage.remember({part.alias: row for part, row in zip(group, rows, strict=True)})


def _alike(stage: Stage, beat: Beat, parts: Sequence[Part]) -> Iterator[tuple[Actor, list[Part]]]:
    """Parts that can be done together, in the order of their first ones."""
    groups: dict[Any, tuple[Actor, list[Part]]] = {}
    for part in parts:
        actor = stage.actor(str(beat.by), _row(stage, part.alias))
        values = orjson.dumps(part.values, option=orjson.OPT_SORT_KEYS)
        files = tuple((one.name, one.text) for one in part.files)
        key = (actor.id, part.on, part.recorded, values, part.comment, files)
        groups.setdefault(key, (actor, []))[1].append(part)
    yield from groups.values()


def _amend(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    for part in parts:
        row = _row(stage, part.alias)
        done = actions.amend(
            row.id,
            part.values,
            actor=stage.actor(str(beat.by), row),
            on=part.on,
            at=stage.moment(part.recorded),
            reason=str(beat.reason),
        )
        stage.remember({part.alias: done})


_TYPES = {"open": "opened", "amend": "amended", "merge": "merged", "link": "linked", "unlink": "unlinked"}


def _void(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    for part in parts:
        row = _row(stage, part.alias)
        wanted = _TYPES.get(str(beat.entry))
        seqs = [
            event.seq
            for event in of_stream(row.id)
            if (event.type == wanted if wanted else event.payload.get("act") == beat.entry)
        ]
        done = actions.void(
            row.id,
            max(seqs, default=0),
            actor=stage.actor(str(beat.by), row),
            at=stage.moment(part.recorded),
            reason=str(beat.reason),
        )
        stage.remember({part.alias: done})


def _merge(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    for part in parts:
        row = _row(stage, part.alias)
        done = actions.merge(
            row.id,
            _row(stage, fill(str(beat.into), part.number)).id,
            actor=stage.actor(str(beat.by), row),
            on=part.on,
            at=stage.moment(part.recorded),
            reason=beat.reason,
        )
        stage.remember({part.alias: done})


def _linking(do: Callable[..., LedgerRecord]) -> Callable[[Stage, Beat, Sequence[Part]], None]:
    def connect(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
        for part in parts:
            for pattern in beat.to:
                for other in expand(fill(pattern, part.number)):
                    row = _row(stage, part.alias)
                    done = do(
                        row.id,
                        str(beat.link),
                        _row(stage, other).id,
                        actor=stage.actor(str(beat.by), row),
                        on=part.on,
                        at=stage.moment(part.recorded),
                    )
                    stage.remember({part.alias: done})

    return connect


def _escalate(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    """Send what has come due. Where all is recorded at one time, the platform's own worker does that."""
    for part in parts if stage.now is None else ():
        actions.escalate(beat.ledger, at=stage.moment(part.recorded))


def _import(stage: Stage, beat: Beat, parts: Sequence[Part]) -> None:
    """Register records from a table whose columns carry the labels of the fields."""
    ledger = str(beat.ledger)
    labels = {name: one.label for name, one in stage.story.ledgers[ledger].fields.items()}
    first, at = parts[0], stage.moment(parts[0].recorded)
    existing = LedgerRecord.objects.filter(ledger=ledger)
    before = existing.aggregate(last=Max("position"))["last"] or 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{first.alias}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, list(first.values))
            table.writerow({name: labels[name] for name in first.values})
            table.writerows(part.values for part in parts)
        actor = stage.actor(str(beat.by), None)
        import_file(ledger, file, actor=actor, on=first.on, at=at)
    rows = existing.filter(position__gt=before, created_by=actor.id, updated_at=at).order_by("position")
    stage.remember({part.alias: row for part, row in zip(parts, rows, strict=True)})


_STEPS: dict[str, Callable[[Stage, Beat, Sequence[Part]], None]] = {
    "open": _open,
    "import": _import,
    "amend": _amend,
    "void": _void,
    "merge": _merge,
    "link": _linking(actions.link),
    "unlink": _linking(actions.unlink),
    "escalate": _escalate,
}
