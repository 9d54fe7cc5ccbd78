"""The rules: number, title, why it matters, severity, a wrong and a right example.

Enter at `RULES`; ``docs/rules/`` is generated from it. The families N1xx and N2xx are found by `relations`,
R3xx by `redaction`, T4xx by `wording`; a test runs every example. A number is never used again for another
rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from youju.errors import fail


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        title: A few Chinese words.
        why: Why it matters, for the person who reads the finding.
        severity: ``error`` for what cannot be true or must not be published, ``warning`` for the rest.
        wrong: A text in which the rule finds something; a line ``====`` stands between two files. Empty
            where no text alone can show it.
        right: The same put right: the rule finds nothing.
        mend: How to put it right.
    """

    id: str
    title: str
    why: str
    severity: str
    wrong: str
    right: str
    mend: str


_ALL: Final = (
    Rule(
        "N101",
        "合计与分项不符",
        "读者最先核对的就是合计。分项加起来不等于合计，说明至少有一个数字写错，其余数字也会受到怀疑。",
        "error",
        "发布解读5篇，其中图片3篇、文字1篇、视频2篇。",
        "发布解读6篇，其中图片3篇、文字1篇、视频2篇。",
        "核对原始台账，改正合计或分项；分项没有列全时，写“等”。",
    ),
    Rule(
        "N102",
        "比例与数量不符",
        "比例、分子、分母三个数字中，任意两个就确定了第三个。对不上，往往是分子分母口径不同，或比例沿用了旧数。",
        "error",
        "申请单据80条，办结60条，办结率85%。",
        "申请单据80条，办结60条，办结率75%。",
        "核对分子、分母和比例，写明同一口径、同一截止日期的数。",
    ),
    Rule(
        "N103",
        "增减与基数不符",
        "本期数、上期数、增减量、增速互相决定。对不上时，读者无法知道该信哪一个。",
        "error",
        "登记企业120户，比上年增加20户，增长25%。",
        "登记企业120户，比上年增加20户，增长20%。",
        "用本期数和上期数重新计算增减量和增速；百分比相减写“百分点”。",
    ),
    Rule(
        "N104",
        "平均数或乘积不符",
        "总量、个数、平均数（或标准、数量、金额）互相决定，对不上必有一个写错。",
        "error",
        "按每户500元标准，补助20户，共1.5万元。",
        "按每户500元标准，补助20户，共1万元。",
        "核对标准、数量和总额。",
    ),
    Rule(
        "N201",
        "所写项数与所列不符",
        "说“四项”只列三项，是总结中最常见的差错，一眼就能看出。",
        "error",
        "抓好四个方面工作：一是学习。二是调研。三是整改。",
        "抓好三个方面工作：一是学习。二是调研。三是整改。",
        "数一数所列的项，改正项数或补上缺的一项。",
    ),
    Rule(
        "N202",
        "同一指标前后不一",
        "同一篇报告对同一指标写了两个数，必有一个不对。",
        "error",
        "全县16个乡镇建会。全县16个乡镇通网。走遍全县17个乡镇。",
        "全县16个乡镇建会。全县16个乡镇通网。走遍全县16个乡镇。",
        "确认口径和截止日期；确属不同口径的，写明区别。",
    ),
    Rule(
        "N203",
        "日期有误",
        "不存在的日期、先后颠倒的日期、与年数不符的起止年份，说明抄录或修改时出了差错。",
        "warning",
        "会议于2023年2月30日召开。",
        "会议于2023年2月28日召开。",
        "核对日期。",
    ),
    Rule(
        "N205",
        "数字超出可能的范围",
        "部分大于整体、户数多于人数、名次大于总数、办结率超过100%，都不可能成立。",
        "warning",
        "政务服务办结率102%。",
        "政务服务办结率98%。",
        "核对数字和它的口径。",
    ),
    Rule(
        "N206",
        "结果与上年目标对不上",
        "上年计划中写明的目标，今年总结应有交代。总结自称完成而结果低于目标，会被追问。",
        "warning",
        "2023年工作计划\n2023年，新建充电桩500个。\n====\n2023年工作总结\n全面完成年度目标，新建充电桩420个。",
        "2023年工作计划\n2023年，新建充电桩500个。\n====\n2023年工作总结\n全面完成年度目标，新建充电桩520个。",
        "说明完成情况；目标已经调整的，写明调整的依据。",
    ),
    Rule(
        "R301",
        "隐去的数字可以算出",
        "隐去一个数，却在旁边写出增量和增速，等于没有隐去：读者按一下计算器就能得到它。",
        "error",
        "登记商户XX户，比上年增加500户，增长25%。",
        "登记商户XX户，比上年增长25%。",
        "把能算出它的数字一并隐去；本来可以公开的，写出原数。",
    ),
    Rule(
        "R302",
        "公民身份号码",
        "身份号码指向一个人，属敏感个人信息，公开即造成损害（《中华人民共和国个人信息保护法》第二十八条）。",
        "error",
        "受助对象身份证号" + "11010519491231" + "002X，已发放补贴。",
        "受助对象已核实身份，已发放补贴。",
        "删去号码。",
    ),
    Rule(
        "R303",
        "手机号码",
        "个人手机号码公开后会被骚扰和冒用；对外联系应留办公电话。",
        "warning",
        "联系电话：13912345678。",
        "联系电话：办公室座机。",
        "换成办公电话，或删去。",
    ),
    Rule(
        "R304",
        "银行卡号",
        "银行卡号属敏感个人信息。校验位正确的长号码很可能是真卡号。",
        "error",
        "补贴发放至6222021234567894账户。",
        "补贴已发放至个人账户。",
        "删去号码。",
    ),
    Rule(
        "R305",
        "个人姓名与疾病、困难相连",
        "疾病、贫困、受助等情形与姓名一起公开，会伤害当事人，也违反个人信息保护的规定。",
        "error",
        "走访低保户周大山，帮助解决住房问题。",
        "走访低保户周某某，帮助解决住房问题。",
        "隐去姓名，只写“某某”或“1户”。",
    ),
    Rule(
        "R306",
        "姓名只隐去一个字",
        "只隐去一个字，同村、同单位的人仍能认出是谁。",
        "warning",
        "困难群众李某英，住院治疗。",
        "困难群众李某，住院治疗。",
        "只留姓，如“李某”。",
    ),
    Rule(
        "T401",
        "法律、机构名称有误",
        "法律和机构的名称必须准确；已经废止、更名的，用现在的名称。",
        "error",
        "宣传《中华人民共和黄河保护法》。",
        "宣传《中华人民共和国黄河保护法》。",
        "按提示改正；写的是历史名称时，前面加“原”。",
    ),
    Rule(
        "T402",
        "字词、标点重复",
        "重复的字词多是修改时留下的，重复的标点处往往漏了字。",
        "warning",
        "按照序时进度完成完成年度任务。",
        "按照序时进度完成年度任务。",
        "删去重复，补上漏字。",
    ),
    Rule(
        "T403",
        "字母代替了汉字",
        "“党”等字被字母代替，是从网上下载的材料留下的痕迹，正式文件中不应出现。",
        "error",
        "充分发挥D建引领作用。",
        "充分发挥党建引领作用。",
        "改回原字。",
    ),
    Rule(
        "T404",
        "占位符、标记没有处理",
        "没有填写的XX、下载留下的##标记，说明文稿没有定稿。",
        "error",
        "深##paidbegin##入总结经验。",
        "深入总结经验。",
        "填写、删去，或说明不公开的理由。",
    ),
    Rule(
        "T405",
        "段落重复",
        "同一段话出现两次，或与另一篇报告相同，多是复制时疏忽。",
        "warning",
        "全面落实各项惠民政策，坚持问题导向，聚焦群众关切，扎实开展专项行动，取得了阶段性的明显成效。\n"
        "全面落实各项惠民政策，坚持问题导向，聚焦群众关切，扎实开展专项行动，取得了阶段性的明显成效。",
        "全面落实各项惠民政策，坚持问题导向，聚焦群众关切，扎实开展专项行动，取得了阶段性的明显成效。\n"
        "严格落实安全生产责任，坚持预防为主，排查整治重点领域隐患，全年没有发生较大以上生产安全事故。",
        "删去重复的一段。",
    ),
    Rule(
        "T406",
        "用语不宜",
        "带有歧视、不合规范的称谓，会伤害群众，也有损机关形象。词表由本单位维护，随程序附有一份样例。",
        "error",
        "走访慰问残废人12名。",
        "走访慰问残疾人12名。",
        "按提示改用规范的说法；确需使用的，写入抑制文件并说明理由。",
    ),
    Rule(
        "T407",
        "引号、书名号不成对",
        "少了一半的引号、书名号，多因删改时漏字。",
        "warning",
        "印发《全县用水管理办法，自发布之日起施行。",
        "印发《全县用水管理办法》，自发布之日起施行。",
        "补上另一半。",
    ),
    Rule(
        "T490",
        "抑制文件中有用不着的项",
        "报告已经改正，抑制文件中的旧项会掩盖以后的差错。",
        "warning",
        "",
        "",
        "从抑制文件中删去这一项。",
    ),
)

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _ALL}
"""All rules by number, in order."""


def title(rule: str) -> str:
    """Title of a rule."""
    return RULES[rule].title if rule in RULES else rule


def severity(rule: str) -> str:
    """Severity of a rule's findings."""
    return RULES[rule].severity if rule in RULES else "warning"


def require(*beginnings: str) -> None:
    """Refuse what is not the beginning of any rule.

    Raises:
        YoujuError: H111.
    """
    for beginning in beginnings:
        if not any(rule.startswith(beginning) for rule in RULES):
            raise fail("H111", rule=beginning)
