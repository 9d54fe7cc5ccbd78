"""Pages of the security administrator: roles, unlocking, second halves of passwords, what is in force."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youju.errors import YoujuError
from youju.people import accounts, limits, roles, signing_in
from youju.people import actions as people
from youju.people.administration import actions, guard
from youju.people.administration import queries as reading
from youju.people.administration.views import paged, sentences
from youju.people.tokens import actions as tokens
from youju.people.tokens import auth


@guard.only("security_admin")
@require_http_methods(["GET", "POST"])
def given_roles(request: Any) -> HttpResponse:
    """Who holds which role where; giving a role, and taking it away."""
    words = request.GET.get("q", "").strip()
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        given = [request.POST.get(name, "").strip() for name in ("person", "organisation", "role")]
        who: dict[str, Any] = {
            "actor": actions.actor_of(request.account),
            "on": timezone.localdate(),
            "at": timezone.now(),
        }
        try:
            change = people.revoke if request.POST.get("do") == "revoke" else people.grant
            change(*given, **who)
            return HttpResponseRedirect(f"{request.path}?{urlencode({'q': given[0]})}")
        except YoujuError as error:
            problems, status = sentences(error), error.http
    rows = reading.memberships(words=words, after=_number(request.GET.get("after", "")))
    labels = roles.offered()
    found = paged(rows, "id", "after", q=words)
    context = {
        "section": "roles",
        "memberships": [(one, labels.get(one.role, one.role)) for one in found["rows"]],
        "following": found["following"],
        "offered": labels.items(),
        "words": words,
        "problems": problems,
        "given": request.POST,
    }
    return render(request, "people/administration/roles.html", context, status=status)


@never_cache
@guard.only("security_admin")
@require_safe
def locks(request: Any) -> HttpResponse:
    """Accounts that wait for the second half of a password, are locked, or log in with codes."""
    return _locks(request, [], {}, 200)


@never_cache
@guard.only("security_admin")
@require_POST
def lock(request: Any, username: str) -> HttpResponse:
    """Give the second half of a password, unlock an account, or take its second factor away."""
    at = timezone.now()
    try:
        match request.POST.get("do"):
            case "complete":
                second = actions.complete_reset(username, by=request.account, at=at)
                return _locks(request, [], {"username": username, "text": second}, 200)
            case "unlock":
                accounts.unlock(username, actor=request.account.actor_id, at=at)
            case "factor":
                actions.remove_second_factor(username, by=request.account, at=at)
            case _:
                return HttpResponse(status=400)
    except YoujuError as error:
        return _locks(request, sentences(error), {}, error.http)
    return HttpResponseRedirect(reverse("people:locks"))


def _locks(request: Any, problems: list[str], half: dict[str, str], status: int) -> HttpResponse:
    context = {
        "section": "locks",
        "waiting": [(one, gettext(accounts.KINDS[one.kind])) for one in reading.waiting()],
        "locked": reading.locked(at=timezone.now()),
        "factors": reading.with_second_factor(),
        "problems": problems,
        "half": half,
    }
    return render(request, "people/administration/locks.html", context, status=status)


@guard.only("security_admin")
@require_safe
def policies(request: Any) -> HttpResponse:
    """What is in force for passwords, locks, sessions and pages, and where it is set."""
    fixed = gettext("固定")
    numbers = {
        "least": accounts.LEAST,
        "free": signing_in.FREE,
        "longest": signing_in.LONGEST,
        "address": signing_in.FROM_ONE_ADDRESS,
        "minutes": settings.SESSION_COOKIE_AGE // 60,
        "logins": limits.LOGINS,
        "requests": auth.RATE,
        "days": tokens.LONGEST.days,
    }
    outside = [
        label
        for label, address in (
            ("OpenID Connect", settings.OIDC_ISSUER),
            ("CAS", settings.CAS_ADDRESS),
            ("LDAP", settings.LDAP_ADDRESS),
        )
        if address
    ]
    secure = gettext("会话只经加密连接传送") if settings.SESSION_COOKIE_SECURE else gettext("未要求")
    marked = gettext("显示姓名和时间") if settings.WATERMARK else gettext("不显示")
    first = gettext("分两半由系统管理员和安全管理员分别发放，只能用一次，登录后须先修改")
    wait = gettext("同一账号失败%(free)s次起暂停登录，时间逐次加倍，最长%(longest)s分钟") % numbers
    idle = gettext("%(minutes)s分钟没有操作即须重新登录") % numbers
    rules = [
        (gettext("口令长度"), gettext("至少%(least)s个字符") % numbers, fixed),
        (gettext("口令组成"), gettext("字母、数字、其他符号中至少两类，不含账号名，不与原口令相同"), fixed),
        (gettext("首次口令"), first, fixed),
        (gettext("登录失败"), wait, fixed),
        (gettext("同一地址"), gettext("24小时内失败%(address)s次起暂停登录") % numbers, fixed),
        (gettext("登录频率"), gettext("同一地址每分钟最多%(logins)s次") % numbers, fixed),
        (gettext("外部登录"), " ".join(outside) or gettext("没有启用"), " ".join(_OUTSIDE)),
        (gettext("接口令牌"), gettext("最长%(days)s天，每分钟最多%(requests)s次") % numbers, fixed),
        (gettext("会话时限"), idle, "YOUJU_SESSION_MINUTES"),
        (gettext("加密连接"), secure, "YOUJU_HTTPS"),
        (gettext("动态口令"), gettext("由用户自行启用，每个口令只能用一次"), fixed),
        (gettext("页面水印"), marked, "YOUJU_WATERMARK"),
    ]
    return render(request, "people/administration/policies.html", {"section": "policies", "rules": rules})


_OUTSIDE = ("YOUJU_OIDC_ISSUER", "YOUJU_CAS_ADDRESS", "YOUJU_LDAP_ADDRESS")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
