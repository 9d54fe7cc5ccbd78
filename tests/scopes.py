"""A county in which the finance bureau has something of everything, and the school has nothing to do with it.

Whatever the finance bureau has carries a word that stands nowhere else (`Theirs.words`): wherever one of them
appears before somebody of the school, a scope was crossed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk, pack_of, sample_files
from youju.people.actors import Actor
from youju.reports.document import Bound, Chart, Kind
from youju.reports.markdown import chart_block

OFFICER = Actor("sun", "孙八", "county", frozenset({"auditor"}))
"""At the head of the county; holds the role that sees the ledger whole."""
DIVISION = "341881"
CHART = Chart("bar", "赤岩溪各月", "个", ("一月",), (Bound(Kind.NAME, "", "1"),))
"""In the document of the county."""
FIGURES = [
    {"figure": "findings_all", "label": "赤岩溪问题数", "of": "ledger findings", "unit": "个"},
]


def files() -> dict[str, Any]:
    """The sample pack of the ledger tests with personal data and a figure."""
    found = sample_files()
    fields = found["ledgers/findings.yaml"]["fields"]
    fields["reporter"] = {"label": "反映人", "type": "text", "personal": "true"}
    fields["plan"]["columns"]["who"] = {"label": "联系人", "type": "text", "personal": "true"}
    found["figures/findings.yaml"] = {"figures": FIGURES}
    return found


@dataclass
class Theirs:
    """What the finance bureau has.

    Attributes:
        record: Its record; ``other`` is one that is linked to it.
        sha256: Of a file attached to the record.
        words: What must appear before nobody else.
    """

    desk: Desk
    record: UUID
    other: UUID
    sha256: str
    number: str
    view: int = 0
    job: UUID = field(default_factory=uuid4)
    notice: UUID = field(default_factory=uuid4)
    observation: str = ""
    own: UUID = field(default_factory=uuid4)
    unit: UUID = field(default_factory=uuid4)
    delivery: UUID = field(default_factory=uuid4)
    alert: UUID = field(default_factory=uuid4)
    report: UUID = field(default_factory=uuid4)

    @property
    def words(self) -> list[str]:
        """Each says that something of theirs is shown."""
        return [
            *("赤岩溪", "赤岩外码", "赤岩反映", "赤岩步骤", "赤岩联络", "赤岩意见", "赤岩草稿", "赤岩视图"),
            *(
                "赤岩通知",
                "赤岩附件",
                "赤岩导入",
                self.number,
                str(self.record),
                str(self.other),
                self.sha256,
            ),
        ]


def people(desk: Desk) -> None:
    """Persons with roles, beyond the organisations of the desk."""
    from youju.people import actions

    known = {"actor": Actor.system(), "on": desk.today, "at": desk.at()}
    for one in (AUDITOR, FINANCE, SCHOOL, OFFICER):
        actions.save_person(one.id, name=one.name, **known)
        for role in one.roles:
            actions.grant(one.id, one.organisation or "", role, **known)


def theirs(desk: Desk) -> Theirs:
    """Make all of it, as commands do; `count` adds an observation."""
    from youju.ledger import actions, evidence
    from youju.ledger.actions import desk as keeping
    from youju.ledger.actions import saving, uploading
    from youju.notices.actions import Telling, notify
    from youju.notices.models import Notice

    people(desk)
    version = files()
    version["pack.yaml"]["version"] = "2.0.0"
    actions.install_pack(pack_of(version), actor=Actor.system(), at=desk.at())
    file = evidence.store(io.BytesIO("编号,名称\n1,赤岩附件\n".encode()), "赤岩附件.csv")
    record = desk.open(
        title="赤岩溪账实不符",
        code="赤岩外码",
        unit="finance",
        area=DIVISION,
        reporter="赤岩反映人",
        plan=[{"step": "赤岩步骤", "by": "2023-04-01", "who": "赤岩联络人"}],
        evidence=[file],
    )
    other = desk.open("feedback", title="赤岩溪巡察", level="aspect")
    actions.link(record.id, "shared", other.id, actor=AUDITOR, at=desk.at(), on=desk.today)
    keeping.comment(record.id, "赤岩意见", actor=FINANCE, at=desk.at())
    keeping.save_draft(f"amend:{record.id}", {"title": ["赤岩草稿"]}, actor=FINANCE, at=desk.at())
    view = saving.save_view("findings", "赤岩视图", "state=dispatched", actor=FINANCE, at=desk.at())
    saving.choose_columns("findings", ["number"], actor=FINANCE)
    key = uuid4()
    keeping.once(key, lambda: record, actor=FINANCE, at=desk.at(), place="none")
    telling = Telling(FINANCE.id, "mention", "赤岩通知", f"/records/{record.id}/", "key")
    notify([telling], at=desk.at())
    own = desk.open(title="学校的问题", unit="school")
    content = "问题,责任单位\n赤岩导入,云溪县财政局\n".encode()
    job = uploading.begin("findings", "赤岩导入.csv", [content], actor=AUDITOR, on=desk.today, at=desk.at())
    found = Theirs(desk, record.id, other.id, file.sha256, record.number or "")
    found.view, found.job, found.own = view.id, job.id, own.id
    found.notice = Notice.objects.get(key="key").id
    found.unit = unit(desk, found.delivery)
    found.report = report(desk)
    target(desk)
    found.alert = alert(desk)
    return found


def unit(desk: Desk, delivery: UUID) -> UUID:
    """A unit of the register, with its rows and the rest; the county is at the head of its division."""
    from django.conf import settings

    from youju.ledger import filestore
    from youju.people.models import Organisation
    from youju.register.models import Decision, Delivery, Load, ProjectRow, Row, Unit, UnitWords, Upload

    Organisation.objects.filter(code=OFFICER.organisation).update(division=DIVISION)

    now = desk.at()
    made = Load.objects.create(id=uuid4(), on=desk.today, at=now, by="system", rules={})
    root = Path(settings.EVIDENCE_ROOT)
    with filestore.received(root, io.BytesIO("赤岩溪原因".encode()), name="x", limit=99) as incoming:
        filestore.keep(root, incoming)
    Delivery.objects.create(
        id=delivery,
        load=made,
        source="market",
        file="赤岩名录.csv",
        sha256="0",
        size=1,
        held=True,
        reasons=incoming.sha256,
    )
    Upload.objects.create(
        id=uuid4(), source="market", file="赤岩溪名录.csv", sha256="0", columns={"name": "名称"},
        partial=False, on=desk.today, by=OFFICER.id, at=now,
    )  # fmt: skip
    one = Unit.objects.create(
        id=uuid4(), number=1, name="赤岩溪商店", kind="法人单位", division=DIVISION, values={},
        lists=["market"], on=desk.today, head_seq=1,
    )  # fmt: skip
    UnitWords.objects.create(unit=one.id, text="赤岩溪商店", pieces=[1])
    ProjectRow.objects.create(code="1", name="赤岩溪治理", division=DIVISION, on=desk.today)
    for row in "12":
        Row.objects.create(
            source="market", row=row, name="赤岩溪商店", first_on=desk.today, changed_on=desk.today,
            unit=one.id, zone="待审", with_list="market", with_row="1",
        )  # fmt: skip
    Decision.objects.create(
        id=uuid4(), one_list="market", one_row="1", two_list="market", two_row="2", verdict="undecided",
        by="wang", at=now,
    )  # fmt: skip
    return one.id


def target(desk: Desk) -> None:
    """A target of the finance bureau: ``county_2023/findings``."""
    from youju.targets.models import Target

    Target.objects.create(
        id=uuid4(), plan="county_2023", plan_label="赤岩溪计划", name="findings", year=2023,
        label="赤岩溪目标",
        figure="findings_all", unit="个", low=1, weight=1, organisation="finance", pace="time",
        source="赤岩溪文件",
    )  # fmt: skip


def alert(desk: Desk) -> UUID:
    """An alert about the county's area, with a reading and an acknowledgement."""
    from youju.monitoring.models import Acknowledgement, Alert, Reading

    known: dict[str, Any] = {"rule": "findings", "subject": "series x", "area": DIVISION, "period": "2023-01"}
    made = Alert.objects.create(
        id=uuid4(), pack="sample", label="赤岩溪预警", level=1, level_label="黄色", highest=1, measure=1,
        last_period="2023-01", raised_on=desk.today, **known,
    )  # fmt: skip
    Reading.objects.create(ordinal=1, on=desk.today, level=1, at=desk.at(), **known)
    Acknowledgement.objects.create(
        id=uuid4(), alert=made, level=1, note="赤岩溪", by="sun", on=desk.today, at=desk.at()
    )
    return made.id


