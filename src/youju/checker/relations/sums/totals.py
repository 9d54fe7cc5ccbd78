"""Totals without 其中 (N101): 共…, a run that adds up; what was done and what was not is in `complements`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, Role, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, complementary, label_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import (
    OVERLAP,
    PARTS_MOST,
    TOLD_NEXT,
    accounted,
    also_off,
    gap_of,
    misprinted,
    slip_of,
    step_of,
    sum_of,
    summed,
    taken_up,
)

TOTAL: Final = re.compile(
    r"(?:(?<!公)共|总[计数量]?|合计|累计|总共|一共|[项者类两]相加|[合加](?:在一)?起来?|汇总)[^，。；、]{0,12}$"
)
RUN_MOST: Final = 8
LEAST: Final = Decimal(10)
"""Totals below this come out by chance too often."""
_PLAIN: Final = frozenset({Aspect.PLAIN, Aspect.TARGET})
WHOLES: Final = frozenset({Aspect.PLAIN, Aspect.TARGET, Aspect.OLD})
"""What a total may be."""


def _announced(passage: Passage) -> Iterator[Relation]:
    """共T, A…, B… without 其中, and A…, B…, 共T."""
    for sentence in passage.sentences_with("共总合累加"):
        if len(sentence.mentions) < 3:
            continue
        for index, total in enumerate(sentence.mentions):
            if not total.countable or not TOTAL.search(passage.before(total, 16)):
                continue
            after = sentence.mentions[index + 1 : index + 1 + PARTS_MOST]
            yield from _run(passage, total, after, forward=True)
            before = _unbracketed(passage, sentence.mentions[:index])[::-1]
            before = [one for one in before if not one.percent]  # 本级支出62亿元，下降11%，加上：…
            yield from _run(passage, total, before[:PARTS_MOST], forward=False)
            yield from _outer(passage, total, [one for one in before if similar(one, total)])


_OWN_PARTS: Final = re.compile(r"其中[^；。]*；")


def _outer(passage: Passage, total: Mention, before: Sequence[Mention]) -> Iterator[Relation]:
    """本级收入8亿元，其中税收5亿元；上级补助9亿元，总投资…，合计17亿元: without the parts of one of them."""
    start = before[-1].start if before else total.start
    within = [one.span() for one in _OWN_PARTS.finditer(passage.text, start, total.start)]
    outer = [one for one in before if not any(low < one.start < high for low, high in within)]
    if not within and not SUMMING.search(passage.before(total, 6)):  # 两类合计: whatever stands between
        return
    for length in range(len(outer), 1, -1):
        if total.base >= LEAST and exact(total, *outer[:length]) and summed(total, outer[:length]) is HOLDS:
            yield sum_of(total, outer[:length][::-1], (), HOLDS)
            return


def _run(passage: Passage, total: Mention, others: Sequence[Mention], *, forward: bool) -> Iterator[Relation]:
    """Quantities next to the total, of its unit, that add up to it."""
    run: list[Mention] = []
    summing = SUMMING.search(passage.before(total, 6))
    for mention in others:
        gap = passage.text[total.end : mention.start] if forward else passage.text[mention.end : total.start]
        if mention.spelled and not similar(mention, total):
            continue  # 三项合计500万元
        gap = _BRACKETED.sub("", gap)
        told = mention.role is Role.QUANTITY and similar(mention, total) and "其中" not in gap
        if not told or "（" in gap:
            break
        told = TOTAL.search(passage.before(mention, 16)) is not None and (forward or not summing)
        if told and not (run and not forward and passage.between(mention, run[-1]).startswith("、")):
            break
        run.append(mention)
        if told:  # 共获金奖2个、银奖3个，奖项总数5个: said of the list
            break
    for length in range(len(run), 1, -1):
        edge = sorted(run[length - 1 : length + 1], key=_start)
        if len(edge) > 1 and passage.between(edge[0], edge[1]).startswith("、"):
            continue  # 预案1个、19个、35个，共54个: a list is not cut where it happens to fit
        if total.base >= LEAST and summed(total, run[:length]) is HOLDS and not total.hedge:
            yield sum_of(total, run[:length] if forward else run[:length][::-1], (), HOLDS)
            return
    if run and not accounted(passage, total, run):
        yield from _all_but(passage, total, run, forward=forward)


def _all_but(
    passage: Passage, total: Mention, run: Sequence[Mention], *, forward: bool
) -> Iterator[Relation]:
    """The total that quantities next to it all but add up to."""
    summing = SUMMING.search(passage.before(total, 6))
    if (
        len(run) > 1
        and not forward
        and (_whole(passage, total, run[::-1]) or (summing and _near(total, run)))
    ):
        yield sum_of(total, run[::-1], (), FAILS)
        return
    for length in range(len(run), 1, -1):
        chosen = run[:length] if forward else run[:length][::-1]
        whole = length == len(run)
        if forward and any(_STEP.search(label_of(passage, one)) for one in chosen):
            continue  # 抗诉38件，审结24件，采纳12件: of each a part is left
        if _slipped(
            total, chosen, 6 if whole and not forward else 10 if whole else 30
        ) and not OVERLAP.search(passage.text[chosen[0].start : chosen[-1].end]):
            yield sum_of(total, chosen, (), FAILS)
            return


SUMMING: Final = re.compile(r"(?:[合总共]计|总共|[项者类两]相加|[合加](?:在一)?起来?)(?:为|达|是|有)?$")
"""Words that only a sum has: 共发放6亿元，正在审批2亿元，合计8亿元."""
_STEP: Final = re.compile(
    r"审结|办结|采纳|立案|整改|化解|改判|解决|处置|移送|查处|落实|拨付|通过|录用|到位|成功"
)
_EACH: Final = re.compile(r"分别[^，。；\d]{0,8}$")


def _whole(passage: Passage, total: Mention, run: Sequence[Mention]) -> bool:
    """Whether a list before its total is all of it by its words: 分别完成100亩、150亩、200亩，共460亩."""
    each = _EACH.search(passage.before(run[0], 16)) or complementary([label_of(passage, one) for one in run])
    merely = _MERELY.fullmatch(passage.before(total, 16)) and _listed(passage, run)
    ratio = sum((one.base for one in run), Decimal(0)) / total.base if total.base else Decimal(0)
    near = Decimal("0.8") <= ratio <= Decimal("1.25") or (
        merely and abs(gap_of(total, run)) <= slip_of(total)
    )
    near = near and len(passage.between(run[-1], total)) <= SHORT
    return bool((each or merely) and near) and exact(total, *run) and summed(total, run) is not HOLDS


def _listed(passage: Passage, run: Sequence[Mention]) -> bool:
    """Whether quantities are the items of one list: 机关4家、学校6家和企业3家."""
    gaps = [passage.between(*two) for two in pairwise(run)]
    return all("，" not in gap and "；" not in gap and LINKED.search(gap) for gap in gaps)


_MERELY: Final = re.compile(r"(?:共|合|总)计(?:有|为|达|是)?|一共(?:有|是)?")
"""All that stands before a sum that can be of nothing but the list before it."""
LINKED: Final = re.compile(r"[、和及与]")


def _near(total: Mention, run: Sequence[Mention]) -> bool:
    """Whether what a sum is said to be of is off by a few percent only."""
    return exact(total, *run) and abs(gap_of(total, run)) * _FEW_PERCENT <= total.base


_FEW_PERCENT: Final = 20


def _slipped(total: Mention, parts: Sequence[Mention], times: int) -> bool:
    """Whether parts miss a total, so many times larger than the gap, by a slip of the pen."""
    gap = abs(gap_of(total, parts))
    large = total.base >= max(gap * times, LEAST * step_of(total))
    return gap <= slip_of(total) and large and exact(total, *parts)


_BRACKETED: Final = re.compile(r"（[^（）]*）")
SHORT: Final = 18
"""Characters between the items of a list without further words."""


def _runs(passage: Passage) -> Iterator[Relation]:
    """T, A…, B…, C… of one unit that add up, with no word that says so, also over a full stop."""
    for paragraph in passage.paragraphs:
        numbers = [one for one in paragraph.mentions if one.countable]
        yield from _among(passage, numbers)
        bracket = passage.text.find("（", paragraph.start, paragraph.end) >= 0
        outer = _unbracketed(passage, numbers) if bracket and len(numbers) > 2 else []
        if 0 < len(outer) < len(numbers):  # 处分93人（其中党纪80人）。处分乡科级13人、一般干部80人
            yield from _among(passage, outer)


def _unbracketed(passage: Passage, numbers: Sequence[Mention]) -> list[Mention]:
    """Quantities that stand in no bracket."""
    found: list[Mention] = []
    depth, place = 0, numbers[0].start if numbers else 0
    for mention in numbers:
        gap = passage.text[place : mention.start]
        depth = max(0, depth + gap.count("（") - gap.count("）"))
        if depth == 0:
            found.append(mention)
        place = mention.end
    return found


def _among(passage: Passage, numbers: Sequence[Mention]) -> Iterator[Relation]:
    if len(numbers) > 2:
        for index, total in enumerate(numbers):
            if total.hedge or total.base < LEAST or aspect_of(passage, total) not in WHOLES:
                continue
            run = _adding_up(passage, total, numbers[index + 1 : index + 1 + RUN_MOST])
            rest = numbers[index + 1 : index + 1 + RUN_MOST + 1]
            fits = len(run) >= 2 and summed(total, run) is HOLDS and not also_off(passage, total, run)
            if fits and abs(gap_of(total, run)) <= step_of(total) and not _more(passage, run, rest):
                yield sum_of(total, run, (), HOLDS)
            elif not (index and _goes_on(passage, numbers[index - 1], total)):
                yield from _missed(passage, total, rest[:RUN_MOST])


def _goes_on(passage: Passage, before: Mention, item: Mention) -> bool:
    """Whether a quantity is an item of a list that began before it, so no total of the items that follow."""
    gap = passage.between(before, item)
    return similar(before, item) and gap.startswith("、") and len(gap) <= SHORT


def _adding_up(passage: Passage, total: Mention, after: Sequence[Mention]) -> list[Mention]:
    """Plain quantities of the total's unit that follow it, until they reach it."""
    run: list[Mention] = []
    whole = Decimal(0)
    for part in after:
        if not similar(part, total):
            continue
        if part.start - total.end > 160 or passage.text.count("。", total.end, part.start) > 1:
            break
        if not run and _ASIDE.search(passage.before(part, 12)):
            continue  # 用水22亿方，低于红线3亿方。农业15亿方，工业7亿方
        if run and ("其中" in (gap := passage.between(run[-1], part)) or TOLD_NEXT.search(gap)):
            break
        if not run and aspect_of(passage, part) in CHANGES:
            continue  # of the total itself: 收入285万元，增收27万元，税务138万元，财政147万元
        if part.base >= total.base or aspect_of(passage, part) not in _PLAIN or part.hedge:
            break
        run.append(part)
        whole += part.base
        if whole >= total.base:
            break
    return run


