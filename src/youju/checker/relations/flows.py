"""Words of stocks and flows: what there was, what came, what went; and of money that is granted and spent.

One vocabulary for all relations of them. `right_before` makes a pattern of words that stand before a number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

CAME: Final = (
    r"(?<!重)新[增收接建入登认纳录招发办核评获]|增加|接收|纳入|调入|转入|迁入|流入|引进|登记|招[录聘收]?|开办|设立|出生|"
    r"转贷|举借|借入|发行|[本当]年收入|购[进入]"
)
"""What came to it: 新登记21家."""
WENT: Final = (
    r"注销|退出|减少|解除|调出|转出|迁出|流出|撤销|关[停闭]|停办|退休|死亡|销号|办结|核销|清退|吊销|归还|偿还|还本|"
    r"审结|结案|执结|支出|销售|退[库网]|到期|出[库院栏]|离[岗任职]|取消|淘汰|摘牌|未重新认定|撤并|合并|裁撤|停业|迁离|除名"
)
"""What left it: 注销13家, 到期8家."""
GRANTED: Final = r"预算|批复|下达|安排|指标"
"""Money that may be spent."""
SPENT: Final = r"已[使支]?[用出付]|支出|拨付|(?<!转移)支付|使用"
"""Money that was."""


@lru_cache(maxsize=64)
def right_before(words: str, reach: int) -> re.Pattern[str]:
    """Words of a clause that stand before a number, at most so many characters away.

    Example:
        >>> bool(right_before(WENT, 6).search("期满解除矫正")), bool(right_before(WENT, 6).search("解除、"))
        (True, False)
    """
    return re.compile(rf"(?:{words})[^，。；、\d]{{0,{reach}}}$")