def report(desk: Desk) -> UUID:
    """A document of the county over the ledger, with a version, a binding, a comment and a review."""
    from youju.reports.models import Binding, Comment, Recognised, Report, Reported, Review, Version

    now = desk.at()
    number = Reported.objects.create(
        id=uuid4(), source=uuid4(), document="赤岩溪总结.txt", sha256="0", as_of=desk.today,
        organisation="county", place=0, sentence="赤岩溪问题1个。", text="1个", value=1, unit="个",
        figure="findings_all", taken_at=now, taken_by="sun",
    )  # fmt: skip
    Recognised.objects.create(id=uuid4(), reported=number, figure="findings_all", at=now, by="sun")
    made = Report.objects.create(
        id=uuid4(), report="monthly", kind="other", title="赤岩溪报告", pack="sample", pack_digest="0",
        template_digest="0", organisation="county", ledgers=["findings"], division=DIVISION,
        as_of=desk.today, created_at=now, created_by="sun",
    )  # fmt: skip
    version = Version.objects.create(
        id=uuid4(),
        report=made,
        number=1,
        source=f"# 赤岩溪报告\n\n{chart_block(CHART)}\n",
        digest="0",
        made_at=now,
        made_by="sun",
    )
    Binding.objects.create(
        id=uuid4(), version=version, report=made, address="0", figure="x", text="1个", sentence="赤岩溪1个"
    )
    Comment.objects.create(id=uuid4(), report=made, number=1, text="赤岩溪意见", person="sun", said_at=now)
    Review.objects.create(
        id=uuid4(), report=made, number=1, digest="0", step="first", verdict="pass", text="赤岩溪",
        person="sun", at=now,
    )  # fmt: skip
    return made.id


def count(found: Theirs, root: Path, *, division: str = "", by: list[str] | None = None) -> list[str]:
    """Count the figure and keep what came out.

    Args:
        root: Folder of the snapshots.

    Returns:
        Addresses of the observations; the first is kept in ``found``.
    """
    from youju.figures.actions import keep
    from youju.figures.count import Counter
    from youju.ledger import catalogue

    loaded = catalogue.loaded(catalogue.installed()[0].digest)
    with Counter(root=root) as counter:
        counted = counter.count(loaded, "findings_all", as_of=found.desk.today, division=division, by=by)
    rows = keep(counted, actor=Actor.system(), at=found.desk.at())
    found.observation = rows[0].address
    return [row.address for row in rows]
