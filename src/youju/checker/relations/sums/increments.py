"""What a net gain led to (N101): 2022年45家, 今年净增11家, 总数达到56家."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.changes.differences import FROM, TO
from youju.checker.relations.flows import CAME, WENT, right_before
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import gap_of, slip_of, sum_of, summed

_GAIN: Final = re.compile(r"净增加?|增加(?:了)?|新[增建]|新发展|再(?!次)[一-鿿]{0,6}$")
_REACHED: Final = re.compile(r"达到?了?|增至|增加到|总数|总量|累计|共有|保有量|升至")
_EARLIER: Final = re.compile(r"上年|去年|原有|年初|上一年|前一年|(?:19|20)\d\d年")
_GROUND: Final = re.compile(r"[^，。；\d]{0,12}的?基础上")
"""After what more is added to: 在现有17家合作社的基础上再培育3家."""


def _increments(passage: Passage) -> Iterator[Relation]:
    """A last year, a net gain of B, T now."""
    for sentence in passage.sentences_with("净增新再", "达增总累共保升"):
        if len(sentence.mentions) >= 3:
            yield from _grown(passage, sentence)


def _grown(passage: Passage, sentence: Sentence) -> Iterator[Relation]:
    numbers = [one for one in sentence.mentions if one.countable]
    for index, gain in enumerate(numbers):
        match = _GAIN.search(passage.before(gain, 12))
        if not match or index == len(numbers) - 1:
            continue
        total = next((one for one in numbers[index + 1 : index + 3] if similar(one, gain)), None)
        if total is None or not _REACHED.search(passage.before(total, 12)):
            continue
        before = [one for one in numbers[:index] if similar(one, gain)]
        late = [one for one in numbers[index + 2 : index + 4] if similar(one, gain)]
        # 累计5860个，上年末为4240个
        bases = before + [one for one in late if aspect_of(passage, one) is Aspect.OLD]
        base = next((one for one in bases if summed(total, (one, gain)) is HOLDS), None)
        if base is not None:
            yield sum_of(total, (base, gain), (), HOLDS)
        elif bases:
            net = match[0].startswith("净")
            told = bases[0] if net or not before else before[-1]  # 2022年45家，2023年通过22家，净增11家
            alone = len(before) < 2  # 上年17家，培育2家，再引进3家，达到22家
            if exact(told, gain, total) and _missed(passage, total, told, gain, net=net, alone=alone):
                yield sum_of(total, (told, gain), (), FAILS)


def _missed(
    passage: Passage, total: Mention, base: Mention, gain: Mention, *, net: bool, alone: bool
) -> bool:
    """Whether a gain is said to be added to a base, and the total is not what that makes."""
    off = abs(gap_of(total, (base, gain)))
    if _GROUND.match(passage.text, base.end):
        return off <= max(slip_of(total), total.base / 20)
    earlier = _EARLIER.search(passage.before(base, 24)) is not None
    return earlier and (net or (alone and off <= slip_of(total)))


_STOOD: Final = re.compile(r"(?:原有|旧存|遗留|(?:[年期]初|[上去]年)[^，。；\d]{0,7})[^，。；\d]{0,8}$")
_CAME: Final = right_before(CAME, 8)
_WENT: Final = right_before(WENT, 8)
_STANDS: Final = re.compile(
    r"(?:[现实]有|现[存为]|[年期]末|年底|目前|剩余|结存|尚有|未[审执办]?结|尚未办结|保有量|存量|在[册库岗])"
    r"[^，。；、\d]{0,14}$|截[至止][^，。；]{2,10}[底末日][^，。；\d]{0,6}$"
)
_REACHED_ALL: Final = re.compile(r"(?:总[数量]|达到?|增[至到])[^，。；、\d]{0,8}$")
"""Words of what there is in the end, or of all that there was in a year."""
_UNCHANGED: Final = re.compile(
    r"(?:延续|换[发证领]|变更|(?<!全)年[检审报]|续[期签聘]|补[发办]|复[审核]|(?<!未)重新认定)[^，。；、\d]{0,8}$"
)
"""What was done without any coming or going."""
_STOPS_MOST: Final = 2
"""Sentences that end between what there was and what there is."""


def _stocks(passage: Passage) -> Iterator[Relation]:
    """原有85家，新增10家，注销3家，现有92家, in any order, also over full stops and other figures."""
    for paragraph in passage.paragraphs_with(_LEFT):
        by_kind: dict[str, list[Mention]] = defaultdict(list)
        for one in paragraph.mentions:
            if one.countable and exact(one) and not _UNCHANGED.search(passage.before(one, 20)):
                by_kind[one.dimension].append(one)
        for numbers in by_kind.values():
            if len(numbers) >= _FLOWS:
                yield from _balanced(passage, numbers)


_LEFT: Final = "注退解调转迁出撤关停死销办核清吊归还审结执支到离取淘摘未合裁减除"
"""Of which the words of what went have one."""
_FLOWS: Final = 3
_REACH: Final = 7
"""Figures of one kind among which what there was, came, went and is stands."""


def _balanced(passage: Passage, numbers: Sequence[Mention]) -> Iterator[Relation]:
    came = [one for one in numbers if _CAME.search(passage.before(one, 20))]
    went = [one for one in numbers if one not in came and _WENT.search(passage.before(one, 20))]
    if not went:
        return
    for at, stands in enumerate(numbers):
        if stands in came or stands in went or not _is_stock(passage, stands):
            continue
        around = numbers[max(0, at - _REACH) : at + _REACH]
        near = [one for one in around if passage.text.count("。", *_between(one, stands)) <= _STOPS_MOST]
        flows = [(plus, minus) for plus in came for minus in went if plus in near and minus in near]
        if not came:  # 年初67处，核销3处，目前64处: it only confirms, since what came may be left unsaid
            yield from _lessened(passage, stands, near, [one for one in went if one in near])
            continue
        stocks = [one for one in near if one is not stands and one not in came and one not in went]
        for stood, (plus, minus) in product(stocks, flows):
            sure = stands.base >= _SURELY or _stood(passage, stood, stands)
            if sure and summed(stands, (stood, plus), (minus,)) is HOLDS:
                yield sum_of(stands, (stood, plus), (minus,), HOLDS)
                return
        for count in (0, _STOPS_MOST):  # those of its sentence are meant before any others
            within = {one for one in near if passage.text.count("。", *_between(one, stands)) <= count}
            told = [(plus, minus) for plus, minus in flows if plus in within and minus in within]
            if len(told) == 1:
                plus, minus = told[0]
                first = _only_stood(passage, [one for one in stocks if one in within], stands, told[0])
                if first is not None and abs(gap_of(stands, (first, plus), (minus,))) * _FEW <= stands.base:
                    yield sum_of(stands, (first, plus), (minus,), FAILS)
                    return


def _only_stood(
    passage: Passage, stocks: Sequence[Mention], stands: Mention, flows: tuple[Mention, Mention]
) -> Mention | None:
    """What there was before anything came or went, where only one figure can be that."""
    first, last = sorted(one.start for one in flows)
    stood = [one for one in stocks if _stood(passage, one, stands)]
    stood = [one for one in stood if one.start < first] or stood
    if len(stood) == 1:
        told = _STANDS_AT if stood[0].start < stands.start else _IS
        return stood[0] if told.search(passage.before(stands, 20)) else None
    stocks = [one for one in stocks if _is_stock(passage, one)]
    around = len(stocks) == 1 and stocks[0].start < first < last < stands.start
    return stocks[0] if around and not stood and _STANDS_AT.search(passage.before(stands, 20)) else None


def _lessened(
    passage: Passage, stands: Mention, near: Sequence[Mention], went: Sequence[Mention]
) -> Iterator[Relation]:
    for stood, minus in product(near, went):
        told = stood is not stands and stood.start < minus.start and _stood(passage, stood, stands)
        if told and summed(stands, (stood,), (minus,)) is HOLDS:
            yield sum_of(stands, (stood,), (minus,), HOLDS)
            return


_SURELY, _FEW = 20, 4


def _between(a: Mention, b: Mention) -> tuple[int, int]:
    first, second = sorted((a, b), key=lambda one: one.start)
    return first.end, second.start


def _is_stock(passage: Passage, one: Mention) -> bool:
    before = passage.before(one, 20)
    return bool(_STANDS.search(before) or _REACHED_ALL.search(before) or _TURNED.search(before))


def _stood(passage: Passage, one: Mention, stands: Mention) -> bool:
    """Whether a figure is what there was, by its words or by those between it and what there is."""
    turned = one.end <= stands.start and TO.match(passage.between(one, stands))
    before = passage.before(one, 24)
    past = _END_OF_YEAR.search(before) and f"{passage.year}年" not in before
    return bool(past or _STOOD.search(before[-20:]) or (turned and FROM.search(passage.before(one))))


_TURNED: Final = re.compile(r"(?:调整|变)[为到至]?$")
_STANDS_AT: Final = re.compile(rf"{_STANDS.pattern}|{_TURNED.pattern}")
_IS: Final = re.compile(rf"{_STANDS_AT.pattern}|{_REACHED_ALL.pattern}")


_NET: Final = re.compile(r"净增[加长]?(?:了|约)?$")
_END_OF_YEAR: Final = re.compile(r"(?:20\d\d年|[上去]年)(?:年?[末底])[^，。；\d]{0,14}$")


def _net(passage: Passage) -> Iterator[Relation]:
    """上年末368家，年内新增60家，年末达到412家，净增44家: what there was, and what it has grown by in all."""
    for sentence in passage.sentences_with("净"):
        numbers = [one for one in sentence.mentions if one.countable and exact(one)]
        for gain in numbers:
            if not _NET.search(passage.before(gain, 8)):
                continue
            before = [one for one in numbers if one.start < gain.start and similar(one, gain)]
            stood = [one for one in before if _END_OF_YEAR.search(passage.before(one, 24))]
            stands = [one for one in before if one not in stood and _is_stock(passage, one)]
            if len(stood) != 1 or not stands:
                continue
            total = stands[-1]
            verdict = summed(total, (stood[0], gain))
            if verdict is HOLDS or abs(gap_of(total, (stood[0], gain))) * _FEW <= total.base:
                yield sum_of(total, (stood[0], gain), (), verdict)


_NOUN: Final = re.compile(
    r"使?(?:全[省市县区镇乡街][^，。；\d]{0,4}?)?(?P<noun>[A-Z一-鿿“”]{2,12}?)(?:总[数量]|数量|个数|规模)?[由从自]"
)
_AROUND: Final = 3
"""Quantities before and after a change of a stock that may be what came and what went."""


def _turned(passage: Passage) -> Iterator[Relation]:
    """新建书屋8个，书屋由上年的12个增加到20个; 招录7名，在编人员由158人变为160人，退休5人."""
    for sentence in passage.sentences_with("由从自", "到至为成达"):
        numbers = [one for one in sentence.mentions if one.countable]
        for at in range(len(numbers) - 1):
            old, now = numbers[at : at + 2]
            if not similar(old, now) or not exact(old, now) or not TO.match(passage.between(old, now)):
                continue
            if FROM.search(passage.before(old)):
                before, after = numbers[max(0, at - _AROUND) : at], numbers[at + 2 : at + 2 + _AROUND]
                yield from _flowed(passage, old, now, [*reversed(before), *after])


def _flowed(passage: Passage, old: Mention, now: Mention, around: Sequence[Mention]) -> Iterator[Relation]:
    """What came, less what went, is what a stock has changed by."""
    near = [one for one in around if similar(one, old) and exact(one)]
    came = [
        one for one in near if _CAME.search(passage.before(one, 16)) or _NEW.search(passage.before(one, 16))
    ]
    went = [
        one
        for one in near
        if _WENT.search(passage.before(one, 16)) or _WENT_AFTER.match(passage.after(one, 8))
    ]
    listed = [one for one in near if one.start > now.end and _WENT_BY_NAME.search(passage.before(one, 40))]
    if listed and now.base < old.base and abs(gap_of(now, (old,), listed[:1])) <= slip_of(now):
        yield sum_of(now, (old,), listed[:1], summed(now, (old,), listed[:1]))
        return
    before = [one for one in came[:1] if one.start < old.start]  # 由12个增加到15个，增加3个: a difference
    for plus, minus in ((before, ()), (came[:1] if went else (), went[:1]), ((), went[:1])):
        if (plus or minus) and summed(now, (old, *plus), minus) is HOLDS:
            yield sum_of(now, (old, *plus), minus, HOLDS)
            return
    if before and not went and before[0] is around[0] and now.base > old.base:
        off = abs(gap_of(now, (old, *before)))
        if off <= slip_of(now) and off * 2 <= before[0].base and _one_thing(passage, before[0], old):
            yield sum_of(now, (old, *before), (), FAILS)


_WENT_BY_NAME: Final = re.compile(rf"（(?:{WENT})了?[一-鿿、]{{2,30}}$")
_NEW: Final = re.compile(r"新|增|扩|添")
_WENT_AFTER: Final = re.compile(rf"[^，。；\d]{{0,3}}(?:{WENT})")


def _one_thing(passage: Passage, came: Mention, old: Mention) -> bool:
    """Whether what came and what there was have one name, told side by side: 新建书屋8个，全区书屋由12个…."""
    gap = passage.between(came, old)
    named = _NOUN.match(gap[1:]) if gap[:1] in "，；" else None
    return named is not None and passage.before(came, 16).endswith(named["noun"])


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "turned",
        "N101",
        Kind.SUM,
        _turned,
        (
            Example("新建农家书屋8个，全区农家书屋由上年的12个增加到20个。", HOLDS, (), "12+8=20"),
            Example("新建农家书屋8个，全区农家书屋由上年的12个增加到21个。", FAILS, (), "少1个"),
            Example("新建实训基地3家，使全市基地总数从14家增加到17家。", HOLDS, ("3家", "14家", "17家")),
            Example(
                "招录干部7名，在编人员由年初158人变为160人，这一年另有5人退休离岗。", HOLDS, (), "158+7-5=160"
            ),
            Example("全市在库企业由312家减少到304家，退库8家。", HOLDS, (), "312-8=304"),
            Example("敬老院由原来的9所整合为5所（撤并了东村、西村、南村、北村四所）。", HOLDS, (), "9-4=5"),
            Example("敬老院由原来的10所整合为5所（撤并了东村、西村、南村、北村四所）。", FAILS, (), "多1所"),
            Example("年内新建充电站5座，使全县充电站总数由17座达到23座。", FAILS, (), "少1座"),
            Example("新增充电桩40个，充电桩总量由260个增至301个。", FAILS, (), "少1个"),
            Example("新建农家书屋8个，全区书店由上年的12个增加到21个。", None),
            Example("新建农家书屋8个、改建3个，农家书屋由上年的12个增加到21个。", None),
            Example("走访企业8家，纳税大户由上年的12家增加到20家。", None),
        ),
    ),
    Pattern(
        "stocks",
        "N101",
        Kind.SUM,
        _stocks,
        (
            Example("原有合作社85家，今年新增10家，注销3家，现有92家。", HOLDS, (), "85+10-3=92"),
            Example("原有合作社85家，今年新增10家，注销3家，现有95家。", FAILS, (), "少3家"),
            Example(
                "转贷债券39272万元，年初债务余额135832万元，归还债务本金10870万元，年末债务余额164234万元。",
                HOLDS,
            ),
            Example(
                "转贷债券39272万元，年初债务余额135832万元，归还债务本金10870万元，年末债务余额164324万元。",
                FAILS,
                (),
                "少90万元",
            ),
            Example("旧存案件120件，新收880件。全年审结900件，未结100件。", HOLDS, (), "120+880-900=100"),
            Example("旧存案件120件，新收880件。全年审结900件，未结110件。", FAILS, (), "少10件"),
            Example("上年结转120万元，本年收入880万元，支出900万元，年末结余100万元。", HOLDS),
            Example(
                "年初在库企业87家，年内新纳入26家，到期退库9家，截至12月底实有104家。", HOLDS, (), "87+26-9"
            ),
            Example("会员保有量达96家，年初为81家，年内新认定23家、到期8家。", HOLDS, (), "81+23-8=96"),
            Example(
                "年内新认定示范店64家，因到期、外迁减少21家，全区示范店达到305家，而去年底是262家。",
                HOLDS,
                (),
                "262+64-21=305",
            ),
            Example("新办证15本，延续29本，注销8本，年末有效许可证237本，上年末为230本。", HOLDS),
            Example("新发许可证15本，换发29本，注销8本，年末有效许可证237本，上年末为232本。", FAILS),
            Example("新增低保17户、退出23户，在册低保由年初的218户调整为214户。", FAILS, (), "少2户"),
            Example(
                "在册隐患点126处，涉及1893人，核销22处，新增9处，年末实有隐患点113处。", HOLDS, (), "126+9-22"
            ),
            Example("全年新纳统312家，其中月度98家。全年退库153家。年底在库2146家，上年末1987家。", HOLDS),
            Example("会员保有量达98家，年初为81家，年内新认定23家、到期8家。", FAILS, (), "少2家"),
            Example(
                "2023年总结\n2022年底企业86家，今年新认定23家，到期减少3家，目前保有量达105家。",
                FAILS,
                (),
                "多1家",
            ),
            Example("在册企业184家，新纳入26家，退库9家，截至12月底实有204家。", FAILS, (), "少3家"),
            Example("新认定企业64家，到期减少21家，企业达到305家，而去年底是263家。", FAILS, (), "多1家"),
            Example("年初企业72家，新认定21家，到期后重新认定9家，年底保有量达到93家。", None),
            Example("年初在册隐患点67处，核销3处，目前在册64处。", HOLDS, ("67处", "3处", "64处")),
            Example("年初在册150人，新接收78人，期满解除85人，走访143人。", None),
            Example("旧存案件120件，新收880件，审结民事案件700件，结案率70%。", None),
        ),
    ),
    Pattern(
        "net gain",
        "N101",
        Kind.SUM,
        _net,
        (
            Example(
                "上年末368家，年内新增60家，年末达到412家，净增44家。", HOLDS, ("368家", "412家", "44家")
            ),
            Example("上年末368家，年内新增60家，年末达到412家，净增46家。", FAILS, (), "多2家"),
            Example("上年末368家。年内新增60家，净增44家。", None),
        ),
    ),
    Pattern(
        "increment",
        "N101",
        Kind.SUM,
        _increments,
        (
            Example("2022年有示范户45家，今年净增11家，总数达到56家。", HOLDS, ("45家", "11家", "56家")),
            Example("2022年有示范户45家，今年净增11家，总数达到57家。", FAILS),
            Example("2022年示范户45家，2023通过22家，净增11家，保有量达到59家。", FAILS, (), "少3家"),
            Example("新建基站1620个，累计建成5860个，上年末为4240个。", HOLDS),
            Example("新建基站1619个，累计建成5860个，上年末为4240个。", FAILS, (), "少1个"),
            Example("在现有17家合作社的基础上再培育3家，力争达到20家。", HOLDS),
            Example("在现有17家合作社的基础上再培育3家，力争达到22家。", FAILS, (), "少2家"),
            Example("在现有17家合作社的基础上，培育2家，再引进3家，力争达到22家。", None),
            Example("在265家的基础上，力争净增20家，年末达到287家。", FAILS, (), "少2家"),
            Example("管护园地2600亩，油茶面积在8500亩的基础上新增500亩，达到9010亩。", FAILS, (), "少10亩"),
            Example("油茶面积在8500亩基础上新增500亩，达到9010亩。", FAILS, (), "少10亩"),
            Example("今年净增11家，总数达到57家。", None),
        ),
    ),
)
