"""The pages of the register, asked for under the role of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from tests import logins
from tests.linkage.county import code_of
from tests.register.conftest import BUREAU, CLERK, HONGYAN, MARKET, OTHER, TAX, TOWN, WALK, Office, row
from youju.people.actors import Actor
from youju.web import database

NEAR = [
    *WALK,
    row(3, None, "晟瀚机械加工厂", f"{HONGYAN}文化路", 负责人="李闽"),
    row(4, None, "腾宏农业发展公司", f"{HONGYAN}解放路", 负责人="孙那"),
]
"""Rows of which linking is not certain."""


class Browser:
    """Somebody who has logged in."""

    def __init__(self, actor: Actor, language: str = "zh-hans") -> None:
        self.client = Client(headers={"host": "localhost", "accept-language": language})
        logins.log_in(self.client, actor.id)
        if language == "en":
            self.client.post("/preferences/", {"language": "en"})

    def get(self, path: str, status: int = 200, **headers: str) -> str:
        """A page as text."""
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == status, (path, answer.status_code)
        return str(answer.content.decode())


@pytest.fixture
def loaded(office: Office) -> Iterator[Any]:
    """Lists loaded with some links to review, and one delivery that is held."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        office.load(market=MARKET, tax=TAX, walk=NEAR)
        office.load(market=MARKET[:1])
        browsers = {actor.id: Browser(actor) for actor in (CLERK, TOWN, OTHER, BUREAU)}
        database.take_role("application")
        try:
            yield browsers
        finally:
            database.take_role("job")


def words(html: str) -> str:
    """What one reads on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.split("<main", 1)[-1]))


def test_units_are_listed_for_whom_they_concern(loaded: Any) -> None:
    assert "铭锐" in loaded[CLERK.id].get("/register/")
    assert "铭锐" in loaded[TOWN.id].get("/register/")
    assert "铭锐" not in loaded[OTHER.id].get("/register/")
    empty = loaded[BUREAU.id].get("/register/")
    assert "还没有您可以查看的单位" in empty
    assert 'href="/register/"' not in empty.split("<main")[0], "nor is it in the left column"
    assert 'href="/register/"' in loaded[TOWN.id].get("/").split("<main")[0]


def test_one_finds_while_typing(loaded: Any) -> None:
    part = loaded[CLERK.id].get("/register/?q=mingrui", **{"HX-Request": "true"})
    assert "没有找到" in part
    part = loaded[CLERK.id].get("/register/?q=mrdz", **{"HX-Request": "true"})
    assert "铭锐" in part
    assert "<html" not in part
    assert "请至少写两个字" in loaded[CLERK.id].get("/register/?q=铭")
    assert "铭锐" in loaded[CLERK.id].get("/register/?q=铭锐 工业路")
    assert "铭锐" not in words(loaded[OTHER.id].get("/register/?q=工业路"))
    loaded[CLERK.id].get("/register/?after=x", status=400)


def test_a_unit_with_sources_history_and_others(loaded: Any) -> None:
    html = loaded[CLERK.id].get("/register/?q=恒泽")
    path = re.search(r'href="(/register/units/[^"]+)"', html)
    assert path is not None
    page = words(loaded[CLERK.id].get(path[1]))
    assert code_of(1) in page
    assert "087****0001" in page
    assert "08728100001" not in page
    assert "实地走访" in page
    assert "入库" in page
    assert "名录差异" not in page, "it has none"
    then = words(loaded[CLERK.id].get(f"{path[1]}?as_of=2023-08-01"))
    assert "当时还没有入库" in then
    loaded[CLERK.id].get(f"{path[1]}?as_of=2023-13-01", status=400)
    loaded[OTHER.id].get(path[1], status=404)
    loaded[BUREAU.id].get(path[1], status=404)


def pair(html: str) -> dict[str, str]:
    """The two rows that a page asks about."""
    return dict(re.findall(r'name="(one|two)" value="([^"]+)"', html))


def test_links_are_reviewed_one_after_another(loaded: Any) -> None:
    from youju.register.models import Decision

    client = loaded[CLERK.id].client
    first = loaded[CLERK.id].get("/register/review/")
    assert "待审 2 对" in first
    assert "<mark>" in first
    assert [re.search(f'data-key="{key}"', first) is not None for key in "sdujk"] == [True] * 5
    asked = pair(first)
    following = re.search(r'href="([^"]+)" data-key="j"', first)
    assert following is not None
    second = loaded[CLERK.id].get("/register/review/" + following[1])
    assert pair(second) != asked
    back = re.search(r'href="([^"]+)" data-key="k"', second)
    assert back is not None
    assert pair(loaded[CLERK.id].get("/register/review/" + back[1])) == asked
    answer = client.post("/register/review/", asked | {"verdict": "same"}, follow=True)
    html = answer.content.decode()
    assert "已认定为同一单位" in html
    assert "待审 1 对" in html
    assert pair(html) == pair(second)
    client.post("/register/review/", pair(html) | {"verdict": "undecided"})
    assert "没有待审的比对" in loaded[CLERK.id].get("/register/review/")
    database.take_role("job")
    assert sorted(Decision.objects.values_list("verdict", "by")) == [
        ("same", CLERK.id),
        ("undecided", CLERK.id),
    ]


def test_two_rows_that_wait_for_each_other_are_one_pair(loaded: Any) -> None:
    from youju.register.models import Row
    from youju.register.pages import reviewing

    database.take_role("job")
    before = reviewing.count(CLERK)[0]
    row = reviewing.waiting(CLERK)[0]
    other = Row.objects.filter(source=row.with_list, row=row.with_row)
    other.update(zone=row.zone, with_list=row.source, with_row=row.row)
    assert reviewing.count(CLERK)[0] == before
    assert reviewing.count(TOWN)[0] <= before


def test_who_may_not_review(loaded: Any) -> None:
    asked = pair(loaded[CLERK.id].get("/register/review/"))
    assert loaded[TOWN.id].client.post("/register/review/", asked | {"verdict": "same"}).status_code == 404
    assert loaded[OTHER.id].client.post("/register/review/", asked | {"verdict": "same"}).status_code == 302
    assert loaded[OTHER.id].client.post("/register/review/", {"verdict": "same"}).status_code == 404
    assert "没有待审" in loaded[TOWN.id].get("/register/review/")
    loaded[BUREAU.id].get("/register/review/", status=404)


def test_deliveries_say_why_they_are_held(loaded: Any) -> None:
    page = words(loaded[CLERK.id].get("/register/deliveries/"))
    assert "没有采用" in page
    assert "本次1行，上次6行，相差超过一半。" in page
    assert "新增 6，变化 0，不再有 0" in page
    loaded[TOWN.id].get("/register/deliveries/", status=404)


def test_who_holds_what(loaded: Any) -> None:
    page = words(loaded[CLERK.id].get("/register/items/"))
    assert "联系电话实地走访250%首选" in page
    assert "单位名称市场监管登记6100%首选单位名称税务登记4100%—" in page
    loaded[TOWN.id].get("/register/items/", status=404)


def test_in_english_the_words_are_english(loaded: Any) -> None:
    clerk = loaded[CLERK.id]
    clerk.client.post("/preferences/", {"language": "en"})
    assert "Held" in clerk.get("/register/deliveries/")
    assert "1 rows this time and 6 last time" in clerk.get("/register/deliveries/")
    assert "Pairs to review: 2" in clerk.get("/register/review/")
    assert "first choice" in clerk.get("/register/items/")
    assert "Legal unit" in clerk.get("/register/?q=恒泽")
