"""What went wrong, in one shape: a code, the fields, where it is, a Chinese sentence, and how to mend it.

Enter at `Problem` (one thing that is wrong) and `YoujuError` (raised with one or many problems).
`CODES` is the one registry. Codes are never reused; a code that is no longer raised moves to ``RETIRED``.
The command line, the API and the pages all print `Problem.as_dict` or `Problem.sentence`; nothing
else formats errors.

Blocks: S1xx standards, L2xx language, D3xx definitions, G4xx engine, E5xx events, P6xx people,
K7xx ledger, K8xx register, U5xx linkage, F8xx figures, C85x scenarios, H10x-H19x checker, N97x notices,
W9xx web and operations.

Does not belong here: translation (the edge passes ``translate``), logging, HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake.

    Attributes:
        id: Stable identifier such as ``L201``; programs compare this.
        title: A few Chinese words, for lists of codes.
        sentence: What is wrong, with named placeholders filled from the problem's fields.
        mend: How to put it right, with the same placeholders.
        http: Status of an API answer that carries it.
    """

    id: str
    title: str
    sentence: str
    mend: str
    http: int = 400


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a problem; every part is optional, lines, columns and rows count from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """The place as linters print it: ``file:line:column``, then row and path in words."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        if not self.file and self.line is not None:
            place = f"第{self.line}行" + (f"第{self.column}列" if self.column is not None else "")
        if self.row is not None:
            place = f"{place} 第{self.row}行".strip()
        if self.path:
            place = f"{place} {self.path}".strip()
        return place


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of the registry, the values of its placeholders, and the place.

    Example:
        >>> Problem(CODES["L201"], {"name": "金額", "hint": ""}).message
        '没有名为“金額”的字段。'
    """

    code: Code
    fields: dict[str, Any] = field(default_factory=dict)
    where: Where = NOWHERE

    @property
    def message(self) -> str:
        """The sentence without place and mend, in Chinese."""
        return self.code.sentence.format(**self.fields)

    @property
    def mend(self) -> str:
        """How to put it right, in Chinese."""
        return self.code.mend.format(**self.fields)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Place, what is wrong, how to mend it and the code, as one line for people.

        Args:
            translate: Looks up the template in the reader's language (gettext at the edge).
        """
        what = translate(self.code.sentence).format(**self.fields)
        mend = translate(self.code.mend).format(**self.fields)
        place = str(self.where)
        return f"{place + '：' if place else ''}{what}{mend}〔{self.code.id}〕"

    def as_dict(self) -> dict[str, Any]:
        """The machine shape, the same in ``--format json`` and in every API answer."""
        where = {
            name: value
            for name in ("file", "line", "column", "path", "row")
            if (value := getattr(self.where, name)) is not None
        }
        return {
            "code": self.code.id,
            "title": self.code.title,
            "message": self.message,
            "mend": self.mend,
            "where": where,
            "fields": {name: str(value) for name, value in self.fields.items()},
        }


class YoujuError(Exception):
    """Something the user can mend. Nothing has been changed when it is raised.

    Attributes:
        problems: Everything that is wrong, in the order of the input; never empty.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        if not self.problems:
            raise ValueError("a YoujuError needs at least one problem")
        super().__init__("\n".join(problem.sentence() for problem in self.problems))

    def __reduce__(self) -> tuple[type[YoujuError], tuple[Sequence[Problem]]]:
        return type(self), (self.problems,)

    @property
    def code(self) -> str:
        """Code of the first problem."""
        return self.problems[0].code.id

    @property
    def http(self) -> int:
        """Status of an API answer."""
        return self.problems[0].code.http


def fail(code: str, *, where: Where = NOWHERE, **fields: Any) -> YoujuError:
    """The error of one problem, ready to raise.

    Example:
        >>> fail("L201", name="金額", hint="").code
        'L201'
    """
    return YoujuError(Problem(CODES[code], fields, where))


