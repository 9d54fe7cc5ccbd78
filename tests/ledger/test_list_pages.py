"""The pages of a list: what people do with it in a browser, without JavaScript."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk
from tests.ledger.list_urls import MIDDLEWARE
from youju.errors import YoujuError
from youju.events.models import EventRow
from youju.ledger import actions
from youju.ledger.actions import uploading
from youju.ledger.importing import background
from youju.ledger.models import ImportJob, LedgerRecord, SavedView
from youju.people import tickets
from youju.people.actors import Actor

BASE = "/ledgers/findings/"


class Visitor:
    """Somebody in front of the pages."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client(headers={"X-Who": actor.id})

    def get(self, query: str = "", *, path: str = BASE, status: int = 200) -> str:
        answer = self.client.get(path + (f"?{query}" if query else ""), follow=True)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def post(self, path: str, data: dict[str, Any], *, status: int = 200) -> str:
        answer = self.client.post(BASE + path, data, follow=True)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        ROOT_URLCONF="tests.ledger.list_urls",
        MIDDLEWARE=MIDDLEWARE,
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
    ):
        yield


@pytest.fixture
def desk(county: Desk) -> Desk:
    county.today = timezone.localdate() - timedelta(days=30)
    return county


@pytest.fixture
def auditor() -> Visitor:
    return Visitor(AUDITOR)


@pytest.fixture
def finance() -> Visitor:
    return Visitor(FINANCE)


def titles(text: str) -> list[str]:
    return re.findall(r'<th scope="row" class="stick">\s*<a [^>]*>([^<]*)</a>', text)


def test_everybody_sees_his_own(desk: Desk, auditor: Visitor, finance: Visitor) -> None:
    desk.open(title="财政的")
    desk.open(title="国库的", unit="treasury")
    desk.open(title="学校的", unit="school")
    assert titles(auditor.get()) == ["学校的", "国库的", "财政的"]
    assert titles(finance.get()) == ["国库的", "财政的"]
    assert titles(Visitor(SCHOOL).get()) == ["学校的"]
    assert "共 2 件" in finance.get()


def test_administrators_and_strangers_see_no_list(desk: Desk) -> None:
    assert Client().get(BASE).status_code == 403
    for path in ("export/", "import/"):
        assert Client().get(BASE + path).status_code == 403
    assert Client().post(BASE + "bulk/").status_code == 403


def test_filters_stand_in_the_address_and_can_be_taken_away(desk: Desk, auditor: Visitor) -> None:
    desk.open(title="甲", amount="5")
    desk.open(title="乙", amount="50", source="inspection")
    text = auditor.get("f.amount.from=10&f.source=inspection&state=dispatched")
    assert titles(text) == ["乙"]
    assert 'aria-label="去掉条件：来源 巡察"' in text
    assert 'href="?f.amount.from=10&amp;state=dispatched"' in text
    assert "没有符合条件的记录" in auditor.get("f.amount.from=999")


def test_empty_fields_of_the_form_leave_the_address(desk: Desk, auditor: Visitor) -> None:
    answer = auditor.client.get(BASE + "?q=&state=dispatched&opened.from=")
    assert answer.status_code == 302
    assert answer["Location"] == BASE + "?state=dispatched"


def test_what_cannot_be_read_is_said_on_the_page(desk: Desk, auditor: Visitor) -> None:
    desk.open(title="甲")
    text = auditor.get("opened.from=2023.13.1&where=nothing+%3D+1")
    assert "“登记日期”填写的“2023.13.1”不是日期" in text
    assert "没有名为“nothing”的字段" in text
    assert 'value="nothing = 1"' in text, "what was typed stays"
    assert titles(text) == ["甲"]


def test_an_expression_filters(desk: Desk, auditor: Visitor) -> None:
    desk.open(title="甲", amount="5")
    desk.open(title="乙", amount="50")
    text = auditor.get("where=金额 > 10 and 状态 = '已交办'")
    assert titles(text) == ["乙"]
    assert "共 1 件" in text
    for number in range(51):
        desk.open(title=f"第{number}件", amount="11")
    assert "没有计数" in auditor.get("where=金额 > 10")
    assert "共 52 件" in auditor.get("where=金额 > 10&count=exact")


def test_lights_say_colour_shape_and_word_as_at_the_date(desk: Desk, auditor: Visitor) -> None:
    desk.open(title="甲")
    assert 'class="light light-green"' in auditor.get()
    later = (timezone.localdate() + timedelta(days=45)).isoformat()
    text = auditor.get(f"as_of={later}&light=yellow")
    assert titles(text) == ["甲"]
    assert 'class="light light-yellow"' in text
    assert "▲" in text
    assert f"截至 {later}" in text


