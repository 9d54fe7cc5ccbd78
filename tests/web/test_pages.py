"""The pages show the ledgers as at a date, escape what people typed, mask persons, and change nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests import logins
from tests.logins import log_in
from youju.definitions.load import from_canonical
from youju.people.actors import Actor

PACK = {
    "pack.yaml": {
        "pack": "visits",
        "label": "走访",
        "version": "1.0.0",
        "roles": {"clerk": "经办人员"},
        "code_lists": {"kinds": {"label": "类别", "codes": {"tax": "税费", "land": "用地"}}},
    },
    "ledgers/visits.yaml": {
        "ledger": "visits",
        "label": "走访台账",
        "record_label": "走访",
        "number": "访〔{year}〕{seq:4}",
        "open_by": "clerk",
        "belongs_to": "unit",
        "fields": {
            "title": {"label": "问题", "type": "text", "required": "true"},
            "unit": {"label": "承办单位", "type": "organisation", "required": "true"},
            "kind": {"label": "类别", "type": "code", "codes": "kinds"},
            "area": {"label": "所在区划", "type": "code", "codes": "standard:division"},
            "caller": {"label": "联系人", "type": "text", "personal": "true"},
            "amount": {"label": "金额", "type": "money", "unit": "万元", "decimals": "2"},
            "urgent": {"label": "是否紧急", "type": "boolean"},
            "plan": {
                "label": "计划表",
                "type": "table",
                "columns": {
                    "step": {"label": "步骤", "type": "text"},
                    "by": {"label": "完成时间", "type": "date"},
                },
            },
        },
        "states": {"open": "办理中", "solved": {"label": "已解决", "final": "true"}},
        "transitions": {
            "solve": {"label": "解决", "from": "open", "to": "solved", "by": "clerk", "comment": "required"}
        },
        "clocks": {"answer": {"label": "答复期限", "starts": "open", "stops": "solved", "due": "10 days"}},
        "lights": {
            "white": {"label": "已解决", "when": "state = 'solved'"},
            "red": {"label": "超期", "when": "overdue(answer) > 0"},
            "green": {"label": "正常", "when": "true"},
        },
    },
}
CLERK = Actor("wang", "王一", "bureau", frozenset({"clerk"}))
START = date(2023, 3, 1)
ATTACK = "<script>alert('问题')</script>"


class Office:
    """Works on the ledger with few words, recording everything on its business date.

    Attributes:
        client: A browser without a window.
    """

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(raise_request_exception=False, headers={"host": "localhost"})
        self.ticks = 0

    def at(self, day: date) -> datetime:
        """The next moment of a day."""
        self.ticks += 1
        return datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(seconds=self.ticks)

    def open(self, title: str, *, on: date = START, **values: Any) -> Any:
        """Register a visit."""
        from youju.ledger import actions

        return actions.open_record(
            "visits", {"title": title, "unit": "bureau", **values}, actor=CLERK, on=on, at=self.at(on)
        )

    def solve(self, record: Any, *, on: date, comment: str = "已答复") -> None:
        """Solve a visit."""
        from youju.ledger import actions

        actions.perform(record.id, "solve", actor=CLERK, on=on, at=self.at(on), comment=comment)

    def see(self, path: str, status: int = 200, **question: str) -> str:
        """HTML of a page."""
        answer = self.client.get(path, question)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()


@pytest.fixture
def office(db: Any, settings_of_snapshots: None) -> Office:
    from youju.ledger import actions
    from youju.people.actions import grant, import_directory, save_person

    made = Office()
    system = Actor.system()
    import_directory({"bureau": "云溪县统计局"}, {}, actor=system, on=START, at=made.at(START))
    save_person("wang", name="王一", actor=system, on=START, at=made.at(START))
    grant("wang", "bureau", "clerk", actor=system, on=START, at=made.at(START))
    log_in(made.client, "wang")
    text = json.dumps({"format": 1, "files": PACK}, ensure_ascii=False)
    actions.install_pack(from_canonical(text), actor=system, at=made.at(START))
    return made


@pytest.fixture
def settings_of_snapshots(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots of each test lie in a folder of their own."""
    from django.conf import settings

    monkeypatch.setattr(settings, "SNAPSHOT_ROOT", tmp_path / "snapshots")


