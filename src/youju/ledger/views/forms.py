"""The forms of records: open, act, amend, take back, connect, merge. Each says what it does on its button."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from youju.errors import Problem, fail
from youju.ledger import actions, effects, queries
from youju.ledger.actions.checks import check_allowed, check_role, workers
from youju.ledger.actions.committing import folded_of
from youju.ledger.actions.judging import Request
from youju.ledger.catalogue import all_current
from youju.ledger.forms import judging
from youju.ledger.forms.controls import Control
from youju.ledger.forms.sheets import (
    Entered,
    Sheet,
    ask_choice,
    ask_date,
    ask_extension,
    ask_text,
    uuid_of,
)
from youju.ledger.models import LedgerRecord
from youju.ledger.pages.doing import doable
from youju.ledger.rules import Rules, holds_personal
from youju.ledger.views import frames, records
from youju.ledger.views.filling import answer
from youju.people.actors import Actor
from youju.ui.formats import bracketed

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@frames.page
def open_(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """Register a record."""
    ledger, today = rules.ledger, timezone.localdate()
    what = gettext("登记%(record)s") % {"record": ledger.record_label}
    check_role(rules, ledger.open_by, actor, what)
    parent, level = _above(request, actor, rules)

    def checked(entered: Entered) -> Sequence[Problem]:
        return judging.opening_problems(rules, entered.values, on=entered.on, level=level, parent=parent)

    def done(entered: Entered) -> LedgerRecord:
        return actions.open_record(
            rules.name,
            entered.values,
            actor=actor,
            on=entered.on,
            at=timezone.now(),
            level=level,
            parent=parent.id if parent else None,
            evidence=entered.evidence,
            comment=entered.text("comment") or None,
        )

    label = ledger.levels.names[level].label if ledger.levels and level else ledger.record_label
    above = gettext("登记在“%(title)s”之下") % {"title": queries.title_of(rules, parent)} if parent else ""
    sheet = Sheet(
        actor=actor,
        rules=rules,
        row=None,
        place=f"open:{rules.name}" + (f":{parent.id}" if parent else ""),
        heading=gettext("登记%(record)s") % {"record": label},
        button=gettext("登记这件%(record)s") % {"record": label} if label else what,
        names=list(ledger.fields),
        do=done,
        check=checked,
        today=today,
        back=reverse("ledger:list", args=[rules.name]),
        consequence=above,
        values=_inherited(rules, parent),
        asks=[
            ask_date(today, gettext("登记日期"), gettext("事情发生在以前的，填写当时的日期")),
            ask_text("comment", gettext("备注"), required=False),
        ],
        attach=True,
    )
    return answer(request, sheet)


def _above(request: HttpRequest, actor: Actor, rules: Rules) -> tuple[LedgerRecord | None, str | None]:
    """The record under which one is to be registered, and the level of the new one."""
    levels = rules.ledger.levels
    if levels is None:
        return None, None
    names = list(levels.names)
    given = uuid_of(request.GET.get("under", ""))
    if given is None:
        return None, names[0]
    parent = queries.get_for(actor, given)
    if parent.level not in names[:-1] or parent.ledger != rules.name:
        raise fail("K729", level="下级", reason="它下面不能再登记", expected="请从上一级的页面登记")
    return parent, names[names.index(parent.level) + 1]


def _inherited(rules: Rules, parent: LedgerRecord | None) -> dict[str, object]:
    """What a sub-item has in common with what stands above it, to begin with."""
    if parent is None:
        return {}
    required = {name for name, one in rules.ledger.fields.items() if one.required and name != "title"}
    return {name: value for name, value in parent.values.items() if name in required}


@require_http_methods(BOTH)
@records.page
def act(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules, act: str) -> HttpResponseBase:
    """Do an act."""
    found = rules.act(act)
    name = next(key for key, one in rules.acts.items() if one is found)
    check_allowed(row, rules, found.by, actor, gettext("办理“%(act)s”") % {"act": found.label})
    today = timezone.localdate()
    told = doable(row, rules, name, as_of=today)
    names = list(dict.fromkeys([*found.fields, *found.required]))

    def wanted(entered: Entered) -> Request:
        return Request(
            name,
            actor,
            entered.on,
            timezone.now(),
            entered.text("comment") or None,
            entered.values,
            entered.evidence,
            entered.text("extend") or None,
        )

    def done(entered: Entered) -> LedgerRecord:
        asked = wanted(entered)
        return actions.perform(
            row.id,
            name,
            actor=actor,
            on=asked.on,
            at=asked.at,
            comment=asked.comment,
            values=asked.values,
            evidence=asked.evidence,
            extend=asked.extend,
            expected=entered.expected,
        )

    asks = [*ask_extension(found)]
    if found.comment != "none":
        asks.append(ask_text("comment", gettext("办理意见"), required=found.comment == "required"))
    asks.append(ask_date(today, gettext("办理日期"), gettext("补录以前办理的，填写当时的日期")))
    sheet = Sheet(
        actor=actor,
        rules=rules,
        row=row,
        place=f"act:{row.id}:{name}",
        heading=found.label,
        button=found.label,
        names=names,
        do=done,
        # What is done today is counted from today on; only what is entered late moves what was counted.
        weigh=lambda entered: (
            effects.of(row, lambda: done(entered), on=entered.on, actor=actor) if entered.on < today else ()
        ),
        check=lambda entered: judging.act_problems(row, rules, folded_of(row), wanted(entered)),
        today=today,
        back=reverse("ledger:record", args=[row.id]),
        consequence=_told(told.note, told.consequence),
        danger=told.dangerous,
        values=row.values,
        required=found.required,
        hidden=_personal(rules),
        asks=asks,
        evidence=found.evidence,
        attach=True,
    )
    return answer(request, sheet)


def _told(*parts: str) -> str:
    """What is to be known before an act, as one sentence; notes of packs have no full stop."""
    said = gettext("；").join(filter(None, parts))
    return said and said + gettext("。")


def _personal(rules: Rules) -> list[str]:
    return [name for name, one in rules.ledger.fields.items() if holds_personal(one)]


@require_http_methods(BOTH)
@records.page
def amend(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """Correct values."""
    check_allowed(row, rules, rules.ledger.open_by, actor, "更正记录")

    def done(entered: Entered) -> LedgerRecord:
        return actions.amend(
            row.id,
            entered.values,
            actor=actor,
            on=entered.on,
            at=timezone.now(),
            reason=entered.text("reason"),
            expected=entered.expected,
        )

    hint = gettext("登记时就填错的，填登记日期%(day)s；后来才变的，填变动的日期") % {
        "day": row.opened_on.isoformat()
    }
    sheet = _sheet(
        actor,
        row,
        rules,
        place=f"amend:{row.id}",
        heading=gettext("更正记录"),
        button=gettext("更正这件%(record)s") % {"record": rules.ledger.record_label},
        consequence=gettext("原来的内容仍然留在办理经过中，时限随更正重新计算。"),
        names=list(rules.ledger.fields),
        do=done,
        weigh=lambda entered: effects.of(row, lambda: done(entered), on=entered.on, actor=actor),
        check=lambda entered: judging.amending_problems(rules, folded_of(row), entered.values, on=entered.on),
        asks=[
            ask_text("reason", gettext("更正理由"), required=True),
            ask_date(row.head_date, gettext("从哪天起应当如此"), hint),
        ],
        hidden=_personal(rules),
        today=row.head_date,
    )
    return answer(request, sheet)


@require_http_methods(BOTH)
@records.page
def void(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules, seq: int) -> HttpResponseBase:
    """Take an entry back."""
    moment = next((one for one in queries.timeline(row) if one.seq == seq), None)
    if moment is None:
        raise fail("K725", seq=seq, reason="没有这一条", expected=f"记载从1到{row.head_seq}")
    if moment.actor != actor.id:
        check_allowed(row, rules, rules.ledger.open_by, actor, "作废他人的记载")
    opening = moment.type == "opened"

    def done(entered: Entered) -> LedgerRecord:
        return actions.void(row.id, seq, actor=actor, at=timezone.now(), reason=entered.text("reason"))

    sheet = _sheet(
        actor,
        row,
        rules,
        place=f"void:{row.id}:{seq}",
        heading=gettext("作废“%(label)s”") % {"label": moment.label},
        button=gettext("作废“%(label)s”") % {"label": moment.label},
        consequence=gettext("整件记录从此不计入任何台账和指标，不能恢复。")
        if opening
        else gettext("这一条从此不算，状态和时限退回到没有它的样子；记载仍然保留，标为已作废。"),
        danger=True,
        do=done,
        weigh=lambda entered: effects.of(row, lambda: done(entered), on=moment.on, actor=actor),
        asks=[ask_text("reason", gettext("作废理由"), required=True)],
    )
    response = answer(request, sheet)
    if opening and response.status_code == 302:
        response["Location"] = reverse("ledger:list", args=[rules.name])  # the record is no more to be seen
    return response


@require_http_methods(BOTH)
@records.page
def link(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """Connect a record with one of another ledger."""
    check_allowed(row, rules, workers(rules), actor, "关联记录")
    links, others = rules.ledger.links, all_current()
    if not links:
        raise fail("K727", link="关联", reason="台账没有规定关联", expected="不必关联")
    choices = [
        (name, f"{one.label}{bracketed(others[one.to].ledger.label)}")
        for name, one in links.items()
        if one.to in others
    ]

    def done(entered: Entered) -> LedgerRecord:
        name = entered.text("link")
        target = links[name].to if name in links else None
        other = queries.find_for(actor, entered.text("other"), ledger=target)
        return actions.link(row.id, name, other.id, actor=actor, on=entered.on, at=timezone.now())

    today = timezone.localdate()
    sheet = _sheet(
        actor,
        row,
        rules,
        place=f"link:{row.id}",
        heading=gettext("关联其他记录"),
        button=gettext("建立关联"),
        consequence=gettext("两件记录的页面上都会显示这个关联。"),
        do=done,
        asks=[
            ask_choice("link", gettext("关联的名称"), choices, choices[0][0] if choices else ""),
            _other(gettext("对方的编号")),
            ask_date(today, gettext("关联日期")),
        ],
    )
    return answer(request, sheet)


def _other(label: str) -> Control:
    hint = gettext("没有编号的，填写其页面地址末尾的标识")
    return Control("other", "other", label, "text", required=True, hint=hint)


@require_http_methods(BOTH)
@records.page
def unlink(
    request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules, link: str, other: UUID
) -> HttpResponseBase:
    """Take a connection away."""
    check_allowed(row, rules, workers(rules), actor, "关联记录")
    target = queries.get_for(actor, other)
    label = rules.ledger.links[link].label if link in rules.ledger.links else link
    sheet = _sheet(
        actor,
        row,
        rules,
        place=f"unlink:{row.id}:{other}",
        heading=gettext("解除关联"),
        button=gettext("解除与%(other)s的关联") % {"other": target},
        consequence=gettext("“%(link)s”从此不再显示；办理经过中仍有记载。") % {"link": label},
        danger=True,
        do=lambda entered: actions.unlink(row.id, link, other, actor=actor, on=entered.on, at=timezone.now()),
        asks=[ask_date(timezone.localdate(), gettext("解除日期"))],
    )
    return answer(request, sheet)


@require_http_methods(BOTH)
@records.page
def merge(request: HttpRequest, actor: Actor, row: LedgerRecord, rules: Rules) -> HttpResponseBase:
    """Merge a duplicate into the record that goes on."""
    check_allowed(row, rules, rules.ledger.open_by, actor, "合并重复件")

    def done(entered: Entered) -> LedgerRecord:
        into = queries.find_for(actor, entered.text("other"), ledger=rules.name)
        return actions.merge(
            row.id,
            into.id,
            actor=actor,
            on=entered.on,
            at=timezone.now(),
            reason=entered.text("reason") or None,
        )

    sheet = _sheet(
        actor,
        row,
        rules,
        place=f"merge:{row.id}",
        heading=gettext("作为重复件合并"),
        button=gettext("把本件并入对方"),
        consequence=gettext("本件停止计时，不再单独计数；佐证材料和关联可从对方查看。"),
        danger=True,
        do=done,
        weigh=lambda entered: effects.of(row, lambda: done(entered), on=entered.on, actor=actor),
        asks=[
            _other(gettext("继续办理的那一件的编号")),
            ask_text("reason", gettext("备注"), required=False),
            ask_date(timezone.localdate(), gettext("合并日期")),
        ],
    )
    return answer(request, sheet)


def _sheet(actor: Actor, row: LedgerRecord, rules: Rules, **parts: object) -> Sheet:
    """A form about a record; by default without fields, and dated today."""
    usual: dict[str, object] = {
        "names": [],
        "check": lambda _: (),
        "today": timezone.localdate(),
        "back": reverse("ledger:record", args=[row.id]),
        "values": row.values,
    }
    return Sheet(actor=actor, rules=rules, row=row, **{**usual, **parts})  # type: ignore[arg-type]