def test_pages_lead_on_and_back(desk: Desk, auditor: Visitor) -> None:
    for number in range(53):
        desk.open(title=f"第{number}件")
    first = auditor.get("sort=id")
    assert titles(first) == [f"第{n}件" for n in range(50)]
    assert "共 53 件" in first
    onward = re.search(r'rel="next" href="\?([^"]*)"', first)
    assert onward is not None
    second = auditor.get(onward[1].replace("&amp;", "&"))
    assert titles(second) == ["第50件", "第51件", "第52件"]
    back = re.search(r'rel="prev" href="\?([^"]*)"', second)
    assert back is not None
    assert titles(auditor.get(back[1].replace("&amp;", "&"))) == titles(first)


def test_counts_and_sums_on_demand(desk: Desk, auditor: Visitor) -> None:
    desk.open(amount="5.25")
    desk.open(amount="1000")
    text = auditor.get("count=exact")
    assert "共 2 件" in text
    assert "金额合计 1,005.25 万元" in text


def test_columns_are_kept_for_the_person(desk: Desk, auditor: Visitor, finance: Visitor) -> None:
    desk.open(amount="5", grounds="依据文件")
    assert "依据文件" not in auditor.get()
    text = auditor.post("columns/", {"cols": ["f.grounds", "number"], "query": "state=dispatched"})
    assert "依据文件" in text
    assert titles(text)
    assert "依据文件" in auditor.get()
    assert "依据文件" not in finance.get()
    assert "依据文件" in finance.get("cols=f.grounds"), "the address says it too"
    auditor.post("columns/", {"query": ""})
    assert "依据文件" not in auditor.get()


def test_views_are_saved_and_shared_with_a_role(desk: Desk, auditor: Visitor, finance: Visitor) -> None:
    desk.open(title="甲", amount="5")
    desk.open(title="乙", amount="50")
    auditor.post("views/", {"name": "大额", "query": "f.amount.from=10", "role": "auditor"})
    view = SavedView.objects.get()
    assert titles(auditor.get(f"view={view.id}")) == ["乙"]
    finance.get(f"view={view.id}", status=404)
    colleague = Actor("li", "李二", "audit", frozenset({"auditor"}))
    elsewhere = Actor("sun", "孙六", "finance", frozenset({"auditor"}))
    from youju.ledger.listing.kept import views_of

    assert [one.name for one in views_of(colleague, "findings")] == ["大额"]
    assert views_of(elsewhere, "findings") == []
    assert views_of(FINANCE, "findings") == []
    finance.post(f"views/{view.id}/delete/", {"query": ""}, status=404)
    auditor.post("views/", {"name": "大额", "query": "f.amount.from=20"})
    assert SavedView.objects.get().role == "", "the same name is replaced"
    auditor.post(f"views/{view.id}/delete/", {"query": ""})
    assert not SavedView.objects.exists()


def test_a_view_that_cannot_be_kept_is_refused(desk: Desk) -> None:
    for name, query, role, code in (
        (" ", "", "", "K780"),
        ("长" * 61, "", "", "K780"),
        ("名", "x" * 8001, "", "K780"),
        ("名", "", "government", "K781"),
    ):
        with pytest.raises(YoujuError) as caught:
            actions.save_view("findings", name, query, actor=AUDITOR, at=desk.at(), role=role)
        assert caught.value.problems[0].code.id == code
    with pytest.raises(YoujuError) as caught:
        actions.delete_view(12345, actor=AUDITOR)
    assert caught.value.problems[0].code.id == "K782"


def test_groups_count_and_lead_to_their_records(desk: Desk, auditor: Visitor) -> None:
    for number in range(5):
        record = desk.open(title=f"第{number}件", unit="school" if number % 2 else "finance")
        if number % 2:
            desk.do(record.id, "accept", by=SCHOOL)
    text = auditor.get("group=state")
    assert re.findall(r'<a href="\?state=(\w+)">([^<]*)</a></th><td class="n">(\d+)', text) == [
        ("dispatched", "已交办", "3"),
        ("rectifying", "整改中", "2"),
    ]
    assert titles(auditor.get("state=rectifying")) == ["第3件", "第1件"]
    assert "云溪县第一中学" in auditor.get("group=org")
    assert "绿灯" in auditor.get("group=light")
    assert "（空）" in auditor.get("group=f.serious")