def words(html: str) -> str:
    """What a reader sees."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_record_is_not_there_before_it_was_registered(office: Office) -> None:
    record = office.open("甲")
    assert "没有" in office.see(f"/records/{record.id}/", status=404, as_of="2023-02-28")


@pytest.mark.parametrize("path", ["/", "/ledgers/visits/", "/records/{id}/"])
def test_what_people_typed_is_escaped(office: Office, path: str) -> None:
    record = office.open(ATTACK, caller=ATTACK, plan=[{"step": ATTACK}])
    office.solve(record, on=date(2023, 3, 5), comment=ATTACK)
    html = office.see(path.format(id=record.id), as_of="2023-03-06")
    assert "<script>" not in html
    if path != "/":
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("parameter", ["as_of", "state", "light", "after"])
def test_what_stands_in_the_address_is_escaped(office: Office, parameter: str) -> None:
    answer = office.client.get("/ledgers/visits/", {parameter: f'"><script>{ATTACK}'})
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.content.decode()


def test_persons_are_masked(office: Office) -> None:
    record = office.open("甲", caller="欧阳小明")
    office.open("乙", caller="欧阳小明")
    html = office.see(f"/records/{record.id}/", as_of="2023-03-06")
    assert "欧**" in html
    assert "小明" not in html
    assert "小明" not in office.see("/ledgers/visits/", as_of="2023-03-06")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_only_read(office: Office, method: str) -> None:
    answer = getattr(office.client, method)("/")
    assert answer.status_code in (403, 405)


def test_reading_changes_no_event(office: Office) -> None:
    from youju.events.queries import latest_position

    record = office.open("甲")
    before = latest_position()
    for path in ("/", "/ledgers/visits/", f"/records/{record.id}/", "/figures/"):
        office.see(path)
    assert latest_position() == before


@pytest.mark.parametrize("path", ["/", "/nothing/", "/ledgers/visits/"])
def test_every_answer_has_its_policy(office: Office, path: str) -> None:
    headers = office.client.get(path).headers
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-cache"


def test_a_picture_is_served_whole(office: Office) -> None:
    answer = office.client.get("/static/ui/mark.svg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert b"<svg" in answer.content
    again = office.client.get(
        "/static/ui/mark.svg", headers={"if-modified-since": answer.headers["Last-Modified"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert office.client.get("/static/../settings.py").status_code == 404


def test_an_empty_house_says_what_to_do(db: Any, settings_of_snapshots: None) -> None:
    from django.test import Client

    from youju.people.actions import save_person

    save_person("wang", name="王一", actor=Actor.system(), on=date(2023, 1, 1), at=logins.AT)
    client = log_in(Client(headers={"host": "localhost"}), "wang")
    assert "没有等您办理的事项" in client.get("/").content.decode()
    assert "还没有装入业务包" in client.get("/ledgers/").content.decode()


@pytest.mark.parametrize(
    "path", ["/nothing/", "/ledgers/nothing/", f"/records/{'0' * 8}-0000-7000-8000-{'0' * 12}/"]
)
def test_what_is_not_there(office: Office, path: str) -> None:
    html = office.see(path, status=404)
    assert 'lang="zh-Hans"' in html
    assert "Traceback" not in html


def test_the_start_page_tells_what_waits_and_what_is_due(office: Office) -> None:
    office.open("路灯不亮")
    done = office.open("已经修好")
    office.solve(done, on=date(2023, 3, 3))
    seen = words(office.see("/", as_of="2023-03-06"))
    assert "路灯不亮" in seen
    assert "已经修好" not in seen
    assert "2023年3月11日" in seen, "ten days after it was opened"
    assert "另有 1 件已经到期未办结" in words(office.see("/", as_of="2023-03-20"))
    assert "截至日期须为日期" in office.see("/", status=400, as_of="2023-02-30")


def test_search_finds_records_organisations_and_nothing_else(office: Office) -> None:
    record = office.open("路灯不亮", caller="欧阳小明")
    seen = words(office.see("/search/", q="路灯"))
    assert "路灯不亮" in seen
    assert str(record.number) in words(office.see("/search/", q=str(record.number)))
    assert "云溪县统计局" in words(office.see("/search/", q="yxxtjj"))
    assert "没有找到" in words(office.see("/search/", q="欧阳小明")), "personal data is not searched"
    assert "两个字以上" in words(office.see("/search/", q="灯"))
    assert "<script>" not in office.see("/search/", q=ATTACK)


def test_all_ledgers_are_listed_with_what_the_reader_sees(office: Office) -> None:
    office.open("路灯不亮")
    assert "走访台账 1" in words(office.see("/ledgers/"))


def test_administrators_see_no_business(office: Office) -> None:
    record = office.open("路灯不亮")
    office.client.force_login(logins.account("audit", kind="audit_admin"))
    assert office.client.get("/").headers["Location"] == "/administration/trail/"
    for path in ("/ledgers/", "/search/?q=路灯", "/figures/", f"/records/{record.id}/"):
        answer = office.client.get(path)
        assert answer.status_code in (302, 403, 404), path
        assert "路灯不亮" not in answer.content.decode()


def test_the_calendar_counts_what_falls_due_on_each_day(office: Office) -> None:
    for title in "甲乙":
        office.open(title)
    html = office.see("/", as_of="2023-03-06")
    cells = re.findall(r'<td( class="\w+")?[^>]*>(.*?)</td>', html[html.index("calendar") :])
    days = [words(cell).strip() for _, cell in cells]
    assert days[:6] == ["6", "7", "8", "9", "10", "11 2件"], "Monday, and ten days after they were opened"
    assert sum("件" in day for day in days) == 1
    assert [day for (out, _), day in zip(cells, days, strict=True) if "out" in out] == [
        *("21", "22", "23", "24", "25", "26"),
    ], "two weeks are looked at"
    assert 'href="#due-2023-03-11"' in html
    assert 'id="due-2023-03-11"' in html


def test_announcements_of_these_days_are_shown_as_text(office: Office) -> None:
    from django.utils import timezone

    from youju.notices import actions

    today, at = timezone.localdate(), timezone.now()
    assert "公告" not in office.see("/")

    def announce(title: str, first: int, last: int) -> Any:
        days = {"from_on": today + timedelta(days=first), "until_on": today + timedelta(days=last)}
        return actions.announce(title, f"自21时起。\n\n{ATTACK}", **days, by="account:sys", at=at)

    shown, taken = announce("周五停机维护", 0, 0), announce("年报会改期", -1, 1)
    announce("上月的事", -30, -1)
    announce("下月的事", 1, 30)
    html = office.see("/")
    assert html.index("年报会改期") > html.index("周五停机维护")
    assert "<p>自21时起。</p>" in html
    assert ATTACK not in html
    assert "上月的事" not in html
    assert "下月的事" not in html
    actions.withdraw(taken, by="account:sys", at=at)
    html = office.see("/")
    assert "年报会改期" not in html
    assert "周五停机维护" in html
    assert shown


def test_a_fault_of_ours_is_a_page_in_chinese(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.web import workplace

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(workplace, "home", broken)
    html = office.see("/", status=500)
    assert "页面没有生成" in html
    assert "secret detail" not in html


def test_pages_speak_english_when_asked(office: Office) -> None:
    office.client.post("/preferences/", {"language": "en"})
    html = office.see("/help/")
    assert '<html lang="en">' in html
    main = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])
    assert not re.search(r"[\u4e00-\u9fff]", main), "no Chinese is left over"
