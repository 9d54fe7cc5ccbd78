"""Notices: N9xx."""

from youju.errors.shape import Code

TITLE = "通知"

CODES: tuple[Code, ...] = (
    Code(
        "N970",
        "推送地址不可用",
        "推送地址“{address}”{reason}。",
        "请填写机器人给出的 https 地址；需要其他主机的，请管理员设置 YOUJU_WEBHOOK_HOSTS。",
    ),
    Code("N971", "邮箱不对", "“{address}”不是邮箱。", "请填写如 name@example.cn 的邮箱。"),
    Code("N973", "公告不能发布", "公告的{what}“{value}”{reason}。", "请改正后重新发布。"),
    Code("N974", "没有这条公告", "没有这条公告，或者已经撤下。", "请从公告列表中选择。", 404),
    Code("N972", "没有这种发送方式", "没有发送方式“{value}”。", "请选择随时、每日汇总或不发送。"),
)