INJECTIONS = ("'; DROP TABLE ledger_record; --", '"><script>alert(1)</script>', "%s%n{0}", "\\", "\x00", "😀")


def test_no_parameter_breaks_a_page(desk: Desk, auditor: Visitor) -> None:
    desk.open()
    keys = (
        "q", "where", "state", "light", "org", "div", "opened.from", "due.to", "c.rectify", "f.unit",

        "f.area", "f.amount.from", "f.plan.empty", "sort", "cols", "group", "after", "before", "view",
       "count",
        "as_of", "done", "f.x", "c.x.from",
    )  # fmt: skip
    for key in keys:
        for text in INJECTIONS:
            for path in (BASE, BASE + "export/"):
                answer = auditor.client.get(path, {key: text}, follow=True)
                assert answer.status_code in (200, 400, 404, 409), (path, key, text)
                body = b"".join(answer) if answer.streaming else answer.content
                assert b"<script>alert" not in body, (path, key)


def test_a_bulk_act_shows_first_what_it_will_do(desk: Desk, finance: Visitor) -> None:
    ready = [desk.open(title=f"可以{n}") for n in range(2)]
    moved = desk.open(title="已签收的")
    desk.do(moved.id, "accept")
    foreign = desk.open(title="学校的", unit="school")
    ids = [str(one.id) for one in (*ready, moved, foreign)]
    text = finance.post("bulk/", {"chosen": ids})
    assert "所选 3 件" in text, "what he may not see is not among them"
    assert "预览“签收”" in text
    assert "要求补正" not in text, "only the auditor may"
    text = finance.post("bulk/", {"chosen": ids, "act": "accept"})
    assert "将办理 2 件" in text
    assert "不能办理 1 件" in text
    assert "已签收的" in text.split("不能办理 1 件")[1]
    assert LedgerRecord.objects.filter(state="rectifying").count() == 1, "nothing is done yet"
    text = finance.post("bulk/", {"chosen": ids, "act": "accept", "confirm": "1", "comment": "批量签收"})
    assert "已办理 2 件" in text
    assert set(LedgerRecord.objects.filter(state="rectifying").values_list("id", flat=True)) == {
        *(one.id for one in ready),
        moved.id,
    }
    done = EventRow.objects.filter(stream=ready[0].id).order_by("-seq")[0]
    assert (done.actor, done.payload["comment"]) == ("zhang", "批量签收")


def test_all_that_a_filter_finds_can_be_worked_on(desk: Desk, finance: Visitor, monkeypatch: Any) -> None:
    from youju.ledger.views import bulk

    for number in range(4):
        desk.open(title=f"第{number}件", amount=str(number))
    data = {"all": "1", "query": "f.amount.from=1", "act": "accept", "confirm": "1"}
    assert "已办理 3 件" in finance.post("bulk/", data)
    monkeypatch.setattr(bulk, "MOST", 3)
    text = finance.post("bulk/", {"all": "1", "query": ""}, status=400)
    assert "一次最多办理3件" in text
    assert "不能" in finance.post("bulk/", {"all": "1", "query": "opened.from=x"}, status=400)
    finance.post("bulk/", {"chosen": ["x", str(uuid4())]}, status=404)


def test_a_bulk_act_that_asks_for_a_comment_says_so(desk: Desk, auditor: Visitor) -> None:
    record = desk.open()
    desk.do(record.id, "accept")
    actions.perform(record.id, "submit", actor=FINANCE, on=desk.today, at=desk.at(), evidence=[_evidence()])
    ids = {"chosen": [str(record.id)], "act": "send_back"}
    assert "不能办理 1 件" in auditor.post("bulk/", ids)
    assert "已办理 1 件" in auditor.post("bulk/", {**ids, "comment": "材料不全", "confirm": "1"})


def _evidence() -> Any:
    from tests.ledger.files import png
    from youju.ledger import evidence

    return evidence.store(png(), "现场.png")


