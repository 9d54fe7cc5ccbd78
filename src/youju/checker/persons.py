"""Private persons named next to hardship or illness (R305), and names that are only half masked (R306).

Enter at `findings_of`. What counts as personal data follows 《中华人民共和国个人信息保护法》 articles 4 and
28 and the practice of 政务公开. Officials and companies in their public role are not private persons.

A name is a surname and one or two characters that people are called with, after a word for a person in
hardship (低保户周大山), or after 村民 and the like with hardship in the same sentence. Of words that look
like names those that occur in reports are listed in `_WORDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.model import Finding

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景单包司柏宁"
    "柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟"
    "宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
_COMPOUND: Final = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|端木|东郭|南宫"
_GIVEN: Final = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲红春梅建国华志玉凤云海燕波斌宇浩凯健俊帆雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍"
    "贞莉锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁欣飘育滢馥筠柔竹"
    "凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思毅峰博涵晨轩泽鹏飞龙虎彪豪旭阳光天达安岩中茂进林有坚和诚先敬震振壮会群心邦承乐绍功松善厚庆"
    "民友裕河哲江亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘义兴良成康生武利清东新"
    "彬富顺信子昌鑫铁柱根宝福贵财旺喜金银全水木土火山川田大小长学忠仁孝廉立彦祥才发永胜世广润力保毛狗娃妮翠花巧菊彩莲桃杏秋冬夏芬芝"
    "碧璧璐萍芹淑惠珠雅环素妍茜洁琳真美慧娥娣姑瑜亭尧舜禹汉源洲济淼茹茵萱萌薪蕾领景继绪培正万方圆满堂延年寿增加高远声鸿运来凌三四五"
)
_PRIVATE: Final = (
    "患者|病人|感染者|精神障碍者|残疾人|残疾村民|残疾群众|低保户|低保对象|低保人员|特困人员|特困户|特困供养人员|困难群众|困难户|困难职工|困难党员|"
    "贫困户|贫困群众|脱贫户|监测户|监测对象|五保户|五保老人|帮扶对象|救助对象|孤儿|留守儿童|留守老人|困境儿童|困难儿童|困难学生|贫困学生|"
    "受助学生|孤寡老人|独居老人|空巢老人|失能老人|受害人|被害人|上访人|信访人|矫正对象|矫正人员|戒毒人员|吸毒人员|刑满释放人员|刑释人员|受援人|"
    "失独老人|优抚对象|流浪人员|走失老人|单亲母亲|单亲家庭"
)
_CALLED: Final = (
    "村民|居民|群众|市民|业主|职工|学生|儿童|老人|老汉|女童|男童|女孩|男孩|女子|男子|妇女|农户|户主|党员"
)
_HARDSHIP: Final = re.compile(
    r"患(?:有|上|癌|病|白|尿|肺|肝|乳|重|大)|罹患|身患|癌|白血病|尿毒症|肾病|瘫痪|残疾|致残|致贫|返贫|精神病|精神障碍|肿瘤|脑梗|艾滋|病重|病故|"
    r"住院|手术|低保|特困|贫困|困难|欠债|负债|刑满|吸毒|离异|离婚|丧偶|遗弃|家暴|自杀|强奸|猥亵|被害|大病|重病|事故|失踪|出轨|非婚"
)
_LATER: Final = (
    r"(?=[，,、（(。；;：:“”\s]|家(?:[的中里庭因住]|$)|[的因患被由在按回已领考获得及和]|身患|住院|病|去世|丧|离|同志|女士|先生|老人|大爷|"
    r"大妈|夫妇|夫妻|一家|等|反映|诉|享受|来信|落实|接受|入住|加入|找到|不幸|突发|确诊|今年|去年|向|申请|$)"
)
"""What may follow a name of two characters, or one with a character that names seldom have."""
_HAN: Final = "\u4e00-\u9fff"
_NAME: Final = (
    rf"(?:(?:{_COMPOUND})[{_GIVEN}]{{1,2}}|[{_HAN}]{{2,6}}·[{_HAN}]{{2,8}}?{_LATER}|"
    rf"[{_SURNAMES}][{_GIVEN}]{{2}}|[{_SURNAMES}][{_HAN}]{{1,2}}?{_LATER})"
)
_WORDS: Final = re.compile(
    r"大力|^(?:[来向应连解强安常时任于全单成万包项计和盖都曾路关明华原保党][^·]{0,1}(?:[年部面力家员体业量户化心爱怀注切系键于])|"
    r"关心|关爱|关怀|高兴|高龄|高效|高中|高考|高度|平安|安全|安心|安置|安居|安康|安排|安装|常见|常年|常态|全面|全部|全家|全年|金秋|金额|方便|方面|方向|"
    r"温馨|温暖|温饱|时常|时间|时有|解决|解困|应急|应对|应享|应纳|应保|应助|应得|应尽|管理|管护|保障|严重|严格|白内|单纯|单独|单身|史上|毛巾|牛羊|米面|米油|花费|"
    r"盖章|程度|成才|成家|成长|成功|成立|成批|大力|白天|钱款|全护|高墙|双向|童装|游学|乐园|乐业|乐享|文明|文化|文体|文章|向上|万元|左右|明白|明显|常住|车站|车辆|江[湖南北]|水电|房屋|房产|石油|"
    r"简化|简单|沙龙|黄金|华侨|国家|项目|武装|段落|古稀|童年|易地|易感|来自|来访|来信|都有|都能|都会|曾经|路费|柴米|马上|党员|党[建政]|康养|康复|"
    r"家[庭属]|生[活产]|平均|方可|台账|宁可|习惯|谈心|符合|计划|封闭|简易|商业|连心|强化|卫生|查询|石材|游客|施工|施救|燕窝|银行|明确|扬长|和谐|和睦|"
    r"和[^，、（]|与|及|等)|"
    r"[及与等均]|袋子|篮子|家庭|人员|救助|管理|服务|范围|关爱|关怀|保障|补[助贴]|方面|全部|[癌症炎瘤病]|先生|女士|同志|项目|工作|政策|机制|对象|活动"
)
"""Words that look like names."""
_NAMED: Final = re.compile(rf"(?:{_PRIVATE})(?:户主|家长|[“‘]|及其家属)?(?P<name>{_NAME})")
_SPOKEN: Final = re.compile(rf"(?:{_CALLED})[“‘]?(?P<name>{_NAME})")
_TITLES: Final = "老人|女士|夫妇|夫妻|大爷|大妈|一家[，、因几二两三四五六七八九]"
_TITLED: Final = re.compile(_TITLES)
_LONGEST: Final = 20
"""Characters of a name and the word before it."""
_ELDER: Final = re.compile(
    rf"(?:^|[，,。；;：:、\s村]|(?:慰问|看望|走访|帮助|资助|救助|为))(?P<name>{_NAME})(?={_TITLES})",
    re.MULTILINE,
)
_NEXT: Final = re.compile(rf"[、，和](?P<name>{_NAME})(?=[、，和等（(。])")
_BEFORE: Final = 12
_AROUND: Final = 20
"""Characters before and after a name within which hardship belongs to it."""
_HALF: Final = re.compile(
    rf"(?P<name>[{_SURNAMES}](?<![*＊×○〇].)(?:某[{_HAN}]|[{_HAN}]某|[*＊×○〇][{_HAN}]|[{_HAN}][*＊×○〇](?![*＊×○〇])))"
    r"(?=[，,。；;、（(家的因患等被]|同志|女士|先生|老人|夫妇|$)",
    re.MULTILINE,
)
_NOT_HALF: Final = re.compile(
    r"某[某些个种一项地镇村县市年月日人]$|[*＊×○〇某][路桥街巷镇村乡县市区河站厂园校院局亩户人名个家元]$"
)
"""Other things of which a part is masked: 路*桥, 江*村, 田*亩."""


def findings_of(text: str, start: int, end: int) -> Iterator[Finding]:
    """Names of private persons in a report.

    Args:
        text: The whole text that was read; offsets of the result are into it.
        start: Where the report begins.
        end: Where it ends.

    Example:
        >>> text = "走访低保户周大山、困难群众李某英。"
        >>> [(one.rule, text[one.start:one.end]) for one in findings_of(text, 0, len(text))]
        [('R305', '周大山'), ('R306', '李某英')]
    """
    told: set[int] = set()
    for place in _places(text, start, end):
        if place[0] not in told:
            told.add(place[0])
            yield _person(text, *place)
    yield from _half_masked(text, start, end)
    yield from _given_away(text, start, end)


def _person(text: str, start: int, end: int) -> Finding:
    name = text[start:end]
    covered = f"{name[0]}{'*' * (len(name) - 1)}"
    message = f"“{covered}”疑为与疾病、困难等情形相连的个人姓名，公开前请隐去"
    return Finding("R305", "error", start, end, message)


def _places(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for matches, needs_hardship in (
        (_NAMED.finditer(text, start, end), False),
        (_SPOKEN.finditer(text, start, end), True),
        (_elders(text, start, end), True),
    ):
        for match in matches:
            place = match.span("name")
            if not _is_name(match["name"]) or (needs_hardship and not _hard(text, start, end, *place)):
                continue
            yield place
            while following := _NEXT.match(text, place[1], end):
                if not _is_name(following["name"]):
                    break
                place = following.span("name")
                yield place


def _elders(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Names before 老人 and the like; looked for only there."""
    for title in _TITLED.finditer(text, start, end):
        yield from _ELDER.finditer(text, max(start, title.start() - _LONGEST), title.end())


