"""A list is uploaded by page: columns guessed, samples shown, taken in or held with its reasons by row."""

from __future__ import annotations

import csv
import gzip
import html
import io
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from tests.linkage.county import code_of
from tests.register.conftest import CLERK, HEADINGS, MARKET, TAX, TOWN, Office
from tests.register.test_pages import Browser
from youju.errors import CODES
from youju.web import database

UPLOAD, COLUMNS, REASONS, DELIVERIES = (
    "/register/deliveries/new/",
    "/register/deliveries/columns/",
    "/register/deliveries/columns/reasons/",
    "/register/deliveries/",
)


def text(rows: Any, headings: Any = HEADINGS) -> str:
    return "\n".join(",".join(one.get(heading, "") for heading in headings) for one in rows)


def table(rows: Any) -> bytes:
    return (",".join(HEADINGS) + "\n" + text(rows) + "\n").encode()


def many(count: int = 40) -> list[dict[str, str]]:
    return [
        {
            "行号": str(number), "统一社会信用代码": code_of(1000 + number),
            "单位名称": f"弥渡县恒昊{number}号粮油商贸有限公司", "地址": f"弥渡县弥城镇建设路{number}号",
        }
        for number in range(1, count + 1)
    ]  # fmt: skip


@pytest.fixture
def client(office: Office) -> Iterator[Any]:
    """The clerk's browser, under the role of the pages."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        office.load()
        browsers = [Browser(actor).client for actor in (CLERK, TOWN)]
        database.take_role("application")
        try:
            browsers[0].other = browsers[1]
            yield browsers[0]
        finally:
            database.take_role("job")


@contextmanager
def whole() -> Iterator[None]:
    """Under the role of the worker; that of the pages sees nothing outside of a request."""
    database.take_role("job")
    try:
        yield
    finally:
        database.take_role("application")


def worked() -> int:
    """What the worker does in a round."""
    from youju.register import actions

    with whole():
        return actions.take_uploads(at=timezone.now())


def sent(client: Any, content: bytes, name: str = "market.csv", **form: str) -> Any:
    given = {"list": "market", "on": "2023-10-01", **form}
    return client.post(UPLOAD, {**given, "file": SimpleUploadedFile(name, content)})


def columns_of(answer: Any) -> dict[str, str]:
    """Heading to the meaning that is chosen."""
    pattern = r'<label for="column-(\d+)"[^>]*>(.*?)</label>.*?<select id="column-\1"[^>]*>(.*?)</select>'
    found = re.findall(pattern, answer.content.decode(), re.DOTALL)
    return {html.unescape(heading): _selected(options) for _, heading, options in found}


def _selected(options: str) -> str:
    found = re.search(r'<option value="([^"]*)"[^>]* selected>', options)
    return found[1] if found else ""


def hidden(answer: Any, name: str) -> str:
    """A value that the form carries."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return html.unescape(found[1])


def taken(client: Any, answer: Any, **changes: str) -> Any:
    form = {name: hidden(answer, name) for name in ("token", "list", "on", "partial", "accepted")}
    form |= {f"column.{place}": meaning for place, meaning in enumerate(columns_of(answer).values())}
    return client.post(COLUMNS, {**form, **changes}, follow=True)


def test_columns_are_guessed_and_shown_with_samples(client: Any) -> None:
    answer = sent(client, table(MARKET))
    assert answer.status_code == 200
    assert {heading: meaning for heading, meaning in columns_of(answer).items() if meaning} == {
        "行号": "row", "统一社会信用代码": "code", "单位名称": "name", "负责人": "person", "地址": "address",
        "联系电话": "phone", "登记状态": "status", "行业": "industry",
    }  # fmt: skip
    assert "弥渡县恒泽商贸有限公司" in answer.content.decode()
    done = taken(client, answer)
    assert done.redirect_chain[-1][0] == DELIVERIES
    assert "等待入库" in done.content.decode()
    assert worked() == 1
    assert worked() == 0
    after = client.get(DELIVERIES).content.decode()
    assert "等待入库" not in after
    assert "2023-10-01" in after or "2023年10月1日" in after


