"""Redaction (R3xx): masked values that can be solved, and personal data that must not be published.

Enter at `leaks_of` (R301, decided in `checker.leaks`) and `findings_of` (R302 to R306). What counts as
personal data follows 《中华人民共和国个人信息保护法》 articles 4 and 28 and the practice of 政务公开:
numbers that point at one person, and private persons named together with illness, poverty or the like.
Officials and companies in their public role are not private persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from youju.checker.leaks import leaks_in, leaks_of
from youju.checker.model import Finding
from youju.standards import credit_code, divisions

__all__ = ["findings_of", "leaks_in", "leaks_of"]

_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z.])\d(?:[ -]?\d){9,18}[Xx]?(?![0-9A-Za-z]|\.\d)")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_CARD_BEGINNINGS: Final = ("4", "5", "62", "60", "9558", "95588")
_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS: Final = "10X98765432"


def findings_of(text: str, start: int, end: int) -> list[Finding]:
    """Personal data in a report.

    Args:
        text: The whole text that was read; offsets of the result are into it.
        start: Where the report begins.
        end: Where it ends.

    Example:
        >>> [one.rule for one in findings_of("困难群众李某英，住院治疗。", 0, 13)]
        ['R306']
    """
    return [*_numbers(text, start, end), *_persons(text, start, end), *_half_masked(text, start, end)]


def _numbers(text: str, start: int, end: int) -> Iterator[Finding]:
    """Identity numbers, bank cards and mobile numbers, each by its own check."""
    for match in _DIGITS.finditer(text, start, end):
        plain = re.sub(r"[ -]", "", match[0])
        place = match.start(), match.end()
        if len(plain) == 18 and is_identity_number(plain):
            yield Finding("R302", "error", *place, f"“{_covered(plain)}”是公民身份号码，不得公开，请删去")
        elif _MOBILE.fullmatch(plain):
            yield Finding(
                "R303", "warning", *place, f"“{_covered(plain)}”是手机号码，公开前请确认是否为办公电话"
            )
        elif 16 <= len(plain) <= 19 and plain.startswith(_CARD_BEGINNINGS) and is_luhn(plain):
            yield Finding("R304", "error", *place, f"“{_covered(plain)}”像银行卡号（校验位正确），请删去")


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a citizen's number: GB 11643-1999, with division, date and check character.

    A unified social credit code of 18 digits is none.
    """
    if not re.fullmatch(r"[1-9]\d{16}[\dXx]", text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    if _CHECKS[total % 11] != text[-1].upper():
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    known = divisions.get(text[:2]) is not None
    return known and 1880 <= int(text[6:10]) <= 2100 and not credit_code.is_valid(text)


def is_luhn(digits: str) -> bool:
    """Whether the last digit checks the others: ISO/IEC 7812-1, annex B.

    Example:
        >>> is_luhn("79927398713"), is_luhn("79927398710")
        (True, False)
    """
    if not digits.isdecimal() or len(set(digits)) < 3:
        return False
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def _covered(number: str) -> str:
    """A number that can be shown in a message without being published again."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁"
    "柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟"
    "宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
_PRIVATE: Final = (
    r"患者|病人|精神障碍者|残疾人|低保户|低保对象|特困人员|特困户|困难群众|困难户|贫困户|脱贫户|监测户|五保户|孤儿|留守儿童|困境儿童|"
    r"困难儿童|困难学生|贫困学生|受助学生|孤寡老人|独居老人|空巢老人|失能老人|受害人|上访人|信访人|矫正对象|社区矫正对象|戒毒人员|刑满释放人员|"
    r"受援人|失独老人|优抚对象"
)
_HARDSHIP: Final = re.compile(
    r"患(?:有|上|癌|病)|罹患|癌|白血病|尿毒症|肾病|瘫痪|残疾|精神病|精神障碍|肿瘤|脑梗|艾滋|病重|病故|住院|手术|"
    r"低保|特困|贫困|困难|欠债|负债|刑满|吸毒|离异|丧偶|遗弃|家暴|自杀|强奸|猥亵|被害"
)
_NAME: Final = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_NAMED: Final = re.compile(
    rf"(?:{_PRIVATE})(?P<name>{_NAME})(?=[，,、（(家的一因患的去被]|同志|女士|先生|老人|夫妇|等)"
)
_CALLED: Final = re.compile(
    rf"(?:村民|居民|群众|市民|业主|职工|学生|儿童|老人|女童|男童)(?P<name>{_NAME})(?=[，,、（(家因患被]|女士|先生|老人|夫妇)"
)
_NOT_NAMES: Final = re.compile(
    r"^[来向应连解强安常时任于全单成万包项计和盖都曾路]|[及与等均]|家庭|人员|救助|管理|服务|安置|范围|关爱|关怀|保障|补[助贴]|"
    r"应[享纳]|全部|方面|解决|高[龄兴考度质效危]|金秋|马上|康[养复乐]|温[馨暖情]|方便|平[安均台]|乐[意享]|江[湖南北]|程[序度]|"
    r"车[辆主]|房[屋产]|水[电费]|石[油化]|严[重格]|简[化单]|时间|沙[龙滩]|毛[巾毯]|米[油面]|柴[米油]|白[血天内]|黄[金色]|"
    r"华[侨人]|国[家庭]|先生|女士|同志|花[费卉]|项目|武[装术]|孔子|史[料上]|段[落时]|古[稀镇]|童[年趣]|易[感发地]|空[巢闲]"
)
"""Words that begin like a name."""
_AROUND: Final = 16
"""Characters after a name within which hardship belongs to it."""


def _persons(text: str, start: int, end: int) -> Iterator[Finding]:
    """Private persons by name, next to hardship or illness."""
    for pattern, needs_hardship in ((_NAMED, False), (_CALLED, True)):
        for match in pattern.finditer(text, start, end):
            name = match["name"]
            if _NOT_NAMES.search(name) or "某" in name:
                continue
            around = text[match.end() : min(end, match.end() + _AROUND)]
            if needs_hardship and not _HARDSHIP.search(around):
                continue
            yield Finding(
                "R305",
                "error",
                match.start("name"),
                match.end("name"),
                f"“{name[0]}{'*' * (len(name) - 1)}”疑为与疾病、困难等情形相连的个人姓名，公开前请隐去",
            )


_HALF: Final = re.compile(
    rf"(?P<name>[{_SURNAMES}](?:某[\u4e00-\u9fff]|[\u4e00-\u9fff]某|[*＊×○〇][\u4e00-\u9fff]|[\u4e00-\u9fff][*＊×○〇](?![*＊×○〇])))"
    r"(?=[，,。；;、（(家的因患等被]|同志|女士|先生|老人|夫妇|$)",
    re.MULTILINE,
)


def _half_masked(text: str, start: int, end: int) -> Iterator[Finding]:
    """李某英, 张*强: whoever knows the village knows the person."""
    for match in _HALF.finditer(text, start, end):
        name = match["name"]
        if name.endswith(("某某", "某些", "某个", "某种")) or name[1:] in {
            "某一",
            "某项",
            "某地",
            "某镇",
            "某村",
        }:
            continue
        yield Finding(
            "R306",
            "warning",
            match.start("name"),
            match.end("name"),
            f"“{name}”只隐去了一个字，仍可认出本人，请改为“{name[0]}某”或“{name[0]}某某”",
        )