def rows_of(content: bytes, kind: str) -> list[list[Any]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found = [list(row) for row in book.active.iter_rows(values_only=True)]
    book.close()
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_holds(desk: Desk, finance: Visitor, kind: str) -> None:
    desk.open(title="财政的", amount="12.5")
    desk.open(title="=1+1", unit="treasury", amount="20")
    desk.open(title="学校的", unit="school", amount="30")
    desk.open(title="小额", amount="1")
    answer = finance.client.get(f"{BASE}export/?kind={kind}&f.amount.from=10")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    rows = rows_of(b"".join(answer), kind)
    place = rows[0].index("问题")
    assert sorted(str(row[place]).lstrip("'") for row in rows[1:]) == ["=1+1", "财政的"]
    if kind == "csv":
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    else:
        book = openpyxl.load_workbook(io.BytesIO(b"".join(finance.client.get(f"{BASE}export/?f.title=%3D"))))
        assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    taken = EventRow.objects.filter(kind="audit", type="export").order_by("position")[0]
    assert (taken.actor, taken.payload["rows"], taken.payload["ledger"]) == ("zhang", 2, "findings")
    assert "f.amount.from=10" in taken.payload["query"]


def test_an_export_of_what_was_not_understood_is_refused(desk: Desk, auditor: Visitor) -> None:
    desk.open()
    assert "不是数" in auditor.get("f.amount.from=many", path=BASE + "export/", status=400)
    assert not EventRow.objects.filter(kind="audit").exists()


def test_an_export_by_expression(desk: Desk, auditor: Visitor) -> None:
    desk.open(title="甲", amount="5")
    desk.open(title="乙", amount="50")
    answer = auditor.client.get(f"{BASE}export/?kind=csv&where=金额>10")
    rows = rows_of(b"".join(answer), "csv")
    assert [row[rows[0].index("问题")] for row in rows[1:]] == ["乙"]


HEADERS = "问题,外部编号,责任单位,金额（元）,备注\n"


def upload(visitor: Visitor, text: str, name: str = "清单.csv") -> str:
    visitor.post("import/", {"file": SimpleUploadedFile(name, text.encode())})
    return str(ImportJob.objects.order_by("-begun_at")[0].id)


def settle(visitor: Visitor, job: str) -> str:
    """The page of a file when its work is over."""
    import threading

    for thread in threading.enumerate():
        if thread.name == f"import-{job}":
            thread.join(30)
    return visitor.get(path=f"{BASE}import/{job}/")


COLUMNS = {"column.0": "title", "column.1": "code", "column.2": "unit", "column.3": "amount", "column.4": ""}


def test_a_file_is_mapped_checked_and_written(desk: Desk, auditor: Visitor) -> None:
    job = upload(auditor, HEADERS + "账实不符,X1,云溪县财政局,125000,无\n资金闲置,X2,school,8000,无\n")
    text = auditor.get(path=f"{BASE}import/{job}/")
    assert "列名对应" in text
    assert "检查 2 行" in text
    assert re.search(r'<option value="title" selected>问题', text)
    auditor.post(f"import/{job}/check/", COLUMNS)
    text = settle(auditor, job)
    assert "共 2 行，没有问题：将登记 2 件" in text
    assert not LedgerRecord.objects.exists()
    auditor.post(f"import/{job}/confirm/", {})
    assert "已登记 2 件" in settle(auditor, job)
    found = {row.values["code"]: row for row in LedgerRecord.objects.all()}
    assert found["X1"].values["amount"] == "12.5", "the header says 元, the field 万元"
    assert found["X2"].organisation == "school"
    assert not (uploading.folder() / job).exists(), "the file is cleared"
    assert sorted(titles(auditor.get())) == ["账实不符", "资金闲置"]


def test_problems_are_listed_by_row_and_nothing_is_written(desk: Desk, auditor: Visitor) -> None:
    job = upload(auditor, HEADERS + "账实不符,X1,没有的单位,很多,\n,X2,school,8000,\n")
    auditor.post(f"import/{job}/check/", COLUMNS)
    text = settle(auditor, job)
    assert re.findall(r'<tr><td class="n">(\d*)</td>', text) == ["2", "2", "3", ""]
    assert "没有登记" in text
    assert "“问题”没有填写" in text
    auditor.post(f"import/{job}/confirm/", {}, status=409)
    assert not LedgerRecord.objects.exists()
    auditor.post(f"import/{job}/discard/", {})
    auditor.get(path=f"{BASE}import/{job}/", status=404)
    assert not (uploading.folder() / job).exists()


def test_an_import_is_of_its_owner_and_of_openers_only(
    desk: Desk, auditor: Visitor, finance: Visitor
) -> None:
    job = upload(auditor, HEADERS + "账实不符,X1,school,1,\n")
    for path, status in ((f"import/{job}/check/", 404), (f"import/{job}/confirm/", 404)):
        finance.post(path, COLUMNS, status=status)
    finance.get(path=f"{BASE}import/{job}/", status=404)
    finance.get(path=f"{BASE}import/", status=403)
    assert "不能" in finance.post("import/", {"file": SimpleUploadedFile("a.csv", b"x\n1\n")}, status=403)


def test_files_that_are_none_are_refused(desk: Desk, auditor: Visitor, monkeypatch: Any) -> None:
    auditor.post("import/", {}, status=422)
    auditor.post("import/", {"file": SimpleUploadedFile("a.xlsx", b"no workbook")}, status=422)
    monkeypatch.setattr(uploading, "LARGEST", 10)
    assert "超过" in auditor.post("import/", {"file": SimpleUploadedFile("a.csv", b"x" * 11)}, status=422)
    assert not list(uploading.folder().iterdir()), "nothing is left behind"
    assert not ImportJob.objects.exists()


def test_an_exported_list_can_be_imported_again(desk: Desk, auditor: Visitor) -> None:
    for number in range(3):
        desk.open(title=f"第{number}件", code=f"R{number}", amount="1.25", source="inspection")
    answer = auditor.client.get(f"{BASE}export/?kind=csv")
    content = b"".join(answer).decode("utf-8-sig").replace("1.25", "2.5")
    job = upload(auditor, content, "导出.csv")
    text = auditor.get(path=f"{BASE}import/{job}/")
    chosen = {
        f"column.{number}": field
        for number, field in re.findall(r'name="column\.(\d+)">.*?<option value="(\w+)" selected>', text)
    }
    assert set(chosen.values()) >= {"title", "code", "unit", "source", "amount"}
    auditor.post(f"import/{job}/check/", {**chosen, "update_by": "code"})
    assert "更新 3 件" in settle(auditor, job)
    auditor.post(f"import/{job}/confirm/", {})
    assert "更新 3 件" in settle(auditor, job)
    assert {row.values["amount"] for row in LedgerRecord.objects.all()} == {"2.5"}


def test_an_import_that_was_killed_says_so(desk: Desk, auditor: Visitor) -> None:
    job = upload(auditor, HEADERS + "账实不符,X1,school,1,\n")
    ImportJob.objects.filter(id=job).update(stage="writing", changed_at=timezone.now())
    assert "正在写入" in auditor.get(path=f"{BASE}import/{job}/")
    ImportJob.objects.filter(id=job).update(changed_at=timezone.now() - timedelta(minutes=1))
    text = auditor.get(path=f"{BASE}import/{job}/")
    assert "被中断，未导入任何一行" in text
    assert not LedgerRecord.objects.exists()


def test_somebody_at_work_is_seen(desk: Desk, auditor: Visitor, db: Any) -> None:
    job = ImportJob.objects.get(id=upload(auditor, HEADERS + "账实不符,X1,school,1,\n"))
    assert not background.is_alive(job)
    with db.superuser() as connection:
        connection.execute("SELECT pg_advisory_lock(%s, %s)", [background._LOCK, background._key(job.id)])
        assert background.is_alive(job)
        connection.execute("SELECT pg_advisory_unlock_all()")
        assert not background.is_alive(job)


@pytest.mark.parametrize("fails", [False, True])
def test_work_leaves_nothing_on_its_connection(
    desk: Desk, auditor: Visitor, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    """A pool hands the same connection to the next request: a lock left on it would stop the next step."""
    job = ImportJob.objects.get(id=upload(auditor, HEADERS + "账实不符,X1,school,1,\n"))
    monkeypatch.setattr(connection, "close", lambda: None)  # as a pool does: it goes on living
    seen = []

    def work(job: ImportJob, **_: Any) -> None:
        seen.append((tickets.is_shown(), locks()))
        if fails:
            raise RuntimeError("完了")

    def locks() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND classid = %s",
                [background._LOCK],
            )
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(uploading, "work", work)
    background._run(job.id, AUDITOR, timezone.now(), lambda: None)
    assert seen == [(True, 1)]
    assert (tickets.is_shown(), locks()) == (False, 0)


def test_files_that_nobody_finishes_are_cleared(desk: Desk, auditor: Visitor) -> None:
    job = upload(auditor, HEADERS + "账实不符,X1,school,1,\n")
    assert uploading.expire(at=timezone.now()) == 0
    assert uploading.expire(at=timezone.now() + timedelta(days=2)) == 1
    assert not ImportJob.objects.exists()
    assert not (uploading.folder() / job).exists()
