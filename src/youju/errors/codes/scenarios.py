"""Scenarios: C8xx."""

from youju.errors.shape import Code

TITLE = "情景"

CODES: tuple[Code, ...] = (
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
)