_ASIDE: Final = re.compile(r"(?:[高低多少]于|每)[^，。；\d]{0,6}$")
"""Before what a total is measured against, and before a mean."""


def _more(passage: Passage, run: Sequence[Mention], after: Sequence[Mention]) -> bool:
    """Whether the list goes on with one more of its kind, so that what adds up is an accident."""
    at = after.index(run[-1]) + 1
    while at < len(after) and after[at].value == 0:
        at += 1
    if at >= len(after) or not similar(after[at], run[-1]):
        return False
    usual, gap = passage.between(run[-2], run[-1]), passage.between(run[-1], after[at])
    if _SINCE.search(gap):
        return False
    return len(gap) <= SHORT and bool(usual) and usual[0] == gap[0] in "、，；"


_SINCE: Final = re.compile(r"截[至止]|已(?:办|整|完|全)|均已")
"""What became of all that was listed: 交甲局6件，交乙局9件，已办结8件."""


def _missed(passage: Passage, total: Mention, after: Sequence[Mention]) -> Iterator[Relation]:
    """A list right after the total that all but adds up and that by its words is whole."""
    run: list[Mention] = []
    previous = total
    for part in after:
        if not similar(part, total):
            break
        gap = passage.between(previous, part)
        gap = _BRACKETED.sub("", gap) if "（" in gap else gap
        told = len(gap) <= SHORT and not ("。" in gap and run)
        told = told and (bool(run) or not gap.startswith("、"))  # 茶叶基地16个、西瓜基地7个: of one list
        if not told or "其中" in gap or "（" in gap or "）" in gap:
            break
        run.append(part)
        previous = part
    if len(run) < 2 or not exact(total, *run):
        return
    if summed(total, run) is HOLDS:
        return
    step = step_of(total)
    off = abs(gap_of(total, run))
    labels = [label_of(passage, one) for one in run]
    named = complementary(labels) or (len(run) > 2 and all(_LEVEL.search(one) for one in labels))
    slip = off <= slip_of(total) or (named and misprinted(total, run, -gap_of(total, run)))
    far = not slip or off * 5 > total.base
    if far or total.base < 8 * step or max(run, key=_base).base >= total.base:
        return
    if taken_up(passage, total, run):
        return
    kin = len(run) > 2 or bool(_TAKEN_IN.search(passage.before(total, 16)))
    listed = _listed(passage, run)
    least = 100 if len(run) == 2 or "。" in passage.between(total, run[0]) else 40
    if (
        named
        or (kin and total.base >= 15 * step and _kindred(labels))
        or (listed and total.base >= least * step)
    ):
        yield sum_of(total, run, (), FAILS)


