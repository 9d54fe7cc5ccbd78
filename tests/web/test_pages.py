"""The pages show the ledgers as at a date, escape what people typed, mask persons, and change nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

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
    from youju.people.actions import import_directory, save_person

    made = Office()
    system = Actor.system()
    import_directory({"bureau": "云溪县统计局"}, {}, actor=system, on=START, at=made.at(START))
    save_person("wang", name="王一", actor=system, on=START, at=made.at(START))
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


def test_an_empty_house_says_what_to_do(db: Any, settings_of_snapshots: None) -> None:
    from django.test import Client

    html = Client(headers={"host": "localhost"}).get("/").content.decode()
    assert "还没有装入业务包" in html
    assert "./start" in html


def test_home_counts_as_at_a_date(office: Office) -> None:
    first, second = office.open("甲"), office.open("乙")
    office.open("丙", on=date(2023, 3, 20))
    office.solve(first, on=date(2023, 3, 5))

    early = words(office.see("/", as_of="2023-03-02"))
    assert "截至2023年3月2日，共 2 件，其中在办 2 件" in early
    assert "● 正常 2" in early
    late = words(office.see("/", as_of="2023-03-20"))
    assert "共 3 件，其中在办 2 件" in late
    assert "○ 已解决 1" in late
    assert "■ 超期 1" in late
    assert "● 正常 1" in late
    assert second.number


def test_what_is_entered_later_is_seen_at_once(office: Office) -> None:
    office.open("甲")
    assert "共 1 件" in words(office.see("/", as_of="2023-03-02"))
    office.open("乙")
    assert "共 2 件" in words(office.see("/", as_of="2023-03-02"))


def test_a_list_is_filtered_by_state_and_light(office: Office) -> None:
    first = office.open("已经解决的")
    office.open("拖延的")
    office.open("新来的", on=date(2023, 3, 20))
    office.solve(first, on=date(2023, 3, 5))

    def titles(**question: str) -> list[str]:
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)', office.see("/ledgers/visits/", **question))

    day = "2023-03-20"
    assert titles(as_of=day) == ["已经解决的", "拖延的", "新来的"]
    assert titles(as_of=day, state="solved") == ["已经解决的"]
    assert titles(as_of=day, light="red") == ["拖延的"]
    assert titles(as_of=day, state="open", light="green") == ["新来的"]
    assert titles(as_of="2023-03-02", state="solved") == []
    assert titles(as_of=day, state="no such", light="'; DROP TABLE x --") == titles(as_of=day)
    assert "没有符合条件的走访" in office.see("/ledgers/visits/", as_of=day, state="solved", light="red")


def test_a_long_list_is_paged_by_keys(office: Office) -> None:
    made = [office.open(f"问题{number}") for number in range(1, 124)]
    path, seen = "/ledgers/visits/?as_of=2023-03-02&state=open", []
    for _ in range(4):
        html = office.see(path)
        seen += re.findall(r'href="/records/([^/]+)/', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        if following is None:
            break
        path = "/ledgers/visits/" + following[1].replace("&amp;", "&")
        assert "state=open" in path
    assert seen == [str(record.id) for record in made]


def test_a_record_in_words(office: Office) -> None:
    record = office.open(
        "退税未到账",
        kind="税费",
        area="341882",
        amount="1234.50",
        urgent="是",
        plan=[{"step": "核实", "by": "2023-03-08"}],
    )
    office.solve(record, on=date(2023, 3, 5), comment="已退还")
    seen = words(office.see(f"/records/{record.id}/", as_of="2023-03-06"))
    for text in (
        "访〔2023〕0001",
        "类别 税费",
        "金额（万元） 1,234.5",
        "是否紧急 是",
        "承办单位 云溪县统计局",
        "广德市",
        "核实 2023年3月8日",
        "2023年3月1日起算，2023年3月11日到期，2023年3月5日办结，按期",
        "解决 → 已解决",
        "2023年3月5日，王一",
        "已退还",
        "○ 已解决",
    ):
        assert text in seen, text
    before = words(office.see(f"/records/{record.id}/", as_of="2023-03-02"))
    assert "● 正常" in before
    assert "还剩9天" in before
    assert "已退还" not in before


def test_a_record_is_not_there_before_it_was_registered(office: Office) -> None:
    record = office.open("甲")
    assert "没有" in office.see(f"/records/{record.id}/", status=404, as_of="2023-02-28")


def test_a_late_entry_and_a_void_are_marked(office: Office) -> None:
    from youju.ledger import actions

    record = office.open("甲")
    late = date(2023, 4, 1)
    actions.perform(record.id, "solve", actor=CLERK, on=date(2023, 3, 5), at=office.at(late), comment="补记")
    seen = words(office.see(f"/records/{record.id}/", as_of="2023-03-06"))
    assert "2023年4月1日补录" in seen
    actions.void(record.id, 2, actor=CLERK, at=office.at(date(2023, 4, 2)), reason="记错了")
    seen = words(office.see(f"/records/{record.id}/", as_of="2023-03-06"))
    assert "已作废" in seen
    assert "● 正常" in seen


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


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"as_of": "2023-02-30"}, "截至日期“2023-02-30”不是日期"),
        ({"as_of": "0001-01-01"}, "不在1900年至2200年之间"),
        ({"after": "x"}, "翻页标记有误"),
    ],
)
def test_a_bad_address_gets_a_sentence(office: Office, question: dict[str, str], sentence: str) -> None:
    assert sentence in office.see("/ledgers/visits/", status=400, **question)


@pytest.mark.parametrize(
    "path", ["/nothing/", "/ledgers/nothing/", f"/records/{'0' * 8}-0000-7000-8000-{'0' * 12}/"]
)
def test_what_is_not_there(office: Office, path: str) -> None:
    html = office.see(path, status=404)
    assert "<h1>没有这个页面</h1>" in html
    assert "Traceback" not in html


def test_a_fault_of_ours_is_a_page_in_chinese(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.web import pages

    def broken(**_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "home", broken)
    html = office.see("/", status=500)
    assert "页面没有生成" in html
    assert "secret detail" not in html


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


def test_only_this_machine_is_answered(office: Office) -> None:
    answer = office.client.get("/", REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 403
    assert "只允许本机访问" in answer.content.decode()


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


def test_a_record_is_known_by_its_title_its_text_or_its_key() -> None:
    from types import SimpleNamespace as Bare

    from youju.definitions.models import FieldDef
    from youju.web.display import title_fields

    def named(number: str | None, unique: list[list[str]], **types: str) -> list[str]:
        fields = {
            name: FieldDef(label=name, type=kind.removesuffix("!"), personal=kind.endswith("!"))
            for name, kind in types.items()
        }
        return title_fields(Bare(ledger=Bare(fields=fields, number=number, unique=unique)))

    assert named("1", [["code"]], code="text", title="text") == ["title"]
    assert named("1", [["code"]], code="text", caller="text!", content="text") == ["content"]
    assert named(None, [["batch", "patch"]], batch="text", patch="text", note="text") == ["batch", "patch"]
    assert named(None, [], caller="text!", note="text") == ["note"]
    assert named("1", [["code"]], code="text") == ["code"]
    assert named("1", [], amount="number", caller="text!") == []
