"""Figures: F8xx."""

from youju.errors.shape import Code

TITLE = "指标"

CODES: tuple[Code, ...] = (
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
    Code(
        "F808",
        "这个日期还没有统计",
        "指标“{figure}”截至{as_of}还没有统计，或者不在可以查看的范围内。",
        "请先运行 youju count --figure {name} --as-of {as_of}，再引用。",
        http=404,
    ),
    Code(
        "F809",
        "单位不能相除",
        "“{one}”除以“{other}”，单位不能是“{unit}”。",
        "请写作“{one}/{other}”那样的单位。",
    ),
)