def _is_name(name: str) -> bool:
    return "某" not in name and not _WORDS.search(name)


def _hard(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether the words about a name tell of hardship."""
    before = re.split(r"[。；\n]", text[max(start, first - _BEFORE) : first])[-1]
    after = re.split(r"[。；\n]", text[last : min(end, last + _AROUND)], maxsplit=1)[0]
    return bool(_HARDSHIP.search(before) or _HARDSHIP.search(after))


def _half_masked(text: str, start: int, end: int) -> Iterator[Finding]:
    """李某英, 张*强: whoever knows the village knows the person."""
    for match in _HALF.finditer(text, start, end):
        name = match["name"]
        if _NOT_HALF.search(name):
            continue
        message = f"“{name}”只隐去了一个字，仍可认出本人，请改为“{name[0]}某”或“{name[0]}某某”"
        yield Finding("R306", "warning", *match.span("name"), message)


_MASKED: Final = re.compile(rf"(?P<surname>(?:{_COMPOUND})|[{_SURNAMES}])某某?(?=[{_HAN}，,、（(])")
_LATER_MOST: Final = 160
"""Characters after a masked name within which the same person is spoken of."""
_OTHER: Final = re.compile(r"(?:[员长师警官]|书记|主任|干部|同志|医生|院士|教授)$")
_AT_WORK: Final = (
    r"[、和及]|律师|书记|主任|[局院所科股校镇乡县区市部队村]长|同志|法官|检察官|民警|医生|老师|教授|院士|调解"
)
"""Before and after the name of somebody else, who is at work."""
_PLACE_NAME: Final = r"[村镇乡庄湾组路街桥坝寨屯沟河]|社区|小区|工作室|调解室"


_WHOLE: Final = re.compile(
    rf"(?:[，,。；;：:“（]|[的由对向为将把被])(?P<name>(?:{_COMPOUND}|[{_SURNAMES}])[{_GIVEN}]{{1,2}}+)"
    rf"(?!某|{_AT_WORK}|{_PLACE_NAME})"
)


def _given_away(text: str, start: int, end: int) -> Iterator[Finding]:
    """陶某某连续记账十一年。…陶桂芳作了交流: the name that was masked stands there two sentences later."""
    for masked in _MASKED.finditer(text, start, end):
        line = text.find("\n", masked.end(), end)
        stop = min(end if line < 0 else line, masked.end() + _LATER_MOST)
        for found in _WHOLE.finditer(text, masked.end(), stop):
            named = found["name"].startswith(masked["surname"]) and _is_name(found["name"])
            if named and not _OTHER.search(text, masked.end(), found.start("name")):
                message = f"前文已隐去的“{masked[0]}”在此写出了全名，可以认出本人，请一并隐去"
                yield Finding("R306", "warning", *found.span("name"), message)
                break


def ends_with_name(text: str) -> bool:
    """Whether a text ends with the name of somebody who is not told to hold an office, masked or not.

    Example:
        >>> [ends_with_name(one) for one in ("镇代表陈立芸", "老兵陆某", "联系人李建国", "王科长")]
        [True, True, False, False]
    """
    found = _AT_END.search(text)
    return found is not None and _is_known_name(found["name"]) and not _IN_OFFICE.search(text)


_AT_END: Final = re.compile(rf"(?P<name>(?:{_COMPOUND}|[{_SURNAMES}])(?:[{_GIVEN}]{{1,2}}|某某?))$")
_IN_OFFICE: Final = re.compile(
    r"联系人|负责|值班|咨询|热线|举报|受理|[局科所处股院校镇乡县区市村部站]长|主任|书记|经办|专员|法官|民警|律师|医生"
)


def _is_known_name(name: str) -> bool:
    return "某" in name or _is_name(name)


def masked_before(text: str, name: tuple[int, int]) -> tuple[int, int] | None:
    """Where a name that stands in full was masked before, if it was."""
    lead = _MASKED.finditer(text, max(0, name[0] - _LATER_MOST - 3), name[0])
    last = [one.span() for one in lead if text.startswith(one["surname"], name[0])]
    return last[-1] if last else None
