"""Masked values that can be solved are solved rightly; personal data is found by its own checks."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from youju.checker import relate
from youju.checker.check import check_text
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.redaction import findings_of, is_identity_number, is_luhn, leaks_of
from youju.checker.relations.pattern import Pattern

IDENTITY = "11010519491231" + "002X"  # the sample of the standard's annex


@pytest.mark.parametrize(
    ("text", "low", "high", "operands"),
    [
        ("登记商户XX户，比上年增加500户，增长25%。", 2460, 2541, ("XX户", "500户", "25%")),
        ("登记商户XX户，同比增长25.0%，增加500户。", 2494, 2506, ("XX户", "500户", "25.0%")),
        ("在册车辆XX辆，比上年减少20辆，下降10.0%。", 178.9, 181.1, ("XX辆", "20辆", "10.0%")),
        ("示范户由120户增加到XX户，增长25.0%。", 149.9, 150.1, ("120户", "XX户", "25.0%")),
        ("入库企业688家，较上年的XX家增长21.3%。", 566.9, 567.5, ("688家", "XX家", "21.3%")),
        (
            "游客120万人次，比上年的XX万人次增加20万人次。",
            989000,
            1011000,
            ("120万人次", "20万人次", "XX万人次"),
        ),
        (
            "按照人均80元、服务人口2.5万人的标准，落实补助XX万元。",
            1950000,
            2050000,
            ("80元", "2.5万人", "XX万元"),
        ),
        ("示范户由120户增加到XX户，增加30户。", 150, 150, ("120户", "XX户", "30户")),
        (
            "下达改造任务2000户，已完成XX户，占总任务的64.5%。",
            1288.9,
            1291.1,
            ("2000户", "XX户", "64.5%"),
        ),
        ("已完成XX户，占任务2000户的64.5%。", 1288.9, 1291.1, ("XX户", "2000户", "64.5%")),
        ("到位资金800万元，已使用XX万元，使用率95.0%。", 7591000, 7609000, ("800万元", "XX万元", "95.0%")),
        ("补助农户200户，共发放XX万元，户均500元。", 99900, 100100, ("200户", "XX万元", "500元")),
        ("补助农户200户，共发放10万元，户均XX元。", 475, 525, ("200户", "10万元", "XX元")),
        ("在校生500人，其中男生300人、女生XX人。", 200, 200, ("500人", "300人", "XX人")),
        ("在校生XX人，其中男生300人、女生200人。", 500, 500, ("XX人", "300人", "200人")),
        (
            "在库单位400家，其中工业160家、批零住餐＊＊家、服务业140家。",
            100,
            100,
            ("400家", "＊＊家", "160家", "140家"),
        ),
        (
            "肉类产量**万吨，其中猪肉2.86万吨、禽肉1.35万吨、牛羊肉0.44万吨。",
            46300,
            46700,
            ("**万吨", "2.86万吨", "1.35万吨", "0.44万吨"),
        ),
        ("改厕任务3200户，已完成XX户，还有145户正在施工。", 3055, 3055, ("3200户", "XX户", "145户")),
        ("受理XX件，已审结118件，结案率94.4%。", 124, 126, ("XX件", "118件", "94.4%")),
        ("办理公证××件，是上年640件的1.25倍。", 796, 804, ("××件", "640件", "1.25倍")),
        (
            "年初在册对象263人，全年新接收187人、解除201人，年末在册XX人。",
            249,
            249,
            ("263人", "187人", "201人", "XX人"),
        ),
        (
            "共报销9250人次，报销金额XX万元，人次均报销1640元。",
            15160000,
            15180000,
            ("9250人次", "XX万元", "1640元"),
        ),
        ("全区12个司法所共配备工作人员XX名，所均3.5名。", 41, 43, ("12个", "XX名", "3.5名")),
        (
            "秸秆利用量约XX万吨，其中能源化利用50万吨，占总利用量的40.0%。",
            1235900,
            1264100,
            ("XX万吨", "50万吨", "40.0%"),
        ),
        (
            "按照每人每年860元的标准，为3150名符合条件的老人发放津贴XX万元，发放率100%。",
            2707000,
            2711000,
            ("860元", "3150名", "XX万元"),
        ),
        (
            "为318名烈军属家庭按每户6000元的标准发放慰问金XX万元。",
            1907000,
            1909000,
            ("318名", "6000元", "XX万元"),
        ),
        (
            "补助护理员120人，每人每月600元，12个月共支出XX万元。",
            863000,
            865000,
            ("120人", "600元", "12个月", "XX万元"),
        ),
        (
            "兑现奖励XX万元，其中一等奖2家、每家30万元，二等奖5家、每家10万元。",
            1060000,
            1140000,
            ("XX万元", "2家", "30万元", "5家", "10万元"),
        ),
        ("实施救助XX人次，发放救助金318万元，人均1500元。", 2110, 2130, ("XX人次", "318万元", "1500元")),
        ("追缴租金XX万元，为整治前应收480万元的75%。", 3550000, 3650000, ("XX万元", "480万元", "75%")),
        (
            "建设用地XX亩，控制在省下达的4600亩规模以内，占该规模的85.0%。",
            3907,
            3913,
            ("XX亩", "4600亩", "85.0%"),
        ),
        (
            "投入抗旱资金XX万元，其中省级补助65万元、县级配套120万元，新打机井30眼。",
            1840000,
            1860000,
            ("XX万元", "65万元", "120万元"),
        ),
        (
            "全县参保XX万人，其中职工医保3.18万人，城乡居民医保36.52万人。",
            396900,
            397100,
            ("XX万人", "3.18万人", "36.52万人"),
        ),
        (
            "新增入库企业XX家，其中工业13家、建筑业5家、服务业9家；因停产退库6家。",
            27,
            27,
            ("XX家", "13家", "5家", "9家"),
        ),
    ],
)
def test_solved(text: str, low: float, high: float, operands: tuple[str, ...]) -> None:
    found = leaks_of(text, 0, len(text))
    assert len(found) == 1, found
    leak = found[0]
    assert (leak.rule, leak.kind, leak.verdict) == ("R301", Kind.LEAK, Verdict.LEAK)
    assert leak.low is not None and leak.high is not None
    assert low <= leak.low <= leak.high <= high, (leak.low, leak.high)
    assert {one.text for one in leak.operands.values()} == set(operands)
    assert all(text[one.start : one.end] == one.text for one in leak.operands.values())
    assert "可以算出" in leak.message


@pytest.mark.parametrize(
    "text",
    [
        "登记商户XX户，比上年增长25%。",
        "登记商户XX户，比上年增加500户。",
        "到位资金XX万元，已使用XX万元，使用率95%。",
        "关注量达XX万人，占全区人口数的40%。",
        "城区建成XX县级示范点3个，增加1个，增长50%。",
        "发放救助金XX万元，其中低保金XX万元，临时救助20万元。",
        "在校生500人，其中寄宿生300人、走读生XX人以及其他。",
        "产值XX亿元，增长6.6%；投资增加3亿元，增长5%。",
        "登记商户2000户，比上年增加500户，增长25%。",
        "约谈86家，其中工业企业41家、商贸企业27家、服务业企业XX家等。",
        "共计完成XX家；联合消防检查场所3家；督促自行整治隐患8家。",
        "常住居民收入XX亿元，城镇居民人均38460元，农村居民人均21367元。",
        "培训XX人，其中第一期XX人、第二期240人。",
        "发放救助金XX万元；为1160名老人发放津贴139.2万元，人均1020元。",
        "业务量由XX件增加到XX件，增加30件。",
        "新增企业XX家，其中规上企业12家，高新技术企业8家。",
        "受理案件XX件，上年结转12件，办结130件，未结8件。",
        "群众诉求受理4015件，月均365件，按时办结XX件，按时办结率高。",
        "现有孵化器6家、众创空间13家，在孵企业共计XX家。",
        "按每人每月600元的标准，为120名护理员发放补助XX万元。",
        "按每户6000元的标准，为318名老人发放慰问金XX万元。",
        "培训3150名学员，每人补助860元；全年投入培训资金XX万元。",
        "兑现奖励XX万元，其中一等奖2家、每家30万元，二等奖若干。",
        "追缴租金XX万元，应收480万元，其中本年应收占75%。",
    ],
)
def test_not_solved(text: str) -> None:
    assert leaks_of(text, 0, len(text)) == []


def test_one_solved_value_solves_the_next() -> None:
    text = "秸秆可收集量约XX万吨，综合利用量约XX万吨，综合利用率98.0%。能源化利用50万吨，占总利用量的40.0%。"
    low, high = sorted(one.low for one in leaks_of(text, 0, len(text)) if one.low)
    assert low < 1250000 < high < 1280000


def test_told_elsewhere_in_the_report() -> None:
    text = "对年产值X亿元以上无研发机构的企业逐户走访。\n计划：年产值5亿元以上无研发机构的企业清零。"
    [leak] = leaks_of(text, 0, len(text))
    assert leak.operands["x"].value == Decimal(500_000_000)
    assert "另一处写明" in leak.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("追回医保基金＊＊万元，无一例申诉。\n计划：在今年追回医保基金186.4万元的基础上再上台阶。", 1864000),
        ("完成工业投资24.6亿元。\n完成技改投资XX亿元，占全县工业投资的35.4%。", 870840000),
        ("永久基本农田XX亩。\n建成高标准农田417亩，占永久基本农田面积的76.4%。", 545.81),
        ("2023年工作总结\n县域就诊率XX%，较上年提高2.3个百分点。\n县域就诊率比2022年的90.4%上升。", 92.7),
        ("建成村级养老服务站**个。\n计划：管好已建成的37个村级养老服务站。", 37),
        (
            "2023年工作总结\n发放高龄津贴XX万元，比上年增长8.0%。\n不足：高龄津贴2022年就支出1200万元。",
            12960000,
        ),
    ],
)
def test_other_paragraphs_give_values_away(text: str, value: int) -> None:
    [leak] = leaks_of(text, 0, len(text))
    assert leak.low is not None and leak.high is not None
    assert leak.low <= value <= leak.high


@pytest.mark.parametrize(
    "text",
    [
        "2023年工作总结\n累计建成高标准农田XX万亩。\n截至2022年底累计建成高标准农田46.3万亩。",
        "市级以上龙头企业XX家，占比近三成。\n计划：新增市级以上龙头企业4家。",
    ],
)
def test_another_year_or_new_ones_give_nothing_away(text: str) -> None:
    assert leaks_of(text, 0, len(text)) == []


def test_relations_are_asked_as_often_as_a_report_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Passage] = []
    related = relate.related

    def counted(passage: Passage, patterns: Iterable[Pattern]) -> list[Relation]:
        asked.append(passage)
        return related(passage, patterns)

    monkeypatch.setattr(relate, "related", counted)
    text = "登记商户XX户，占比30%，其中企业12户、个体19户。" * 400
    leaks_of(text, 0, len(text))
    assert 0 < len(asked) <= 60 + len(text) / 200


def test_a_plan_does_not_give_away_a_result() -> None:
    text = "建设用地周转指标XX亩。\n争取城镇建设用地周转指标约200亩。"
    assert leaks_of(text, 0, len(text)) == []


@given(base=st.integers(100, 10**6), rise=st.integers(10, 10**5))
def test_the_masked_value_is_within_what_was_solved(base: int, rise: int) -> None:
    rate = Decimal(rise * 1000) / base
    assume(rate >= 10)
    text = f"登记商户XX户，比上年增加{rise}户，增长{round(rate) / 10}%。"
    for leak in leaks_of(text, 0, len(text)):
        assert leak.low is not None and leak.high is not None
        assert leak.low <= base + rise <= leak.high
    assert round(rate) == 0 or leaks_of(text, 0, len(text))


# personal data


def rules_in(text: str) -> list[str]:
    return [one.rule for one in findings_of(text, 0, len(text))]


def test_identity_numbers_by_check_digit() -> None:
    assert rules_in(f"身份证号{IDENTITY}。") == ["R302"]
    assert rules_in(f"编号{IDENTITY[:-1]}1。") == []
    [found] = findings_of(f"身份证号{IDENTITY}。", 0, 30)
    assert IDENTITY not in found.message


@pytest.mark.parametrize(
    "number", [IDENTITY[:-1] + "1", IDENTITY[:-1], "990521197203164418", IDENTITY[2:8] + "491231002"]
)
def test_a_misprinted_identity_number_is_one_where_the_words_say_so(number: str) -> None:
    [found] = findings_of(f"村民（身份证号码：{number}）来访。", 0, 32)
    assert found.rule == "R302"
    assert number not in found.message
    assert rules_in(f"项目赋码{number}。") == []


@pytest.mark.parametrize("number", ["91341800MA2N" + "12345K", "110105194912310021", "123456789012345678"])
def test_other_long_numbers_are_no_persons(number: str) -> None:
    assert not is_identity_number(number)


@given(st.text("0123456789", min_size=12, max_size=18))
def test_luhn_finds_every_single_wrong_digit(body: str) -> None:
    assume(len(set(body)) > 3)
    good = [body + digit for digit in "0123456789" if is_luhn(body + digit)]
    assert len(good) == 1


def leaks_in_report(text: str) -> list[Relation]:
    [report] = check_text(text).reports
    return [one for one in report.relations if one.verdict is Verdict.LEAK]


def test_personal_data_is_a_leak_whose_text_is_covered() -> None:
    text = f"核实身份（身份证号{IDENTITY}），居民（手机13912345678）来访，咨询电话13912345678。"
    found = leaks_in_report(text)
    assert [one.rule for one in found] == ["R302", "R303"]
    assert IDENTITY not in str([one.as_dict() for one in found])


@pytest.mark.parametrize(
    "owner", ["代表陈立芸（手机", "老兵陆某（联系电话", "市民周小芬（电话：", "房主吴建华（"]
)
def test_a_telephone_after_a_name_is_a_persons(owner: str) -> None:
    [leak] = leaks_in_report(f"走访{owner}13912345678）。")
    assert leak.rule == "R303"


@pytest.mark.parametrize(
    "owner", ["联系人：张伟，手机", "办公室王科长（手机", "值班电话（", "负责人李建国（电话"]
)
def test_a_telephone_of_an_office_is_none(owner: str) -> None:
    assert leaks_in_report(f"咨询{owner}13912345678）。") == []


def test_a_masked_name_that_is_told_in_full_later() -> None:
    text = "记账户周某某记账11年。她常说，账本里有民生。今年，周桂芳的经验作了交流。"
    [found] = leaks_in_report(text)
    assert found.rule == "R306"
    assert [text[one.start : one.end] for one in found.operands.values()] == ["周某某", "周桂芳"]
    for other in (
        "周某某因病致贫。经调解员周桂芳劝解，双方和好。",
        "周某某获评先进，周建军书记出席。",
        "村民周某某来信反映，周家村道路损坏。",
    ):
        assert leaks_in_report(other) == []


def test_numbers_of_persons() -> None:
    assert rules_in("联系电话13912345678。") == ["R303"]
    assert rules_in("账号6222 0212 3456 7894。") == ["R304"]
    assert rules_in("账号6222021234567895。") == []
    assert rules_in("投资13912345678.50元，编号A13912345678。") == []


@pytest.mark.parametrize(
    "text",
    [
        "走访低保户周大山，送去米油。",
        "村民郑小河，患有尿毒症。",
        "帮助困难学生吴小满的家庭。",
        "村民王强，因病重住院。",
    ],
)
def test_private_persons(text: str) -> None:
    assert rules_in(text) == ["R305"]


@pytest.mark.parametrize(
    "text",
    [
        "低保对象应保尽保。",
        "村民郑小河，种植能手。",
        "困难群众安居工程。",
        "局长周大山，主持工作。",
        "走访低保户周某某，送去米油。",
        "患者满意度提升，医疗保障全覆盖。",
        "居民马上办，因病致贫的优先。",
        "居民康养，慢病患者随访。",
        "患者张先生，已痊愈。",
        "群众高度评价，患病率下降。",
        "适龄妇女宫颈癌、乳腺癌免费筛查，救助低保户宫颈癌患者。",
    ],
)
def test_others_are_no_private_persons(text: str) -> None:
    assert rules_in(text) == []


def test_half_masked_names() -> None:
    assert rules_in("帮扶对象李某英，住院治疗。") == ["R306"]
    assert rules_in("帮扶对象张*强、王×，住院治疗。") == ["R306"]
    assert rules_in("帮扶对象李某某、张某，住院治疗。") == []
