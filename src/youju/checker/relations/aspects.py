"""What the words about a quantity say of it: a gain, last year's figure, a target, a mean, what is left.

Enter at `aspect_of`; `complementary` says whether the labels of parts leave no room for a further part.
Only the clause before the number is read, so that each quantity is judged once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import permutations
from typing import Final, NamedTuple

from youju.checker.mentions import Mention
from youju.checker.passage import Passage


class Aspect(StrEnum):
    """How a quantity stands to others of its kind."""

    PLAIN = "plain"
    GAIN = "gain"
    """增加20户, 增长5%, 提高2个百分点."""
    LOSS = "loss"
    """减少20户, 下降5%."""
    OLD = "old"
    """上年同期100件, 年初62.5%."""
    TARGET = "target"
    """年度任务3000户."""
    MEAN = "mean"
    """户均5000元, 平均每件3万元."""
    ELSEWHERE = "elsewhere"
    """全市平均7.1%."""


_COMPARABLE: Final = frozenset({Aspect.PLAIN, Aspect.MEAN})
CHANGES: Final = frozenset({Aspect.GAIN, Aspect.LOSS})
"""What is no stock but a change of one."""
_REACH: Final = 24
_GAIN: Final = re.compile(
    r"(?:净增加?|增加|(?<!自然)增长率|增长|增[收支产销]|增幅|[升涨]幅|增长幅度|增速|提高|提升|上升|上涨|扩大|加快|提标|扩容|"
    r"[多高][增出查办收建]?|[比较][^，。；]{1,12}新增|同比新增|^(?:同比|环比)?增)"
    r"(?:了|为|达|约|近|到达)?$"
)
_LOSS: Final = re.compile(
    r"(?:净减少?|减少|减[收支产销]|下降率|下降|降低|[降跌]幅|下降幅度|回落|收窄|放缓|缩减|缩小|压减|压降|压缩|缩短|节约|节省|节支|"
    r"少|低|^(?:同比|环比)?[降减])(?:了|为|达|约|近)?$"
)
_OLD: Final = re.compile(
    r"(?:去年|上年|上一年|前一年|[比较]上半年|上季度|上月|上一?周|前年|年初|期初|原有|原来)"
    r"(?!以来|至今|开始|计划|末?旧存|末?结[转余]|遗留|转入|末?未结)[^，。；、\d]{0,10}$|"
    r"比[^，。；\d]{1,6}前的?$|[比较]“十[一二三四]五”[初末]的?$|[比较](?:之|于)?(?:19|20)\d\d年(?:(?:同期|末|底)?（?|[^，。；、\d]{0,14}[的时])$"
)
_TARGET: Final = re.compile(r"(?:任务|目标|计划|指标|下达|预算(?!收|支|内|执|单|审))[^，。；、\d]{0,8}$")
_MEAN: Final = re.compile(
    r"(?:平均|[人户亩月日生笔件村校家场次头株单床]均|每[一-鿿]{1,3}|均价|单价|单产|亩产)[^，。；、\d]{0,10}$"
)
_ELSEWHERE: Final = re.compile(r"全[国省市州区县][^，。；、\d]{0,6}(?:平均|均值)[^，。；、\d]{0,6}$")
_REACHED: Final = re.compile(r"(?:增加|增长|提高|提升|上升|扩大|减少|下降|降低|压缩|缩短)[到至为]$")
_COMPARED: Final = re.compile(r"相[比较]|比较[，,]")
"""After what something is measured against: 与2010年的133万人相比."""
_AGAINST: Final = re.compile(r"(?<![占对百反环])[比较](?![例重率为])[^，。；、\d]{1,14}$")
_CHANGED: Final = re.compile(
    r"(?:净|同比|大幅|略|偏)?[增减升降提下上多少扩缩涨](?:[加少长高升降幅出了大小到]|\d)"
)
"""Before and after what something is measured against: 比普查时的6205家增长19.8%."""
_SAYING: Final = frozenset("均每单亩任目计指下预去上前年期原比较")
"""Characters of which the words of all aspects but gains and losses have one."""
_LETTERS: Final = frozenset(
    "支产销约度省支增多高查办收建加提上扩减少降低回收放缩压幅速快长升到至为达约了近出标容小"
)


def aspect_of(passage: Passage, mention: Mention) -> Aspect:
    """The aspect of a quantity, from the words of its clause before it.

    Example:
        >>> from youju.checker.passage import read
        >>> found = read("办件120件，比上年增加20件，上年为100件，任务90件。", 0, 27)
        >>> [aspect_of(found, one).value for one in found.mentions]
        ['plain', 'gain', 'old', 'target']
    """
    known = passage.aspects.get(mention)
    if known is None:
        known = _read(passage.before(mention, _REACH))
        if known in _COMPARABLE and _is_compared(passage, mention):
            known = Aspect.OLD
        passage.aspects[mention] = known
    return known


def _is_compared(passage: Passage, mention: Mention) -> bool:
    """Whether something is measured against a figure: 与2010年的133万人相比, 比普查时的6205家增长19.8%."""
    text = passage.text
    if _COMPARED.match(text, mention.end):
        return True
    return _CHANGED.match(text, mention.end) is not None and bool(_AGAINST.search(passage.before(mention)))


_SAVED: Final = re.compile(r"(?<![春佳情环季章假])节$")
"""Before 约 it is 节约, unless a festival: 春节约61万人次."""


def _read(head: str) -> Aspect:
    bare = head.rstrip("约近超逾")
    head = bare + "约" if _SAVED.search(bare) and head != bare else bare
    if not head:
        return Aspect.PLAIN
    if head.endswith("负增长"):
        return Aspect.LOSS
    if head[-1] in _LETTERS and not _REACHED.search(head):
        if _GAIN.search(head):
            return Aspect.GAIN
        if _LOSS.search(head):
            return Aspect.LOSS
    if _SAYING.isdisjoint(head):
        return Aspect.PLAIN
    if _ELSEWHERE.search(head):
        return Aspect.ELSEWHERE
    if _MEAN.search(head):
        return Aspect.MEAN
    if _TARGET.search(head):
        return Aspect.TARGET
    return Aspect.OLD if _OLD.search(head) else Aspect.PLAIN


_PAIRS: Final = tuple(
    (re.compile(first), re.compile(second))
    for first, second in (
        (r"男", r"女"),
        (r"城[镇市区]|市区", r"农村|乡村|乡镇"),
        (r"(?<![不未])(?:批捕|逮捕|起诉|立案|受理)", r"[不未](?:批捕|批准|捕|诉|起诉|立案|予?受理)"),
        (r"上半年", r"下半年"),
        (r"出口", r"进口"),
        (r"夏粮", r"秋粮"),
        (r"前三季度", r"第?四季度"),
        (r"干部", r"群众"),
        (r"公办|公立|公有|国有", r"民办|民营|私立|非公|社会办"),
        (r"职工(?:基本)?(?:医|养老)", r"居民(?:基本)?(?:医|养老)"),
        (r"网上|线上|网络|互联网", r"窗口|线下|现场|来人"),
        (r"新建|新开工", r"改[扩建造]|扩建|提升|续建|修缮|加固|维修|维护|整修|补[植栽种造]"),
        (r"集中", r"分散|投亲靠友|自行"),
        (r"困难残疾人", r"重度残疾人"),
        (r"脱贫不稳定", r"突发严重困难"),
        (r"(?<!不)合格", r"不合格|基本合格"),
        (r"优秀", r"(?<!不)合格"),
        (r"(?<!不)(?<!违)合[法规]", r"违[法规]"),
        (r"(?<!不)属实", r"不属实"),
        (r"查实", r"查否|查无"),
        (r"实有|在编|[在到]岗|实检|实际", r"空编|空缺|缺编|缺额|未"),
        (
            r"已|完成|到位|办结|整改|成功|消除|查[实否]|销号|兑现",
            r"未|尚|待|正在|剩余|其余|余下|还有|没有|不予|继续|在[办建]|持续|长期",
        ),
        (r"第一产业|一产", r"第三产业|三产"),
        (r"税收收入", r"非税"),
        (r"常住|户籍|本地", r"流动|外来"),
        (r"单位", r"个人"),
        (r"老年|成年", r"未成年|少年"),
        (r"直接", r"间接"),
        (r"同意|予以公开|准予", r"不同意|不予|非本|无法"),
        (r"来信", r"来访"),
        (r"(?<!未)(?:按期|如期|及时|限内)", r"逾期|超期|超时|未按期"),
        (r"高级|副高|正高", r"初级"),
        (r"农用地", r"未利用地"),
        (r"当场|现场", r"交办|转办|限期|预约|带回"),
        (r"即知即改|立行立改|立整立改|立查立改", r"限期|长期|持续|分阶段"),
        (r"以下|不[足满]", r"以上"),
        (r"新?制定|新出台", r"修[改订]|废止"),
        (r"集体", r"个[体人]"),
        (r"一般(?!公共|债|性)", r"重[点大]|特殊"),
        (r"中央|上级", r"地方|本级|配套|自筹"),
        (r"露天|地[上面表]", r"地下|井下|井工"),
        (r"[市县区省]内", r"[市县区省]外|外[市县省]"),
        (r"国内|境内|内资", r"国外|境外|涉外|外资"),
        (r"专职", r"兼职"),
        (r"在编|正式", r"编外|临聘|劳务派遣"),
        (r"(?<!依)主动", r"依申请"),
        (r"出让", r"划拨"),
        (r"自然人", r"法人|非自然人"),
        (r"\d(?:[—–－~～至-]|万?[元亩人户岁]至)", r"以上"),
    )
)
_ANY: Final = re.compile("|".join(dict.fromkeys(one.pattern for pair in _PAIRS for one in pair)))
_DENIED: Final = re.compile(r"[未不]([一-鿿]{2})")
_OTHER: Final = re.compile(r"其[他它余]|剩余|另有|另外")


def label_of(passage: Passage, mention: Mention) -> str:
    """The words that name a part: what stands before it in its item."""
    head = passage.before(mention, 16)
    return head[max(head.rfind("、"), head.rfind("（"), head.rfind("和")) + 1 :]


def _affirmed(word: str, label: str) -> bool:
    """Whether a word stands in a label without 未 or 不 before it."""
    at = label.find(word)
    return at >= 0 and label[at - 1 : at] not in {"未", "不"}


def complementary(labels: Sequence[str]) -> bool:
    """Whether the labels of parts name all that there can be: 男 and 女, 已… and 未…, or the rest by name.

    Example:
        >>> complementary(["公办", "民办"]), complementary(["国家级", "省级"])
        (True, False)
    """
    if len(labels) < 2:
        return False
    if _OTHER.search(labels[-1]):
        return True
    denied = _DENIED.search(labels[-1])
    if denied and len(labels) == 2 and _affirmed(denied[1], labels[0]):
        return True
    if _objects_apart(labels):
        return False
    sides = [found for label in labels if (found := _sides(label)) is not _NEITHER]
    return any(not one.first.isdisjoint(other.second) for one, other in permutations(sides, 2))


_OBJECT: Final = re.compile(
    r"(?:新建|新开工|改[扩建造]|扩建|提升|续建|修缮|加固|维修|维护|整修)(?P<of>[一-鿿]{2,})$"
)


def _objects_apart(labels: Sequence[str]) -> bool:
    """Whether what was built anew and what was mended are different things: 新建护岸, 加固堤防."""
    found = [match["of"] for label in labels if (match := _OBJECT.search(label))]
    return len(found) == len(labels) == 2 and set(found[0]).isdisjoint(found[1])


class _Sides(NamedTuple):
    """Of which pairs a label names the first, and of which the second."""

    first: frozenset[int]
    second: frozenset[int]


_NEITHER: Final = _Sides(frozenset(), frozenset())


@lru_cache(maxsize=4096)
def _sides(label: str) -> _Sides:
    if _ANY.search(label) is None:
        return _NEITHER
    first, second = (
        frozenset(at for at, pair in enumerate(_PAIRS) if pair[side].search(label)) for side in (0, 1)
    )
    return _Sides(first, second)
