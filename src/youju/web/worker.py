"""The periodic work: sealing, escalating, deriving thumbnails and text of evidence, and lights of a new day.

Each round is one call of `round_of_work`, at a time that the command gives; doing it twice does no harm.
One piece that fails is reported and leaves the others alone; it is tried again in the next round.

Does not belong here: waiting between rounds (`commands`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError

from youju.errors import YoujuError

_LOG = logging.getLogger(__name__)


def round_of_work(*, at: datetime, reminding: bool = True) -> list[str]:
    """Do everything that is due.

    Args:
        reminding: Whether letters of reminder fall due; not so in a sample, whose dates are long past.

    Returns:
        A Chinese sentence for each thing that was done or failed; empty when there was nothing to do.
    """
    said: list[str] = []
    for name, piece in ((_REMINDING if reminding else {}) | _UPKEEP).items():
        try:
            done = piece(at)
        except YoujuError as error:
            done = f"{name}没有完成：{error}"
        except DatabaseError as error:
            _LOG.warning("periodic work failed", exc_info=True)
            done = f"{name}没有完成，下一轮再试：{str(error).strip()}"
        if done:
            said.append(done)
    return said


def _seal(at: datetime) -> str:
    from youju.events import actions

    made = actions.seal(at=at)
    return f"第{made.number}号封存：{made.events}条事件，摘要 {made.hash.hex()}。" if made else ""


def _escalate(at: datetime) -> str:
    from youju.ledger import actions

    taken = actions.escalate(at=at)
    return f"发出到期提醒{len(taken)}件。" if taken else ""


def _derive(at: datetime) -> str:
    from youju.ledger import evidence

    del at
    tried = evidence.derive_pending()
    return f"处理证据文件{tried}个。" if tried else ""


def _relight(at: datetime) -> str:
    from youju.ledger import actions

    count = actions.relight(at=at)
    return f"更新{count}件记录的灯色。" if count else ""


def _index(at: datetime) -> str:
    from youju.ledger import actions

    del at
    count = actions.index(most=50_000)
    return f"编入检索{count}件记录。" if count else ""


def _tell(at: datetime) -> str:
    from youju.ledger import telling

    telling.tell(at=at)
    return ""


def _send(at: datetime) -> str:
    from youju.notices import actions

    sent, dead = actions.send(at=at)
    said = f"发出通知{sent}条" if sent else ""
    return "，".join(filter(None, (said, f"{dead}条多次发送不成，不再发送" if dead else ""))) + (
        "。" if sent or dead else ""
    )


def _packs(at: datetime) -> str:
    from youju.web import pack_work

    return pack_work.round_of_packs(at)


def _lists(at: datetime) -> str:
    from youju.register import actions

    count = actions.take_uploads(at=at)
    return f"办理交来的名录{count}份。" if count else ""


def _settled(at: datetime) -> str:
    from youju.register import actions

    done = actions.apply_settled(at=at)
    return f"照认定更新名录库，{sum(done.units.values())}个单位有变动。" if done else ""


def _follow_corrections(at: datetime) -> str:
    from youju.figures import corrections

    count = corrections.follow(at=at)
    return f"因更正重新计算，{count}个数有变动。" if count else ""


def _monitor(at: datetime) -> str:
    from youju.monitoring import actions

    ran = actions.run_daily(at=at)
    return f"监测预警判断{ran.judged}期，变动{len(ran.moves)}次。" if ran.judged else ""


_REMINDING: dict[str, Callable[[datetime], str]] = {"到期提醒": _escalate, "监测预警": _monitor}
_UPKEEP: dict[str, Callable[[datetime], str]] = {
    "生成通知": _tell,
    "发送通知": _send,
    "封存": _seal,
    "证据处理": _derive,
    "灯色更新": _relight,
    "编入检索": _index,
    "业务包": _packs,
    "名录入库": _lists,
    "名录认定": _settled,
    "更正影响": _follow_corrections,
}