def test_headings_below_a_title_are_found(client: Any) -> None:
    title = "弥渡县市场主体名录（2023年9月）\n统计单位：户\n".encode()
    answer = sent(client, title + table(MARKET))
    assert "表头在第 3 行" in answer.content.decode()
    assert columns_of(answer)["单位名称"] == "name"
    taken(client, answer)
    assert worked() == 1
    with whole():
        from youju.register.models import Delivery, Row

        last = Delivery.objects.order_by("-id").first()
        assert last is not None and (last.held, last.rows) == (False, len(MARKET))
        assert Row.objects.filter(source="market", gone_on=None).count() == len(MARKET)


def test_an_excel_file_whose_headings_say_nothing(client: Any) -> None:
    from youju.register import queries

    book = openpyxl.Workbook()
    book.active.append(["甲", "乙", "丙", "丁"])
    for number in range(20, 32):
        book.active.append(
            [
                f"弥渡县恒昊{number}号粮油有限公司",
                code_of(number),
                "赵伟",
                f"云南省弥渡县弥城镇建设路{number}号",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    answer = sent(client, out.getvalue(), "新名录.xlsx", list="civil")
    assert columns_of(answer) == {"甲": "name", "乙": "code", "丙": "person", "丁": "address"}
    taken(client, answer)
    worked()
    with whole():
        assert queries.get_for(CLERK, code_of(25)).lists == ["civil"]


def test_what_the_worker_finds_wrong_is_told_in_the_table(client: Any) -> None:
    from youju.register.models import Delivery, Upload

    taken(client, sent(client, table(MARKET[:1])))  # a fraction of the last delivery
    taken(client, sent(client, table(MARKET), on="2023-08-01"))  # before the last load
    assert worked() == 2
    with whole():
        assert Delivery.objects.get(held=True).problems[0]["code"] == "U516"
        assert Upload.objects.get(delivery=None).problems[0]["code"] == "K803"
    shown = client.get(DELIVERIES).content.decode()
    assert "相差超过一半" in shown
    assert "不能以2023-08-01入库" in shown
    assert 'name="delivery"' in shown, "the list that is only shorter may still be accepted"
    taken(client, sent(client, table(MARKET)))
    worked()
    assert "不能以2023-08-01入库" not in client.get(DELIVERIES).content.decode(), "it was handed in again"


def test_a_list_that_was_looked_at_is_taken_in(client: Any) -> None:
    from youju.register.models import Delivery

    taken(client, sent(client, table(MARKET[:1]), accepted="1"))
    assert worked() == 1
    with whole():
        assert not Delivery.objects.filter(held=True).exists()


def test_a_list_unlike_the_last_is_taken_in_once_somebody_has_looked(client: Any) -> None:
    from youju.register.models import Delivery

    utf8, other = table(MARKET), table(MARKET).decode().encode("gb18030")
    taken(client, sent(client, utf8))
    taken(client, sent(client, other))
    assert worked() == 2
    shown = client.get(DELIVERIES).content.decode()
    assert "本次的编码是GB 18030，上次是UTF-8" in shown
    (held,) = re.findall(r'name="delivery" value="([^"]+)"', shown)
    assert client.other.post(DELIVERIES, {"delivery": held}).status_code == 404
    assert client.post(DELIVERIES, {"delivery": "nothing"}).status_code == 400
    client.post(DELIVERIES, {"delivery": held})
    assert worked() == 1
    with whole():
        last = Delivery.objects.order_by("-id").first()
        assert last is not None and not last.held
    assert 'name="delivery"' not in client.get(DELIVERIES).content.decode(), "a newer one has come in"
    assert client.post(DELIVERIES, {"delivery": held}).status_code == 400


def test_a_column_that_is_not_chosen_is_not_used(client: Any) -> None:
    from youju.register.models import Row

    rows = [one | {"联系电话": "08728100009"} for one in MARKET]
    answer = sent(client, table(rows))
    place = list(columns_of(answer)).index("联系电话")
    taken(client, answer, **{f"column.{place}": ""})
    worked()
    with whole():
        assert set(Row.objects.filter(source="market").values_list("phone", flat=True)) == {""}


def test_every_kind_of_reason_is_told_once_with_its_rows(client: Any) -> None:
    rows = [
        {**one, "单位名称": one["统一社会信用代码"], "统一社会信用代码": one["单位名称"]} for one in many()
    ]
    told = html.unescape(taken(client, sent(client, table(rows))).content.decode())
    reasons = re.findall(r"第2—41行：“(.*?)”一列", told)
    assert reasons == ["统一社会信用代码", "单位名称"]


def test_a_usual_list_has_its_usual_name_and_another_is_named(client: Any) -> None:
    from youju.register import queries

    form = client.get(UPLOAD).content.decode()
    for name, label in (("civil", "民政登记"), ("market", "市场监管登记")):
        assert f'<option value="{name}" lang="zh-Hans">{label}</option>' in form
    answer = sent(client, table(MARKET), list="", other="大写")
    assert answer.status_code == 422
    assert 'value="大写"' in answer.content.decode()
    taken(client, sent(client, table(MARKET), list="", other="power"))
    taken(client, sent(client, table(MARKET), list="civil"))
    assert worked() == 2
    with whole():
        rules = queries.rules_in_force()
        assert (rules.label("civil"), rules.label("power")) == ("民政登记", "power")


def bad(kind: str) -> tuple[bytes, str, str]:
    """A file that is not to be trusted, its name, and the code that says why."""
    rows = many()
    if kind == "shifted":
        moved = [
            {**one, "单位名称": one["统一社会信用代码"], "统一社会信用代码": one["单位名称"]} for one in rows
        ]
        return table(moved), "market.csv", "U514"
    if kind == "mixed":
        head, tail = table(rows[:20]).decode(), text(rows[20:])
        return head.encode("gb18030") + tail.encode(), "market.csv", "G471"
    if kind == "codes":
        dice = random.Random(3)
        wrong = [
            one | {"统一社会信用代码": one["统一社会信用代码"][:-2] + "II"} if dice.random() < 0.3 else one
            for one in rows
        ]
        return table(wrong), "market.csv", "U515"
    if kind == "long":
        return table([rows[0] | {"地址": "路" * 1_000_000}, *rows[1:]]), "market.csv", "G470"
    book = openpyxl.Workbook()
    book.active.append(list(HEADINGS))
    for one in rows:
        book.active.append([one.get(heading, "") for heading in HEADINGS])
    book.active["C3"] = '=HYPERLINK("http://x.invalid","甲公司")'
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), "market.xlsx", "G466"


BAD = ("shifted", "mixed", "codes", "long", "formula")


@pytest.mark.parametrize("kind", BAD)
def test_what_is_not_to_be_trusted_is_held_by_page(client: Any, kind: str) -> None:
    from tests.register.test_loading import snapshot

    before = snapshot()
    content, name, code = bad(kind)
    answer = sent(client, content, name)
    if answer.status_code == 200:
        every = {f"column.{place}": "" for place in range(len(HEADINGS))}
        form = every | {"column.0": "row", "column.1": "code", "column.2": "name", "column.4": "address"}
        answer = taken(client, answer, **form)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert re.search(r"第[\d、—]+行", told), "reasons say the rows"
    assert CODES[code].sentence.split("{")[-1].split("}")[-1].rstrip("。")[:3] in told
    assert worked() == 0
    assert snapshot() == before, "nothing half loaded"


@pytest.mark.parametrize("kind", BAD)
def test_what_is_not_to_be_trusted_is_held_by_command(office: Office, tmp_path: Path, kind: str) -> None:
    from tests.register.test_loading import snapshot
    from youju.register import actions

    office.load()
    before = snapshot()
    content, name, code = bad(kind)
    (tmp_path / name).write_bytes(content)
    path = tmp_path / "lists.yaml"
    path.write_text(f"lists:\n  market: {{file: {name}, columns: {{row: 行号}}}}\n", encoding="utf-8")
    result = actions.load(path, actor=CLERK, on=office.today, at=office.at())
    held = result.held["market"]
    assert not result.rows
    assert code in {one.code.id for one in held}
    told = [one.sentence() for one in held]
    assert any(re.search(r"第\d+行", one) for one in told), told
    assert snapshot() == before


def reasons_of(answer: Any) -> list[dict[str, str]]:
    """The rows of a downloaded table."""
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_all_reasons_are_one_download_away(client: Any) -> None:
    rows = [one | {"单位名称": f"=1+{one['行号']}"} if int(one["行号"]) > 5 else one for one in many()]
    answer = sent(client, table(rows))
    refused = taken(client, answer)
    told = html.unescape(refused.content.decode())
    assert "第7—41行：“单位名称”一列有写成公式的内容" in told
    assert "下载全部原因" in told
    form = {name: hidden(answer, name) for name in ("token", "list", "on", "partial", "accepted")}
    form |= {f"column.{place}": meaning for place, meaning in enumerate(columns_of(answer).values())}
    found = [one for one in reasons_of(client.post(REASONS, form)) if one["错误代码"] == "U526"]
    assert [one["行"] for one in found] == [str(row) for row in range(7, 42)]
    assert found[0]["内容"] == "'=1+6", "no spreadsheet takes it for a formula"
    assert found[0]["原因"] == "“单位名称”一列有写成公式的内容（以等号开头），共35行。"
    assert client.other.post(REASONS, form).status_code == 404
    assert client.post(REASONS, form | {"token": "x"}).status_code == 404


def test_rows_that_cannot_be_read_at_all_are_one_download_away(client: Any) -> None:
    broken = table(MARKET).decode() + "".join(f"{number},只有两格\n" for number in range(7, 40))
    answer = sent(client, broken.encode())
    assert answer.status_code == 422
    form = {name: hidden(answer, name) for name in ("token", "list")}
    found = reasons_of(client.post(REASONS, form))
    assert [one["行"] for one in found] == [str(row) for row in range(8, 41)]
    assert {one["错误代码"] for one in found} == {"G472"}


def test_a_file_that_cannot_be_read_is_told_in_english_too(client: Any) -> None:
    client.cookies["django_language"] = "en"
    told = html.unescape(sent(client, b"%PDF-1.4 x", "market.xlsx").content.decode())
    assert "“market.xlsx” is no Excel or CSV file" in told
    assert "Save it as .xlsx" in told


def test_all_reasons_of_a_held_delivery_are_kept(client: Any, office: Office) -> None:
    rows = [one | {"统一社会信用代码": one["统一社会信用代码"][:-2] + "II"} for one in many()]
    with whole():
        result = office.load(market=rows)
        assert len(result.held["market"]) == 41
    page = client.get(DELIVERIES).content.decode()
    (address,) = re.findall(r'href="([^"]+/reasons/)"', page)
    found = reasons_of(client.get(address))
    found = [one for one in found if one["错误代码"] == "U515"]
    assert [one["行"] for one in found] == [str(row) for row in range(2, 42)]
    assert found[0]["内容"].endswith("I")
    assert client.other.get(address).status_code == 404
    assert client.get(f"{DELIVERIES}{uuid4()}/reasons/").status_code == 404


def test_choices_are_checked_and_files_are_ones_own(client: Any) -> None:
    answer = sent(client, table(MARKET))
    twice = taken(client, answer, **{"column.2": "address"})
    assert twice.status_code == 422
    assert "两列都选为" in twice.content.decode()
    assert "没有选单位名称" in taken(client, answer, **{"column.2": ""}).content.decode()
    assert "小写字母" in taken(client, answer, list="税务").content.decode()
    assert taken(client, answer, token="x" + hidden(answer, "token")).status_code == 404
    assert sent(client, gzip.compress(table(TAX))[:50], "tax.csv.gz", list="tax").status_code == 422
    town = client.other
    assert town.get(UPLOAD).status_code == 404
    assert town.post(COLUMNS, {"token": hidden(answer, "token")}).status_code == 404