_ALL: tuple[Code, ...] = (
    # S1xx standards
    Code("S101", "计量单位为空", "没有写明计量单位。", "请填写计量单位，如 件、人、万元。"),
    Code(
        "S102",
        "计量单位不能换算",
        "“{source}”不能换算为“{target}”。",
        "请使用同一类计量单位，如同为 元、万元、亿元。",
    ),
    Code(
        "S110",
        "统一社会信用代码长度不对",
        "统一社会信用代码“{text}”有{length}位，应为18位。",
        "请核对营业执照后重新填写。",
    ),
    Code(
        "S111",
        "统一社会信用代码含有不允许的字符",
        "统一社会信用代码“{text}”第{position}位“{character}”不是允许使用的字符。",
        "第1、2、9至18位为数字或除 I、O、S、V、Z 以外的大写字母，第3至8位为数字。",
    ),
    Code(
        "S112",
        "统一社会信用代码校验码不符",
        "统一社会信用代码“{text}”的校验码应为“{expected}”。",
        "请核对是否有一位误写或两位颠倒。",
    ),
    Code(
        "S113",
        "登记管理部门或机构类别不存在",
        "统一社会信用代码“{text}”的前两位“{head}”没有对应的登记管理部门和机构类别。",
        "请核对前两位，如企业为 91，个体工商户为 92。",
    ),
    Code(
        "S114",
        "组织机构代码格式不对",
        "“{text}”不是组织机构代码。",
        "组织机构代码为8位数字或大写字母，加1位校验码（数字或 X）。",
    ),
    Code(
        "S115", "组织机构代码校验码不符", "组织机构代码“{text}”的校验码应为“{expected}”。", "请核对是否误写。"
    ),
    Code("S120", "没有这个行政区划", "没有代码为“{division}”的行政区划。", "请核对区划代码，或按名称查找。"),
    Code(
        "S121",
        "统计用区划代码不合规则",
        "“{text}”不是统计用区划代码：{reason}。",
        "统计用区划代码为12位数字，依次为省2位、市2位、县2位、乡3位、村3位，没有下级时补0。",
    ),
    Code(
        "S130",
        "没有这个行业代码",
        "没有代码为“{industry}”的行业。",
        "请按《国民经济行业分类》（GB/T 4754—2017）核对，最接近的是“{nearest}”。",
    ),
    Code(
        "S131",
        "行业范围不合规则",
        "行业范围“{text}”中的“{part}”不能识别。",
        "范围写作 13-43、C 或 13-43,46，两端应为同一级代码，且由小到大。",
    ),
    Code(
        "S140",
        "没有这一年的工作日安排",
        "{day}不在已知的工作日安排之内（{first}年至{last}年）。",
        "请在国务院办公厅公布该年放假安排后更新程序，或改按自然日计算。",
    ),
    Code(
        "S150",
        "不能识别数量",
        "“{text}”不是能够识别的数量。",
        "请写作 120、一百二十、3.5万、5%、百分之五 等形式。",
    ),
    Code(
        "S151",
        "不能识别时期",
        "“{text}”不是能够识别的日期或时期。",
        "请写作 2023年前三季度、1—10月、截至10月底、2023-05-01 等形式。",
    ),
    # L2xx language
    Code("L201", "没有这个字段", "没有名为“{name}”的字段。", "{hint}"),
    Code("L202", "没有这个时限", "没有名为“{name}”的时限。", "{hint}"),
    Code("L203", "没有这个函数", "没有名为“{name}”的函数。", "{hint}"),
    Code(
        "L204",
        "表达式写法有误",
        "表达式在“{near}”处不能理解。",
        "请检查是否缺少运算符、逗号，或引号、括号不成对。",
    ),
    Code("L205", "不允许的写法", "表达式中不能使用{what}。", "请{instead}。"),
    Code("L206", "表达式为空", "表达式是空的。", "请写出条件或算式，如 状态 = '已销号'。"),
    Code("L207", "表达式过长", "表达式超过{most}个字。", "请拆分为几个表达式。"),
    Code("L208", "表达式过于复杂", "表达式过于复杂，括号最多{most}层。", "请减少嵌套，或拆分为几个表达式。"),
    Code(
        "L209",
        "计量单位不符",
        "计量单位不同的两个数不能{action}：一个是“{left}”，另一个是“{right}”。",
        "请使用同类计量单位的字段，或先换算。",
    ),
    Code("L210", "类型不符", "{left}与{right}不能{action}。", "请使用类型相符的字段或值。"),
    Code("L211", "代码表中没有这个值", "“{field}”的取值中没有“{name}”。", "{hint}"),
    Code("L212", "日期有误", "“{value}”不是有效的日期。", "请写作 '2024-01-31'。"),
    Code("L213", "参数个数不符", "函数{name}不能接受{given}个参数。", "正确的写法是 {signature}。"),
    Code(
        "L214",
        "参数类型不符",
        "函数{name}的第{index}个参数应为{wanted}，现在是{given}。",
        "正确的写法是 {signature}。",
    ),
    Code("L215", "结果类型不符", "这里应得到{wanted}，而表达式得到的是{given}。", "请改写表达式。"),
    Code("L216", "名称不唯一", "有几项都叫“{name}”。", "请改用代码：{options}。"),
    Code("L218", "与空值比较", "与空值比较，结果总是未知。", "请改写为 is null 或 is not null。"),
    Code("L219", "数值有误", "“{value}”不是可用的数值。", "整数部分最多17位，小数最多10位，不用科学记数法。"),
    Code("L220", "应为时限名称", "函数{name}的参数应是时限的名称。", "请写时限的名称或代码。"),
    Code("L221", "引号不成对", "从这里开始的引号没有结束。", "请补上与之成对的引号。"),
    Code("L222", "不可见的控制字符", "表达式中有不可见的控制字符 {character}。", "请删去该字符。"),
    Code("L223", "括号不成对", "这里的“{open}”没有成对结束。", "请补上与之成对的“)”或 END。"),
    Code("L224", "表达式不完整", "表达式在“{near}”之后不完整。", "请补上缺少的内容。"),
    Code("L225", "只有空值", "各个结果都是空值，无法确定类型。", "请至少写出一个不为空的结果。"),
    Code("L226", "计量单位有误", "“{value}”的计量单位不能识别：{reason}。", "请改写单位。"),
    Code("L227", "代码表不同", "取值来自不同代码表的两个字段不能{action}。", "请使用同一代码表的字段。"),
    Code("L228", "应为字段名称", "函数{name}的参数应是一个字段的名称。", "请先取该字段的值，再计算。"),
    Code("L229", "没有上期", "这里没有报告期，不能使用函数{name}。", "该函数只用于按期填报的报表。"),
    Code("L230", "参数超出范围", "{label}应是{low}至{high}的整数。", "请按范围改正。"),
    Code("L231", "上级代码有误", "“{value}”不能作为上级代码。", "请写如 '341800'（区划）、'13-43'（行业）。"),
    Code("L232", "时限不能直接使用", "“{name}”是时限，不能直接参加运算。", "请写如 overdue({name}) > 0。"),
    Code("L233", "应为条件", "{role}应是条件，现在是{given}。", "请写出比较，如 金额 > 30。"),
    Code("L234", "不能比较大小", "{kind}不能用“{op}”比较大小。", "请使用 =、<> 或 in。"),
    Code("L235", "日期不能直接加减", "日期与数不能直接加减。", "请用 add_days、add_months、add_workdays。"),
    Code("L236", "不是数值", "负号之后应是数值，现在是{given}。", "请使用数值字段。"),
    Code("L237", "in 的写法有误", "in 之后应是括号中的若干个值。", "请写作 状态 in ('整改中', '已销号')。"),
    Code("L238", "like 的写法有误", "like 只能比较文字与写明的样式。", "请写作 问题 like '%资金%'。"),
    # D3xx definitions
    Code("D301", "业务包文件夹不存在", "这里没有业务包文件夹。", "请核对路径。"),
    Code(
        "D302",
        "缺少 pack.yaml",
        "文件夹中没有 pack.yaml。",
        "请新建 pack.yaml，可用 youju pack new 生成样例。",
    ),
    Code("D303", "文件不该放在这里", "业务包中不应有这个文件或文件夹。", "{hint}"),
    Code("D304", "链接指向包外", "这是指向业务包以外的链接。", "请把文件本身放进业务包。"),
    Code("D305", "文件不能读取", "文件不能读取：{reason}。", "请换成可以读取的普通文件。"),
    Code(
        "D306", "文件太多", "业务包有{count}个文件，最多{most}个。", "请拆分为几个业务包，用 depends 关联。"
    ),
    Code("D307", "文件太大", "文件超过{most}KB。", "请拆分文件；大量数据不应写在业务包中。"),
    Code("D308", "YAML 写法有误", "YAML 写法有误：{what}。", "请对照上下行的缩进、冒号和引号改正。"),
    Code("D309", "重复的项", "“{name}”已在第{line}行写过。", "请合并或删去其中一处。"),
    Code("D310", "不允许的 YAML 写法", "业务包中不使用{what}。", "请直接写出内容。"),
    Code("D311", "一个文件多份内容", "一个文件中有用“---”分开的多份内容。", "请每份内容单独成一个文件。"),
    Code("D312", "没有内容", "“{name}”没有内容。", "请填写内容，或删去这一项。"),
    Code("D313", "内容过深或过多", "内容超过{depth}层或{nodes}项。", "请简化或拆分。"),
    Code("D314", "项名不是文字", "项名必须是一段文字。", "请改写为“名称: 内容”。"),
    Code(
        "D315", "不可见的控制字符", "文件中有不可见的控制字符 {character}。", "请删去该字符后重新输入这一行。"
    ),
    Code("D316", "文件名与代码不符", "文件名为“{file}”，而其中的台账代码是“{name}”。", "请使两者相同。"),
    Code("D317", "重复定义的指标", "指标“{name}”已在 {first} 中定义。", "请改名，或删去其中一处。"),
    Code(
        "D318",
        "指标文件的写法有误",
        "指标文件应只有一个 figure，或只有 figures 列表。",
        "请把其他内容移到列表之中。",
    ),
    Code(
        "D319",
        "文件不是 UTF-8 编码",
        "文件不是 UTF-8 编码（可能是{guess}）。",
        "请用编辑器另存为 UTF-8 编码。",
    ),
    Code("D320", "没有这一项", "这里没有名为“{name}”的项。", "{hint}"),
    Code("D321", "缺少必填的项", "缺少必填的“{name}”。", "请补上“{name}: …”。"),
    Code("D322", "不是可选的值", "“{name}”不能写“{value}”。", "{hint}"),
    Code("D323", "格式不符", "“{value}”的格式不符。", "应为{wanted}。"),
    Code("D324", "类型不符", "“{value}”不是{wanted}。", "请改为{wanted}。"),
    Code("D325", "结构不符", "“{name}”的内容结构不符。", "应写成{wanted}。"),
    Code("D326", "超出限度", "“{name}”超出限度，应{limit}。", "请按限度改正。"),
    Code("D327", "内容有误", "“{name}”有误：{what}。", "请按说明改正。"),
    Code(
        "D328", "期限的写法有误", "“{value}”不是期限。", "请写作 60 days、15 workdays、2 months 或 1 years。"
    ),
    Code(
        "D329",
        "到期方式不是一种",
        "到期方式必须且只能写一种。",
        "请在 after、day_of_month、after_quarter、date_of_year、field 中选一种。",
    ),
    Code(
        "D331", "数据来源的写法有误", "“{value}”不是数据来源。", "请写作“ledger 台账代码”或“acts 台账代码”。"
    ),
    Code("D338", "迁移重复", "从版本 {name} 迁移写了两次。", "请合并为一处。"),
    Code("D339", "代码互为上级", "代码“{name}”的上级又回到它自己。", "请改正 parent。"),
    Code("D340", "名称不存在", "没有名为“{name}”的{kind}。", "{hint}"),
    Code(
        "D341",
        "依赖的业务包不存在",
        "找不到所依赖的业务包“{name}”。",
        "请把它放在同一个文件夹中，或删去这一行。",
    ),
    Code(
        "D342", "依赖的业务包有错误", "所依赖的业务包“{name}”自身有错误。", "请先对它运行 youju pack check。"
    ),
    Code("D343", "业务包互相依赖", "业务包互相依赖：{chain}。", "请删去其中一处 depends。"),
    Code(
        "D344",
        "依赖的业务包版本过低",
        "“{name}”需要 {wanted} 以上，现有 {have}。",
        "请更新它，或降低要求的版本。",
    ),
    Code("D345", "台账重名", "台账“{name}”与所依赖的业务包“{pack}”中的台账重名。", "请改名。"),
    Code(
        "D346",
        "迁移的旧版本不早于本版本",
        "迁移的旧版本 {name} 不早于本版本 {version}。",
        "请核对 from 和 version。",
    ),
    Code("D347", "放弃的字段仍在使用", "“{name}”写在 drop 中，又仍是字段或已改名。", "请删去其中一处。"),
    Code("D348", "代码名称重复", "代码名称“{label}”与代码“{first}”的名称相同。", "请改用不同的名称。"),
    Code("D349", "内容不是所需的值", "“{value}”不能用在这里。", "应为{wanted}。"),
    Code("D350", "类型没有这一项", "“{type}”类型的字段不能写“{name}”。", "请删去，或改正 type。"),
    Code("D351", "类型缺少一项", "“{type}”类型的字段必须写“{name}”。", "请补上“{name}: …”。"),
    Code("D353", "正则表达式有误", "正则表达式不能识别：{what}有误。", "请改正；括号等符号要用反斜杠转义。"),
    Code("D354", "超出上下限", "“{value}”不在 {low} 至 {high} 之间。", "请核对 min、max 和 default。"),
    Code("D355", "表格中不能有这种列", "表格的列不能是“{type}”类型。", "请改为其他类型，或移到表格之外。"),
    Code("D356", "名称重复", "名称“{label}”已用于“{first}”。", "请改用不同的名称，以便区分。"),
    Code("D357", "字段与时钟同名", "“{name}”既是字段又是时钟。", "请给其中一个改名。"),
    Code("D358", "保留的名称", "“{name}”是系统使用的名称。", "请改名。"),
    Code(
        "D359",
        "唯一约束的写法有误",
        "唯一约束应列出一个或几个不同的字段。",
        "请写作 - [字段] 或 - [字段甲, 字段乙]。",
    ),
    Code(
        "D360", "字段类型不合用途", "“{name}”用在这里，应为{wanted}字段。", "请改用其他字段，或改正其 type。"
    ),
    Code("D361", "动作重名", "“{name}”既在 transitions 又在 activities 中。", "请给其中一个改名。"),
    Code(
        "D362",
        "缺少办理后的状态",
        "transitions 中的“{name}”没有写 to。",
        "请补上 to；不改变状态的动作请移到 activities。",
    ),
    Code("D363", "动作不应改变状态", "activities 中的“{name}”不应写 to。", "请删去 to，或移到 transitions。"),
    Code("D364", "角色与字段同名", "“{name}”既是角色又是字段，不知所指。", "请给其中一个改名。"),
    Code("D365", "没有条件的提示", "写了 otherwise 而没有 guard。", "请补上 guard，或删去 otherwise。"),
    Code(
        "D366",
        "状态不可到达",
        "从初始状态无法到达“{label}”（{name}）。",
        "请补上到达它的动作，或删去这个状态。",
    ),
    Code("D367", "状态没有出路", "从“{label}”（{name}）无法到达办结状态。", "请补上动作，或写 final: true。"),
    Code("D368", "没有办结状态", "没有一个状态是办结状态。", "请在办结的状态写 final: true。"),
    Code(
        "D369",
        "编号样式有误",
        "编号样式“{value}”有误。",
        "占位符只有 {{year}}、{{month}}、{{day}} 和 {{seq}}（或 {{seq:4}}），其中 seq 必须有且只有一个。",
    ),
    Code("D370", "名称有两种含义", "“{name}”可以指{kinds}，不知所指。", "请给其中一个改名。"),
    Code("D371", "起算与停止相同", "时钟由“{name}”起算，又由它停止。", "请改正 starts 或 stops。"),
    Code(
        "D372",
        "缺少 day_of_month",
        "写了 next_month 而没有 day_of_month。",
        "请补上 day_of_month，或删去 next_month。",
    ),
    Code(
        "D373",
        "表格来源的写法有误",
        "rows: table 与 table 应同时写。",
        "请写作 {{ledger: …, rows: table, table: 表格字段}}。",
    ),
    Code("D374", "计算方法缺少一项", "计算方法 {measure} 必须写“{name}”。", "请补上“{name}: …”。"),
    Code(
        "D375",
        "时段只用于办理动作",
        "period 只用于按办理动作（acts）统计的指标。",
        "请删去 period，或在 where 中写日期条件。",
    ),
    Code("D376", "不能这样分组", "不能按“{name}”分组：{what}。", "请改正 by，或补全台账。"),
    Code("D377", "比率的单位有误", "比率的单位不能是“{value}”。", "请写 percent。"),
    Code("D378", "计算方法不用这一项", "计算方法 {measure} 不用“{name}”。", "请删去，或改正 measure。"),
    Code("D380", "不是同一个业务包", "已安装的是“{old}”，不能用“{new}”升级。", "请核对业务包。"),
    Code(
        "D381",
        "版本比已安装的旧",
        "业务包“{pack}”已安装 {old}，不能退回 {new}。",
        "请增大 version；需要旧内容时，写成更高的版本。",
    ),
    Code(
        "D382",
        "版本相同而内容不同",
        "业务包“{pack}”{version} 的内容与已安装的不同。",
        "内容变动后请增大 version。",
    ),
    Code("D391", "没有这个业务包", "没有名为“{name}”的业务包。", "{hint}", 404),
    Code(
        "D392",
        "保存的业务包不能识别",
        "保存的业务包版本不能识别：{what}。",
        "请从备份恢复，或重新安装业务包。",
        500,
    ),
    Code("D393", "文件夹已有内容", "文件夹已有内容，不能在其中新建。", "请换一个新的文件夹。"),
    # G4xx engine
    Code("G401", "计算未能完成", "计算未能完成：{reason}。", "请把这条语句告知管理员：{sql}。", 500),
    Code(
        "G402",
        "未安装Spark组件",
        "没有安装Spark计算组件（{missing}）。",
        "请运行 pip install 'youju[spark]' 后重试，或改用 DuckDB。",
        500,
    ),
    Code(
        "G403", "没有数据文件", "找不到数据文件 {path}。", "请先运行 youju count 生成快照，或核对路径。", 500
    ),
    Code("G404", "只能查询", "这里只执行一条查询语句。", "请改为一条 SELECT，现在是：{sql}。", 500),
    # G46x–G48x spreadsheets
    Code(
        "G461",
        "不是表格文件",
        "“{name}”不是Excel或CSV文件，内容是{kind}。",
        "请用Excel或WPS另存为.xlsx后重新导入。",
    ),
    Code(
        "G462",
        "文件损坏",
        "“{name}”已损坏或不完整，无法读取。",
        "请用Excel或WPS重新打开并另存为.xlsx，或重新取得原文件。",
    ),
    Code("G463", "文件含有宏", "“{name}”含有宏。", "请另存为不含宏的.xlsx后重新导入。"),
    Code("G464", "没有这个工作表", "“{name}”没有名为“{sheet}”的可见工作表。", "现有的工作表：{sheets}。"),
    Code("G465", "文件已加密", "“{name}”设有密码，无法读取。", "请去掉密码后重新导入。"),
    Code(
        "G466",
        "单元格是公式",
        "有{count}个单元格是公式：{cells}。",
        "请将其复制后选择性粘贴为数值，或在对照表中写明 formulas: values 以采用文件中保存的结果。",
    ),
    Code("G467", "列数过多", "“{name}”有{count}列，超过{limit}列。", "请只保留需要导入的列。"),
    Code("G468", "文件过大", "“{name}”的大小为{size}，超过{limit}。", "请拆分成几个文件，分别导入。"),
    Code(
        "G469",
        "解压后过大",
        "“{name}”解压后为{size}，压缩比异常，已停止读取。",
        "请核对文件来源，或用Excel另存后重新导入。",
    ),
    Code(
        "G470",
        "单元格过长",
        "“{label}”有{length}个字，超过{limit}个字。",
        "请缩短内容，或将全文作为附件上传。",
    ),
    Code(
        "G471",
        "文字编码不能识别",
        "“{name}”不能按{tried}读取，第{place}字节处有误。",
        "请用Excel另存为“CSV UTF-8”，或在对照表中写明 encoding。",
    ),
    Code("G472", "列数与表头不一致", "本行有{actual}列，表头有{expected}列。", "请核对分隔符和引号。"),
    Code(
        "G473",
        "引号不成对",
        "“{name}”第{row}行附近有引号没有成对，或内容无法按CSV读取。",
        "请补齐引号后重新导入。",
    ),
    Code("G474", "没有表头", "“{name}”的这一行没有列名。", "请在对照表中用 header_row 写明表头在第几行。"),
    Code("G475", "列名重复", "列名“{label}”出现了不止一次。", "请给每一列起不同的名称。"),
    Code("G476", "列没有名称", "第{column}列没有列名，但有内容。", "请补上列名，或删去这一列。"),
    Code(
        "G477",
        "文件含有外部链接",
        "“{name}”链接到其他文件或数据源。",
        "请在“数据—编辑链接”中断开链接并保存后重新导入。",
    ),
    Code("G478", "没有数据", "“{name}”第{row}行表头以下没有内容。", "请核对表头所在的行和工作表。"),
    Code(
        "G479",
        "有合并单元格",
        "有{count}处合并单元格：{cells}。",
        "请取消合并并填好每一格，或在对照表中写明 merged: fill 以按合并范围填充。",
    ),
    Code("G480", "单元格是错误值", "单元格{cell}是错误值（如#N/A）。", "请改正公式或直接填写内容。"),
    Code(
        "G481", "文件含有实体声明", "“{name}”的内容含有不允许的实体声明。", "请用Excel另存为.xlsx后重新导入。"
    ),
    # G49x snapshots
    Code(
        "G490",
        "快照已清理",
        "台账“{ledger}”的快照{digest}已清理，不能列出当时的记录。",
        "请重新统计后再查看明细。",
    ),
    # E5xx events
    Code(
        "E501",
        "业务日期晚于登记日期",
        "第{number}条记载的业务日期 {business_date} 晚于登记日期 {recorded}。",
        "请改为登记当日或更早的日期。",
    ),
    Code(
        "E502",
        "内容过大",
        "第{number}条记载的内容有 {size} 字节，超过上限 {limit} 字节。",
        "请把大段材料作为证据文件上传。",
    ),
    Code(
        "E503",
        "序号已变",
        "记录 {stream} 已有第{actual}条记载，而不是第{expected}条。",
        "请刷新后重新办理。",
        http=409,
    ),
    Code("E504", "记录类型不符", "记录 {stream} 属于“{actual}”，不能写入“{kind}”的记载。", "请核对记录。"),
    Code(
        "E505", "记载缺少要素", "第{number}条记载的“{field}”为空、过长或含有不可用的字符。", "请填写后重试。"
    ),
    Code(
        "E506",
        "内容不能存储",
        "第{number}条记载的内容含有不能存储的值（{reason}）。",
        "数值和日期请以文本形式写入。",
    ),
    Code("E507", "登记时间没有时区", "登记时间 {recorded_at} 没有时区。", "请给出带时区的时间。"),
    Code(
        "E508",
        "没有这条封存",
        "封存链中没有摘要为 {expected} 的封存。",
        "请核对事先留存的摘要；确认无误的，说明封存已被改动。",
    ),
    Code(
        "E520",
        "事件被改动",
        "{record}的第{seq}条记载（位置{position}）与摘要不符，内容被改动。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E521",
        "事件缺失或顺序被改",
        "{record}应为第{expected}条记载，却是第{seq}条（位置{position}），有记载缺失或顺序被改。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E522",
        "末尾的事件缺失或多出",
        "{record}应有{expected}条记载，实际到第{actual}条。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E523",
        "没有链头",
        "{record}有{actual}条记载，但没有链头。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E524",
        "链头被改动",
        "{record}的第{actual}条记载与链头的摘要不符。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E525",
        "封存不符",
        "第{number}号封存（位置{after}之后至{upto}）{reason}。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E526",
        "事件读不出",
        "有事件读不出，数据文件可能已损坏：{reason}。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    Code(
        "E527",
        "记录与事件不符",
        "{record}写明有{expected}条记载，事件库中有{actual}条。",
        "请对照备份查明改动来源，从备份恢复该记录。",
    ),
    # P6xx people
    Code(
        "P601", "没有这个机构", "没有代码为“{organisation}”的机构。", "请先登记该机构，或改正代码。", http=404
    ),
    Code(
        "P602",
        "机构隶属成环",
        "机构“{organisation}”不能隶属于自己或自己的下级“{parent}”。",
        "请改正上级机构。",
    ),
    Code("P603", "没有这个人员", "没有标识为“{id}”的人员。", "请先登记该人员，或改正标识。", http=404),
    Code("P604", "标识不合规", "“{name}”不能用作{what}。", "请使用1至64个字母、数字、下划线、连字符或汉字。"),
    Code("P605", "没有名称", "{what}“{name}”没有名称，或者名称过长。", "请填写名称。"),
    Code("P606", "没有这项任职", "“{id}”在“{organisation}”没有角色“{role}”。", "请核对人员、机构和角色。"),
    Code(
        "P620",
        "登录不成功",
        "账号或密码不对。",
        "请核对后重新输入；忘记密码时请联系安全管理员。",
        http=403,
    ),
    Code(
        "P621",
        "登录暂停",
        "连续{count}次登录不成功，暂停登录。",
        "请在{minutes}分钟后再试，或请安全管理员解除。",
        http=429,
    ),
    Code(
        "P622",
        "密码不合要求",
        "新密码{reason}。",
        "请用至少{least}个字符，其中有字母、数字、其他符号中的两类，且不含账号名。",
    ),
    Code("P623", "账号已存在", "账号“{username}”已经存在。", "请换一个账号名。", http=409),
    Code("P624", "没有这个账号", "没有账号“{username}”。", "请核对账号名。", http=404),
    Code(
        "P625",
        "账号与人员不符",
        "账号“{username}”{reason}。",
        "普通账号须对应一名人员，管理员账号不对应人员。",
    ),
    Code(
        "P626",
        "没有等待发放的密码",
        "账号“{username}”没有等待发放后半的密码。",
        "请系统管理员先发放前半。",
        http=409,
    ),
    Code("P627", "不能办理本人的账号", "“{username}”是本人的账号。", "请由另一位管理员办理。", http=409),
    Code("P628", "动态口令不对", "动态口令不对，或者已经用过。", "请填写手机上新显示的6位数字。", http=403),
    Code(
        "P629",
        "动态口令的设置不符",
        "动态口令已经启用，或者还没有开始设置。",
        "请重新打开动态口令页面。",
        http=409,
    ),
    Code(
        "P630",
        "没有有效的令牌",
        "请求没有带令牌，或令牌{reason}。",
        "请在 Authorization 头写明 Bearer 和有效的令牌。",
        http=401,
    ),
    Code("P631", "令牌没有这项权限", "令牌没有权限“{scope}”。", "请安全管理员另发有此权限的令牌。", http=403),
    Code("P632", "请求过于频繁", "令牌每分钟最多请求{limit}次。", "请稍候再试。", http=429),
    Code("P633", "令牌的设置不对", "令牌的{what}“{value}”{reason}。", "请改正后重新发放。"),
    Code(
        "P634",
        "幂等键用于另一请求",
        "幂等键“{key}”已用于内容不同的请求。",
        "请为每个新请求另取一个键。",
        http=409,
    ),
    Code(
        "P640",
        "统一认证没有通过",
        "统一认证的答复{reason}。",
        "请重新登录；再次出现时请告知系统管理员。",
        http=403,
    ),
    Code(
        "P641",
        "统一认证不可用",
        "统一认证没有正常答复（{reason}）。",
        "请稍后再试，或用本平台的密码登录。",
        http=503,
    ),
    Code(
        "P642",
        "没有开通账号",
        "统一认证的账号“{name}”在本平台没有开通，或已停用。",
        "请系统管理员开通同名的普通账号。",
        http=403,
    ),
    Code(
        "P643",
        "操作过于频繁",
        "来自同一地址的此项操作每分钟最多{limit}次。",
        "请稍候再试。",
        http=429,
    ),
    # K7xx ledger: K700-K739 records, K740-K759 evidence, K760-K799 import, export and snapshots
    Code("K700", "没有这个台账", "没有名为“{name}”的台账。", "{hint}", 404),
    Code("K701", "缺少必填内容", "没有填写“{field}”。", "请填写后重试。"),
    Code("K702", "缺少此时必填的内容", "在目前的情形下必须填写“{field}”。", "请填写后重试。{condition}。"),
    Code("K703", "内容不合要求", "“{field}”填写的“{value}”{reason}。", "请填写{expected}。"),
    Code("K704", "没有这个代码", "“{field}”没有“{value}”这一项。", "{hint}"),
    Code(
        "K705",
        "记录重复",
        "{fields}相同的{record}已经登记，编号为 {number}。",
        "请核对后办理原有的记录。",
        409,
    ),
    Code("K706", "此时不能填写", "办理“{act}”时不能填写“{field}”。", "需要改动的，请使用更正并说明理由。"),
    Code("K707", "没有这个字段", "台账中没有名为“{name}”的字段。", "{hint}"),
    Code("K710", "没有这件记录", "没有编号为 {record} 的记录。", "请核对编号。", 404),
    Code("K711", "没有办理权限", "{actor}不能{what}。", "可以办理的有：{who}。", 403),
    Code(
        "K712",
        "状态不允许",
        "{number}处于“{state}”状态，不能办理“{act}”。",
        "可以办理的有：{possible}。",
        409,
    ),
    Code("K713", "不在这一级办理", "{number}是“{level}”，不在这一级办理。", "请办理下级的“{worked}”。", 409),
    Code("K714", "不符合办理条件", "{number}不能办理“{act}”：{sentence}。", "请先满足条件再办理。", 409),
    Code(
        "K715", "缺少佐证材料", "办理“{act}”至少要附{least}份佐证材料，现有{given}份。", "可以附：{kinds}。"
    ),
    Code("K716", "佐证材料种类不符", "佐证材料“{name}”是{kind}，办理“{act}”不接受。", "可以附：{kinds}。"),
    Code("K717", "已并入他件", "{number}已并入 {other}。", "请办理 {other}。", 409),
    Code("K718", "缺少办理意见", "办理“{act}”必须填写办理意见。", "请填写后重试。"),
    Code("K719", "不接受办理意见", "办理“{act}”不填写办理意见。", "请去掉办理意见。"),
    Code("K720", "日期不对", "日期 {on} {reason}。", "请填写{expected}。"),
    Code(
        "K721",
        "与前后的办理矛盾",
        "这样改动后，{on} 的“{act}”就是在“{state}”状态下办理的，与台账规定不符。",
        "请先作废后面的办理，再按先后顺序补录。",
        409,
    ),
    Code("K722", "早于登记", "{on} 的办理早于记录的登记。", "请填写登记之日或以后的日期。", 409),
    Code(
        "K723", "已被他人办理", "{number}刚刚有了新的办理，现为第{actual}条记载。", "请刷新后重新办理。", 409
    ),
    Code("K724", "不能延期", "不能延长“{clock}”：{reason}。", "{expected}。"),
    Code("K725", "不能作废", "不能作废第{seq}条记载：{reason}。", "{expected}。", 409),
    Code("K726", "缺少理由", "{what}必须说明理由。", "请填写后重试。"),
    Code("K727", "不能关联", "不能建立关联“{link}”：{reason}。", "{expected}。"),
    Code("K728", "不能合并", "{number}不能并入 {other}：{reason}。", "{expected}。", 409),
    Code("K729", "层级不对", "不能登记为“{level}”：{reason}。", "{expected}。"),
    Code(
        "K731",
        "升级会丢失内容",
        "升级到 {version} 后，{record}（{number}）的{what}将没有着落。",
        "请在业务包的 migrations 中说明如何迁移，或先办理这些记录。",
        409,
    ),
    Code(
        "K732",
        "台账重名",
        "业务包“{pack}”的台账“{ledger}”与已安装的业务包“{other}”重名。",
        "请改用别的台账代码。",
        409,
    ),
    Code("K733", "没有改动", "更正没有改动任何内容。", "请填写需要更正的字段。"),
    Code("K734", "没有这个办理动作", "台账中没有名为“{name}”的办理动作。", "{hint}"),
    Code("K735", "没有这份佐证材料", "佐证材料“{name}”没有上传。", "请先上传，再办理。"),
    Code("K740", "文件为空", "文件“{name}”没有内容。", "请重新选择文件。"),
    Code("K741", "文件过大", "文件“{name}”超过{limit}。", "请压缩或分成几份后上传。", 413),
    Code("K742", "不接受的文件", "文件“{name}”{reason}，不能作为佐证材料。", "可以上传：{accepted}。", 415),
    Code(
        "K743",
        "文件名与内容不符",
        "文件“{name}”的内容是{content}，与扩展名不符。",
        "请用原来的软件另存后上传。",
        415,
    ),
    Code("K744", "含有宏", "文件“{name}”含有宏或可执行的内容。", "请另存为不含宏的格式后上传。", 415),
    Code(
        "K745",
        "查毒未通过",
        "文件“{name}”没有通过病毒查杀：{reason}。",
        "请查杀病毒后重新上传，或联系系统管理员。",
        422,
    ),
    Code("K746", "文件已损坏", "文件“{name}”打不开：{reason}。", "请确认能正常打开后重新上传。", 422),
    Code("K747", "佐证材料丢失", "佐证材料 {sha256} 不在存储中。", "请联系系统管理员从备份恢复。", 500),
    Code(
        "K748",
        "佐证材料被改动",
        "佐证材料 {sha256} 的内容与登记时不同。",
        "请联系系统管理员从备份恢复。",
        500,
    ),
    # K760-K779 import and export
    Code(
        "K760",
        "对照表的台账不对",
        "对照表写的台账是“{ledger}”，正在导入的是“{expected}”。",
        "请改正对照表的 ledger。",
    ),
    Code("K761", "对照表中的字段不存在", "台账没有代码为“{name}”的字段。", "{hint}"),
    Code(
        "K762", "字段不能从表格导入", "“{label}”是附件或明细表，不能从单元格导入。", "请在记录中上传或填写。"
    ),
    Code("K763", "一个字段对应了两列", "字段“{name}”已经由“{other}”填写。", "请只保留一处。"),
    Code(
        "K764",
        "不能按这些字段更新",
        "台账没有规定“{names}”不得重复，不能据此找到要更新的记录。",
        "可以使用的有：{keys}。",
    ),
    Code(
        "K765",
        "缺少用于更新的列",
        "文件中没有对应“{names}”的列，无法找到要更新的记录。",
        "请在对照表中补充这些列。",
    ),
    Code(
        "K766",
        "计量单位不能换算",
        "文件的单位“{unit}”不能换算为“{label}”的单位（{own}）。",
        "请改正对照表的 unit。",
    ),
    Code("K767", "文件中没有这一列", "文件中没有名为“{header}”的列。", "{hint}"),
    Code(
        "K768",
        "列没有对应的字段",
        "列“{header}”没有对应的字段。",
        "{hint}不需要导入的列，请在对照表的 ignore 中写明。",
    ),
    Code(
        "K769",
        "缺少必填的列",
        "“{field}”必须填写，但文件中没有对应的列。",
        "请增加这一列，或在对照表的 constants 中写明。",
    ),
    Code("K770", "单元格内容不合要求", "“{column}”为“{value}”，{reason}。", "请改为{expected}后重新导入。"),
    Code("K771", "必填单元格为空", "“{column}”没有填写。", "请填写后重新导入。"),
    Code(
        "K772",
        "文件中的记录重复",
        "“{columns}”与第{first}行相同（{value}）。",
        "请删去重复的一行，或改正内容。",
    ),
    Code(
        "K773",
        "记录已经登记",
        "“{columns}”为“{value}”的{record}已经登记。",
        "请删去这一行，或在对照表中写明 update_by 以更新。",
    ),
    Code(
        "K774",
        "找不到要更新的记录",
        "没有“{columns}”为“{value}”的{record}。",
        "请核对内容，或在对照表中写明 add: true。",
    ),
    Code(
        "K775",
        "号码末位已丢失",
        "“{column}”是以数值保存的长号码“{value}”，15位以后已经丢失。",
        "请将该列设为文本格式，重新填写后导入。",
    ),
    Code(
        "K777",
        "共有问题若干",
        "共{wrong}行有问题，其余{right}行无问题。",
        "未导入任何一行，请改正后重新导入。",
    ),
    Code("K778", "登记日期晚于今天", "“{column}”为“{value}”，晚于导入日期{day}。", "请核对日期。"),
    Code("K779", "记录正在变动", "导入期间有记录被他人登记或改动，未导入任何一行。", "请重新导入。", 409),
    Code("K780", "不能保存视图", "不能保存视图：{reason}。", "{expected}。"),
    Code(
        "K781", "不能与这个角色共用", "您在本机构没有角色“{role}”。", "请选择您自己的角色，或只供自己使用。"
    ),
    Code("K786", "正在办理", "业务包“{pack}”的同一件事正在排队或办理。", "请等它办完再提出。", 409),
    Code("K782", "没有这个视图", "没有这个视图，或不是您的。", "请从列表中选择。", 404),
    Code("K783", "没有这次导入", "没有这次导入，或文件已经清除。", "请重新上传文件。", 404),
    Code("K784", "导入不在这一步", "这次导入{stage}。", "{expected}。", 409),
    Code("K785", "一次办理过多", "选择了{count}件，一次最多办理{most}件。", "请缩小范围，分几次办理。"),
    Code("K790", "不能发表", "不能发表意见：{reason}。", "{expected}。"),
    Code("K791", "不能提醒", "不能确定“@{name}”提醒的是谁。", "{hint}。"),
    Code("K792", "草稿过大", "草稿超过{limit}，没有保存。", "请尽快提交，或把大段文字作为附件上传。", 413),
    # K8xx register
    Code("K800", "名录库规则不能读", "名录库规则文件不能读：缩进、冒号、引号或编码有误。", "请改正后重试。"),
    Code("K801", "名录库规则有不认识的键", "没有“{key}”这一项。{hint}", "可以写的有：{names}。"),
    Code("K802", "名录库规则的值不对", "“{key}”应为{expected}。", "请改正后重试。"),
    Code("K803", "入库日期不对", "不能以{on}入库。", "请改为{expected}。"),
    Code("K804", "不能入库", "{actor}不能办理名录入库。", "入库由能查看整个名录库的人员办理。", 403),
    Code(
        "K805",
        "没有这个单位",
        "名录库中没有单位“{unit}”，或不在您的范围内。",
        "请核对单位号或信用代码。",
        404,
    ),
    Code(
        "K806", "不能认定这两行", "没有这两行，或是同一行，或不在您的范围内。", "请从待审的比对中选择。", 404
    ),
    Code("K807", "没有这种认定", "没有名为“{verdict}”的认定。", "可以是 same、different 或 undecided。"),
    # U5xx linkage
    Code("U501", "名录配置不能读", "名录配置文件不能读：{reason}。", "请改正后重试。"),
    Code("U502", "名录配置有不认识的键", "{what}中没有“{key}”这一项。{hint}", "可以写的有：{names}。"),
    Code("U503", "名录配置的值不对", "“{key}”应为{expected}。", "请改正后重试。"),
    Code("U504", "名录没有文件", "名录“{name}”没有写 file。", "请写明名录文件，如 file: market.csv。"),
    Code("U505", "文件不存在", "没有文件“{path}”。", "请核对文件名；相对路径从配置文件所在的文件夹算起。"),
    Code("U506", "没有名录", "配置文件中没有名录。", "请在 lists 下至少写一份名录。"),
    Code(
        "U510",
        "压缩文件不能用",
        "“{name}”不是完好的gzip文件，或解压后过大。",
        "请重新压缩，或直接提供CSV文件。",
    ),
    Code(
        "U511",
        "名录没有这一列",
        "没有“{heading}”这一列；有的列是：{headings}。",
        "请改正 columns 或 header_row。",
    ),
    Code("U512", "找不到单位名称", "没有一列像是单位名称。", "请在 columns 中写明 name 是哪一列。"),
    Code(
        "U513",
        "文字损坏",
        "“{heading}”一列有乱码，共{count}行。",
        "名录暂不采用；请来源部门用同一种编码重新导出。",
    ),
    Code(
        "U514", "列错位", "“{heading}”一列不像单位名称，共{count}行。", "名录暂不采用；请核对是否有列错位。"
    ),
    Code(
        "U515",
        "信用代码大量有误",
        "“{heading}”一列有误的代码共{count}个，占{share}。",
        "名录暂不采用；请来源部门核对后重新提供。",
    ),
    Code(
        "U516",
        "行数与上次相差过大",
        "本次{count}行，上次{before}行，相差超过一半。",
        "名录暂不采用；请核对是否只导出了一部分，或重复导出。",
    ),
    Code(
        "U517",
        "列与上次不同",
        "少了的列：{gone}；多了的列：{new}。",
        "名录暂不采用；请核对，或改正名录配置。",
    ),
    Code("U518", "行号缺失或重复", "行号缺失或重复，共{count}行。", "请改正行号，或不写 row，按次序编号。"),
    Code(
        "U530", "认定表缺列", "认定表没有“{header}”这一列。", "应有的列：结论、名录一、行一、名录二、行二。"
    ),
    Code(
        "U531",
        "认定不完整",
        "认定的结论“{verdict}”或两行的所在不对。",
        "结论写“同一单位”或“不是同一单位”，并写明两个不同的行。",
    ),
    Code("U532", "认定互相矛盾", "{one}与{two}既认定为同一单位，又认定为不是。", "请只保留一个结论。"),
    Code(
        "U540",
        "不能估计遗漏",
        "名录{lists}份，共有的单位{shared}个，不能估计有多少单位各名录都没有。",
        "请给出至少两份有共同单位的名录。",
    ),
    # F8xx figures
    Code("F801", "没有这个指标", "业务包“{pack}”中没有指标“{name}”。", "{hint}", http=404),
    Code("F807", "没有这个业务包", "没有安装业务包“{name}”。", "{hint}", http=404),
    Code("F802", "不能这样分组", "指标“{figure}”不能按“{name}”分组。", "{hint}"),
    Code(
        "F803",
        "还没有快照",
        "台账“{ledger}”还没有快照，无从计数。",
        "请去掉 --no-refresh 再计数，快照会自动生成。",
    ),
    Code(
        "F804",
        "同一口径出现两个数",
        "指标“{figure}”（截至{as_of}）此次算得{value}，与此前以同一口径、同一快照算得的{former}不同。",
        "数据或程序可能被改动，请先运行 youju audit verify，并核对快照文件。",
        http=409,
    ),
    Code(
        "F805",
        "找不到这个观测值",
        "没有唯一编号为“{address}”的观测值。",
        "请给出编号的前8位以上，可用 youju figures list 查看。",
        http=404,
    ),
    Code(
        "F806",
        "当时的口径已不在",
        "指标“{figure}”所依据的业务包版本{version}没有安装在此，无法追溯。",
        "请安装当时的业务包后再试。",
        http=409,
    ),
    # C85x scenarios
    Code(
        "C850",
        "没有找到情景",
        "没有找到情景“{path}”。",
        "请给出情景文件、情景文件夹或业务包文件夹。",
        http=404,
    ),
    Code(
        "C852",
        "情景的日期倒退",
        "录入日期{recorded}早于前面一步的{before}。",
        "请调整步骤的先后，补录的写 recorded。",
    ),
    Code("C854", "情景的数目不符", "{what}。", "请核对 repeat 和各数之和。"),
    Code("C855", "代称已经使用", "代称“{name}”前面已经用过。", "请另起一个代称。"),
    Code(
        "C856",
        "不能建立临时空间",
        "不能建立运行情景的临时空间：没有数据库属主的连接，或属主无权建立模式。",
        "请设置 DATABASE_OWNER_URL，并授予属主在该数据库建立模式（CREATE）的权限。",
    ),
    Code(
        "C857",
        "机构没有人员",
        "机构“{name}”没有列出人员，不能由它办理。",
        "请在 people 中写一位该机构的人员。",
    ),
    Code(
        "C858",
        "步骤不能执行",
        "装入情景“{scenario}”时，{place}的步骤没有做成：{what}",
        "先用 youju scenario run 核对；没有装入任何内容。",
    ),
    Code(
        "C859",
        "补录日期有误",
        "录入日期{recorded}早于业务日期{on}。",
        "事情发生后才能录入，请核对 on 和 recorded。",
    ),
    # H10x-H19x checker
    Code("H101", "没有找到文件", "没有找到文件“{path}”。", "请核对文件名和路径。", http=404),
    Code(
        "H102",
        "不支持的文件类型",
        "“{path}”不是可以检查的文件：{reason}。",
        "请提供 .txt、.md、.docx 或带文字层的 .pdf 文件。",
        http=415,
    ),
    Code("H103", "文件过大", "“{path}”过大：{reason}。", "请拆分后分别检查。", http=413),
    Code(
        "H104", "文件已损坏", "“{path}”读不出来：{reason}。", "请用原来的软件打开后另存，再检查。", http=422
    ),
    Code(
        "H105",
        "文件有密码",
        "“{path}”设有密码，不能读取。",
        "请去掉密码后再检查。",
        http=422,
    ),
    Code(
        "H106",
        "没有文字",
        "“{path}”中没有可以检查的文字。",
        "扫描件请先识别成文字，再检查。",
        http=422,
    ),
    Code(
        "H110",
        "检查设置有误",
        "检查设置“{path}”有误：{reason}。",
        "请对照 docs/guides/check-a-report.md 修改。",
    ),
    Code("H111", "没有这条规则", "没有编号以“{rule}”开头的检查规则。", "请对照 docs/rules/ 的规则编号填写。"),
    Code(
        "H112",
        "抑制文件有误",
        "抑制文件“{path}”第{line}行看不懂。",
        '每行写：规则编号 "引文"，# 后面写理由。',
    ),
    Code("H113", "不能写出结果", "不能写出“{path}”：{reason}。", "请换一个可以写入的位置。"),
    Code(
        "H114",
        "没有指定输出文件",
        "{format} 格式的结果不能显示在屏幕上。",
        "请用 --output 写明保存到哪个文件。",
    ),
    Code("H115", "没有选择文件", "没有选择要检查的文件。", "请选择报告后再检查。"),
    Code(
        "H116",
        "一次检查的内容过多",
        "所选文件过多或过大：{reason}。",
        "请分几次检查，或在命令行运行 youju check。",
        http=413,
    ),
    Code("H117", "正在检查的文件较多", "同时检查的文件较多，暂时排不上。", "请过一会儿再试。", http=503),
    Code("H118", "检查没有做完", "检查没有做完：{reason}。", "请拆分后分别检查。", http=422),
    # N97x notices
    Code(
        "N970",
        "推送地址不可用",
        "推送地址“{address}”{reason}。",
        "请填写机器人给出的 https 地址；需要其他主机的，请管理员设置 YOUJU_WEBHOOK_HOSTS。",
    ),
    Code("N971", "邮箱不对", "“{address}”不是邮箱。", "请填写如 name@example.cn 的邮箱。"),
    Code("N972", "没有这种发送方式", "没有发送方式“{value}”。", "请选择随时、每日汇总或不发送。"),
    # W9xx web and operations
    Code(
        "W901",
        "数据库不能启动",
        "内置数据库不能启动：{reason}。",
        "请检查数据目录的权限和磁盘空间后重试。",
        http=503,
    ),
    Code(
        "W902",
        "缺少属主账号",
        "设置了 DATABASE_URL，但没有设置 DATABASE_OWNER_URL。",
        "请用属主账号的连接串设置 DATABASE_OWNER_URL。",
    ),
    Code("W903", "数据库连接不上", "连接不上数据库：{reason}。", "请检查连接串和数据库服务。", http=503),
    Code(
        "W904",
        "应用账号权限过大",
        "应用账号 {role} {excess}。",
        "请为应用单独建立普通账号，表由属主账号建立。",
    ),
    Code(
        "W905",
        "连接串有误",
        "{name} 不是可用的 PostgreSQL 连接串：{reason}。",
        "请改成 postgresql://账号:密码@主机:端口/库名 的形式。",
    ),
    Code(
        "W906", "数据库还没有表", "数据库还没有建表，或者表的版本较旧。", "请先运行 youju migrate。", http=503
    ),
    Code(
        "W907",
        "缺少作业账号",
        "设置了 DATABASE_URL，但没有设置 DATABASE_JOB_URL。",
        "请为命令行和定时工作建立有 BYPASSRLS 属性的账号，并用其连接串设置 DATABASE_JOB_URL。",
    ),
    Code(
        "W909",
        "没有空闲的端口",
        "端口 {port} 至 {last} 都已被占用。",
        "请用 --port 指定其他端口，或停止占用端口的程序。",
        http=503,
    ),
    Code(
        "W910",
        "没有加密不能对外",
        "网页服务尚未经 HTTPS 提供，不能在 {host} 上监听。",
        "请改为 127.0.0.1，由本机的反向代理提供 HTTPS；已经加密的，请设置 YOUJU_HTTPS=1。",
        http=403,
    ),
    Code(
        "W930",
        "业务包已经改动",
        "文件夹中的业务包“{pack}”在提出之后又有改动，没有安装。",
        "请重新查看改动后再提出。",
        409,
    ),
    Code("W931", "情景运行过久", "情景运行超过{minutes}分钟，已经停止。", "请在命令行中分几次运行。"),
    Code("W932", "没有这个业务包", "没有业务包“{name}”。", "请从业务包列表中选择。", 404),
    Code("W950", "没有这个命令", "没有命令“{name}”。", "{hint}"),
    Code("W951", "没有这个选项", "没有选项“{name}”。", "{hint}"),
    Code("W952", "缺少参数", "缺少{what}。", "执行 {command} --help 查看写法。"),
    Code("W953", "参数的值不对", "{what} 的值不对：{reason}。", "执行 {command} --help 查看写法。"),
    Code("W954", "命令写法不对", "命令写法不对：{reason}。", "请加上 --help 查看写法。"),
    Code(
        "W955",
        "多出的参数",
        "多出的参数：{words}。",
        "执行 {command} --help 查看写法；含空格的文件名请加引号。",
    ),
    Code("W940", "请求不合格式", "请求中“{path}”{reason}。", "请对照 /api/docs 修改。", http=422),
    Code("W941", "没有这个地址", "接口没有地址“{path}”。", "请对照 /api/docs 核对地址和编号。", http=404),
    Code("W920", "备份文件已存在", "文件 {file} 已经存在。", "请换一个文件名，或先移走原文件。"),
    Code(
        "W921", "备份文件不可用", "备份文件 {file} {reason}。", "请换用另一份完好的备份；现有数据没有改动。"
    ),
    Code(
        "W922",
        "数据库不是空的",
        "数据库里已有数据（{tables}）。",
        "确要用备份替换现有数据的，请加 --replace。",
    ),
    Code(
        "W923",
        "备份来自更新的版本",
        "备份由版本 {version} 制作，本版本不认识其中的表结构（{names}）。",
        "请升级后再恢复。",
    ),
    Code(
        "W924", "数据库正在使用", "还有{count}个连接正在使用数据库。", "请先停止网页服务和定时工作，再恢复。"
    ),
    Code(
        "W925", "数据库程序出错", "{program} 没有成功：{reason}。", "请按提示处理后重试；现有数据没有改动。"
    ),
    Code(
        "W926",
        "恢复的数据核验不过",
        "恢复后的数据与备份不符：{reason}。",
        "已退回恢复之前的状态，请换用另一份备份。",
    ),
    Code(
        "W927",
        "证据文件缺失或损坏",
        "证据文件 {sha256} {reason}。",
        "请从较早的备份找回该文件，放回原处后再备份。",
    ),
)

CODES: dict[str, Code] = {code.id: code for code in _ALL}
if len(CODES) != len(_ALL):  # a duplicate would silently shadow another sentence
    raise RuntimeError("duplicate error code in the registry")

RETIRED: dict[str, str] = {}
"""Codes that old records may still carry, with what they meant."""
