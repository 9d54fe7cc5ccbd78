"""Words of linkage as readers of either language see them: kinds of unit, zones, reasons of links."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

KINDS: Final = (
    *(noop("法人单位"), noop("产业活动单位"), noop("个体经营户"), noop("农民专业合作社"), noop("其他单位")),
)
ZONES: Final = (noop("自动"), noop("待审"), noop("单独"))
REASONS: Final = (
    *(noop("名称相同"), noop("名称读音相同"), noop("名称相近"), noop("名称一全一简"), noop("名称部分相同")),
    *(noop("名称不同"), noop("地址相同"), noop("地址一详一略"), noop("地址相近"), noop("地址号码不同")),
    *(noop("地址部分相同"), noop("地址不同"), noop("县区不同"), noop("负责人相同"), noop("负责人相近")),
    *(noop("负责人不同"), noop("一为分支机构"), noop("分支机构不同"), noop("信用代码相同")),
    *(noop("信用代码只差一处"), noop("信用代码不同"), noop("电话相同"), noop("同一名录内重复")),
    noop("人工认定为同一单位"),
)

CANDIDATES: Final = {
    "unasked": noop("应统未统"),
    "near": noop("接近标准"),
    "leaving": noop("在库而不再达标"),
}


def candidate(what: str) -> str:
    """Why a unit is a candidate, in the reader's language."""
    return _(CANDIDATES[what])


def word(text: str) -> str:
    """A kind or a zone in the reader's language; anything else as it is."""
    return _(text) if text in KINDS or text in ZONES else text


def reason(text: str) -> str:
    """The reason of a link in the reader's language."""
    return _("，").join(_(part) if part in REASONS else part for part in text.split("，"))