_LEVEL: Final = re.compile(r"[省市县区旗乡镇街村]级?$")
_TAKEN_IN: Final = re.compile(r"交办|收到|受理|接[收报]|应|共")


def _start(mention: Mention) -> int:
    return mention.start


def _base(mention: Mention) -> Decimal:
    return mention.base


def _kindred(labels: Sequence[str]) -> bool:
    """Whether all labels have two neighbouring characters in common: 予以公开, 部分公开, 不予公开."""
    pairs = [{label[place : place + 2] for place in range(len(label) - 1)} for label in labels]
    return bool(set.intersection(*pairs))


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "announced",
        "N101",
        Kind.SUM,
        _announced,
        (
            Example("登记社会组织共90家，社会团体50家，服务机构40家。", HOLDS, ("90家", "50家", "40家")),
            Example("办理来信12件、来访18件，共计30件。", HOLDS, ("12件", "18件", "30件")),
            Example("财政300万元，配套120万元，捐助80万元，三项合计503万元。", FAILS, (), "少3万元"),
            Example(
                "本级收入129万元，增长4%，加：上年结转11万元（其中：本级2万元）、补助428万元，收入总计568万元。",
                HOLDS,
            ),
            Example("共发放贷款6.47亿元，正在审批额度2.24亿元，合计8.71亿元。", HOLDS),
            Example(
                "本级收入8.3亿元，其中税收5.1亿元；上级补助9.4亿元，调入1.2亿元，总收入18.9亿元。",
                HOLDS,
                ("8.3亿元", "9.4亿元", "1.2亿元", "18.9亿元"),
            ),
            Example("新建渠道1.7万亩、改造0.9万亩，总投资6250万元，按两类合计2.6万亩测算。", HOLDS),
            Example("新建渠道1.7万亩、改造0.9万亩，总投资6250万元，年灌溉合计3.6万亩。", None),
            Example("共发放贷款6.47亿元，正在审批额度2.24亿元，合计8.81亿元。", FAILS, (), "少0.1亿元"),
            Example("取消许可5项，下放4项，承接9项，共调整19项。", FAILS, (), "少1项"),
            Example("辖236个行政村、31个社区，村（社区）合计268个。", FAILS, (), "少1个"),
            Example("公共预算收入129万元，加补助收入428万元，上年结余11万元，收入总计568万元。", HOLDS),
            Example("三个镇分别完成100亩、150亩、200亩，共460亩。", FAILS, (), "少10亩"),
            Example("上半年办理230件，下半年办理270件，全年共办理510件。", FAILS, (), "少10件"),
            Example(
                "修新路8.4公里、改旧路11.6公里，两项相加20公里。", HOLDS, ("8.4公里", "11.6公里", "20公里")
            ),
            Example("首批推荐17家、第二批推荐24家，合在一起是31家。", None),
            Example("财政120万元、捐助80万元、自筹290万元，三项相加500万元。", FAILS, (), "少10万元"),
            Example("修编总体预案1个、专项预案19个、部门预案35个，共54个。", FAILS, (), "多1个"),
            Example("参赛共获金奖21个、银奖18个、铜奖26个，奖项总数64个。", FAILS, (), "多1个"),
            Example("创建示范机关4家、示范学校6家和示范企业3家，共计16家。", FAILS, (), "少3家"),
            Example("创建示范机关4家、示范学校6家、示范企业3家，共计10家。", FAILS, (), "多3家"),
            Example("创建示范机关4家、示范学校6家，累计创建16家。", None),
            Example("共开展检查40次，整改问题5个。", None),
        ),
    ),
    Pattern(
        "run",
        "N101",
        Kind.SUM,
        _runs,
        (
            Example("编制床位340张，综合医院260张、专科医院80张。", HOLDS, ("340张", "260张", "80张")),
            Example("共设河长386名，县级21名，乡级128名，村级247名。", FAILS, (), "多10名"),
            Example("下发图斑427个，认定合法图斑318个，违法图斑23个，其他图斑96个。", FAILS, (), "多10个"),
            Example("下发图斑427个，东片图斑318个，西片图斑23个，南片图斑96个。", None),
            Example("实施项目17个。道路9个、饮水5个、产业3个。", HOLDS),
            Example("受理审查起诉112人，起诉101人，不起诉12人。", None),
            Example("收入285万元，增收27万元，税务部门138万元，财政部门147万元。", HOLDS),
            Example("行政案件62件，调解书监督0件；审判监督52件；执行监督10件；跟进监督0件。", HOLDS),
            Example("处分93人（其中党纪处分80人）。处分县管干部13人，一般干部26人，其他人员54人。", HOLDS),
            Example("移交线索17条，转甲局6条，转乙局2条，转丙局9条，截至年底已办结8条。", HOLDS),
            Example("移交线索17条，转甲局6条，转乙局2条，转丙局9条，转丁局8条。", None),
            Example(
                "用水22万吨，低于红线3万吨。结构上，农业5万吨，工业17万吨。",
                HOLDS,
                ("22万吨", "5万吨", "17万吨"),
            ),
            Example("编制床位340张，综合医院260张，新增护士80人。", None),
            Example("出让工业用地18宗702亩，住宅用地9宗315亩，商业用地9宗168亩。", None),
            Example("新建茶叶基地16个、西瓜基地7个、雷竹基地2个、蔬菜基地5个，新建养殖基地4个。", None),
            Example("从来源看，网站204件、客户端165件、窗口119件、微博49件。", None),
        ),
    ),
)
