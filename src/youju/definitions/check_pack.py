"""Checks of the header, of what a pack depends on, and of report templates.

Enter at `check_header`, `dependencies` and `check_reports`.
"""

from __future__ import annotations

from datetime import date

from youju.definitions.assemble import Draft, Place, Resolver
from youju.definitions.context import Context
from youju.definitions.layout import HEADER
from youju.definitions.models import CodeList, Pack
from youju.definitions.report_text import faults, read, references
from youju.errors import Where, YoujuError

_PLACE = Place(HEADER)


def version_key(version: str) -> tuple[int, ...]:
    """A version in the order in which versions follow each other.

    Example:
        >>> version_key("1.10.0") > version_key("1.9.3")
        True
    """
    return tuple(int(part) for part in version.split("."))


def dependencies(pack: Pack, draft: Draft, resolve: Resolver) -> dict[str, Pack]:
    """The packs that a pack depends on; what is missing, too old or circular is reported."""
    found: dict[str, Pack] = {}
    own = pack.header.pack
    for name, version in pack.header.depends.items():
        chain = _circle(own, name, resolve)
        if chain:
            draft.report("D343", _PLACE, "depends", name, key=True, chain=" → ".join(chain))
            continue
        try:
            other = resolve(name)
        except YoujuError:
            draft.report("D342", _PLACE, "depends", name, key=True, name=name)
            draft.incomplete.add("ledgers")
            continue
        if other is None:
            draft.report("D341", _PLACE, "depends", name, key=True, name=name)
            draft.incomplete.add("ledgers")
            continue
        if version_key(other.header.version) < version_key(version):
            have = other.header.version
            draft.report("D344", _PLACE, "depends", name, name=name, wanted=version, have=have)
        for ledger in other.ledgers.keys() & pack.ledgers.keys():
            draft.report("D345", draft.places["ledger", ledger], "ledger", name=ledger, pack=name)
        found[name] = other
    return found


def _circle(own: str, name: str, resolve: Resolver) -> list[str]:
    """The chain of packs by which a dependency comes back to its beginning; empty when it does not."""
    waiting, seen = [[own, name]], {own}
    while waiting:
        chain = waiting.pop()
        if chain[-1] == own:
            return chain
        if chain[-1] in seen:
            continue
        seen.add(chain[-1])
        try:
            other = resolve(chain[-1])
        except YoujuError:
            continue
        if other is not None:
            waiting.extend([*chain, following] for following in other.header.depends)
    return []


def check_header(context: Context) -> None:
    """Code lists (parents, dates, labels) and migrations."""
    header = context.pack.header
    if not context.roles_are_known():
        return
    for name, codes in header.code_lists.items():
        _check_codes(context, name, codes)
    for index, migration in enumerate(header.migrations):
        path = ("migrations", index)
        if version_key(migration.from_) >= version_key(header.version):
            context.report("D346", _PLACE, *path, "from", name=migration.from_, version=header.version)
        if migration.from_ in [other.from_ for other in header.migrations[:index]]:
            context.report("D338", _PLACE, *path, "from", name=migration.from_)
        for number, part in enumerate(migration.ledgers):
            inner = (*path, "ledgers", number)
            known = context.known(
                "台账", part.ledger, context.pack.ledgers, _PLACE, *inner, "ledger", whole="ledgers"
            )
            if not known:
                continue
            ledger = context.pack.ledgers[part.ledger]
            for old, new in part.states.items():
                context.known("状态", new, ledger.states, _PLACE, *inner, "states", old)
            for old, new in part.fields.items():
                context.known("字段", new, ledger.fields, _PLACE, *inner, "fields", old)
            for position, name in enumerate(part.drop):
                if name in ledger.fields or name in part.fields:
                    context.report("D347", _PLACE, *inner, "drop", position, name=name)


def _check_codes(context: Context, name: str, codes: CodeList) -> None:
    path = ("code_lists", name, "codes")
    labels: dict[str, str] = {}
    for code, entry in codes.codes.items():
        if entry.label in labels:
            context.report("D348", _PLACE, *path, code, label=entry.label, first=labels[entry.label])
        labels.setdefault(entry.label, code)
        if entry.until and not is_date(entry.until):
            context.report("D349", _PLACE, *path, code, "until", value=entry.until, wanted="日期")
        if entry.parent is None or not context.known(
            "代码", entry.parent, codes.codes, _PLACE, *path, code, "parent"
        ):
            continue
        seen: set[str] = {code}
        current: str | None = entry.parent
        while current is not None and current not in seen:
            seen.add(current)
            following = codes.codes.get(current)
            current = following.parent if following else None
        if current == code and all(other >= code for other in seen):  # once for each circle
            context.report("D339", _PLACE, *path, code, "parent", name=code)


def is_date(text: str) -> bool:
    """Whether a text is a date of the calendar, written ``2024-12-31``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def check_reports(context: Context) -> None:
    """Report templates: their front matter, their language, and figures that exist."""
    figures = {name for other in context.depends.values() for name in other.figures} | set(
        context.pack.figures
    )
    for stem, text in context.parts.reports.items():
        place = context.draft.places["report", stem]
        file = context.draft.where(place).file or place.file
        template = read(stem, text, file=file, problems=context.draft.problems)
        context.draft.problems.extend(faults(template, file))
        for one in references(template):
            where = Where(file=file, line=one.line, column=one.column)
            context.known_at("指标", one.name, figures, where, whole="figures")
        for name in template.header.figures:
            context.known_at("指标", name, figures, Where(file=file, line=1), whole="figures")
