"""The pages of forms: the same events as through the service, every mistake told, nothing typed lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from tests.ledger.browsing import Visitor, inputs, record_path
from tests.ledger.conftest import AUDITOR, FINANCE, Desk
from tests.ledger.files import png
from tests.ledger.list_urls import MIDDLEWARE

NEW = "/ledgers/findings/new/"


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        ROOT_URLCONF="tests.ledger.record_urls",
        MIDDLEWARE=MIDDLEWARE,
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
    ):
        yield


def events(record: Any) -> list[tuple[Any, ...]]:
    """What was recorded, without ids and moments."""
    from youju.events.queries import of_stream

    return [
        (one.type, one.business_date, one.actor, json.dumps(one.payload, sort_keys=True))
        for one in of_stream(record.id)
    ]


def only() -> Any:
    from youju.ledger.models import LedgerRecord

    return LedgerRecord.objects.get()


def test_pages_and_services_leave_the_same_events(county: Desk) -> None:
    """The oracle: one life of a record through the service, the same through the pages."""
    from youju.ledger import actions
    from youju.ledger.evidence import store
    from youju.ledger.models import LedgerRecord

    day = date(2023, 3, 6)
    by_service = county.open(
        title="账实不符",
        unit="finance",
        amount="12000.5",
        serious=True,
        grounds="据实",
        plan=[{"step": "一"}],
        on=day,
    )
    county.do(by_service.id, "accept", on=day, comment="收到")
    county.do(
        by_service.id, "submit", on=day, values={"returned": "12000.5"}, evidence=[store(png(), "现场.png")]
    )
    county.do(by_service.id, "send_back", by=AUDITOR, on=day, comment="不全")
    county.do(by_service.id, "extend", by=AUDITOR, on=day, comment="延", extend="10 days")
    actions.amend(by_service.id, {"amount": "13"}, actor=AUDITOR, on=day, at=county.at(), reason="有误")
    actions.void(by_service.id, 5, actor=AUDITOR, at=timezone.now(), reason="退错了")

    auditor, unit = Visitor(AUDITOR), Visitor(FINANCE)
    when = {"on": "2023年3月6日"}
    done = auditor.send(
        NEW,
        f__title="账实不符",
        f__unit="云溪县财政局",
        f__amount="1.20005亿元",
        f__serious="true",
        f__grounds="据实",
        **{"f.plan-0-step": "一"},
        **when,
    )
    assert done.status == 200, done.problems
    by_page = LedgerRecord.objects.exclude(id=by_service.id).get()
    assert done.address.startswith(record_path(by_page))
    for visitor, what, typed in (
        (unit, "act/accept/", {"comment": "收到"}),
        (
            unit,
            "act/submit/",
            {"f__returned": "12000.5", "evidence": SimpleUploadedFile("现场.png", png().getvalue())},
        ),
        (auditor, "act/send_back/", {"comment": "不全"}),
        (auditor, "act/extend/", {"comment": "延", "extend": "10 days"}),
        (auditor, "amend/", {"f__amount": "13", "reason": "有误"}),
        (auditor, "void/5/", {"reason": "退错了"}),
    ):
        answer = visitor.send(record_path(by_page, what), **typed, **({} if "void" in what else when))
        assert answer.status == 200, (what, answer.problems, answer.text[:500])

    def told(record: Any) -> list[tuple[Any, ...]]:
        # The numbers differ by one, as two records must.
        return [
            (kind, actor, payload.replace(record.number[-4:], ""))
            for kind, _, actor, payload in events(record)
        ]

    assert len(told(by_page)) > 6
    assert told(by_page) == told(by_service)
    assert [day for _, day, _, _ in events(by_page)][:-2] == [day for _, day, _, _ in events(by_service)][:-2]


def test_every_mistake_is_told_beside_its_input_and_nothing_is_lost(county: Desk) -> None:
    page = Visitor(AUDITOR).send(
        NEW,
        f__title="",
        f__unit="没有这个单位",
        f__amount="很多",
        f__given_on="2023.13.1",
        f__serious="true",
        f__code="保留我",
        **{"f.plan-1-step": "", "f.plan-1-by": "某天"},
        on="昨天",
    )
    assert page.status == 422
    told = " ".join(page.problems)
    for text in ("没有填写“问题”", "没有这个单位", "很多", "2023.13.1", "昨天"):
        assert text in told, text
    for text in ("没有这个单位", "很多", "2023.13.1", "保留我", "昨天"):
        assert f'value="{text}"' in page.html, text
    assert 'href="#f-title"' in page.html
    assert 'id="f-title-error"' in page.html
    from youju.ledger.models import LedgerRecord

    assert not LedgerRecord.objects.exists()


def test_sentences_of_the_page_are_those_of_the_service(county: Desk) -> None:
    from youju.errors import YoujuError
    from youju.ledger import actions

    given = {"title": "", "unit": "没有", "amount": "-1", "serious": "true"}
    with pytest.raises(YoujuError) as refused:
        actions.open_record("findings", given, actor=AUDITOR, on=county.today, at=county.at())
    page = Visitor(AUDITOR).send(NEW, **{f"f__{name}": value for name, value in given.items()})
    assert sorted(page.problems) == sorted(one.message + one.mend for one in refused.value.problems)
    checked = Visitor(AUDITOR).client.post(
        NEW + "?check", {f"f.{name}": value for name, value in given.items()}
    )
    assert sorted(one["text"] for one in checked.json()["faults"]) == sorted(page.problems)


def test_checking_while_typing_writes_nothing_and_knows_guards(county: Desk) -> None:
    record = county.open(amount="12")
    county.do(record.id, "accept")
    path = record_path(record, "act/extend/")
    before = events(record)
    faults = (
        Visitor(AUDITOR).client.post(path + "?check", {"comment": "", "extend": "90 days"}).json()["faults"]
    )
    assert {one["at"] for one in faults} == {"comment"}
    assert events(record) == before


def test_evidence_stays_when_something_else_was_wrong(county: Desk) -> None:
    record = county.open(amount="12")
    county.do(record.id, "accept")
    path, unit = record_path(record, "act/submit/"), Visitor(FINANCE)
    wrong = unit.send(path, f__returned="多", evidence=SimpleUploadedFile("现场.png", png().getvalue()))
    assert wrong.status == 422
    assert "现场.png" in wrong.text
    right = unit.post(path, inputs(wrong.html), f__returned="3")
    assert right.status == 200, right.problems
    assert "现场.png" in right.text
    from youju.ledger import queries

    assert [one.name for one in queries.evidence_of(record)] == ["现场.png"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("报告.pdf", b"MZ\x90\x00 this runs", "Windows 程序"),
        ("空.pdf", b"", "没有内容"),
        ("脚本.exe", b"MZ\x90\x00", "脚本.exe"),
        ("数据.xlsx", b"not a workbook", "数据.xlsx"),
    ],
)
def test_files_are_what_they_show_to_be(county: Desk, name: str, content: bytes, sentence: str) -> None:
    record = county.open()
    county.do(record.id, "accept")
    page = Visitor(FINANCE).send(
        record_path(record, "act/submit/"), f__returned="3", evidence=SimpleUploadedFile(name, content)
    )
    assert page.status in (413, 415, 422)
    assert sentence in " ".join(page.problems)
    assert 'value="3"' in page.html
    record.refresh_from_db()
    assert record.state == "rectifying"


def test_a_file_that_is_too_large_is_refused(county: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.ledger import filetypes

    monkeypatch.setitem(filetypes.LIMITS, "photo", 20)
    record = county.open()
    county.do(record.id, "accept")
    page = Visitor(FINANCE).send(
        record_path(record, "act/submit/"), evidence=SimpleUploadedFile("大.png", png().getvalue())
    )
    assert page.status in (413, 422)
    assert "大.png" in " ".join(page.problems)


def test_another_was_faster(county: Desk) -> None:
    record = county.open(amount="12")
    auditor = Visitor(AUDITOR)
    path = record_path(record, "amend/")
    form = inputs(auditor.get(path).html)
    county.do(record.id, "accept", comment="已经签收")
    stale = auditor.post(path, form, f__amount="15", reason="我的理由")
    assert stale.status == 409
    assert "已经签收" in stale.text, "what the other did"
    assert 'value="15"' in stale.html, "what I typed"
    assert "我的理由" in stale.html
    again = auditor.post(path, inputs(stale.html))
    assert again.status == 200, again.problems
    record.refresh_from_db()
    assert record.values["amount"] == "15"


def test_an_act_that_the_state_no_longer_allows(county: Desk) -> None:
    record = county.open()
    path = record_path(record, "act/accept/")
    form = inputs(Visitor(FINANCE).get(path).html)
    county.do(record.id, "accept")
    assert Visitor(FINANCE).post(path, form, comment="晚了一步").status == 409


def test_the_note_of_an_act_and_what_follows_from_it_are_one_sentence(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    page = Visitor(AUDITOR).get(record_path(record, "act/ask/"))
    assert "材料不全的；状态变为“待补正”，“整改期限”暂停计时。" in page.text


def test_sent_twice_is_done_once(county: Desk) -> None:
    auditor = Visitor(AUDITOR)
    form = inputs(auditor.get(NEW).html)
    first = auditor.post(NEW, form, f__title="一件", f__unit="finance")
    second = auditor.post(NEW, form, f__title="一件", f__unit="finance")
    assert first.address == second.address
    assert len(events(only())) == 1
    record = only()
    path = record_path(record, "act/visit/")
    form = inputs(auditor.get(path).html)
    auditor.post(path, form)
    assert auditor.post(path, form).status == 200
    assert len(events(record)) == 2


def test_drafts_are_kept_for_their_owner_until_the_form_is_sent(county: Desk) -> None:
    from youju.ledger import drafts
    from youju.ledger.models import Draft

    auditor = Visitor(AUDITOR)
    said = auditor.client.post(NEW + "?draft", {"f.title": "写到一半", "f.plan-2-step": "第三行", "key": "x"})
    assert "草稿已于" in said.content.decode()
    page = auditor.get(NEW)
    assert "写到一半" in page.html
    assert 'value="第三行"' in page.html
    assert "保存的草稿" in page.text
    assert drafts.draft_of(OTHER, "open:findings") is None
    auditor.post(NEW, inputs(page.html), f__unit="finance")
    assert not Draft.objects.exists()
    auditor.client.post(NEW + "?draft", {"f.title": "不要了"})
    auditor.client.post(NEW, {"forget": "1"})
    assert "不要了" not in auditor.get(NEW).html
    assert auditor.client.post(NEW + "?draft", {"f.title": "长" * 600_000}).status_code == 413


def test_rows_can_be_added_without_a_script(county: Desk) -> None:
    auditor = Visitor(AUDITOR)
    page = auditor.get(NEW)
    more = auditor.post(NEW, inputs(page.html), more="plan", f__title="留着")
    assert more.status == 200
    assert more.html.count("-step") > page.html.count("-step")
    assert "留着" in more.html


def test_late_entries_are_dated_when_they_were_done(county: Desk) -> None:
    record = county.open(on=date(2023, 3, 1))
    done = Visitor(FINANCE).send(record_path(record, "act/accept/"), on="2023.3.2")
    assert done.status == 200, done.problems
    assert [one[1] for one in events(record)] == [date(2023, 3, 1), date(2023, 3, 2)]
    early = Visitor(FINANCE).send(record_path(record, "act/visit/"), on="2022-12-31")
    assert early.status in (409, 422)
    assert 'id="on-error"' in early.html


def test_taking_back_the_opening_leads_to_the_list(county: Desk) -> None:
    record = county.open()
    form = inputs(Visitor(AUDITOR).get(record_path(record, "void/1/")).html)
    answer = Visitor(AUDITOR).client.post(record_path(record, "void/1/"), {**form, "reason": "重复登记"})
    assert (answer.status_code, answer["Location"]) == (302, "/ledgers/findings/")
    assert Visitor(AUDITOR).get(record_path(record)).status == 404


@pytest.mark.parametrize("path", ["act/没有/", "void/99/", "act/accept/"])
def test_forms_that_are_not_there(county: Desk, path: str) -> None:
    record = county.open()
    assert Visitor(AUDITOR).get(record_path(record, path)).status in (400, 403, 409)


def test_only_who_may_register_gets_the_form(county: Desk) -> None:
    assert Visitor(FINANCE).get(NEW).status == 403
    assert Visitor(FINANCE).post(NEW, {"f.title": "硬来"}).status == 403


def test_a_form_from_another_site_is_refused(county: Desk, tmp_path: Path) -> None:
    strict = [*MIDDLEWARE[:-1], "django.middleware.csrf.CsrfViewMiddleware", MIDDLEWARE[-1]]
    record = county.open()
    with override_settings(MIDDLEWARE=strict):
        client = Client(enforce_csrf_checks=True, headers={"X-Who": FINANCE.id})
        for what in ("act/accept/", "comments/", "reveal/", "act/accept/?draft", "act/accept/?check"):
            assert client.post(record_path(record, what), {"text": "甲"}).status_code == 403, what
    assert len(events(record)) == 1


def test_personal_data_is_shown_for_a_reason_and_never_put_into_forms(db: Any) -> None:
    from tests.ledger.conftest import moment, pack_of, sample_files
    from youju.events.models import EventRow
    from youju.ledger import actions
    from youju.people.actions import import_directory
    from youju.people.actors import Actor

    files = sample_files()
    files["ledgers/findings.yaml"]["fields"]["code"]["personal"] = "true"
    files["ledgers/findings.yaml"]["unique"] = []
    start = date(2023, 1, 1)
    import_directory(
        {"county": {"name": "县", "under": {"audit": "审计局", "finance": "财政局"}}},
        {},
        actor=Actor.system(),
        on=start,
        at=moment(start),
    )
    actions.install_pack(pack_of(files), actor=Actor.system(), at=moment(start, seconds=1))
    record = Desk().open(code="王小明，住和平路1号")
    auditor, path = Visitor(AUDITOR), record_path(record)
    for what in ("", "amend/"):
        assert "小明" not in auditor.get(path + what).html, what
    assert "小明" not in auditor.post(path + "reveal/", {"field": "code", "reason": ""}).html
    assert auditor.post(path + "reveal/", {"field": "title", "reason": "看"}).status == 400
    shown = auditor.post(path + "reveal/", {"field": "code", "reason": "电话核实"}).html
    assert "王小明，住和平路1号" in shown
    (entry,) = EventRow.objects.filter(kind="audit")
    assert "电话核实" in str(entry.payload)
    assert "小明" not in auditor.get(path).html
    assert auditor.send(path + "amend/", f__title="改了题目", reason="笔误").status == 200
    record.refresh_from_db()
    assert record.values["code"] == "王小明，住和平路1号", "left empty, it stays"
    assert record.values["title"] == "改了题目"


OTHER = type(AUDITOR)("zhou", "周七", "audit", frozenset({"auditor"}))
