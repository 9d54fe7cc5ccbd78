"""Notices: who is told once, who reads them, and how they leave the house."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import httpx
import pytest

from tests import logins
from youju.errors import YoujuError
from youju.notices import webhooks

AT = datetime(2023, 3, 6, 4, tzinfo=UTC)
ROBOT = "https://oapi.dingtalk.com/robot/send?access_token=x"


@pytest.fixture
def people(db: Any) -> None:
    from youju.people import actions
    from youju.people.actors import Actor

    system = Actor.system()
    day = AT.date()
    actions.save_organisation("county", name="县", actor=system, on=day, at=AT)
    for id_, name in (("wang", "王一"), ("li", "李二")):
        actions.save_person(id_, name=name, actor=system, on=day, at=AT)
        actions.grant(id_, "county", "member", actor=system, on=day, at=AT)


@pytest.fixture
def pages(people: None) -> Iterator[None]:
    """From here on under the role of the pages."""
    from youju.web import database

    for id_ in ("wang", "li"):
        logins.account(id_, person=id_)
    database.take_role("application")
    try:
        yield
    finally:
        database.take_role("job")


def tell(*persons: str, key: str = "k", text: str = "问题〔2023〕1号等您办理。") -> None:
    from youju.notices.actions import Telling, notify

    notify([Telling(one, "waiting", text, "/records/1/", key) for one in persons], at=AT)


def rows(person: str) -> list[Any]:
    from youju.notices.models import Notice

    return list(Notice.objects.filter(person=person))


class Robot:
    """What a robot was sent, and what it says."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.asked: list[httpx.Request] = []
        self.answers = list(answers)
        self.client = httpx.Client(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answers.pop(0) if self.answers else httpx.Response(200, json={"errcode": 0})


def test_nobody_is_told_twice_and_nobody_who_is_not_there(people: None) -> None:
    tell("wang", "li", "nobody")
    tell("wang", text="另一句")
    assert [one.text for one in rows("wang")] == ["问题〔2023〕1号等您办理。"]
    assert len(rows("li")) == 1
    assert rows("nobody") == []


def test_each_reads_only_the_own(pages: None) -> None:
    from django.test import Client

    from youju.web import database

    database.take_role("job")
    tell("wang", text="给王一")
    tell("li", text="给李二")
    theirs = rows("li")[0].id
    database.take_role("application")
    assert rows("wang") == [], "without a ticket there is nothing"
    client = logins.log_in(Client(headers={"host": "localhost"}), "wang")
    page = client.get("/notices/").content.decode()
    assert "给王一" in page
    assert "给李二" not in page
    assert client.post(f"/notices/{theirs}/").status_code == 404
    client.post("/notices/read/", {"notice": str(theirs)})
    database.take_role("job")
    assert rows("li")[0].read_at is None


def test_following_a_notice_marks_it_as_read(pages: None) -> None:
    from django.test import Client

    from youju.notices.queries import unread
    from youju.web import database

    database.take_role("job")
    tell("wang", key="a")
    tell("wang", key="b")
    first = rows("wang")[0].id
    database.take_role("application")
    client = logins.log_in(Client(headers={"host": "localhost"}), "wang")
    answer = client.post(f"/notices/{first}/")
    assert answer.headers["Location"] == "/records/1/"
    assert "未读1条" in client.get("/notices/").content.decode()
    client.post("/notices/read/")
    database.take_role("job")
    assert unread("wang") == 0


def test_pages_can_tell_but_neither_forge_what_was_read_nor_send(pages: None) -> None:
    from django.db import ProgrammingError, connection, transaction
    from django.utils import timezone

    from youju.people import queries, tickets

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        tell("li")
    tickets.show(tickets.sign(at=timezone.now(), actor=queries.actor("wang")))
    tell("li")
    for forbidden in (
        "UPDATE notices_notice SET text = 'x'",
        "DELETE FROM notices_notice",
        "INSERT INTO notices_message (person, channel) VALUES ('li', 'mail')",
        "SELECT * FROM notices_waiting",
        "SELECT * FROM notices_told",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(forbidden)
    tickets.show("")


def test_settings_page_keeps_wishes_and_says_what_is_wrong(pages: None) -> None:
    from django.test import Client

    from youju.notices.models import Wishes
    from youju.web import database

    client = logins.log_in(Client(headers={"host": "localhost"}), "wang")
    wrong = {"mail": "now", "address": "x", "webhook": "digest", "url": "http://127.0.0.1/"}
    answer = client.post("/notices/settings/", wrong)
    assert answer.status_code == 400
    assert "“x”不是邮箱" in answer.content.decode()
    assert "不以 https:// 开头" in answer.content.decode()
    right = {"mail": "now", "address": "w@example.cn", "webhook": "digest", "url": ROBOT, "secret": "s3"}
    assert client.post("/notices/settings/", right).status_code == 302
    assert client.post("/notices/settings/", {**right, "secret": ""}).status_code == 302
    assert "已保存密钥" in client.get("/notices/settings/").content.decode()
    database.take_role("job")
    kept = Wishes.objects.get(person="wang")
    assert kept.secret != "s3"
    assert webhooks.opened(kept.secret) == "s3", "an empty field leaves the secret as it was"


@pytest.mark.parametrize(
    "url",
    [
        "http://oapi.dingtalk.com/robot",
        "https://127.0.0.1/",
        "https://oapi.dingtalk.com.evil.cn/",
        "https://oapi.dingtalk.com:8443/",
        "https://oapi.dingtalk.com@evil.cn/",
        "https://[::1]/",
        "https://[oapi",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_allowed_hosts_are_called(people: None, url: str) -> None:
    from youju.notices.actions import wish

    with pytest.raises(YoujuError) as caught:
        wish("wang", mail="off", address="", webhook="now", url=url)
    assert caught.value.code == "N970"
    robot = Robot()
    with pytest.raises(webhooks.Refused):
        webhooks.send(url, "", "题", "文", at=AT, client=robot.client)
    assert robot.asked == []


def test_wishes_that_cannot_be(people: None) -> None:
    from youju.notices.actions import wish

    with pytest.raises(YoujuError) as caught:
        wish("wang", mail="sometimes", address="@", webhook="off", url="")
    assert [one.code.id for one in caught.value.problems] == ["N972", "N971"]


def test_at_once_signed_as_the_robot_wants_it(people: None) -> None:
    from youju.notices.actions import sending, wish

    wish("wang", mail="off", address="", webhook="now", url=ROBOT, secret="SEC1")
    tell("wang", "li")
    robot = Robot()
    assert sending.send(at=AT, client=robot.client) == (1, 0)
    assert sending.send(at=AT, client=robot.client) == (0, 0), "once"
    (request,) = robot.asked
    query = parse_qs(urlsplit(str(request.url)).query)
    stamp = str(int(AT.timestamp() * 1000))
    expected = base64.b64encode(
        hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    ).decode()
    assert (query["timestamp"], query["sign"]) == ([stamp], [unquote_plus(expected.replace("+", "%2B"))])
    sent = json.loads(request.content)
    assert sent["msgtype"] == "markdown"
    assert "等您办理" in sent["markdown"]["text"]
    assert "/records/1/" in sent["markdown"]["text"]


def test_wecom_reads_another_shape() -> None:
    body = webhooks.body("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "题", "文")
    assert body == {"msgtype": "markdown", "markdown": {"content": "**题**\n文"}}


def test_what_is_refused_is_tried_again_ever_later_and_given_up_in_sight(people: None) -> None:
    from youju.notices import queries
    from youju.notices.actions import sending, wish

    wish("wang", mail="off", address="", webhook="now", url=ROBOT)
    tell("wang")
    refusals = [httpx.Response(500), httpx.Response(302, headers={"Location": "http://127.0.0.1/"})]
    refusals += [httpx.Response(200, json={"errcode": 310000, "errmsg": "sign not match"})] * 6
    robot, at = Robot(*refusals), AT
    given_up = 0
    for number in range(sending.MOST_TRIES):
        assert len(robot.asked) == number
        sent, dead = sending.send(at=at, client=robot.client)
        assert sent == 0
        given_up += dead
        if dead == 0:
            wait = sending.FIRST_WAIT * 2**number
            assert sending.send(at=at + wait - timedelta(seconds=1), client=robot.client) == (0, 0)
            at += wait
    assert given_up == 1
    assert len(robot.asked) == sending.MOST_TRIES
    (dead_letter,) = queries.given_up("wang")
    assert "sign not match" in dead_letter.error


def test_the_digest_of_a_day_comes_the_next(people: None) -> None:
    from youju.notices.actions import sending, wish

    wish("wang", mail="off", address="", webhook="digest", url=ROBOT)
    for number in range(3):
        tell("wang", key=str(number), text=f"第{number}件")
    robot = Robot()
    assert sending.send(at=AT, client=robot.client) == (0, 0)
    assert sending.send(at=AT + timedelta(days=1), client=robot.client) == (1, 0)
    text = json.loads(robot.asked[0].content)["markdown"]
    assert text["title"] == "2023年3月6日通知3条"
    assert all(f"第{number}件" in text["text"] for number in range(3))
    assert sending.send(at=AT + timedelta(days=2), client=robot.client) == (0, 0)


def test_mail_goes_to_the_wished_address(people: None, settings_of: Any) -> None:
    from django.core import mail

    from youju.notices.actions import sending, wish

    wish("wang", mail="now", address="wang@example.cn", webhook="off", url="")
    tell("wang", text="题\n头")
    with settings_of(EMAIL_HOST="", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        assert sending.send(at=AT) == (0, 0), "no server is configured"
    later = AT + timedelta(hours=1)
    with settings_of(EMAIL_HOST="mail", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        assert sending.send(at=later) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["wang@example.cn"]
    assert sent.subject == "【有据】题 头", "nothing of a text gets into the headers"


@pytest.fixture
def settings_of() -> Any:
    from django.core import mail
    from django.test import override_settings

    mail.outbox = []
    return override_settings
